// SPDX-License-Identifier: MIT
//
// What the tests of the contract's values share.
//
// The rules that they name by number are AWS's, in this order: 1.1 constraints of
// parameters, 1.2 operations and their errors; 2.2 sequence numbers, 2.3 shard iterators,
// 2.5 puts, 2.6 enhanced fan-out, 2.11 the form of answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "support/seeded_random.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"
#include "weir/service/internal/uint192.h"

namespace weir::testing {

// The decimal form of up to 48 digits in base 16, in which layouts are written down.
inline std::string Hex(std::string_view digits) {
  service_internal::Uint192 value;
  for (const char digit : digits) {
    const int number = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    value =
        value.ShiftedLeft(4).WithBits({.first = 0, .count = 4}, static_cast<std::uint64_t>(number));
  }
  return value.ToDecimal();
}

// "ExpiredIteratorException: its message", or "OK".
inline std::string Answer(const absl::Status& status) {
  if (status.ok()) return "OK";
  const std::optional<KinesisException> exception = KinesisExceptionOf(status);
  std::string text(exception.has_value() ? ToString(*exception) : "no exception");
  return text.append(": ").append(FromAbsl(status.message()));
}

// `sound` with a few of its bytes changed, taken out or doubled, each by any of
// `alphabet`: what a parser of such texts has to refuse, and now and then to accept.
inline std::string Mutated(SeededRandom& random, std::string sound, std::string_view alphabet) {
  for (std::uint64_t changes = 1 + random.Below(3); changes > 0; --changes) {
    const char byte = alphabet[random.Below(alphabet.size())];
    const std::size_t at = random.Below(sound.size() + 1);
    switch (random.Below(3)) {
      case 0:
        sound.insert(at, 1, byte);
        break;
      case 1:
        if (at < sound.size()) sound[at] = byte;
        break;
      default:
        if (at < sound.size()) sound.erase(at, 1 + random.Below(3));
        break;
    }
  }
  return sound;
}

}  // namespace weir::testing

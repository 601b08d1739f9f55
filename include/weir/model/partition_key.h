// SPDX-License-Identifier: MIT
//
// What may be a partition key: any text of 1 to 256 Unicode characters.
//
// Not a type: a put takes a std::string_view and copies it, and a wrapper would
// only be taken off again. A key should be UTF-8, as Kinesis demands, but none
// is refused for not being it: a game's binary ids are keys too. So characters
// are counted thus: a well-formed UTF-8 sequence is one, and so is each byte
// that belongs to none. A valid key then has at most 1,024 bytes.
//
//   if (!IsValidPartitionKey(key)) return InvalidArgument(DescribeInvalidPartitionKey(key));
//
// Threads:   any.
// Progress:  wait-free.
// Cost:      two comparisons up to 256 bytes, then 1 to 4 ns a character.
// Lifetime:  nothing is kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "weir/base/concat.h"
#include "weir/model/internal/utf8.h"

namespace weir {

inline constexpr std::size_t kPartitionKeyCharactersMax = 256;
inline constexpr std::size_t kPartitionKeyBytesMax = 1'024;
static_assert(kPartitionKeyBytesMax == 4 * kPartitionKeyCharactersMax,
              "no UTF-8 sequence is longer than four bytes");

constexpr bool IsValidPartitionKey(std::string_view key) {
  // No text has more characters than bytes.
  if (key.size() <= kPartitionKeyCharactersMax) [[likely]] {
    return !key.empty();
  }
  return key.size() <= kPartitionKeyBytesMax &&
         model_internal::CountCharacters(key) <= kPartitionKeyCharactersMax;
}

// One sentence that names the length and the limit; it never quotes the key,
// which may be long, or secret. `key` is not valid.
[[gnu::cold]] [[gnu::noinline]] inline std::string DescribeInvalidPartitionKey(
    std::string_view key) {
  if (key.empty()) {
    return Concat("a partition key is empty; it has 1 to ", kPartitionKeyCharactersMax,
                  " characters");
  }
  if (key.size() > kPartitionKeyBytesMax) {
    // Counting the characters of a key of any size could take any time.
    return Concat("a partition key has ", key.size(), " bytes, more than the limit of ",
                  kPartitionKeyCharactersMax, " characters can take");
  }
  return Concat("a partition key has ", model_internal::CountCharacters(key),
                " characters; the limit is ", kPartitionKeyCharactersMax);
}

}  // namespace weir

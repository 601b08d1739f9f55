// SPDX-License-Identifier: MIT
//
// Counts the Unicode characters of bytes that should be UTF-8 but need not be.
#pragma once

#include <cstddef>
#include <string_view>

namespace weir::model_internal {

// The length of the well-formed UTF-8 sequence that `bytes` starts with, or 0
// if it starts with none. `bytes` is not empty.
constexpr std::size_t Utf8SequenceBytes(std::string_view bytes) {
  const auto is_between = [bytes](std::size_t i, unsigned char first, unsigned char last) {
    if (i >= bytes.size()) return false;
    const auto byte = static_cast<unsigned char>(bytes[i]);
    return first <= byte && byte <= last;
  };
  const auto is_tail = [&is_between](std::size_t i) { return is_between(i, 0x80, 0xBF); };

  if (is_between(0, 0x00, 0x7F)) return 1;
  // 0xC0 and 0xC1 would start a longer spelling of a one-byte character.
  if (is_between(0, 0xC2, 0xDF)) return is_tail(1) ? 2 : 0;
  if (is_between(0, 0xE0, 0xEF)) {
    // Below 0xA0, 0xE0 would spell a two-byte character; above 0x9F, 0xED a
    // surrogate, which is no character.
    const bool is_second = is_between(0, 0xE0, 0xE0)   ? is_between(1, 0xA0, 0xBF)
                           : is_between(0, 0xED, 0xED) ? is_between(1, 0x80, 0x9F)
                                                       : is_tail(1);
    return is_second && is_tail(2) ? 3 : 0;
  }
  if (is_between(0, 0xF0, 0xF4)) {
    // Below 0x90, 0xF0 would spell a three-byte character; above 0x8F, 0xF4 one
    // beyond the last, U+10FFFF.
    const bool is_second = is_between(0, 0xF0, 0xF0)   ? is_between(1, 0x90, 0xBF)
                           : is_between(0, 0xF4, 0xF4) ? is_between(1, 0x80, 0x8F)
                                                       : is_tail(1);
    return is_second && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

// Each well-formed sequence is one character; so is each byte that is part of
// none.
constexpr std::size_t CountCharacters(std::string_view bytes) {
  std::size_t characters = 0;
  while (!bytes.empty()) {
    const std::size_t sequence_bytes = Utf8SequenceBytes(bytes);
    bytes.remove_prefix(sequence_bytes > 0 ? sequence_bytes : 1);
    ++characters;
  }
  return characters;
}

}  // namespace weir::model_internal

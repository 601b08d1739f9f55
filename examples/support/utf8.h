// SPDX-License-Identifier: MIT
//
// IsUtf8() says whether bytes are text: well-formed UTF-8, as Unicode defines it.
//
// Overlong forms, surrogates and anything above U+10FFFF are not; a NUL is. Runs
// of ASCII, which is what logs are made of, are passed eight bytes at a time.
//
//   if (!examples::IsUtf8(line)) …                   // archive it as base64
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace examples {

// The length of the run of ASCII that `bytes` starts with, rounded down to a
// multiple of eight.
inline std::size_t AsciiPrefixBytes(std::string_view bytes) {
  std::size_t i = 0;
  for (; bytes.size() - i >= 8; i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, 8);
    if ((word & 0x8080808080808080) != 0) break;
  }
  return i;
}

// The length of the one character that `bytes` starts with; 0 if it is not
// well-formed. `bytes` is not empty.
inline std::size_t Utf8CharacterBytes(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  // 0x80 to 0xbf continue a character; 0xc0 and 0xc1 would be overlong.
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0u) != 0x80u) return 0;
  }
  // What the lead byte alone cannot tell: overlong, surrogate, above U+10FFFF.
  if (lead == 0xe0 && at(1) < 0xa0) return 0;
  if (lead == 0xed && at(1) > 0x9f) return 0;
  if (lead == 0xf0 && at(1) < 0x90) return 0;
  if (lead == 0xf4 && at(1) > 0x8f) return 0;
  return length;
}

inline bool IsUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(AsciiPrefixBytes(bytes));
    if (bytes.empty()) break;
    // Inside text in another script, ASCII runs are short: do up to eight
    // characters before looking for the next one.
    for (int i = 0; i < 8 && !bytes.empty(); ++i) {
      const std::size_t length = Utf8CharacterBytes(bytes);
      if (length == 0) return false;
      bytes.remove_prefix(length);
    }
  }
  return true;
}

}  // namespace examples

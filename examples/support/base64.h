// SPDX-License-Identifier: MIT
//
// Base64 with the standard alphabet and padding, appended to a string that the
// caller reuses.
//
// Not absl::Base64Escape(): that makes a new string for each record.
//
//   examples::AppendBase64(record_bytes, line);
//   if (!examples::AppendFromBase64(text, bytes)) …      // not base64
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace examples {

inline constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline void AppendBase64(std::string_view bytes, std::string& out) {
  const auto at = [&](std::size_t i) {
    return i < bytes.size() ? std::uint32_t{static_cast<unsigned char>(bytes[i])} : 0u;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t three = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    const std::size_t left = bytes.size() - i;
    out += kBase64Alphabet[three >> 18 & 63];
    out += kBase64Alphabet[three >> 12 & 63];
    out += left > 1 ? kBase64Alphabet[three >> 6 & 63] : '=';
    out += left > 2 ? kBase64Alphabet[three & 63] : '=';
  }
}

// The value of each base64 digit; 64 for every other byte.
inline constexpr std::array<std::uint8_t, 256> kBase64Values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(64);
  for (std::uint8_t i = 0; i < 64; ++i) {
    values[static_cast<unsigned char>(kBase64Alphabet[i])] = i;
  }
  return values;
}();

// False if `text` is not exactly what AppendBase64() writes; `out` may then have
// gained some bytes.
inline bool AppendFromBase64(std::string_view text, std::string& out) {
  if (text.size() % 4 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool is_last = i + 4 == text.size();
    const std::size_t padding = !is_last || text[i + 3] != '=' ? 0u : text[i + 2] == '=' ? 2u : 1u;
    std::uint32_t four = 0;
    for (std::size_t digit = 0; digit < 4; ++digit) {
      const std::uint32_t value =
          digit >= 4 - padding ? 0u : kBase64Values[static_cast<unsigned char>(text[i + digit])];
      if (value == 64) return false;
      four = four << 6 | value;
    }
    // The bits that padding leaves over must be 0, or two texts would mean the
    // same bytes.
    if ((four & ((1u << 8 * padding) - 1)) != 0) return false;
    out += static_cast<char>(four >> 16 & 255);
    if (padding < 2) out += static_cast<char>(four >> 8 & 255);
    if (padding < 1) out += static_cast<char>(four & 255);
  }
  return true;
}

}  // namespace examples

// SPDX-License-Identifier: MIT
//
// How foreign bytes and large numbers are shown to a person.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/utf8.h"

namespace log_pipeline {

// Appends at most `bytes_max` bytes of `text`, and no part of a character. What is
// not UTF-8, and control characters, which could drive a terminal, become \xNN.
inline void AppendPrintable(std::string_view text, std::size_t bytes_max, std::string& out) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::size_t shown = std::min(text.size(), bytes_max);
  // Bytes 10xxxxxx go on with a character: it has at most three of them.
  for (int i = 0; i < 3 && shown > 0 && shown < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[shown]) & 0xc0) == 0x80) --shown;
  }
  const std::size_t left_out = text.size() - shown;
  text.remove_suffix(left_out);
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const std::size_t length = examples::Utf8CharacterBytes(text);
    // U+0080 to U+009F, which begin with 0xc2, are control characters too.
    const bool is_control =
        (byte < 0x20 && byte != '\t') || byte == 0x7f ||
        (byte == 0xc2 && length == 2 && static_cast<unsigned char>(text[1]) < 0xa0);
    if (length == 0 || is_control) {
      out += "\\x";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
      text.remove_prefix(1);
    } else {
      out += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  if (left_out > 0) out += " ... and " + std::to_string(left_out) + " bytes";
}

// "12,345,678".
inline std::string WithCommas(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

}  // namespace log_pipeline

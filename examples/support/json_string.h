// SPDX-License-Identifier: MIT
//
// A JSON string literal, written and read back byte for byte.
//
// Not a JSON library: just the one type that logs need. What is written is valid
// UTF-8, so the caller asks IsUtf8() first and chooses base64 otherwise.
//
//   examples::AppendJsonString("say \"hi\"\n", line);         // "say \"hi\"\n", quoted
//   bool is_literal = examples::ConsumeJsonString(line, text);  // and back
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace examples {

// What stands for each byte inside a literal: 0 for the byte itself, 'u' for
// \u00XX, else the letter behind the backslash.
inline constexpr std::array<char, 256> kJsonEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t i = 0; i < 0x20; ++i) escapes[i] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

// Appends `text`, which is valid UTF-8, as a quoted literal.
inline void AppendJsonString(std::string_view text, std::string& out) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const char escape = kJsonEscapes[byte];
    if (escape == 0) [[likely]]
      continue;
    out.append(text.data() + copied, i - copied);
    copied = i + 1;
    out += '\\';
    out += escape;
    if (escape == 'u') {
      out += "00";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
    }
  }
  out.append(text.data() + copied, text.size() - copied);
  out += '"';
}

namespace internal {

// The byte that the escape at the start of `input` stands for, which is then
// taken off; -1 if it is none that AppendJsonString() writes.
inline int ConsumeJsonEscape(std::string_view& input) {
  if (input.size() < 2) return -1;
  const char letter = input[1];
  input.remove_prefix(2);
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '"':
    case '\\':
    case '/':
      return letter;
    default:
      break;
  }
  if (letter != 'u' || input.size() < 4 || input.substr(0, 2) != "00") return -1;
  int value = 0;
  for (const char digit : input.substr(2, 2)) {
    const bool is_decimal = digit >= '0' && digit <= '9';
    if (!is_decimal && (digit < 'a' || digit > 'f')) return -1;
    value = value * 16 + (is_decimal ? digit - '0' : digit - 'a' + 10);
  }
  // U+0080 and above are written as UTF-8.
  if (value >= 0x80) return -1;
  input.remove_prefix(4);
  return value;
}

}  // namespace internal

// Takes a literal off the start of `input` and puts what it means into `text`.
// False if there is none there that AppendJsonString() could have written.
inline bool ConsumeJsonString(std::string_view& input, std::string& text) {
  text.clear();
  if (input.empty() || input.front() != '"') return false;
  input.remove_prefix(1);
  while (true) {
    const std::size_t plain = input.find_first_of("\"\\");
    if (plain == std::string_view::npos) return false;
    text.append(input.data(), plain);
    input.remove_prefix(plain);
    if (input.front() == '"') break;
    const int byte = internal::ConsumeJsonEscape(input);
    if (byte < 0) return false;
    text += static_cast<char>(byte);
  }
  input.remove_prefix(1);
  return true;
}

}  // namespace examples

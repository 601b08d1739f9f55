// SPDX-License-Identifier: MIT
//
// ParseJsonLine() reads one line of JSON as RFC 8259 has it: an object whose
// values are strings.
//
// Written for the tests, from the RFCs of JSON, UTF-8 and base64 and from none of
// the examples' code, so that a mistake of theirs is not made here as well. Slow
// and strict: raw control characters, bytes that are not UTF-8, half a surrogate
// pair or a key that comes twice are errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace example_tests {

// The code point that `text` begins with, taken off it; -1 if there is none.
inline std::int64_t TakeCodePoint(std::string_view& text) {
  const auto byte = [&text](std::size_t i) -> std::uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  struct Form {
    std::uint32_t mask, lead, first, last;
  };
  // RFC 3629, section 3: how a sequence of each length begins, and what it may hold.
  constexpr Form kForms[] = {{0x80, 0x00, 0x0, 0x7f},
                             {0xe0, 0xc0, 0x80, 0x7ff},
                             {0xf0, 0xe0, 0x800, 0xffff},
                             {0xf8, 0xf0, 0x10000, 0x10ffff}};
  for (std::size_t length = 1; length <= 4; ++length) {
    const Form& form = kForms[length - 1];
    if ((byte(0) & form.mask) != form.lead) continue;
    std::uint32_t point = byte(0) & ~form.mask;
    for (std::size_t i = 1; i < length; ++i) {
      if (byte(i) >> 6 != 2) return -1;
      point = point << 6 | (byte(i) & 0x3f);
    }
    const bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
    if (text.empty() || point < form.first || point > form.last || is_surrogate) return -1;
    text.remove_prefix(length);
    return point;
  }
  return -1;
}

inline bool IsWellFormed(std::string_view text) {
  while (!text.empty()) {
    if (TakeCodePoint(text) < 0) return false;
  }
  return true;
}

inline void AppendCodePoint(std::uint32_t point, std::string& text) {
  const auto append = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) return append(point);
  if (point >= 0x10000) {
    append(0xf0 | point >> 18);
    append(0x80 | (point >> 12 & 0x3f));
  } else if (point >= 0x800) {
    append(0xe0 | point >> 12);
  } else {
    return append(0xc0 | point >> 6), append(0x80 | (point & 0x3f));
  }
  append(0x80 | (point >> 6 & 0x3f));
  append(0x80 | (point & 0x3f));
}

// Four hexadecimal digits, taken off `text`; -1 if they are not there.
inline std::int64_t TakeHex4(std::string_view& text) {
  if (text.size() < 4) return -1;
  std::int64_t value = 0;
  for (const char digit : text.substr(0, 4)) {
    const std::size_t place = std::string_view("0123456789abcdefABCDEF").find(digit);
    if (place == std::string_view::npos) return -1;
    value = value * 16 + static_cast<std::int64_t>(place < 16 ? place : place - 6);
  }
  text.remove_prefix(4);
  return value;
}

// What stands behind a backslash, taken off `text`; false if it means nothing.
inline bool TakeEscape(std::string_view& text, std::string& value) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (text.empty()) return false;
  const char letter = text.front();
  text.remove_prefix(1);
  if (const std::size_t place = kLetters.find(letter); place != std::string_view::npos) {
    value += kMeanings[place];
    return true;
  }
  std::int64_t unit = letter == 'u' ? TakeHex4(text) : -1;
  if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return false;
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (!text.starts_with("\\u")) return false;
    text.remove_prefix(2);
    const std::int64_t low = TakeHex4(text);
    if (low < 0xdc00 || low > 0xdfff) return false;
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  AppendCodePoint(static_cast<std::uint32_t>(unit), value);
  return true;
}

inline std::optional<std::string> TakeString(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  text.remove_prefix(1);
  std::string value;
  while (!text.starts_with('"')) {
    const std::int64_t point = TakeCodePoint(text);
    if (point < 0x20) return std::nullopt;
    if (point != '\\') {
      AppendCodePoint(static_cast<std::uint32_t>(point), value);
    } else if (!TakeEscape(text, value)) {
      return std::nullopt;
    }
  }
  text.remove_prefix(1);
  return value;
}

inline std::optional<std::map<std::string, std::string>> ParseJsonLine(std::string_view line) {
  std::map<std::string, std::string> object;
  for (char opening = '{';; opening = ',') {
    if (!line.starts_with(opening)) break;
    line.remove_prefix(1);
    const std::optional<std::string> key = TakeString(line);
    if (!key.has_value() || !line.starts_with(':')) return std::nullopt;
    line.remove_prefix(1);
    const std::optional<std::string> value = TakeString(line);
    if (!value.has_value() || !object.emplace(*key, *value).second) return std::nullopt;
  }
  if (line != "}") return std::nullopt;
  return object;
}

// RFC 4648, section 4, with padding; nothing if `text` is not exactly that.
inline std::optional<std::string> DecodeBase64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  text.remove_suffix(padding);
  std::string bytes;
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (const char digit : text) {
    const std::size_t value = kAlphabet.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes += static_cast<char>(bits >> bit_count & 0xff);
  }
  return bytes;
}

}  // namespace example_tests

// SPDX-License-Identifier: MIT
//
// Takes lines, words and numbers off the front of a text, as files in /proc
// have them: separated by spaces, one subject per line.
//
//   for (std::string_view line; TakeLine(text, line);) {
//     std::string_view name = TakeWord(line);
//     std::uint64_t kibibytes = TakeNumber(line);
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace live_telemetry {

// False at the end of `text`.
inline bool TakeLine(std::string_view& text, std::string_view& line) {
  if (text.empty()) return false;
  line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return true;
}

inline std::string_view TakeWord(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

inline void SkipWords(std::string_view& line, int words) {
  for (int i = 0; i < words; ++i) TakeWord(line);
}

// The digits at the front of the next word; 0 if it has none there.
inline std::uint64_t TakeNumber(std::string_view& line) {
  std::uint64_t number = 0;
  for (const char digit : TakeWord(line)) {
    if (digit < '0' || digit > '9') break;
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

}  // namespace live_telemetry

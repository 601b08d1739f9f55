// SPDX-License-Identifier: MIT
//
// Text for a picture: escaped, numbers as one reads them, and never wider than its place,
// in whatever font it is shown.
#pragma once

#include <algorithm>
#include <cstdio>
#include <string>

namespace weir::bench {

inline std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// Two digits at the least: "0.24", "7.2", "43.5", "340", "54,103".
inline std::string Number(double value) {
  char digits[32];
  std::snprintf(digits, sizeof(digits), "%.*f", value < 1 ? 2 : value < 100 ? 1 : 0, value);
  std::string number = digits;
  if (number.find('.') != std::string::npos) return number;
  for (std::size_t at = number.size(); at > 3;) number.insert(at -= 3, ",");
  return number;
}

// Characters, not bytes: those that continue a UTF-8 character don't count.
inline std::size_t Characters(const std::string& text) {
  std::size_t characters = 0;
  for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return characters;
}

struct TextPlace {
  const char* style = "";
  double x = 0;
  double y = 0;
  // Whether x is where it ends, and not where it begins.
  bool is_at_end = false;
  bool is_bold = false;
  // Of the font, and how wide the text may be.
  double size = 13;
  double width_max = 0;
};

// Smaller where it might be too wide.
inline void WriteText(std::FILE* out, const TextPlace& place, const std::string& text) {
  std::fprintf(out, "<text class='%s' x='%.1f' y='%.1f'", place.style, place.x, place.y);
  if (place.is_at_end) std::fprintf(out, " text-anchor='end'");
  // What a character takes on the average in a wide font.
  const double width =
      static_cast<double>(Characters(text)) * place.size * (place.is_bold ? 0.64 : 0.58);
  const double size = place.size * std::min(1.0, place.width_max / width);
  if (size < place.size) std::fprintf(out, " style='font-size:%.1fpx'", size);
  std::fprintf(out, ">%s</text>\n", Escaped(text).c_str());
}

}  // namespace weir::bench

// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/frame_text.h"

#include <array>
#include <string_view>

namespace live_telemetry {
namespace {

struct Substitute {
  char32_t character;
  std::string_view ascii;
};

constexpr std::array<Substitute, 17> kSubstitutes = {{
    {U'━', "="},
    {U'╸', "="},
    {U'─', "-"},
    {U'▁', "_"},
    {U'▂', "."},
    {U'▃', ","},
    {U'▄', "-"},
    {U'▅', "~"},
    {U'▆', "+"},
    {U'▇', "*"},
    {U'█', "#"},
    {U'·', "-"},
    {U'▲', "!"},
    {U'▼', "."},
    {U'…', "~"},
    {U'✓', "ok"},
    {U'✗', "NOT"},
}};

void AppendUtf8(char32_t character, std::string& text) {
  const auto append = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (character < 0x80) {
    append(character);
  } else if (character < 0x800) {
    append(0xc0 | character >> 6);
    append(0x80 | (character & 0x3f));
  } else {
    if (character < 0x10000) {
      append(0xe0 | character >> 12);
    } else {
      append(0xf0 | character >> 18);
      append(0x80 | (character >> 12 & 0x3f));
    }
    append(0x80 | (character >> 6 & 0x3f));
    append(0x80 | (character & 0x3f));
  }
}

void AppendCharacter(char32_t character, bool is_utf8, std::string& text) {
  if (is_utf8 || character < 0x80) return AppendUtf8(character, text);
  for (const Substitute& substitute : kSubstitutes) {
    if (substitute.character != character) continue;
    text += substitute.ascii;
    return;
  }
  text += '?';
}

// One past the last cell of `row` that is not blank.
int UsedWidth(const Canvas& canvas, int row) {
  int used = canvas.area().width;
  while (used > 0 && canvas.At(row, used - 1).character == U' ') --used;
  return used;
}

void AppendRow(const Canvas& canvas, int row, const OutputAbility& ability, std::string& text) {
  Style style = Style::kPlain;
  const int used = UsedWidth(canvas, row);
  for (int column = 0; column < used; ++column) {
    const Cell& cell = canvas.At(row, column);
    if (cell.style != style && cell.character != U' ') {
      style = cell.style;
      text += StyleSequence(style, ability);
    }
    AppendCharacter(cell.character, ability.is_utf8, text);
  }
  if (style != Style::kPlain) text += StyleSequence(Style::kPlain, ability);
}

}  // namespace

// The terminal's own palette and no more, so that it fits a dark background as
// well as a light one.
std::string_view StyleSequence(Style style, const OutputAbility& ability) {
  if (!ability.has_color) return "";
  switch (style) {
    case Style::kPlain:
      return "\x1b[0m";
    case Style::kStrong:
      return "\x1b[0;1m";
    case Style::kFaint:
      return "\x1b[0;90m";
    case Style::kAccent:
      return "\x1b[0;36m";
    case Style::kGood:
      return "\x1b[0;32m";
    case Style::kWarning:
      return "\x1b[0;33m";
    case Style::kBad:
      return "\x1b[0;31m";
  }
  return "";
}

std::string ScreenText(const Canvas& canvas, const OutputAbility& ability) {
  std::string text = "\x1b[H";
  const Area area = canvas.area();
  for (int row = 0; row < area.height; ++row) {
    if (row > 0) text += "\r\n";
    AppendRow(canvas, row, ability, text);
    // Not behind a full row: there the cursor still stands on the last cell, and
    // clearing would take that away.
    if (UsedWidth(canvas, row) < area.width) text += "\x1b[K";
  }
  return text;
}

std::string LinesText(const Canvas& canvas, const OutputAbility& ability) {
  int height = canvas.area().height;
  while (height > 0 && UsedWidth(canvas, height - 1) == 0) --height;
  std::string text;
  for (int row = 0; row < height; ++row) {
    AppendRow(canvas, row, ability, text);
    text += '\n';
  }
  return text;
}

}  // namespace live_telemetry

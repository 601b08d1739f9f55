// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/canvas.h"

#include <algorithm>
#include <cstddef>

#include "support/utf8.h"

namespace live_telemetry {
namespace {

// Takes one character off the front of `text`, which is not empty.
char32_t TakeCharacter(std::string_view& text) {
  const std::size_t length = examples::Utf8CharacterBytes(text);
  const auto lead = static_cast<unsigned char>(text.front());
  char32_t character = length < 2 ? lead : lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  }
  text.remove_prefix(std::max<std::size_t>(length, 1));
  const bool is_control = character < 0x20 || (character >= 0x7f && character < 0xa0);
  return length == 0 || is_control ? U'?' : character;
}

}  // namespace

int TextColumns(std::string_view text) {
  int columns = 0;
  for (; !text.empty(); ++columns) TakeCharacter(text);
  return columns;
}

Area Area::TakeLeft(int columns, int gap) {
  const int taken = std::clamp(columns, 0, width);
  const Area left = {.row = row, .column = column, .height = height, .width = taken};
  const int used = std::min(taken + gap, width);
  column += used;
  width -= used;
  return left;
}

Area Area::TakeRight(int columns, int gap) {
  const int taken = std::clamp(columns, 0, width);
  const Area right = {
      .row = row, .column = column + width - taken, .height = height, .width = taken};
  width = std::max(0, width - taken - gap);
  return right;
}

Area Area::TakeTop(int rows, int gap) {
  const int taken = std::clamp(rows, 0, height);
  const Area top = {.row = row, .column = column, .height = taken, .width = width};
  const int used = std::min(taken + gap, height);
  row += used;
  height -= used;
  return top;
}

Canvas::Canvas(const Size& size)
    : size_(size),
      cells_(static_cast<std::size_t>(size.height) * static_cast<std::size_t>(size.width)),
      is_drawn_(cells_.size()) {}

void Canvas::Set(int row, int column, const Cell& cell) {
  if (row < 0 || row >= size_.height || column < 0 || column >= size_.width) return;
  const std::size_t index = Index(row, column);
  cells_[index] = cell;
  is_overdrawn_ = is_overdrawn_ || is_drawn_[index];
  is_drawn_[index] = true;
}

void DrawText(Canvas& canvas, Area& area, std::string_view text, Style style) {
  if (area.height == 0) return;
  while (!text.empty() && area.width > 0) {
    char32_t character = TakeCharacter(text);
    if (area.width == 1 && !text.empty()) character = U'…';
    canvas.Set(area.row, area.column, {.character = character, .style = style});
    area.TakeLeft(1, 0);
  }
}

void DrawTextRight(Canvas& canvas, Area& area, std::string_view text, Style style) {
  Area place = area.TakeRight(TextColumns(text));
  DrawText(canvas, place, text, style);
}

}  // namespace live_telemetry

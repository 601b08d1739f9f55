// SPDX-License-Identifier: MIT
//
// A Canvas is a grid of characters with a style each, drawn upon and then
// written out as one text.
//
// The panes draw with Unicode and styles and know no more; what the output can
// show is decided when the canvas is written (frame_text.h).
//
//   Canvas canvas({.height = 24, .width = 80});
//   Area area = canvas.area();
//   DrawText(canvas, area, "Weir", Style::kStrong);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace live_telemetry {

enum class Style : std::uint8_t { kPlain, kStrong, kFaint, kAccent, kGood, kWarning, kBad };

struct Cell {
  char32_t character = U' ';
  Style style = Style::kPlain;
};

struct Size {
  int height = 0;
  int width = 0;
};

// A rectangle of cells. Cut into smaller ones, never widened: what is drawn into
// one stays inside.
struct Area {
  int row = 0;
  int column = 0;
  int height = 0;
  int width = 0;

  // Takes the left `columns` off, and `gap` more columns that stay empty.
  Area TakeLeft(int columns, int gap = 1);
  // The same at the right.
  Area TakeRight(int columns, int gap = 1);
  // Takes the upper `rows` off, and `gap` more rows.
  Area TakeTop(int rows, int gap = 0);
};

class Canvas {
 public:
  explicit Canvas(const Size& size);

  // Nothing if (row, column) is outside.
  void Set(int row, int column, const Cell& cell);
  // Whether two things were drawn over one another, of which nobody can read one.
  bool is_overdrawn() const { return is_overdrawn_; }
  const Cell& At(int row, int column) const { return cells_[Index(row, column)]; }

  Area area() const {
    return {.row = 0, .column = 0, .height = size_.height, .width = size_.width};
  }

 private:
  std::size_t Index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(size_.width) +
           static_cast<std::size_t>(column);
  }

  Size size_;
  std::vector<Cell> cells_;
  // Of each cell, whether something was drawn there.
  std::vector<bool> is_drawn_;
  bool is_overdrawn_ = false;
};

// How many cells `text` takes.
int TextColumns(std::string_view text);

// Draws into the first row of `area`, from the left; what is too long is cut
// off, with an ellipsis. Takes off `area` what it used. `text` is UTF-8 of
// characters one cell wide; a control character, or a byte that is not UTF-8,
// becomes a question mark.
void DrawText(Canvas& canvas, Area& area, std::string_view text, Style style = Style::kPlain);

// The same, at the right end of `area`.
void DrawTextRight(Canvas& canvas, Area& area, std::string_view text, Style style = Style::kPlain);

}  // namespace live_telemetry

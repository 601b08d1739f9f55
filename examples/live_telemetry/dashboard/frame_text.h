// SPDX-License-Identifier: MIT
//
// A canvas as text: with or without colour, in UTF-8 or in ASCII, for a screen
// that is overwritten or for lines that follow one another.
#pragma once

#include <string>
#include <string_view>

#include "live_telemetry/dashboard/canvas.h"

namespace live_telemetry {

// What the output can show.
struct OutputAbility {
  bool has_color = false;
  bool is_utf8 = false;
};

// One frame of a full screen: from the top left corner, each row to its end, so
// that nothing has to be cleared first and nothing flickers.
std::string ScreenText(const Canvas& canvas, const OutputAbility& ability);

// The rows as lines, without the empty ones at the end.
std::string LinesText(const Canvas& canvas, const OutputAbility& ability);

// The escape sequence for `style`; empty without colour.
std::string_view StyleSequence(Style style, const OutputAbility& ability);

}  // namespace live_telemetry

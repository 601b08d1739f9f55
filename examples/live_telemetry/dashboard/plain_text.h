// SPDX-License-Identifier: MIT
//
// The dashboard as lines, for output that is no terminal.
#pragma once

#include <string>

#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/dashboard/picture.h"

namespace live_telemetry {

// What the figures of PictureLine() are.
std::string PlainHeading(const Picture& picture);

std::string PictureLine(const Picture& picture);
std::string AlertLine(const Alert& alert);

}  // namespace live_telemetry

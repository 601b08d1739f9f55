// SPDX-License-Identifier: MIT
//
// The panes of the dashboard. Each draws a part of the picture into its area and
// leaves out what has no room.
#pragma once

#include "live_telemetry/dashboard/canvas.h"
#include "live_telemetry/dashboard/picture.h"

namespace live_telemetry {

void DrawTitle(Canvas& canvas, Area area, const Picture& picture);
void DrawShards(Canvas& canvas, Area area, const Picture& picture);
void DrawConsumers(Canvas& canvas, Area area, const Picture& picture);
void DrawMachine(Canvas& canvas, Area area, const Picture& picture);
void DrawProcesses(Canvas& canvas, Area area, const Picture& picture);
void DrawKeys(Canvas& canvas, Area area, const Picture& picture);
void DrawAlerts(Canvas& canvas, Area area, const Picture& picture);

// All of them.
Canvas DrawDashboard(const Size& size, const Picture& picture);

}  // namespace live_telemetry

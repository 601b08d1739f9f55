// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/layout.h"
#include "live_telemetry/dashboard/panes.h"

namespace live_telemetry {

Canvas DrawDashboard(const Size& size, const Picture& picture) {
  Canvas canvas(size);
  const Layout layout =
      Arrange(canvas.area(), {.shards = static_cast<int>(picture.shards.size()),
                              .consumers = static_cast<int>(picture.consumers.size())});
  DrawTitle(canvas, layout.title, picture);
  DrawShards(canvas, layout.shards, picture);
  DrawConsumers(canvas, layout.consumers, picture);
  DrawMachine(canvas, layout.machine, picture);
  DrawProcesses(canvas, layout.processes, picture);
  DrawKeys(canvas, layout.keys, picture);
  DrawAlerts(canvas, layout.alerts, picture);
  return canvas;
}

}  // namespace live_telemetry

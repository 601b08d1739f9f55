// SPDX-License-Identifier: MIT
//
// Where each pane of the dashboard goes, by the size of the screen.
//
//   64 columns, better 80            120 columns and more
//   title                            title
//   shards                           shards
//   consumers                        consumers
//   machine   | processes            machine   | processes   | hottest keys
//   alerts                           alerts
//
// 24 rows show everything that matters; more rows go to shards, processes and
// alerts, in this order, as far as they have use for them. Narrower than 64 columns
// there are no processes.
#pragma once

#include "live_telemetry/dashboard/canvas.h"

namespace live_telemetry {

// Where each pane has its labels; what follows stands in one line down the screen.
inline constexpr int kLabelColumns = 9;

// How many rows there would be to show.
struct Content {
  int shards = 0;
  int consumers = 0;
};

struct Layout {
  Area title;
  Area shards;
  Area consumers;
  Area machine;
  Area processes;  // as keys
  Area keys;       // no columns where there is no room
  Area alerts;
};

Layout Arrange(const Area& screen, const Content& content);

}  // namespace live_telemetry

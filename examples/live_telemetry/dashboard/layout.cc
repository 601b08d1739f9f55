// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/layout.h"

#include <algorithm>

namespace live_telemetry {
namespace {

constexpr int kWideColumns = 120;
// Below, two panes next to each other have no room for either.
constexpr int kNarrowColumns = 64;
constexpr int kShardsMin = 4;
constexpr int kProcessesMin = 5;
constexpr int kProcessesMax = 18;
// Wider than this, a row of words falls apart; what is left goes to histories.
constexpr int kProcessColumnsMax = 52;
constexpr int kKeyColumnsMax = 40;

}  // namespace

Layout Arrange(const Area& screen, const Content& content) {
  Area rest = screen;
  // A margin, so that nothing touches the window's frame.
  rest.TakeLeft(0);
  rest.TakeRight(0);

  const int shards_min = std::min(content.shards, kShardsMin);
  // Title; shards with heading and memory; consumers, processes and alerts with
  // heading; an empty row before each of these three.
  const int fixed = 1 + (shards_min + 2) + (content.consumers + 1) + (kProcessesMin + 1) + 1 + 3;
  int spare = std::max(0, screen.height - fixed - 3);
  const auto take_spare = [&spare](int wanted) {
    const int taken = std::clamp(wanted, 0, spare);
    spare -= taken;
    return taken;
  };
  const int title_gap = spare > 2 ? take_spare(1) : 0;
  const int shards = shards_min + take_spare(std::min(content.shards - shards_min, spare / 2));
  const int processes =
      kProcessesMin + take_spare(std::min(kProcessesMax - kProcessesMin, spare / 2));

  Layout layout;
  layout.title = rest.TakeTop(1, title_gap);
  layout.shards = rest.TakeTop(shards + 2, 1);
  layout.consumers = rest.TakeTop(content.consumers + 1, 1);
  Area middle = rest.TakeTop(processes + 1, 1);
  layout.alerts = rest;
  constexpr int kGap = 2;
  if (screen.width >= kWideColumns) {
    layout.keys = middle.TakeRight(std::min(middle.width / 4, kKeyColumnsMax), kGap);
  }
  if (screen.width >= kNarrowColumns) {
    layout.processes = middle.TakeRight(std::min(middle.width / 2, kProcessColumnsMax), kGap);
  }
  layout.machine = middle;
  return layout;
}

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT
//
// The panes about the machine: gauges, processes, hottest keys.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live_telemetry/dashboard/charts.h"
#include "live_telemetry/dashboard/layout.h"
#include "live_telemetry/dashboard/panes.h"
#include "live_telemetry/quantity.h"
#include "weir/base/concat.h"

namespace live_telemetry {
namespace {

constexpr int kBodyColumns = 28;
constexpr int kBarColumns = 9;

std::string RateText(std::string_view name, double bytes_per_second) {
  return weir::Concat(name, " ", ToHuman({bytes_per_second, Unit::kBytesPerSecond}));
}

// The label of the next row of `area`; returns what is left of that row.
Area DrawLabel(Canvas& canvas, Area& area, std::string_view label) {
  Area row = area.TakeTop(1);
  Area place = row.TakeLeft(kLabelColumns);
  DrawText(canvas, place, label, Style::kFaint);
  return row;
}

// A text, and behind it how it went.
void DrawBody(Canvas& canvas, Area row, std::string_view text, const History& history,
              double history_max) {
  Area body = row.TakeLeft(kBodyColumns, 2);
  DrawText(canvas, body, text);
  const std::vector<double> cells = CellsFor(row, history);
  for (const double cell : cells) history_max = std::max(history_max, cell);
  DrawCells(canvas, row, cells, history_max);
}

void DrawCpu(Canvas& canvas, Area& area, const MachinePicture& machine) {
  if (!machine.cpu_percent.has_value()) return;
  Area row = DrawLabel(canvas, area, "cpu");
  const double share = *machine.cpu_percent / 100;
  DrawBar(canvas, row.TakeLeft(kBarColumns), share, StyleOfShare(share));
  Area value = row.TakeLeft(6, 2);
  DrawTextRight(canvas, value, ToHuman({*machine.cpu_percent, Unit::kPercent}));
  DrawCells(canvas, row, CellsFor(row, machine.cpu), 100);
}

void DrawMemory(Canvas& canvas, Area& area, const MachinePicture& machine) {
  if (!machine.memory_used_bytes.has_value() || !machine.memory_total_bytes.has_value()) return;
  Area row = DrawLabel(canvas, area, "memory");
  const double share = *machine.memory_used_bytes / *machine.memory_total_bytes;
  DrawBar(canvas, row.TakeLeft(kBarColumns), share, StyleOfShare(share));
  DrawText(canvas, row,
           ToHuman({*machine.memory_used_bytes, Unit::kBytes}) + " of " +
               ToHuman({*machine.memory_total_bytes, Unit::kBytes}));
}

void DrawPressure(Canvas& canvas, Area& area, const MachinePicture& machine) {
  std::string text;
  const auto append = [&text](std::string_view name, const std::optional<double>& percent) {
    if (!percent.has_value()) return;
    if (!text.empty()) text += "  ";
    text += weir::Concat(name, " ", WithDecimals(*percent, *percent < 9.95 ? 1 : 0));
  };
  append("cpu", machine.cpu_pressure_percent);
  append("mem", machine.memory_pressure_percent);
  append("io", machine.io_pressure_percent);
  if (text.empty()) return;
  DrawBody(canvas, DrawLabel(canvas, area, "pressure"), text + " %", machine.pressure, 100);
}

}  // namespace

void DrawMachine(Canvas& canvas, Area area, const Picture& picture) {
  const MachinePicture& machine = picture.machine;
  Area heading = area.TakeTop(1);
  DrawText(canvas, heading, "machine", Style::kFaint);
  DrawCpu(canvas, area, machine);
  DrawMemory(canvas, area, machine);
  if (machine.rx_bytes_per_second.has_value() && machine.tx_bytes_per_second.has_value()) {
    const std::string text = RateText("rx", *machine.rx_bytes_per_second) + "  " +
                             RateText("tx", *machine.tx_bytes_per_second);
    DrawBody(canvas, DrawLabel(canvas, area, "network"), text, machine.network, 1);
  }
  if (machine.read_bytes_per_second.has_value() && machine.write_bytes_per_second.has_value()) {
    const std::string text = RateText("rd", *machine.read_bytes_per_second) + "  " +
                             RateText("wr", *machine.write_bytes_per_second);
    DrawBody(canvas, DrawLabel(canvas, area, "disk"), text, machine.disk, 1);
  }
  DrawPressure(canvas, area, machine);
  if (machine.load.has_value()) {
    Area row = DrawLabel(canvas, area, "load");
    DrawText(canvas, row, WithDecimals(*machine.load, 2));
  }
  if (!machine.processor_percents.empty()) {
    // Not over time: a cell for each processor.
    Area row = DrawLabel(canvas, area, "cores");
    DrawCells(canvas, row, machine.processor_percents, 100);
  }
}

void DrawProcesses(Canvas& canvas, Area area, const Picture& picture) {
  if (area.width == 0) return;
  const auto draw = [&canvas](Area row, std::string_view name, std::string_view pid,
                              std::string_view cpu, std::string_view memory, Style style) {
    Area memory_place = row.TakeRight(8);
    Area cpu_place = row.TakeRight(6);
    Area pid_place = row.TakeRight(7);
    DrawText(canvas, row, name, style);
    DrawTextRight(canvas, pid_place, pid, Style::kFaint);
    DrawTextRight(canvas, cpu_place, cpu, style);
    DrawTextRight(canvas, memory_place, memory, style);
  };
  draw(area.TakeTop(1), "process", "id", "cpu", "memory", Style::kFaint);
  for (const ProcessPicture& process : picture.processes) {
    if (area.height == 0) return;
    draw(area.TakeTop(1), process.name, process.pid, ToHuman({process.cpu_percent, Unit::kPercent}),
         ToHuman({process.rss_bytes, Unit::kBytes}),
         process.cpu_percent > 0 ? Style::kPlain : Style::kFaint);
  }
}

void DrawKeys(Canvas& canvas, Area area, const Picture& picture) {
  if (area.width == 0) return;
  Area heading = area.TakeTop(1);
  DrawTextRight(canvas, heading, "records/s", Style::kFaint);
  DrawText(canvas, heading, "hottest keys", Style::kFaint);
  for (const KeyRate& key : picture.hottest) {
    if (area.height == 0) return;
    Area row = area.TakeTop(1);
    DrawTextRight(canvas, row, WithDecimals(key.records_per_second, 0));
    DrawText(canvas, row, key.key);
  }
}

}  // namespace live_telemetry

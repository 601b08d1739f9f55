// SPDX-License-Identifier: MIT
//
// The panes about the stream: title, shards and consumers.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "live_telemetry/dashboard/charts.h"
#include "live_telemetry/dashboard/layout.h"
#include "live_telemetry/dashboard/panes.h"
#include "live_telemetry/quantity.h"
#include "weir/base/concat.h"

namespace live_telemetry {
namespace {

// From here on there is room to say how to end it.
constexpr int kHintColumns = 90;
// From here on, behind a consumer's name, to say how it reads.
constexpr int kMannerColumns = 50;

std::string Rounded(double value) {
  return WithThousands(static_cast<std::uint64_t>(std::llround(std::max(value, 0.0))));
}

// The highest cell that the histories of `rows` have in areas like `area`: one scale for all
// of them, so that they can be compared.
template <class Rows>
double CommonMax(const Area& area, const Rows& rows) {
  double max = 1;
  for (const auto& row : rows) {
    for (const double value : CellsFor(area, row.history)) max = std::max(max, value);
  }
  return max;
}

// A further part of a row, if there is room for all of it: a figure that is cut off
// looks like another figure. Nothing follows one that had none.
void DrawFurther(Canvas& canvas, Area& row, std::string_view text, Style style = Style::kPlain) {
  constexpr std::string_view kSeparator = " · ";
  if (TextColumns(kSeparator) + TextColumns(text) > row.width) {
    row.width = 0;
    return;
  }
  DrawText(canvas, row, kSeparator, Style::kFaint);
  DrawText(canvas, row, text, style);
}

// The place of a history and two columns that stay empty; nothing where not even its
// heading has room.
Area TakeHistory(Area& row, int columns) {
  constexpr int kHeadingColumns = 9;
  return columns < kHeadingColumns ? row.TakeLeft(0, 0) : row.TakeLeft(std::min(columns, 80), 2);
}

struct ShardColumns {
  explicit ShardColumns(Area row)
      : index(row.TakeLeft(kLabelColumns)),
        bar(row.TakeLeft(std::clamp(row.width / 6, 10, 40), 1)),
        records(row.TakeLeft(7, 1)),
        bytes(row.TakeLeft(9, 2)),
        history(TakeHistory(row, row.width / 2 - 3)),
        key(row) {}

  Area index;
  Area bar;
  Area records;
  Area bytes;
  Area history;
  Area key;
};

void DrawShard(Canvas& canvas, const Area& row, const ShardPicture& shard, double rate_max,
               double history_max) {
  ShardColumns columns(row);
  const double share = shard.records_per_second / rate_max;
  DrawText(canvas, columns.index, std::to_string(shard.index));
  DrawBar(canvas, columns.bar, share, StyleOfShare(share));
  DrawTextRight(canvas, columns.records, Rounded(shard.records_per_second));
  DrawTextRight(canvas, columns.bytes, ToHuman({shard.bytes_per_second, Unit::kBytesPerSecond}));
  DrawCells(canvas, columns.history, CellsFor(columns.history, shard.history), history_max);
  if (shard.hottest.key.empty()) return;
  // The rate first: a key may be cut off, a number may not.
  Area rate = columns.key.TakeLeft(5);
  DrawTextRight(canvas, rate, Rounded(shard.hottest.records_per_second) + "/s", Style::kFaint);
  DrawText(canvas, columns.key, shard.hottest.key);
}

void DrawMemory(Canvas& canvas, Area row, const Picture& picture) {
  ShardColumns columns(row);
  const double share =
      static_cast<double>(picture.memory_bytes) / static_cast<double>(picture.memory_bytes_max);
  DrawText(canvas, columns.index, "memory", Style::kFaint);
  // No warning when it is full: then the oldest records make room.
  DrawBar(canvas, columns.bar, share, Style::kAccent);
  row.TakeLeft(columns.records.column - row.column, 0);
  DrawText(canvas, row,
           ToHuman({static_cast<double>(picture.memory_bytes), Unit::kBytes}) + " of " +
               ToHuman({static_cast<double>(picture.memory_bytes_max), Unit::kBytes}));
  DrawFurther(canvas, row, WithThousands(picture.held_records) + " held");
  DrawFurther(canvas, row, WithThousands(picture.refused_records) + " throttled",
              picture.refused_records > 0 ? Style::kWarning : Style::kPlain);
}

struct ConsumerColumns {
  explicit ConsumerColumns(Area row)
      : name(row.TakeLeft(kLabelColumns)),
        // Words make room where figures have none.
        manner(row.width < kMannerColumns ? row.TakeLeft(0, 0) : row.TakeLeft(16, 1)),
        behind(row.TakeLeft(7, 1)),
        delay(row.TakeLeft(9, 2)),
        history(TakeHistory(row, row.width - 15)),
        records(row) {}

  Area name;
  Area manner;
  Area behind;
  Area delay;
  Area history;
  Area records;
};

}  // namespace

void DrawTitle(Canvas& canvas, Area area, const Picture& picture) {
  std::string elapsed = WithDecimals(std::floor(picture.elapsed_seconds), 0) + " of " +
                        WithDecimals(picture.planned_seconds, 0) + " s";
  if (area.width >= kHintColumns) elapsed += " · q ends";
  if (picture.is_over) elapsed = "ended";
  DrawTextRight(canvas, area, elapsed, Style::kFaint);
  DrawText(canvas, area, "Weir live telemetry", Style::kStrong);
  DrawFurther(canvas, area, WithThousands(picture.sensors) + " sensors");
  DrawFurther(canvas, area, Rounded(picture.records_per_second) + " records/s");
  DrawFurther(canvas, area, ToHuman({picture.bytes_per_second, Unit::kBytesPerSecond}));
}

void DrawShards(Canvas& canvas, Area area, const Picture& picture) {
  const double rate_max = picture.shard_records_per_second_max;
  ShardColumns headings(area.TakeTop(1));
  DrawText(canvas, headings.index, "shard", Style::kFaint);
  DrawText(canvas, headings.bar, "of " + Rounded(rate_max) + "/s", Style::kFaint);
  DrawTextRight(canvas, headings.records, "records", Style::kFaint);
  DrawTextRight(canvas, headings.bytes, "bytes", Style::kFaint);
  const double history_max = CommonMax(headings.history, picture.shards);
  DrawText(canvas, headings.history, SpanText(headings.history), Style::kFaint);
  DrawText(canvas, headings.key, "hottest key", Style::kFaint);

  const int shards = static_cast<int>(picture.shards.size());
  const int rows = area.height - 1;
  const int shown = shards <= rows ? shards : rows - 1;
  for (int i = 0; i < shown; ++i) {
    DrawShard(canvas, area.TakeTop(1), picture.shards[static_cast<std::size_t>(i)], rate_max,
              history_max);
  }
  if (shown < shards) {
    Area row = area.TakeTop(1);
    DrawText(canvas, row, weir::Concat("… and ", shards - shown, " more shards"), Style::kFaint);
  }
  DrawMemory(canvas, area.TakeTop(1), picture);
}

void DrawConsumers(Canvas& canvas, Area area, const Picture& picture) {
  ConsumerColumns headings(area.TakeTop(1));
  DrawText(canvas, headings.name, "consumer", Style::kFaint);
  DrawText(canvas, headings.manner, "reads", Style::kFaint);
  DrawTextRight(canvas, headings.behind, "behind", Style::kFaint);
  DrawTextRight(canvas, headings.delay, "delay", Style::kFaint);
  const double history_max = CommonMax(headings.history, picture.consumers);
  DrawText(canvas, headings.history, SpanText(headings.history), Style::kFaint);
  DrawText(canvas, headings.records, "records", Style::kFaint);
  for (const ConsumerPicture& consumer : picture.consumers) {
    ConsumerColumns columns(area.TakeTop(1));
    DrawText(canvas, columns.name, consumer.name);
    DrawText(canvas, columns.manner, consumer.manner, Style::kFaint);
    DrawTextRight(canvas, columns.behind, WithThousands(consumer.lag_records));
    DrawTextRight(canvas, columns.delay, weir::Concat(consumer.lag_ms, " ms"));
    DrawCells(canvas, columns.history, CellsFor(columns.history, consumer.history), history_max);
    DrawText(canvas, columns.records, WithThousands(consumer.records));
  }
}

}  // namespace live_telemetry

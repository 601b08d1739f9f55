// SPDX-License-Identifier: MIT

#include "live_telemetry/proof.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "live_telemetry/dashboard/canvas.h"
#include "live_telemetry/quantity.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace live_telemetry {
namespace {

bool IsInOrder(const SubscriberAccount& consumer) {
  return consumer.disordered_records == 0 && consumer.trimmed_records == 0;
}

// As many columns as have room beside a checksum and what it proves.
struct Columns {
  explicit Columns(Area row)
      : name(row.TakeLeft(9)),
        records(row.TakeLeft(11)),
        bytes(TakeIfRoom(row, 13)),
        detail(TakeIfRoom(row, 24)),
        checksum(row) {}

  static Area TakeIfRoom(Area& row, int columns) {
    constexpr int kGap = 2;
    constexpr int kChecksumColumns = 16;  // 12 digits and " NOT"
    const bool has_room = row.width >= columns + kGap + kChecksumColumns;
    return has_room ? row.TakeLeft(columns, kGap) : row.TakeLeft(0, 0);
  }

  Area name;
  Area records;
  Area bytes;
  Area detail;
  Area checksum;
};

// One account in the table; `is_same` is whether it agrees with what was put.
void DrawAccount(Canvas& canvas, const Area& row, std::string_view name,
                 const examples::RecordChecksum& account, std::string_view detail, bool is_same) {
  Columns columns(row);
  DrawText(canvas, columns.name, name);
  DrawTextRight(canvas, columns.records, WithThousands(account.records));
  DrawTextRight(canvas, columns.bytes, WithThousands(account.bytes));
  DrawTextRight(canvas, columns.detail, detail);
  // The first half of it is enough to look at; all of it was compared.
  DrawText(canvas, columns.checksum, examples::ToHex(account.sum).substr(0, 12), Style::kFaint);
  DrawText(canvas, columns.checksum, is_same ? " ✓" : " ✗", is_same ? Style::kGood : Style::kBad);
}

std::string LagText(const weir::Lag& lag) {
  return weir::Concat(WithThousands(lag.records), " records, ", lag.milliseconds, " ms");
}

void DrawTable(Canvas& canvas, Area& area, const Evidence& evidence) {
  Columns headings(area.TakeTop(1));
  DrawTextRight(canvas, headings.records, "records", Style::kFaint);
  DrawTextRight(canvas, headings.bytes, "bytes", Style::kFaint);
  DrawTextRight(canvas, headings.detail, "furthest behind", Style::kFaint);
  DrawText(canvas, headings.checksum, "checksum", Style::kFaint);
  DrawAccount(canvas, area.TakeTop(1), "put", evidence.put, "", true);
  for (const SubscriberAccount& consumer : evidence.consumers) {
    DrawAccount(canvas, area.TakeTop(1), consumer.name, consumer.seen, LagText(consumer.lag_max),
                consumer.seen == evidence.put && IsInOrder(consumer));
  }
  const std::string files =
      weir::Concat(evidence.archived.files, evidence.archived.files == 1 ? " file, " : " files, ",
                   ToHuman({static_cast<double>(evidence.archived.file_bytes), Unit::kBytes}));
  DrawAccount(canvas, area.TakeTop(1), "on disk", evidence.archived.records, files,
              evidence.archived.records == evidence.put);
}

std::string RateText(const Evidence& evidence) {
  const double seconds = std::max(evidence.seconds, 1e-3);
  const double records_per_second = static_cast<double>(evidence.put.records) / seconds;
  const double bytes_per_second = static_cast<double>(evidence.put.bytes) / seconds;
  return weir::Concat("Weir carried ",
                      WithThousands(static_cast<std::uint64_t>(std::llround(records_per_second))),
                      " records/s (", ToHuman({bytes_per_second, Unit::kBytesPerSecond}), ") for ",
                      WithDecimals(evidence.seconds, 1), " s: ", evidence.producers, " producers, ",
                      evidence.shards, evidence.shards == 1 ? " shard." : " shards.");
}

// What there is to say besides the table. Not drawn on a canvas: paths and reasons
// must not be cut off.
std::vector<std::string> Notes(const Evidence& evidence) {
  std::vector<std::string> notes;
  if (evidence.refusals > 0) {
    notes.push_back(WithThousands(evidence.refusals) +
                    " puts were throttled by a shard's limit and put again when it said.");
  }
  for (const SubscriberAccount& consumer : evidence.consumers) {
    if (IsInOrder(consumer)) continue;
    notes.push_back(weir::Concat(consumer.name, ": ", consumer.trimmed_records,
                                 " records trimmed unread, ", consumer.disordered_records,
                                 " out of order."));
  }
  std::string absent;
  for (const std::string& sensor : evidence.absent) absent += (absent.empty() ? "" : ", ") + sensor;
  if (!absent.empty()) notes.push_back("Not on this machine: " + absent + ".");
  if (!evidence.status.ok()) {
    notes.push_back("Failed: " + std::string(weir::FromAbsl(evidence.status.message())));
  }
  notes.push_back("Archive: " + evidence.archive_directory +
                  (evidence.is_archive_kept ? "" : " (removed; --keep keeps it)"));
  return notes;
}

std::string Verdict(const Evidence& evidence, const OutputAbility& ability) {
  const bool is_proven = IsProven(evidence);
  std::string text(StyleSequence(is_proven ? Style::kGood : Style::kBad, ability));
  if (is_proven) {
    text += ability.is_utf8 ? "✓" : "ok:";
    text += " Every record reached each consumer and the disk, in order, byte for byte.";
  } else {
    text += ability.is_utf8 ? "✗" : "FAILED:";
    text += " What was put is not what arrived.";
  }
  return text.append(StyleSequence(Style::kPlain, ability));
}

}  // namespace

bool IsProven(const Evidence& evidence) {
  const auto is_whole = [&evidence](const SubscriberAccount& consumer) {
    return consumer.seen == evidence.put && IsInOrder(consumer);
  };
  return evidence.status.ok() && evidence.put.records > 0 &&
         std::all_of(evidence.consumers.begin(), evidence.consumers.end(), is_whole) &&
         evidence.archived.records == evidence.put;
}

std::string ProofText(const Evidence& evidence, int width, const OutputAbility& ability) {
  // Headings, what was put, consumers, disk.
  const int rows = 3 + static_cast<int>(evidence.consumers.size());
  Canvas canvas({.height = rows, .width = width});
  Area area = canvas.area();
  area.TakeLeft(0);
  DrawTable(canvas, area, evidence);
  std::string text = " " + RateText(evidence) + "\n\n" + LinesText(canvas, ability) + "\n";
  for (const std::string& note : Notes(evidence)) text += " " + note + "\n";
  return text + " " + Verdict(evidence, ability) + "\n";
}

}  // namespace live_telemetry

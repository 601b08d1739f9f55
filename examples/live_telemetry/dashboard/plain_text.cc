// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/plain_text.h"

#include <cmath>
#include <cstddef>
#include <string_view>

#include "live_telemetry/quantity.h"
#include "live_telemetry/time_text.h"

namespace live_telemetry {
namespace {

// `text` at the right of `width` columns.
std::string Right(std::string_view text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ').append(text);
}

std::string Optional(const std::optional<double>& value, Unit unit) {
  return value.has_value() ? ToHuman({*value, unit}) : "-";
}

}  // namespace

std::string PlainHeading(const Picture& picture) {
  std::string line = Right("time", 6) + Right("records/s", 11) + Right("bytes", 11);
  for (const ConsumerPicture& consumer : picture.consumers) {
    line += Right(std::string(consumer.name) + " lag", 15);
  }
  return line + Right("cpu", 7) + Right("memory", 10) + '\n';
}

std::string PictureLine(const Picture& picture) {
  const auto rate = static_cast<std::uint64_t>(std::llround(picture.records_per_second));
  std::string line = Right(WithDecimals(std::floor(picture.elapsed_seconds), 0) + " s", 6) +
                     Right(WithThousands(rate), 11) +
                     Right(ToHuman({picture.bytes_per_second, Unit::kBytesPerSecond}), 11);
  for (const ConsumerPicture& consumer : picture.consumers) {
    line += Right(std::to_string(consumer.lag_ms) + " ms", 15);
  }
  return line + Right(Optional(picture.machine.cpu_percent, Unit::kPercent), 7) +
         Right(Optional(picture.machine.memory_used_bytes, Unit::kBytes), 10) + '\n';
}

std::string AlertLine(const Alert& alert) {
  const bool is_fired = alert.event == Alert::Event::kFired;
  return (is_fired ? "ALERT " : "over  ") + TimeOfDayText(alert.unix_nanos) + " " + alert.sensor +
         "  " + alert.text + "\n";
}

}  // namespace live_telemetry

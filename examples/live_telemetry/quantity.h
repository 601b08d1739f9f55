// SPDX-License-Identifier: MIT
//
// A Quantity is a measured value with its unit, and how both are written: once
// for records (exact, easily read back) and once for people (rounded, scaled).
//
//   live_telemetry::AppendRecordText({8'470'528, Unit::kBytes}, "bash", text);  // "8470528 B bash"
//   live_telemetry::ToHuman({8'470'528, Unit::kBytes});                         // "8.1 MiB"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace live_telemetry {

enum class Unit : std::uint8_t {
  kCount,
  kPercent,
  kBytes,
  kBytesPerSecond,
  kPerSecond,
};

struct Quantity {
  double value = 0;
  Unit unit = Unit::kCount;
};

// What one record says: a quantity and, for some sensors, whose it is.
struct Reading {
  Quantity quantity;
  std::string_view label;
};

// Appends the data of a record: value, unit and, unless empty, label, with a
// space between each; for example "12.50 % bash", "0.42", "81920 B/s".
void AppendRecordText(const Quantity& quantity, std::string_view label, std::string& text);

// Reads what AppendRecordText() writes; the label is a view into `text`.
std::optional<Reading> ParseRecordText(std::string_view text);

// For people: two or three digits and a scaled unit, "8.1 MiB", "43 %".
std::string ToHuman(const Quantity& quantity);

// 24113 as "24,113".
std::string WithThousands(std::uint64_t number);

// `value` with `decimals` digits behind the point.
std::string WithDecimals(double value, int decimals);

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT
//
// The time of day, where the user is: "12:31:04".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>

namespace live_telemetry {

inline std::string TimeOfDayText(std::int64_t unix_nanos) {
  const auto seconds = static_cast<std::time_t>(unix_nanos / 1'000'000'000);
  std::tm local = {};
  localtime_r(&seconds, &local);
  std::array<char, 16> text;
  const std::size_t length = std::strftime(text.data(), text.size(), "%H:%M:%S", &local);
  return std::string(text.data(), length);
}

}  // namespace live_telemetry

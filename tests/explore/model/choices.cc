// SPDX-License-Identifier: MIT
#include "explore/model/choices.h"

#include <cstdlib>

namespace weir::explore {

void Choices::BeginSchedule(std::string_view schedule) {
  mode_ = Mode::kSchedule;
  taken_.clear();
  at_ = 0;
  scheduled_.clear();
  const std::string text(schedule);
  const char* at = text.c_str();
  while (*at != '\0') {
    char* end = nullptr;
    const std::size_t point = std::strtoull(at, &end, 10);
    if (end == at || *end != ':') return;
    const auto index = static_cast<std::uint32_t>(std::strtoul(end + 1, &end, 10));
    scheduled_.push_back({point, index});
    at = *end == ',' ? end + 1 : end;
  }
}

std::string Choices::Schedule() const {
  std::string schedule;
  for (std::size_t point = 0; point < taken_.size(); ++point) {
    if (taken_[point].index == 0) continue;
    if (!schedule.empty()) schedule += ',';
    schedule += std::to_string(point) + ':' + std::to_string(taken_[point].index);
  }
  return schedule.empty() ? "0:0" : schedule;
}

}  // namespace weir::explore

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
  const auto number = [](const char*& at) {
    char* end = nullptr;
    const auto value = static_cast<std::uint32_t>(std::strtoul(at, &end, 10));
    at = end;
    return value;
  };
  for (const char* at = text.c_str(); *at >= '0' && *at <= '9';) {
    Taken scheduled;
    scheduled.point.step = number(at);
    if (*at == '.') scheduled.point.message = number(++at);
    if (*at != ':') return;
    scheduled.index = number(++at);
    scheduled_.push_back(scheduled);
    if (*at == ',') ++at;
  }
}

std::string Choices::Schedule() const {
  std::string schedule;
  for (const Taken& taken : taken_) {
    if (taken.index == 0) continue;
    if (!schedule.empty()) schedule += ',';
    schedule += std::to_string(taken.point.step);
    if (taken.point.message != kThreadPoint) schedule += '.' + std::to_string(taken.point.message);
    schedule += ':' + std::to_string(taken.index);
  }
  return schedule.empty() ? "0:0" : schedule;
}

}  // namespace weir::explore

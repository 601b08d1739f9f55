// SPDX-License-Identifier: MIT
#include "explore/model/seq_cst_order.h"

namespace weir::explore {

void SeqCstOrder::FindEarlier(const std::vector<SeqCstUse>& uses, const Place& place) {
  earlier_.clear();
  const auto add = [this](std::size_t event) {
    // What comes before it is then known too.
    if (Has(earlier_, event)) return;
    Join(earlier_, before_[event]);
    Put(earlier_, event);
  };
  for (int thread = 0; thread < kThreadsMax; ++thread) {
    const std::vector<Event>& events = of_thread_[thread];
    for (std::size_t i = events.size(); i-- > 0;) {
      if (thread != place.thread && events[i].step > place.strong->of(thread)) continue;
      // The thread's last that comes before; its earlier ones come before that one.
      add(events[i].number);
      break;
    }
  }
  for (const SeqCstUse& use : uses) {
    if (IsBefore(use, place)) add(use.event);
  }
}

bool SeqCstOrder::IsPossible(const std::vector<SeqCstUse>& uses, const Place& place) {
  bool is_any_behind = false;
  for (const SeqCstUse& use : uses) is_any_behind |= IsBehind(use, place);
  if (!is_any_behind) return true;
  FindEarlier(uses, place);
  for (const SeqCstUse& use : uses) {
    if (IsBehind(use, place) && Has(earlier_, use.event)) return false;
  }
  return true;
}

std::size_t SeqCstOrder::Add(const std::vector<SeqCstUse>& uses, const Place& place,
                             std::uint32_t step) {
  FindEarlier(uses, place);
  const std::size_t number = count_++;
  if (number == before_.size()) before_.emplace_back();
  before_[number] = earlier_;
  of_thread_[place.thread].push_back({step, number});
  for (const SeqCstUse& use : uses) {
    if (!IsBehind(use, place)) continue;
    Put(earlier_, number);
    // It, and all that come behind it.
    for (std::size_t event = 0; event < number; ++event) {
      if (event == use.event || Has(before_[event], use.event)) Join(before_[event], earlier_);
    }
  }
  return number;
}

}  // namespace weir::explore

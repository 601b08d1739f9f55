// SPDX-License-Identifier: MIT
#include "serve/net/subscription_pump.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "serve/steady_nanos.h"
#include "serve/wire/operation_call.h"

namespace weir::serve_internal {
namespace {

// After a round, as many times what it took is slept: a twentieth of a processor. Not
// shorter than the least, and never longer than the greatest, which is how late an event is
// at most when there are very many.
constexpr std::int64_t kNapPerRound = 19;
constexpr std::int64_t kNapNanosMin = 1'000'000;
constexpr std::int64_t kNapNanosMax = 50'000'000;

}  // namespace

SubscriptionPump::SubscriptionPump(EndpointMetrics& metrics, const MemoryBudget& memory)
    : metrics_(metrics), memory_(memory), thread_([this] { Run(); }) {}

SubscriptionPump::~SubscriptionPump() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SubscriptionPump::Add(std::unique_ptr<kinesis::ShardEventStream> events, WireFormat format,
                           std::shared_ptr<SubscriptionFlow> flow, Deliver deliver) {
  {
    const std::lock_guard lock(mutex_);
    added_.push_back({std::move(events), format, std::move(flow), std::move(deliver)});
  }
  changed_.notify_all();
}

void SubscriptionPump::EndAll() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
}

bool SubscriptionPump::TakeAdded(std::int64_t nap_nanos) {
  std::unique_lock lock(mutex_);
  const auto is_news = [this] {
    return is_stopping_ || !added_.empty() || is_ending_ != is_ending_seen_;
  };
  if (subscriptions_.empty()) {
    changed_.wait(lock, is_news);
  } else {
    changed_.wait_for(lock, std::chrono::nanoseconds(nap_nanos), is_news);
  }
  is_ending_seen_ = is_ending_;
  std::move(added_.begin(), added_.end(), std::back_inserter(subscriptions_));
  added_.clear();
  return !is_stopping_;
}

void SubscriptionPump::Run() {
  std::int64_t nap_nanos = kNapNanosMin;
  while (TakeAdded(nap_nanos)) {
    const std::int64_t begun_nanos = SteadyNanos();
    std::erase_if(subscriptions_, [this](Subscription& subscription) {
      return Step(subscription, is_ending_seen_) == Life::kOver;
    });
    CountSubscriptions();
    nap_nanos =
        std::clamp((SteadyNanos() - begun_nanos) * kNapPerRound, kNapNanosMin, kNapNanosMax);
  }
}

void SubscriptionPump::CountSubscriptions() {
  const auto count = static_cast<std::int64_t>(subscriptions_.size());
  metrics_.AddSubscriptions(count - std::exchange(counted_, count));
}

SubscriptionPump::Life SubscriptionPump::Step(Subscription& subscription, bool is_ending) {
  if (subscription.flow->is_closed()) return Life::kOver;
  if (is_ending) {
    subscription.deliver("", EventsEnd::kLast);
    return Life::kOver;
  }
  if (subscription.flow->is_busy() || memory_.IsHalfUsed()) return Life::kGoesOn;
  const absl::StatusOr<std::optional<kinesis::SubscribeToShardEvent>> next =
      subscription.events->Next();
  if (!next.ok()) {
    subscription.deliver(EncodeException(subscription.format, next.status()), EventsEnd::kLast);
    return Life::kOver;
  }
  const bool is_over = subscription.events->IsOver();
  if (next->has_value()) {
    metrics_.OnSubscriptionEvents(1);
    subscription.flow->OnGiven();
    subscription.deliver(EncodeEvent(subscription.format, **next),
                         is_over ? EventsEnd::kLast : EventsEnd::kMoreToCome);
  } else if (is_over) {
    subscription.deliver("", EventsEnd::kLast);
  }
  return is_over ? Life::kOver : Life::kGoesOn;
}

}  // namespace weir::serve_internal

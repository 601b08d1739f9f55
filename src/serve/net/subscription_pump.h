// SPDX-License-Identifier: MIT
//
// The SubscriptionPump brings the events of all subscriptions to their connections, with one
// thread.
//
// The contract has a way to sleep until one subscription has something, none for many; a
// thread for each would cost more than to ask them all in turn. So they are asked in rounds,
// as often as a small part of one processor allows: every millisecond while they are few.
// Without subscriptions it sleeps.
//
// Threads:   any.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "serve/http/memory_budget.h"
#include "serve/metrics/endpoint_metrics.h"
#include "serve/wire/wire_format.h"
#include "weir/base/gauge.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::serve_internal {

// What a connection and the pump have in common of a subscription.
class SubscriptionFlow {
 public:
  // What it was given has been sent: it can take more.
  void OnTaken() { is_busy_.Set(false); }
  void OnGiven() { is_busy_.Set(true); }
  bool is_busy() const { return is_busy_.value(); }

  // Nobody wants it any more.
  void Close() { is_closed_.Set(true); }
  bool is_closed() const { return is_closed_.value(); }

 private:
  // Hints: whoever sees one late does a little too much, or does it a round later.
  BasicGauge<StdAtomics, bool> is_busy_{false};
  BasicGauge<StdAtomics, bool> is_closed_{false};
};

enum class EventsEnd : std::uint8_t { kMoreToCome, kLast };

class SubscriptionPump {
 public:
  // Hands encoded messages on, from the pump's thread; it must not block.
  using Deliver = std::function<void(std::string messages, EventsEnd end)>;

  // Both must outlive it. While half of `memory` is used, events wait.
  SubscriptionPump(EndpointMetrics& metrics, const MemoryBudget& memory);
  SubscriptionPump(const SubscriptionPump&) = delete;
  SubscriptionPump& operator=(const SubscriptionPump&) = delete;
  ~SubscriptionPump();

  // The flow is the caller's too.
  void Add(std::unique_ptr<kinesis::ShardEventStream> events, WireFormat format,
           std::shared_ptr<SubscriptionFlow> flow, Deliver deliver);

  // Ends all of them, and each that is added later.
  void EndAll();

 private:
  struct Subscription {
    std::unique_ptr<kinesis::ShardEventStream> events;
    WireFormat format = WireFormat::kJson;
    std::shared_ptr<SubscriptionFlow> flow;
    Deliver deliver;
  };
  enum class Life : std::uint8_t { kGoesOn, kOver };

  void Run();
  // Whether there is something to do. Waits while there is nothing.
  bool TakeAdded(std::int64_t nap_nanos);
  Life Step(Subscription& subscription, bool is_ending);
  void CountSubscriptions();

  EndpointMetrics& metrics_;
  const MemoryBudget& memory_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Under the mutex.
  std::vector<Subscription> added_;
  bool is_ending_ = false;
  bool is_stopping_ = false;

  // The thread's own.
  std::vector<Subscription> subscriptions_;
  bool is_ending_seen_ = false;
  // As many as the metrics know of.
  std::int64_t counted_ = 0;

  std::thread thread_;
};

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
#include "serve/net/subscription_pump.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "serve/http/memory_budget.h"
#include "serve/metrics/endpoint_metrics.h"
#include "support/catch.h"
#include "weir/service/exception.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::serve_internal::subscription_pump_test {
namespace {

using kinesis::SubscribeToShardEvent;

// What a subscription is to say, by turns, and how often it was asked.
class Script {
 public:
  using Turn = absl::StatusOr<std::optional<SubscribeToShardEvent>>;

  void Add(Turn turn) {
    const std::lock_guard lock(mutex_);
    turns_.push_back(std::move(turn));
  }
  void AddEvent(std::int64_t millis_behind_latest) {
    Add(std::optional(SubscribeToShardEvent{.millis_behind_latest = millis_behind_latest}));
  }
  void End() {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }

  Turn Next() {
    const std::lock_guard lock(mutex_);
    ++asked_;
    changed_.notify_all();
    if (turns_.empty()) return std::nullopt;
    Turn turn = std::move(turns_.front());
    turns_.pop_front();
    return turn;
  }
  bool IsOver() {
    const std::lock_guard lock(mutex_);
    return ends_ && turns_.empty();
  }
  // Until it has been asked so often more.
  void WaitForTurns(int count) {
    std::unique_lock lock(mutex_);
    const int enough = asked_ + count;
    changed_.wait(lock, [&] { return asked_ >= enough; });
  }
  int asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Turn> turns_;
  int asked_ = 0;
  bool ends_ = false;
};

class ScriptedEvents final : public kinesis::ShardEventStream {
 public:
  explicit ScriptedEvents(std::shared_ptr<Script> script) : script_(std::move(script)) {}
  absl::StatusOr<std::optional<SubscribeToShardEvent>> Next() override { return script_->Next(); }
  bool Wait(absl::Duration) override { return true; }
  bool IsOver() const override { return script_->IsOver(); }

 private:
  const std::shared_ptr<Script> script_;
};

// What has been delivered.
class Inbox {
 public:
  SubscriptionPump::Deliver Deliver() {
    return [this](std::string messages, EventsEnd end) {
      const std::lock_guard lock(mutex_);
      if (!messages.empty()) ++deliveries_;
      all_ += messages;
      is_ended_ = is_ended_ || end == EventsEnd::kLast;
      changed_.notify_all();
    };
  }
  void WaitForDeliveries(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return deliveries_ >= count; });
  }
  void WaitForEnd() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_ended_; });
  }
  std::string all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }
  int deliveries() {
    const std::lock_guard lock(mutex_);
    return deliveries_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string all_;
  int deliveries_ = 0;
  bool is_ended_ = false;
};

struct Fixture {
  std::shared_ptr<SubscriptionFlow> Add(const std::shared_ptr<Script>& told, Inbox& inbox) {
    auto flow = std::make_shared<SubscriptionFlow>();
    pump.Add(std::make_unique<ScriptedEvents>(told), WireFormat::kJson, flow, inbox.Deliver());
    return flow;
  }

  EndpointMetrics metrics;
  Inbox first;
  Inbox second;
  std::shared_ptr<Script> script = std::make_shared<Script>();
  std::shared_ptr<Script> other = std::make_shared<Script>();
  MemoryBudget memory{1000};
  SubscriptionPump pump{metrics, memory};
};

TEST_CASE("the pump delivers events in their order, one after the other was taken",
          "[serve][pump]") {
  Fixture f;
  f.script->AddEvent(11);
  f.script->AddEvent(22);
  const std::shared_ptr<SubscriptionFlow> flow = f.Add(f.script, f.first);
  f.first.WaitForDeliveries(1);
  // Another's turns show that rounds go on; this one is left alone.
  f.Add(f.other, f.second);
  f.other->WaitForTurns(3);
  CHECK(f.first.deliveries() == 1);
  CHECK(f.script->asked() == 1);
  flow->OnTaken();
  f.first.WaitForDeliveries(2);
  const std::string all = f.first.all();
  CHECK(all.find(R"("MillisBehindLatest":11)") < all.find(R"("MillisBehindLatest":22)"));
  CHECK(all.find(R"("MillisBehindLatest":22)") != std::string::npos);
}

TEST_CASE("an error is the last message", "[serve][pump]") {
  Fixture f;
  f.script->Add(KinesisError(KinesisException::kResourceInUse, "taken over"));
  f.Add(f.script, f.first);
  f.first.WaitForEnd();
  CHECK(f.first.all().find("ResourceInUseException") != std::string::npos);
  CHECK(f.first.all().find("taken over") != std::string::npos);
  CHECK(f.script->asked() == 1);
}

TEST_CASE("a subscription that is over ends, with its last event or without one", "[serve][pump]") {
  Fixture f;
  f.script->AddEvent(33);
  f.script->End();
  f.Add(f.script, f.first);
  f.first.WaitForEnd();
  CHECK(f.first.deliveries() == 1);

  f.other->End();
  f.Add(f.other, f.second);
  f.second.WaitForEnd();
  CHECK(f.second.all().empty());
}

TEST_CASE("a subscription that nobody wants any more is let go without a word", "[serve][pump]") {
  Fixture f;
  const std::shared_ptr<SubscriptionFlow> flow = f.Add(f.script, f.first);
  f.script->WaitForTurns(1);
  flow->Close();
  f.Add(f.other, f.second);
  // A round may be under way; in the next one it is gone.
  f.other->WaitForTurns(2);
  const int asked = f.script->asked();
  CHECK(f.script.use_count() == 1);
  f.other->WaitForTurns(3);
  CHECK(f.script->asked() == asked);
  CHECK(f.first.deliveries() == 0);
}

TEST_CASE("all subscriptions can be ended, and those that come later end at once",
          "[serve][pump]") {
  Fixture f;
  f.Add(f.script, f.first);
  f.script->WaitForTurns(1);
  f.pump.EndAll();
  f.first.WaitForEnd();
  f.Add(f.other, f.second);
  f.second.WaitForEnd();
  CHECK(f.other->asked() == 0);
}

TEST_CASE("events wait while half of the memory is used", "[serve][pump]") {
  Fixture f;
  REQUIRE(f.memory.TryTake(500));
  f.Add(f.script, f.first);
  // Each comes after the first in a round, and goes in it.
  for (int i = 0; i < 2; ++i) {
    auto gone = std::make_shared<Script>();
    const std::weak_ptr<Script> watched = gone;
    f.Add(gone, f.second)->Close();
    gone.reset();
    while (!watched.expired()) std::this_thread::yield();
  }
  CHECK(f.script->asked() == 0);
  f.memory.Give(500);
  f.script->WaitForTurns(1);
}

TEST_CASE("memory that was taken although there was none is not there for others",
          "[serve][pump]") {
  MemoryBudget memory(1000);
  memory.TakeAnyway(1500);
  CHECK_FALSE(memory.TryTake(1));
  memory.Give(600);
  CHECK(memory.TryTake(100));
  CHECK_FALSE(memory.TryTake(1));
}

}  // namespace
}  // namespace weir::serve_internal::subscription_pump_test

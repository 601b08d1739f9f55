// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of SubscribeToShard, 2.11, the
// words of the answer, and 2.6, what a subscription hands out.
#include "weir/service/subscribe_to_shard.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/request_support.h"
#include "support/catch.h"
#include "weir/service/exception.h"

namespace weir::kinesis {
namespace {

using testing::Answer;
using testing::AnswerTo;
using testing::Null;
using testing::Presence;
using testing::Refused;

SubscribeToShardRequest SoundSubscribeToShard() {
  return {.consumer_arn = testing::kConsumerArn,
          .shard_id = "shardId-000000000000",
          .starting_position = {{.type = ShardIteratorType::kAfterSequenceNumber,
                                 .sequence_number = "1",
                                 .timestamp = absl::UnixEpoch()}}};
}

TEST_CASE("each parameter of SubscribeToShard has its limits", "[service][subscribe_to_shard]") {
  using Request = SubscribeToShardRequest;
  const Request sound = SoundSubscribeToShard();
  testing::CheckConsumerArns(sound, &Request::consumer_arn, Presence::kRequired);
  testing::CheckNames(sound, &Request::shard_id, "shardId", Presence::kRequired);
  testing::CheckPresence(sound, &Request::starting_position, "startingPosition",
                         Presence::kRequired);
  testing::CheckWords<ShardIteratorType>(
      sound, [](Request & request) -> auto& { return request.starting_position->type; },
      "startingPosition.type", testing::kShardIteratorTypes);
  testing::CheckSequenceNumbers(
      sound, [](Request & request) -> auto& { return request.starting_position->sequence_number; },
      "startingPosition.sequenceNumber");
  testing::CheckPresence(
      sound, [](Request & request) -> auto& { return request.starting_position->timestamp; }, "",
      Presence::kOptional);
}

TEST_CASE("SubscribeToShard names what is wrong in the model's order",
          "[service][subscribe_to_shard]") {
  CHECK(AnswerTo(SubscribeToShardRequest{}) ==
        Refused({Null("consumerARN"), Null("shardId"), Null("startingPosition")}));
  CHECK(AnswerTo(SubscribeToShardRequest{.consumer_arn = "x",
                                         .shard_id = " ",
                                         .starting_position = {{.sequence_number = "-1"}}}) ==
        "ValidationException: 4 validation errors detected: "
        "Value 'x' at 'consumerARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/"
        "[a-zA-Z0-9_.-]+:[0-9]+; "
        "Value ' ' at 'shardId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value null at 'startingPosition.type' failed to satisfy constraint: "
        "Member must not be null; "
        "Value '-1' at 'startingPosition.sequenceNumber' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})");
}

TEST_CASE("what SubscribeToShard asks of a position's parts together is not their own constraint",
          "[service][subscribe_to_shard]") {
  SubscribeToShardRequest request = SoundSubscribeToShard();
  request.starting_position = {{.type = ShardIteratorType::kLatest, .sequence_number = "1"}};
  CHECK(AnswerTo(request) == "OK");
  request.starting_position = {{.type = ShardIteratorType::kAtTimestamp}};
  CHECK(AnswerTo(request) == "OK");
}

// Hands out what it was told to, a step each time that it is asked.
class ScriptedEvents final : public ShardEventStream {
 public:
  using Step = absl::StatusOr<std::optional<SubscribeToShardEvent>>;

  // An event of which `number` can be told.
  static Step Event(std::int64_t number) {
    return SubscribeToShardEvent{.millis_behind_latest = number};
  }
  static Step Nothing() { return std::nullopt; }

  explicit ScriptedEvents(std::vector<Step> steps) : steps_(std::move(steps)) {}

  absl::StatusOr<std::optional<SubscribeToShardEvent>> Next() override {
    if (IsOver()) {
      asked_when_over_ = true;
      return std::nullopt;
    }
    Step step = steps_[taken_++];
    is_ended_ = !step.ok();
    may_wait_ = step.ok() && !step->has_value();
    return step;
  }
  bool Wait(absl::Duration timeout) override {
    waited_in_vain_ |= !may_wait_ || timeout <= absl::ZeroDuration();
    ++waits_;
    // As often as not nothing came in time.
    return waits_ % 2 == 0;
  }
  bool IsOver() const override { return is_ended_ || taken_ == steps_.size(); }

  std::size_t taken() const { return taken_; }
  int waits() const { return waits_; }
  // Whether it was asked for an event when none could come any more, or waited for when
  // it had not said that there is none yet.
  bool was_misused() const { return asked_when_over_ || waited_in_vain_; }

 private:
  std::vector<Step> steps_;
  std::size_t taken_ = 0;
  int waits_ = 0;
  bool is_ended_ = false;
  bool may_wait_ = false;
  bool asked_when_over_ = false;
  bool waited_in_vain_ = false;
};

// What DeliverEvents() handed out, and what it returned.
struct Delivery {
  std::vector<std::int64_t> numbers;
  absl::Status status;
};

Delivery DeliveryOf(ScriptedEvents& events) {
  Delivery delivery;
  delivery.status = DeliverEvents(events, [&delivery](const SubscribeToShardEvent& event) {
    delivery.numbers.push_back(event.millis_behind_latest);
  });
  CHECK_FALSE(events.was_misused());
  return delivery;
}

TEST_CASE("every event is delivered once, in its order, until there are no more",
          "[service][subscribe_to_shard]") {
  ScriptedEvents events(
      {ScriptedEvents::Event(1), ScriptedEvents::Event(2), ScriptedEvents::Event(3)});
  const Delivery delivery = DeliveryOf(events);
  CHECK(delivery.status.ok());
  CHECK(delivery.numbers == std::vector<std::int64_t>{1, 2, 3});
  CHECK(events.waits() == 0);
}

TEST_CASE("where there is no event yet it is waited for, as often as that is so",
          "[service][subscribe_to_shard]") {
  ScriptedEvents events({ScriptedEvents::Nothing(), ScriptedEvents::Event(1),
                         ScriptedEvents::Nothing(), ScriptedEvents::Nothing(),
                         ScriptedEvents::Event(2), ScriptedEvents::Nothing()});
  const Delivery delivery = DeliveryOf(events);
  CHECK(delivery.status.ok());
  CHECK(delivery.numbers == std::vector<std::int64_t>{1, 2});
  CHECK(events.taken() == 6);
  CHECK(events.waits() == 4);
}

TEST_CASE("the error that ends a subscription is returned, and nothing is asked for behind it",
          "[service][subscribe_to_shard]") {
  ScriptedEvents events({ScriptedEvents::Event(1), ScriptedEvents::Nothing(),
                         KinesisError(KinesisException::kResourceInUse, "taken over"),
                         ScriptedEvents::Event(2)});
  const Delivery delivery = DeliveryOf(events);
  CHECK(Answer(delivery.status) == "ResourceInUseException: taken over");
  CHECK(delivery.numbers == std::vector<std::int64_t>{1});
  CHECK(events.taken() == 3);
}

TEST_CASE("of a subscription that is over nothing is delivered", "[service][subscribe_to_shard]") {
  ScriptedEvents events({});
  const Delivery delivery = DeliveryOf(events);
  CHECK(delivery.status.ok());
  CHECK(delivery.numbers.empty());
  CHECK(events.waits() == 0);
}

}  // namespace
}  // namespace weir::kinesis

// SPDX-License-Identifier: MIT
//
// Short words for what the tests of subscriptions do all the time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::testing {

using EventStream = std::unique_ptr<kinesis::ShardEventStream>;
using Event = std::optional<kinesis::SubscribeToShardEvent>;

inline constexpr kinesis::StartingPosition kFromTrimHorizon = {
    .type = kinesis::ShardIteratorType::kTrimHorizon};
inline constexpr kinesis::StartingPosition kFromLatest = {.type =
                                                              kinesis::ShardIteratorType::kLatest};

inline kinesis::StartingPosition After(std::string_view number) {
  return {.type = kinesis::ShardIteratorType::kAfterSequenceNumber, .sequence_number = number};
}

// What SubscribeToShard answers.
inline std::string Subscribed(LocalKinesis& kinesis, std::string_view consumer_arn,
                              const kinesis::StartingPosition& from,
                              std::string_view shard_id = kShard0) {
  return Answer(kinesis.SubscribeToShard(
      {.consumer_arn = consumer_arn, .shard_id = shard_id, .starting_position = from}));
}

// A subscription that is given.
inline EventStream Subscribe(LocalKinesis& kinesis, std::string_view consumer_arn,
                             const kinesis::StartingPosition& from,
                             std::string_view shard_id = kShard0) {
  auto made = kinesis.SubscribeToShard(
      {.consumer_arn = consumer_arn, .shard_id = shard_id, .starting_position = from});
  REQUIRE(Answer(made) == "OK");
  return std::move(made->event_stream);
}

// What is no error.
inline Event NextOf(kinesis::ShardEventStream& events) {
  auto next = events.Next();
  REQUIRE(Answer(next) == "OK");
  return *std::move(next);
}

inline Texts TextsOf(const Event& event) {
  Texts texts;
  if (!event.has_value()) return {"no event"};
  for (const kinesis::Record& record : event->records) texts.emplace_back(AsText(record.data));
  return texts;
}

inline std::string ContinuationOf(const Event& event) {
  REQUIRE(event.has_value());
  REQUIRE(event->continuation_sequence_number.has_value());
  return event->continuation_sequence_number->ToString();
}

// LocalTest's stream "s", and a consumer "c" of it.
struct FanOutTest : LocalTest {
  explicit FanOutTest(LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()})
      : LocalTest(std::move(options)) {
    CreateStream();
    arn = Register(kinesis, "c").consumer_arn;
  }
  EventStream Subscribe(const kinesis::StartingPosition& from,
                        std::string_view shard_id = kShard0) {
    return testing::Subscribe(kinesis, arn, from, shard_id);
  }
  std::string Subscribed(const kinesis::StartingPosition& from,
                         std::string_view shard_id = kShard0) {
    return testing::Subscribed(kinesis, arn, from, shard_id);
  }
  // In the middle.
  void Split(std::string_view shard_id = kShard0,
             std::string_view key = "170141183460469231731687303715884105728") {
    REQUIRE(Answer(kinesis.SplitShard(
                {.stream_name = "s", .shard_to_split = shard_id, .new_starting_hash_key = key})) ==
            "OK");
  }

  std::string arn;
};

}  // namespace weir::testing

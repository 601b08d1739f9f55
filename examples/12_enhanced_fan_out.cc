// SPDX-License-Identifier: MIT
//
// A registered consumer has records pushed to it: for five minutes at a time, at a rate of
// its own. Where one subscription ends, the next goes on after the last
// ContinuationSequenceNumber.
#include <iostream>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "weir/base/check.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/manual_clock.h"

namespace {

constexpr const char* kArn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

// All events that there are by now; after which number the next subscription goes on.
std::optional<std::string> Drain(weir::kinesis::ShardEventStream& events,
                                 std::optional<std::string> after) {
  while (!events.IsOver()) {
    const auto event = events.Next();
    WEIR_CHECK(event.ok(), "nobody else takes the shard over");
    if (!event->has_value()) break;
    for (const weir::kinesis::Record& record : (*event)->records) {
      std::cout << "  " << weir::AsText(record.data) << '\n';
    }
    if ((*event)->continuation_sequence_number.has_value()) {
      after = (*event)->continuation_sequence_number->ToString();
    }
  }
  return after;
}

}  // namespace

int main() {
  weir::testing::ManualClock clock;
  weir::LocalKinesis kinesis = *weir::LocalKinesis::Create({.clock = &clock});
  WEIR_CHECK(kinesis.CreateStream({.stream_name = "orders", .shard_count = 1}).ok(),
             "no stream has the name");
  const auto consumer =
      kinesis.RegisterStreamConsumer({.stream_arn = kArn, .consumer_name = "billing"});
  WEIR_CHECK(consumer.ok(), "no consumer has the name");

  std::optional<std::string> after;
  int order = 0;
  const auto put_order = [&] {
    const std::string text = "order " + std::to_string(++order);
    WEIR_CHECK(
        kinesis
            .PutRecord(
                {.stream_name = "orders", .partition_key = "shop", .data = weir::AsBytes(text)})
            .ok(),
        "the shard takes more than that");
  };
  for (int turn = 0; turn < 3; ++turn) {
    using Type = weir::kinesis::ShardIteratorType;
    const auto subscription = kinesis.SubscribeToShard(
        {.consumer_arn = consumer->consumer.consumer_arn,
         .shard_id = "shardId-000000000000",
         .starting_position = {{.type = after ? Type::kAfterSequenceNumber : Type::kTrimHorizon,
                                .sequence_number = after}}});
    WEIR_CHECK(subscription.ok(), "the consumer is active");
    std::cout << "subscribed\n";
    put_order();
    after = Drain(*subscription->event_stream, after);
    clock.Advance(absl::Minutes(5));
    // Nobody is told of this one, and nobody misses it.
    put_order();
    after = Drain(*subscription->event_stream, after);
    std::cout << (subscription->event_stream->IsOver() ? "over\n" : "goes on\n");
  }
}

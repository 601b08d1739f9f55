// SPDX-License-Identifier: MIT
//
// Streams of the on-demand mode, over minutes and days of traffic.

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "local/on_demand_support.h"

namespace weir::on_demand_scaling_test {
namespace {

using testing::Answer;
using testing::Indexes;
using testing::IndexesOf;
using testing::kLastHashKey;
using testing::kOnDemandDetails;
using testing::kProvisionedDetails;
using testing::LineageTexts;
using testing::LocalTest;
using testing::OnDemandTest;
using testing::Texts;

// Above which a shard is split.
constexpr std::int64_t kHot = 500 * 1024;

// ---- Rules 2.9 ----

TEST_CASE("an on-demand stream begins with four shards, and keeps them", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  CHECK(test.OpenCount() == 4);
  for (const absl::Duration step :
       {absl::Minutes(1), absl::Hours(1), absl::Hours(24), absl::Hours(24 * 400)}) {
    test.clock.Advance(step);
    CHECK(test.Open() == Indexes{0, 1, 2, 3});
  }
}

TEST_CASE("a shard that takes more than 500 KiB/s is split when the minute is over",
          "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  const std::int64_t created = absl::ToUnixSeconds(test.clock.Now());
  test.Write("0", kHot);
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.Open() == Indexes{0, 1, 2, 3});
  test.Write("0", kHot + 1);
  test.clock.Advance(absl::Minutes(1) - absl::Nanoseconds(1));
  CHECK(test.Open() == Indexes{0, 1, 2, 3});
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Open() == Indexes{1, 2, 3, 4, 5});
  CHECK(LineageTexts({test.Shard(4), test.Shard(5)}) ==
        Texts{"4: of 0 0-42535295865117307932921825928971026431",
              "5: of 0 42535295865117307932921825928971026432-"
              "85070591730234615865843651857942052863"});
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
  CHECK(test.Shard(4).sequence_number_range.starting_sequence_number.shard_create_seconds() ==
        created + 120 + 1);
}

TEST_CASE("bytes of keys are written too", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  const std::string key(200, 'k');
  test.WriteBytes("0", kHot * 60 - 200);
  const auto put = [&](std::string_view data) {
    return Answer(test.kinesis.PutRecord({.stream_name = "s",
                                          .partition_key = key,
                                          .data = AsBytes(data),
                                          .explicit_hash_key = "0"}));
  };
  REQUIRE(put("") == "OK");
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.OpenCount() == 4);
  test.WriteBytes("0", kHot * 60 - 200);
  REQUIRE(put(std::string(60, 'd')) == "OK");
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.OpenCount() == 5);
}

TEST_CASE("shards are the same whenever somebody looks", "[local][on_demand]") {
  OnDemandTest seldom;
  OnDemandTest often;
  for (OnDemandTest* const test : {&seldom, &often}) test->CreateOnDemand();
  const auto advance = [&](int minutes) {
    for (int i = 0; i < minutes * 2; ++i) {
      seldom.clock.Advance(absl::Seconds(30));
      often.clock.Advance(absl::Seconds(30));
      often.kinesis.Tick();
    }
  };
  const auto write = [&](std::string_view hash_key, std::int64_t rate) {
    for (OnDemandTest* const test : {&seldom, &often}) test->Write(hash_key, rate);
  };
  write("0", kHot + 100);
  advance(7);
  write(kLastHashKey, kHot + 100);
  advance(1);
  write("0", 100);
  advance(3 * 24 * 60);
  write("0", 10);
  advance(32 * 24 * 60);
  const auto starts = [](OnDemandTest& test) {
    Texts texts = LineageTexts(test.Shards());
    for (const auto& shard : test.Shards()) {
      texts.push_back(shard.sequence_number_range.starting_sequence_number.ToString());
    }
    return texts;
  };
  CHECK(often.OpenCount() == 4);
  CHECK(starts(seldom) == starts(often));
}

TEST_CASE("a single hot key is bound by one shard", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  // As many days as there are fruitless splits, and then no more.
  for (const std::int32_t open : {5, 6, 7, 8, 8, 8}) {
    INFO(open);
    test.Write("0", kHot + 1);
    test.clock.Advance(absl::Minutes(1));
    CHECK(test.OpenCount() == open);
    test.clock.Advance(absl::Hours(24) - absl::Minutes(1));
    test.kinesis.Tick();
  }
}

TEST_CASE("a shard that other keys make hot is split on", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  // Two keys, which each split leaves together, until one parts them.
  const std::string far = "1000000000000000000000000000000000000";
  for (int day = 0; day < 5; ++day) {
    test.Write("0", kHot * 2 / 3);
    test.Write(far, kHot * 2 / 3);
    test.clock.Advance(absl::Minutes(1));
    test.OpenCount();
    test.clock.Advance(absl::Hours(24) - absl::Minutes(1));
    test.kinesis.Tick();
  }
  // 2^126 is the first shard's width: its 64th holds the one alone.
  CHECK(test.PutAt("0", "").shard_id == test.PutAt(far, "").shard_id);
  CHECK(test.OpenCount() == 8);
  // A day without heat forgets, and then there are four tries more.
  test.clock.Advance(absl::Hours(48));
  for (int day = 0; day < 5; ++day) {
    test.Write("0", kHot * 2 / 3);
    test.Write(far, kHot * 2 / 3);
    test.clock.Advance(absl::Minutes(1));
    test.OpenCount();
    test.clock.Advance(absl::Hours(24) - absl::Minutes(1));
    test.kinesis.Tick();
  }
  CHECK_FALSE(test.PutAt("0", "").shard_id == test.PutAt(far, "").shard_id);
}

TEST_CASE("shards that 30 days did not need are merged again", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  test.Write("0", kHot + 1);
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.OpenCount() == 5);
  test.clock.Advance(absl::Hours(24 * 31) - absl::Minutes(1) - absl::Nanoseconds(1));
  CHECK(test.Open() == Indexes{1, 2, 3, 4, 5});
  test.clock.Advance(absl::Nanoseconds(1));
  // Of neighbours as cold as each other, those with the lowest hash keys.
  CHECK(test.Open() == Indexes{1, 2, 3, 6});
  CHECK(LineageTexts({test.Shard(6)}) ==
        Texts{"6: of 4 and 5 0-85070591730234615865843651857942052863"});
}

TEST_CASE("a shard that is written to is not merged, but idle ones are", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  for (int i = 0; i < 4; ++i) {
    test.Write("0", i == 0 ? kHot + 1 : kHot - 1000);
    test.clock.Advance(absl::Hours(24 * 20));
    test.kinesis.Tick();
    // Shard 0 was split into 4, to which all was written, and 5, the neighbour of 1.
    CHECK(test.Open() == (i == 0 ? Indexes{1, 2, 3, 4, 5} : Indexes{2, 3, 4, 6}));
  }
}

// ---- Rules 2.9: modes ----

TEST_CASE("a stream that becomes on-demand keeps its shards for 30 days", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateStream("s", 20);
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  CHECK(test.OpenCount() == 20);
  test.clock.Advance(absl::Hours(24 * 31) - absl::Nanoseconds(1));
  CHECK(test.OpenCount() == 20);
  for (const std::int32_t open : {10, 5, 4, 4}) {
    test.clock.Advance(absl::Nanoseconds(1));
    CHECK(test.OpenCount() == open);
    test.clock.Advance(absl::Hours(24) - absl::Nanoseconds(1));
    CHECK(test.OpenCount() == open);
  }
}

TEST_CASE("a stream with less than four shards keeps them too", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateStream("s", 2);
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  test.clock.Advance(absl::Hours(24 * 40));
  CHECK(test.OpenCount() == 2);
  // And grows with what is written.
  test.Write("0", kHot + 1);
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.OpenCount() == 3);
}

TEST_CASE("a provisioned stream is left alone", "[local][on_demand]") {
  OnDemandTest test;
  test.CreateOnDemand();
  test.Write("0", kHot + 1);
  REQUIRE(Answer(test.TryMode(kProvisionedDetails)) == "OK");
  test.clock.Advance(absl::Hours(24 * 40));
  CHECK(test.Open() == Indexes{0, 1, 2, 3});
  CHECK(Answer(test.TryMerge("0", "1")) == "OK");
  CHECK(test.OpenCount() == 3);
  // What was written then is not held against it.
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.OpenCount() == 3);
}

// ---- Rules 2.7 ----

TEST_CASE("the account's shards follow an on-demand stream's, beyond their limit",
          "[local][on_demand]") {
  LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()};
  options.limits.shards = {.mode = LimitMode::kEnforce, .max = 6};
  OnDemandTest test(options);
  test.CreateOnDemand();
  for (const std::string_view key : {"0", "100000000000000000000000000000000000000",
                                     "200000000000000000000000000000000000000"}) {
    test.Write(key, kHot + 1);
  }
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.OpenCount() == 7);
  CHECK(Answer(test.kinesis.CreateStream({.stream_name = "t", .shard_count = 1}))
            .starts_with("LimitExceededException: This request would exceed the shard limit for "
                         "the account 111111111111 in us-east-1. Current shard count for the "
                         "account: 7. "));
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Answer(test.kinesis.CreateStream({.stream_name = "t", .shard_count = 6})) == "OK");
}

TEST_CASE("an on-demand stream scales while a change is under way", "[local][on_demand]") {
  LocalKinesisOptions options = testing::WithUpdating(absl::Minutes(10));
  options.state_durations.stream_deleting = absl::Minutes(10);
  OnDemandTest test(options);
  test.CreateOnDemand();
  REQUIRE(Answer(test.TryMode(kProvisionedDetails)) == "OK");
  test.Write("0", kHot + 1);
  test.clock.Advance(absl::Minutes(1));
  CHECK(test.OpenCount() == 5);
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  // Whatever is written last before the switch: nothing is due afterwards.
  test.clock.Advance(absl::Minutes(9) - absl::Nanoseconds(1));
  test.Write(kLastHashKey, kHot + 1);
  test.clock.Advance(absl::Hours(1));
  CHECK(test.OpenCount() == 5);
  CHECK(test.Summary().stream_mode == kinesis::StreamMode::kProvisioned);
  // Nor of a stream that is DELETING.
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  test.clock.Advance(absl::Minutes(10));
  test.Write(kLastHashKey, kHot + 1);
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  test.clock.Advance(absl::Minutes(5));
  CHECK(test.OpenCount() == 5);
}

TEST_CASE("just before nanoseconds end, nothing is due that would be after it",
          "[local][on_demand]") {
  LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()};
  options.state_durations = {.stream_creating = absl::Hours(24),
                             .stream_deleting = absl::Hours(24),
                             .stream_updating = absl::Hours(24),
                             .consumer_deleting = absl::Hours(24)};
  LocalTest test(options);
  const auto stay = [&](absl::Duration before_end) {
    constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
    test.clock.Advance(absl::FromUnixNanos(kLast) - before_end - test.clock.Now());
  };
  stay(absl::Hours(49));
  const auto create = [&](std::string_view name) {
    return Answer(
        test.kinesis.CreateStream({.stream_name = name, .stream_mode_details = kOnDemandDetails}));
  };
  CHECK(create("s") == "OK");
  stay(absl::Hours(1));
  CHECK(create("t") == "OK");
  const std::string arn = test.Summary().stream_arn;
  const auto consumer =
      test.kinesis.RegisterStreamConsumer({.stream_arn = arn, .consumer_name = "c"});
  REQUIRE(Answer(consumer) == "OK");
  CHECK(Answer(test.kinesis.UpdateStreamMode(
            {.stream_arn = arn, .stream_mode_details = kProvisionedDetails})) == "OK");
  test.Put("x");
  stay(absl::Nanoseconds(1));
  test.Put("y");
  const auto subscription =
      test.kinesis.SubscribeToShard({.consumer_arn = consumer->consumer.consumer_arn,
                                     .shard_id = testing::ShardName(0),
                                     .starting_position = kinesis::StartingPosition{
                                         .type = kinesis::ShardIteratorType::kLatest}});
  REQUIRE(Answer(subscription) == "OK");
  CHECK_FALSE(subscription->event_stream->Wait(absl::ZeroDuration()));
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(test.Summary("t").stream_status == kinesis::StreamStatus::kCreating);
  CHECK(test.kinesis.DescribeLimits({})->on_demand_stream_count == 2);
  CHECK(Answer(test.kinesis.DeleteStream(
            {.stream_name = "s", .enforce_consumer_deletion = true})) == "OK");
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kDeleting);
}

}  // namespace
}  // namespace weir::on_demand_scaling_test

// SPDX-License-Identifier: MIT
//
// Write limits, per shard: exact to the record, the byte and the nanosecond.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::kMiB;
using testing::MakeStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::OpenFirst;
using testing::PutAt;
using testing::PutMany;
using testing::ReadAll;

PutOutcome TryPut(Stream& stream, std::string_view key, std::string_view data) {
  return stream.TryPut({.partition_key = key, .data = AsBytes(data)});
}

TEST_CASE("a Kinesis shard takes 1,000 records in a second and not one more",
          "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
  PutMany(stream, 1'000, "x");
  const PutOutcome refused = TryPut(stream, "key", "x");
  CHECK(refused.code == PutCode::kThrottledRecords);
  CHECK(refused.retry_after_nanos == 1'000'000);
  clock.Advance(absl::Nanoseconds(999'999));
  CHECK(TryPut(stream, "key", "x").code == PutCode::kThrottledRecords);
  CHECK(TryPut(stream, "key", "x").retry_after_nanos == 1);
  clock.Advance(absl::Nanoseconds(1));
  CHECK(TryPut(stream, "key", "x").code == PutCode::kOk);
  CHECK(TryPut(stream, "key", "x").retry_after_nanos == 1'000'000);
  // A second later there is a second's worth, and after an hour no more than that.
  for (const absl::Duration rest : {absl::Seconds(1), absl::Hours(1)}) {
    clock.Advance(rest);
    PutMany(stream, 1'000, "x");
    CHECK(TryPut(stream, "key", "x").code == PutCode::kThrottledRecords);
  }
}

TEST_CASE("a Kinesis shard takes 1 MiB in a second, keys included, and not one byte more",
          "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
  const std::string data(8 * 1024 - 3, 'x');
  PutMany(stream, 127, data);
  testing::PutText(stream, "key", data.substr(1));
  // One byte is left, and every record has two.
  const PutOutcome refused = TryPut(stream, "k", "x");
  CHECK(refused.code == PutCode::kThrottledBytes);
  // The byte that is missing comes after 1/1,048,576 s, which is 953.67 ns.
  CHECK(refused.retry_after_nanos == 954);
  CHECK(TryPut(stream, "k", "").code == PutCode::kOk);
  CHECK(TryPut(stream, "k", "").code == PutCode::kThrottledBytes);
  clock.Advance(absl::Nanoseconds(953));
  CHECK(TryPut(stream, "k", "").code == PutCode::kThrottledBytes);
  clock.Advance(absl::Nanoseconds(1));
  CHECK(TryPut(stream, "k", "").code == PutCode::kOk);
}

TEST_CASE("the largest record passes a full limit at once, and then nothing does",
          "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
  const std::string data(kMiB - 3, 'x');
  testing::PutText(stream, "key", data);
  const PutOutcome refused = TryPut(stream, "key", data);
  CHECK(refused.code == PutCode::kThrottledBytes);
  CHECK(refused.retry_after_nanos == 1'000'000'000);
  clock.Advance(absl::Seconds(1) - absl::Nanoseconds(1));
  CHECK(TryPut(stream, "key", data).retry_after_nanos == 1);
  clock.Advance(absl::Nanoseconds(1));
  CHECK(TryPut(stream, "key", data).code == PutCode::kOk);
}

TEST_CASE("the Status of a throttled put names the shard, the limit and the time to wait",
          "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.name = "river",
                              .record_bytes_max = 100,
                              .limits = {.write_mode = LimitMode::kEnforce,
                                         .write_bytes = {.per_second = 1'000, .burst = 100},
                                         .write_records = {.per_second = 7}},
                              .clock = &clock});
  testing::PutText(stream, "key", std::string(97, 'x'));
  const absl::Status by_bytes = stream.Put({.partition_key = "key"}).status();
  CHECK(absl::IsResourceExhausted(by_bytes));
  CHECK(KinesisExceptionName(by_bytes) == "ProvisionedThroughputExceededException");
  CHECK(RetryAfter(by_bytes) == absl::Milliseconds(3));
  for (const char* const part :
       {"Rate exceeded for shard shardId-000000000000 in stream river", "1000 bytes", "3000000"}) {
    CHECK(MessageOf(by_bytes).find(part) != std::string::npos);
  }
  clock.Advance(absl::Milliseconds(100));
  for (int i = 0; i < 6; ++i) testing::PutText(stream, "k", "");
  const absl::Status by_records = stream.Put({.partition_key = "k"}).status();
  CHECK(MessageOf(by_records).find("7 records") != std::string::npos);
  // One in seven of a second, less the 100 ms that have gone by.
  CHECK(RetryAfter(by_records) == absl::Nanoseconds(42'857'143));
}

TEST_CASE("of two limits that refuse, the longer wait is told", "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.record_bytes_max = 100,
                              .limits = {.write_mode = LimitMode::kEnforce,
                                         .write_bytes = {.per_second = 100},
                                         .write_records = {.per_second = 1}},
                              .clock = &clock});
  testing::PutText(stream, "k", std::string(99, 'x'));
  CHECK(TryPut(stream, "k", "").code == PutCode::kThrottledRecords);
  CHECK(TryPut(stream, "k", "").retry_after_nanos == 1'000'000'000);
  clock.Advance(absl::Milliseconds(500));
  // 100 bytes are missing 50, half a second; the record half a second too.
  CHECK(TryPut(stream, "k", std::string(99, 'x')).retry_after_nanos == 500'000'000);
  clock.Advance(absl::Milliseconds(500));
  CHECK(TryPut(stream, "k", std::string(99, 'x')).code == PutCode::kOk);
}

TEST_CASE("waiting as long as a refusal says is enough, and a nanosecond less is not",
          "[stream][write_limits]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 50; ++round) {
    ManualClock clock;
    const auto per_second = static_cast<std::int64_t>(1 + random.Below(1u << random.Below(24)));
    Stream stream =
        MakeStream({.record_bytes_max = 1'000,
                    .limits = {.write_mode = LimitMode::kEnforce,
                               .write_bytes = {.per_second = per_second, .burst = 2'000},
                               .write_records = {.per_second = 1 + per_second / 100, .burst = 5}},
                    .clock = &clock});
    for (int step = 0; step < 100; ++step) {
      const std::string data(random.Below(900), 'x');
      const PutOutcome outcome = TryPut(stream, "k", data);
      if (outcome.code == PutCode::kOk) continue;
      clock.Advance(absl::Nanoseconds(outcome.retry_after_nanos - 1));
      REQUIRE(TryPut(stream, "k", data).retry_after_nanos == 1);
      clock.Advance(absl::Nanoseconds(1));
      REQUIRE(TryPut(stream, "k", data).code == PutCode::kOk);
    }
  }
}

TEST_CASE("each shard has a limit of its own", "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 3, .limits = Limits::Kinesis(), .clock = &clock});
  for (std::uint32_t i = 0; i < 3; ++i) {
    const HashKey key = EvenHashKeyRange({.shard_count = 3, .index = i}).starting_hash_key;
    for (int record = 0; record < 1'000; ++record) PutAt(stream, key, "x");
    const PutOutcome refused = stream.TryPut({.partition_key = "k", .explicit_hash_key = key});
    CHECK(refused.code == PutCode::kThrottledRecords);
    CHECK(refused.shard_id == ShardId{i});
  }
  CHECK(stream.Statistics().write_provisioned_throughput_exceeded == 3);
  CHECK(testing::StatisticsOf(stream, ShardId{1}).write_provisioned_throughput_exceeded == 1);
}

TEST_CASE("the children of a split have a full limit each", "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
  for (int i = 0; i < 1'000; ++i) PutAt(stream, HashKey::Min(), "x");
  testing::Split(stream, ShardId{0});
  for (int i = 0; i < 1'000; ++i) PutAt(stream, HashKey::Min(), "x");
  for (int i = 0; i < 1'000; ++i) PutAt(stream, HashKey::Max(), "x");
  CHECK(stream.TryPut({.partition_key = "k"}).code == PutCode::kThrottledRecords);
}

TEST_CASE("a refused put takes nothing from the limit", "[stream][write_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.record_bytes_max = 100,
                  .limits = {.write_mode = LimitMode::kEnforce, .write_bytes = {.per_second = 100}},
                  .clock = &clock});
  testing::PutText(stream, "k", std::string(89, 'x'));
  for (int i = 0; i < 1'000; ++i) {
    CHECK(TryPut(stream, "k", "0123456789").code == PutCode::kThrottledBytes);
  }
  testing::PutText(stream, "k", "123456789");
  CHECK(stream.Statistics().write_provisioned_throughput_exceeded == 1'000);
}

TEST_CASE("a claim counts when it is made, and is not given back", "[stream][write_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.record_bytes_max = 100,
                  .limits = {.write_mode = LimitMode::kEnforce, .write_records = {.per_second = 3}},
                  .clock = &clock});
  for (int i = 0; i < 3; ++i) {
    REQUIRE(stream.Claim({.partition_key = "k", .data_bytes = 1}).ok());
  }
  CHECK(TryPut(stream, "k", "").code == PutCode::kThrottledRecords);
}

TEST_CASE("where limits are off, nothing is limited and nothing counted",
          "[stream][write_limits]") {
  ManualClock clock;
  Limits limits = Limits::Kinesis();
  limits.write_mode = LimitMode::kOff;
  Stream stream = MakeStream({.limits = limits, .clock = &clock});
  PutMany(stream, 5'000, "x");
  CHECK(stream.Statistics().write_provisioned_throughput_exceeded == 0);
}

// Goal: what observing counts is what enforcing would have refused. Method: two
// streams on one clock take the same random load; one enforces.
TEST_CASE("observing admits everything and counts exactly what enforcing refuses",
          "[stream][write_limits]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 10; ++round) {
    ManualClock clock;
    StreamOptions options{.shard_count = 2,
                          .record_bytes_max = 300,
                          .limits = {.write_bytes = {.per_second = 5'000, .burst = 700},
                                     .write_records = {.per_second = 50, .burst = 8}},
                          .clock = &clock};
    options.limits.write_mode = LimitMode::kEnforce;
    Stream enforcing = MakeStream(options);
    options.limits.write_mode = LimitMode::kObserve;
    Stream observing = MakeStream(options);
    std::uint64_t put = 0;
    for (int step = 0; step < 300; ++step) {
      clock.Advance(absl::Nanoseconds(random.Below(100'000'000)));
      const std::string data = random.Bytes(random.Below(290));
      // Single puts, claims, and batches of one to ten.
      const std::size_t count = 1 + random.Below(10);
      const std::string key = "key-" + std::string(1, static_cast<char>('a' + step % 7));
      const std::vector<PutEntry> entries(count, {.partition_key = key, .data = AsBytes(data)});
      std::vector<PutOutcome> outcomes(count);
      put += count;
      if (step % 3 != 0) {
        enforcing.PutBatch(entries, outcomes);
        CHECK(observing.PutBatch(entries, outcomes) == 0);
      } else {
        for (const PutEntry& entry : entries) {
          enforcing.TryPut(entry);
          CHECK(observing.TryPut(entry).code == PutCode::kOk);
        }
      }
    }
    const std::uint64_t refused = put - enforcing.Statistics().incoming_records;
    CHECK(refused > 0);
    CHECK(observing.Statistics().incoming_records == put);
    CHECK(enforcing.Statistics().write_provisioned_throughput_exceeded == refused);
    CHECK(observing.Statistics().write_provisioned_throughput_exceeded == refused);
  }
}

TEST_CASE("observing admits a record that is larger than its burst, and counts it",
          "[stream][write_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.record_bytes_max = 1'000,
                  .limits = {.write_mode = LimitMode::kObserve, .write_bytes = {.per_second = 10}},
                  .clock = &clock});
  for (int i = 0; i < 5; ++i) testing::PutText(stream, "k", std::string(500, 'x'));
  CHECK(stream.Statistics().write_provisioned_throughput_exceeded == 5);
  // None of them counted against the limit.
  testing::PutText(stream, "k", "123456789");
  CHECK(stream.Statistics().write_provisioned_throughput_exceeded == 5);
}

TEST_CASE("a limit goes on letting through what it should when decades have passed",
          "[stream][write_limits]") {
  for (const int years : {28, 29, 30, 60, 230}) {
    INFO(years << " years");
    ManualClock clock;
    Stream stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
    Cursor cursor = testing::OpenFirst(stream);
    clock.Advance(absl::Hours(24) * 365 * years);
    for (int second = 0; second < 3; ++second) {
      int taken = 0;
      while (stream.TryPut({.partition_key = "k"}).code == PutCode::kOk) ++taken;
      CHECK(taken == 1'000);
      CHECK(stream.TryPut({.partition_key = "k"}).retry_after_nanos == 1'000'000);
      int calls = 0;
      while (cursor.Read().code() == ReadCode::kOk) ++calls;
      CHECK(calls == 5);
      CHECK(cursor.Read().retry_after() == absl::Milliseconds(200));
      clock.Advance(absl::Seconds(1));
    }
  }
}

TEST_CASE("a limit is exact over years of idleness and a clock that jumps",
          "[stream][write_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
  for (const absl::Duration jump : {absl::Hours(24), absl::Hours(24 * 365), absl::Nanoseconds(1),
                                    absl::Hours(24 * 365 * 10), absl::Seconds(1)}) {
    clock.Advance(jump);
    int taken = 0;
    while (TryPut(stream, "k", "x").code == PutCode::kOk) ++taken;
    CHECK(taken == (jump == absl::Nanoseconds(1) ? 0 : 1'000));
  }
}

}  // namespace
}  // namespace weir

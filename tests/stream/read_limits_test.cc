// SPDX-License-Identifier: MIT
//
// Read limits, per shard: calls and bytes that all cursors share, and what a
// registered consumer has for itself.
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
using testing::Open;
using testing::OpenAll;
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;
using testing::StatisticsOf;

// Kinesis's read limits, and no write limits.
Limits ReadLimits(LimitMode mode = LimitMode::kEnforce) {
  Limits limits = Limits::Kinesis();
  limits.write_mode = LimitMode::kOff;
  limits.read_mode = mode;
  return limits;
}

Consumer Register(Stream& stream, std::string_view name) {
  absl::StatusOr<Consumer> consumer = stream.RegisterConsumer(name);
  REQUIRE(consumer.ok());
  return *std::move(consumer);
}

TEST_CASE("a Kinesis shard answers five reads in a second and not one more",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = ReadLimits(), .clock = &clock});
  PutMany(stream, 10, "x");
  Cursor cursor = OpenFirst(stream);
  for (int i = 0; i < 5; ++i) CHECK(cursor.Read({.records_max = 1}).size() == 1);
  const Batch refused = cursor.Read({.records_max = 1});
  CHECK(refused.code() == ReadCode::kThrottled);
  CHECK(refused.empty());
  CHECK(RetryAfter(refused.status()) == absl::Milliseconds(200));
  clock.Advance(absl::Milliseconds(200) - absl::Nanoseconds(1));
  CHECK(RetryAfter(cursor.Read().status()) == absl::Nanoseconds(1));
  clock.Advance(absl::Nanoseconds(1));
  // The refused reads have moved nothing.
  const Batch batch = cursor.Read();
  REQUIRE(batch.size() == 5);
  CHECK(batch.begin()->sequence_number == SequenceNumber{5});
  CHECK(stream.Statistics().read_provisioned_throughput_exceeded == 2);
}

TEST_CASE("a refused batch says when to come back and how old the next record is",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = ReadLimits(), .clock = &clock});
  PutMany(stream, 6, "x");
  clock.Advance(absl::Seconds(3));
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  for (int i = 0; i < 5; ++i) {
    const Batch batch = cursor.Read({.records_max = 1});
    CHECK(batch.retry_after() == absl::ZeroDuration());
    CHECK(batch.millis_behind_latest() == 3'000);
  }
  clock.Advance(absl::Milliseconds(150));
  for (const Batch& batch : {cursor.Read(), all.Read()}) {
    CHECK(batch.code() == ReadCode::kThrottled);
    CHECK(batch.retry_after() == absl::Milliseconds(50));
    CHECK(batch.millis_behind_latest() == 3'150);
  }
  clock.Advance(absl::Milliseconds(50));
  CHECK(cursor.Read().size() == 1);
  // Refused at the tip: there is nothing to be behind.
  const Batch batch = cursor.Read();
  CHECK(batch.code() == ReadCode::kThrottled);
  CHECK(batch.millis_behind_latest() == 0);
}

TEST_CASE("a read that finds nothing counts as a call", "[stream][read_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = ReadLimits(), .clock = &clock});
  Cursor cursor = OpenFirst(stream);
  for (int i = 0; i < 5; ++i) CHECK(cursor.Read().code() == ReadCode::kOk);
  CHECK(cursor.Read().code() == ReadCode::kThrottled);
}

TEST_CASE("the Status of a throttled read names the shard and the time to wait",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 2, .limits = ReadLimits(), .clock = &clock});
  Cursor cursor = Open(stream, ShardId{1}, Position::TrimHorizon());
  for (int i = 0; i < 5; ++i) CHECK(cursor.Read().status().ok());
  const absl::Status status = cursor.Read().status();
  CHECK(absl::IsResourceExhausted(status));
  CHECK(KinesisExceptionName(status) == "ProvisionedThroughputExceededException");
  CHECK(MessageOf(status).find("shardId-000000000001") != std::string::npos);
}

TEST_CASE("all cursors of a shard share its calls, and each shard has its own",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 2, .limits = ReadLimits(), .clock = &clock});
  std::vector<Cursor> cursors;
  for (int i = 0; i < 6; ++i) cursors.push_back(OpenFirst(stream));
  for (std::size_t i = 0; i < 5; ++i) CHECK(cursors[i].Read().code() == ReadCode::kOk);
  CHECK(cursors[5].Read().code() == ReadCode::kThrottled);
  CHECK(cursors[0].Read().code() == ReadCode::kThrottled);
  Cursor other = Open(stream, ShardId{1}, Position::TrimHorizon());
  CHECK(other.Read().code() == ReadCode::kOk);
  CHECK(StatisticsOf(stream, ShardId{0}).read_provisioned_throughput_exceeded == 2);
  CHECK(StatisticsOf(stream, ShardId{1}).read_provisioned_throughput_exceeded == 0);
}

TEST_CASE("a read is admitted while a byte is left, and what it overdraws is waited for",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kEnforce, .read_bytes = {.per_second = 1'000}},
                  .clock = &clock});
  const std::string data(599, 'x');
  for (int i = 0; i < 5; ++i) PutText(stream, "k", data);
  Cursor cursor = OpenFirst(stream);
  CHECK(cursor.Read({.records_max = 1}).size() == 1);
  // 400 are left: enough to begin with.
  CHECK(cursor.Read({.records_max = 1}).size() == 1);
  // 200 are owed; one more must be there.
  CHECK(RetryAfter(cursor.Read().status()) == absl::Milliseconds(201));
  clock.Advance(absl::Milliseconds(201) - absl::Nanoseconds(1));
  CHECK(RetryAfter(cursor.Read().status()) == absl::Nanoseconds(1));
  clock.Advance(absl::Nanoseconds(1));
  CHECK(cursor.Read().size() == 3);
  // One was there, 1,800 were taken.
  CHECK(RetryAfter(cursor.Read().status()) == absl::Milliseconds(1'800));
  // After a long rest no more than a second's worth is there.
  clock.Advance(absl::Hours(1));
  for (int i = 0; i < 3; ++i) PutText(stream, "k", data);
  CHECK(cursor.Read({.records_max = 2}).bytes() == 1'200);
  CHECK(RetryAfter(cursor.Read().status()) == absl::Milliseconds(201));
}

TEST_CASE("after a Kinesis read of 10 MiB, the next waits until its bytes have flowed in",
          "[stream][read_limits]") {
  ManualClock clock;
  Limits limits = ReadLimits();
  limits.read_calls = {};
  Stream stream = MakeStream({.limits = limits, .clock = &clock});
  const std::string data(kMiB - 1, 'x');
  for (int i = 0; i < 10; ++i) PutText(stream, "k", data);
  Cursor cursor = OpenFirst(stream);
  std::uint64_t bytes = 0;
  // In pieces, all within the same nanosecond, until the first refusal.
  for (;;) {
    const Batch batch = cursor.Read();
    if (batch.code() == ReadCode::kThrottled) {
      // 2 MiB were there at once; every MiB above takes half a second, and the byte
      // that the next read needs 477 ns.
      CHECK(RetryAfter(batch.status()) ==
            absl::Nanoseconds(477) + absl::Nanoseconds(500'000'000) * (bytes / kMiB - 2));
      break;
    }
    bytes += batch.bytes();
  }
  CHECK(bytes >= 2 * kMiB);
}

TEST_CASE("a registered consumer's reads are not counted, and its bytes are its own",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = {.read_mode = LimitMode::kEnforce,
                                         .read_bytes = {.per_second = 1'000},
                                         .read_calls = {.per_second = 5}},
                              .clock = &clock});
  const Consumer archiver = Register(stream, "archiver");
  const Consumer alerter = Register(stream, "alerter");
  const std::string data(999, 'x');
  for (int i = 0; i < 4; ++i) PutText(stream, "k", data);
  const auto open = [&stream](const Consumer* consumer) {
    return Open(stream, ShardId{0}, Position::TrimHorizon(), {.consumer = consumer});
  };
  Cursor shared = open(nullptr);
  Cursor first = open(&archiver);
  Cursor second = open(&archiver);
  Cursor other = open(&alerter);
  CHECK(first.Read({.records_max = 1}).size() == 1);
  // The archiver's second is used up, for all of its cursors and for nobody else's.
  CHECK(first.Read().code() == ReadCode::kThrottled);
  CHECK(second.Read().code() == ReadCode::kThrottled);
  CHECK(other.Read({.records_max = 1}).size() == 1);
  CHECK(shared.Read({.records_max = 1}).size() == 1);
  CHECK(shared.Read().code() == ReadCode::kThrottled);
  // At the tip a consumer may ask as often as it likes.
  clock.Advance(absl::Seconds(10));
  CHECK(other.Read().size() == 3);
  clock.Advance(absl::Seconds(10));
  for (int i = 0; i < 1'000; ++i) CHECK(other.Read().code() == ReadCode::kOk);
  CHECK(StatisticsOf(stream, ShardId{0}).read_provisioned_throughput_exceeded == 3);
}

TEST_CASE("a consumer has its bytes once for each shard", "[stream][read_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.shard_count = 2,
                  .limits = {.read_mode = LimitMode::kEnforce, .read_bytes = {.per_second = 100}},
                  .clock = &clock});
  const Consumer consumer = Register(stream, "consumer");
  const std::string data(200, 'x');
  for (int i = 0; i < 2; ++i) {
    testing::PutAt(stream, HashKey::Min(), data);
    testing::PutAt(stream, HashKey::Max(), data);
  }
  StreamCursor all = OpenAll(stream, Position::TrimHorizon(), {.consumer = &consumer});
  CHECK(all.Read({.records_max = 1}).size() == 1);
  CHECK(all.Read({.records_max = 1}).size() == 1);
  CHECK(all.Read({.records_max = 1}).code() == ReadCode::kThrottled);
  Cursor cursor = Open(stream, ShardId{1}, Position::TrimHorizon(), {.consumer = &consumer});
  CHECK(cursor.Read().code() == ReadCode::kThrottled);
  Cursor shared = Open(stream, ShardId{1}, Position::TrimHorizon());
  CHECK(shared.Read().size() == 2);
}

TEST_CASE("a consumer reads the children of a shard with a limit of their own",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kEnforce, .read_bytes = {.per_second = 100}},
                  .clock = &clock});
  const Consumer consumer = Register(stream, "consumer");
  StreamCursor all = OpenAll(stream, Position::Latest(), {.consumer = &consumer});
  StreamCursor shared = OpenAll(stream);
  const std::string data(150, 'x');
  PutText(stream, "k", data);
  testing::Split(stream, ShardId{0});
  testing::PutAt(stream, HashKey::Min(), data);
  testing::PutAt(stream, HashKey::Max(), data);
  CHECK(all.Read().size() == 1);
  clock.Advance(absl::Seconds(1));
  CHECK(all.Read().size() == 1);
  CHECK(all.Read().size() == 1);
  CHECK(shared.Read().size() == 1);
  CHECK(StatisticsOf(stream, ShardId{1}).read_provisioned_throughput_exceeded == 0);
}

TEST_CASE("a stream cursor goes on with other shards when one is throttled",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.shard_count = 2,
                  .limits = {.read_mode = LimitMode::kEnforce, .read_calls = {.per_second = 1}},
                  .clock = &clock});
  Cursor greedy = OpenFirst(stream);
  CHECK(greedy.Read().code() == ReadCode::kOk);
  testing::PutAt(stream, HashKey::Min(), "lower");
  testing::PutAt(stream, HashKey::Max(), "upper");
  StreamCursor all = OpenAll(stream);
  const Batch batch = all.Read();
  REQUIRE(batch.size() == 1);
  CHECK(AsText(batch.begin()->data) == "upper");
  const Batch refused = all.Read();
  CHECK(refused.code() == ReadCode::kThrottled);
  CHECK(refused.shard_id() == ShardId{0});
  CHECK(RetryAfter(refused.status()) == absl::Seconds(1));
  clock.Advance(absl::Seconds(1));
  CHECK(testing::Keep(all.Read()).at(0).data == "lower");
}

TEST_CASE("where several shards throttle a stream cursor, it is told the shortest wait",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.shard_count = 3,
                  .limits = {.read_mode = LimitMode::kEnforce, .read_bytes = {.per_second = 100}},
                  .clock = &clock});
  StreamCursor all = OpenAll(stream);
  // Read sizes of 400, 150 and 300 bytes; then more, which has to wait.
  const std::size_t sizes[] = {397, 147, 297};
  for (std::uint32_t i = 0; i < 3; ++i) {
    const HashKey key = EvenHashKeyRange({.shard_count = 3, .index = i}).starting_hash_key;
    testing::PutAt(stream, key, std::string(sizes[i], 'x'));
    CHECK(all.Read().size() == 1);
    testing::PutAt(stream, key, "more");
  }
  for (int i = 0; i < 4; ++i) {
    CHECK(RetryAfter(all.Read().status()) == absl::Milliseconds(510));
  }
}

TEST_CASE("waiting as long as a refused read says is enough, and a nanosecond less is not",
          "[stream][read_limits]") {
  testing::SeededRandom random;
  INFO(random.Description());
  const auto draw_rate = [&random](std::uint64_t per_second_max) {
    if (random.Below(4) == 0) return Rate{};
    return Rate{.per_second = 1 + static_cast<std::int64_t>(random.Below(per_second_max)),
                .burst = static_cast<std::int64_t>(random.Below(per_second_max))};
  };
  for (int round = 0; round < 300; ++round) {
    ManualClock clock;
    Stream stream = MakeStream({.limits = {.read_mode = LimitMode::kEnforce,
                                           .read_bytes = draw_rate(5'000),
                                           .read_calls = draw_rate(20)},
                                .clock = &clock});
    PutMany(stream, 100, std::string(random.Below(200), 'x'));
    Cursor cursor = OpenFirst(stream);
    for (int i = 0; i < 30; ++i) {
      clock.Advance(absl::Milliseconds(random.Below(300)));
      const ReadOptions options{.records_max = 1 + static_cast<std::int32_t>(random.Below(5))};
      const Batch batch = cursor.Read(options);
      if (batch.code() != ReadCode::kThrottled) continue;
      const absl::Duration wait = batch.retry_after();
      REQUIRE(wait > absl::ZeroDuration());
      clock.Advance(wait - absl::Nanoseconds(1));
      REQUIRE(cursor.Read(options).retry_after() == absl::Nanoseconds(1));
      clock.Advance(absl::Nanoseconds(1));
      REQUIRE(cursor.Read(options).code() == ReadCode::kOk);
    }
  }
}

TEST_CASE("observing admits every read and counts what enforcing would have refused",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kObserve, .read_bytes = {.per_second = 1'000}},
                  .clock = &clock});
  const std::string data(1'999, 'x');
  for (int i = 0; i < 10; ++i) PutText(stream, "k", data);
  Cursor cursor = OpenFirst(stream);
  // Two seconds' worth each: one is admitted, and at 1 s and a bit the next, for
  // what would have been refused in between does not count.
  std::vector<std::uint64_t> exceeded;
  for (int i = 0; i < 6; ++i) {
    CHECK(cursor.Read({.records_max = 1}).size() == 1);
    exceeded.push_back(stream.Statistics().read_provisioned_throughput_exceeded);
    clock.Advance(absl::Milliseconds(600));
  }
  CHECK(exceeded == std::vector<std::uint64_t>{0, 1, 1, 2, 3, 4});
}

TEST_CASE("observing counts the calls that enforcing would have refused", "[stream][read_limits]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ManualClock clock;
  StreamOptions options{.limits = {.read_calls = {.per_second = 5}}, .clock = &clock};
  options.limits.read_mode = LimitMode::kEnforce;
  Stream enforcing = MakeStream(options);
  options.limits.read_mode = LimitMode::kObserve;
  Stream observing = MakeStream(options);
  Cursor enforced = OpenFirst(enforcing);
  Cursor observed = OpenFirst(observing);
  std::uint64_t refused = 0;
  for (int i = 0; i < 1'000; ++i) {
    clock.Advance(absl::Nanoseconds(random.Below(300'000'000)));
    refused += enforced.Read().code() == ReadCode::kThrottled ? 1 : 0;
    CHECK(observed.Read().code() == ReadCode::kOk);
  }
  CHECK(refused > 0);
  CHECK(enforcing.Statistics().read_provisioned_throughput_exceeded == refused);
  CHECK(observing.Statistics().read_provisioned_throughput_exceeded == refused);
}

TEST_CASE("where read limits are off, nothing is limited and nothing counted",
          "[stream][read_limits]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = ReadLimits(LimitMode::kOff), .clock = &clock});
  Cursor cursor = OpenFirst(stream);
  for (int i = 0; i < 100; ++i) CHECK(cursor.Read().code() == ReadCode::kOk);
  CHECK(stream.Statistics().read_provisioned_throughput_exceeded == 0);
}

}  // namespace
}  // namespace weir

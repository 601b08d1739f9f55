// SPDX-License-Identifier: MIT
#include "weir/stream/statistics.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::MakeStream;
using testing::MakeTinyStream;
using testing::ManualClock;
using testing::Open;
using testing::OpenAll;
using testing::OpenFirst;
using testing::PutMany;
using testing::ReadAll;
using testing::StatisticsOf;

TEST_CASE("a fresh stream has done nothing", "[stream][statistics]") {
  const Stream stream = MakeStream({.shard_count = 3});
  const StreamStatistics statistics = stream.Statistics();
  CHECK(statistics.incoming_records == 0);
  CHECK(statistics.outgoing_records == 0);
  CHECK(statistics.memory_bytes == 0);
  CHECK(statistics.detached_bytes == 0);
  CHECK(statistics.open_shard_count == 3);
  CHECK(StatisticsOf(stream, ShardId{2}).shard_id == ShardId{2});
  CHECK(StatisticsOf(stream, ShardId{2}).held_records == 0);
}

// Goal: every figure is what a count of one's own says. Method: random puts, refused
// puts, claims, reads and throttled reads, counted beside.
TEST_CASE("every figure is what counting along gives", "[stream][statistics]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ManualClock clock;
  constexpr std::uint32_t kShards = 3;
  Stream stream = MakeStream({.shard_count = kShards,
                              .record_bytes_max = 200,
                              .limits = {.write_mode = LimitMode::kEnforce,
                                         .write_bytes = {.per_second = 20'000},
                                         .write_records = {.per_second = 100},
                                         .read_mode = LimitMode::kEnforce,
                                         .read_bytes = {.per_second = 20'000},
                                         .read_calls = {.per_second = 20}},
                              .clock = &clock});
  std::vector<Cursor> cursors;
  for (std::uint32_t i = 0; i < 2 * kShards; ++i) {
    cursors.push_back(Open(stream, ShardId{i % kShards}, Position::TrimHorizon()));
  }
  std::vector<ShardStatistics> expected(kShards);
  for (int step = 0; step < 20'000; ++step) {
    const std::uint64_t what = random.Below(10);
    const std::string key = random.Bytes(1 + random.Below(10));
    const std::string data = random.Bytes(random.Below(180));
    if (what < 5) {
      const PutOutcome outcome = stream.TryPut({.partition_key = key, .data = AsBytes(data)});
      ShardStatistics& shard = expected[outcome.shard_id.index];
      const bool is_taken = outcome.code == PutCode::kOk;
      shard.incoming_records += is_taken ? 1 : 0;
      shard.incoming_bytes += is_taken ? key.size() + data.size() : 0;
      shard.write_provisioned_throughput_exceeded += is_taken ? 0 : 1;
    } else if (what < 6) {
      absl::StatusOr<RecordClaim> claim =
          stream.Claim({.partition_key = key, .data_bytes = data.size()});
      const ShardId id = stream.ShardFor(HashPartitionKey(KeyHash::kXxh3, key));
      if (!claim.ok()) {
        expected[id.index].write_provisioned_throughput_exceeded += 1;
      } else if (random.Below(2) == 0) {
        REQUIRE(claim->Commit().ok());
        expected[id.index].incoming_records += 1;
        expected[id.index].incoming_bytes += key.size() + data.size();
      }
    } else if (what < 9) {
      Cursor& cursor = cursors[random.Below(cursors.size())];
      const Batch batch = cursor.Read({.records_max = 1 + static_cast<int>(random.Below(9))});
      ShardStatistics& shard = expected[cursor.shard_id().index];
      shard.outgoing_records += batch.size();
      shard.outgoing_bytes += batch.bytes();
      shard.read_provisioned_throughput_exceeded += batch.code() == ReadCode::kThrottled ? 1 : 0;
    } else {
      clock.Advance(absl::Microseconds(random.Below(20'000)));
    }
  }
  ShardStatistics sum;
  for (std::uint32_t i = 0; i < kShards; ++i) {
    const ShardStatistics is = StatisticsOf(stream, ShardId{i});
    CHECK(is.incoming_records == expected[i].incoming_records);
    CHECK(is.incoming_bytes == expected[i].incoming_bytes);
    CHECK(is.outgoing_records == expected[i].outgoing_records);
    CHECK(is.outgoing_bytes == expected[i].outgoing_bytes);
    CHECK(is.write_provisioned_throughput_exceeded ==
          expected[i].write_provisioned_throughput_exceeded);
    CHECK(is.read_provisioned_throughput_exceeded ==
          expected[i].read_provisioned_throughput_exceeded);
    CHECK(is.write_provisioned_throughput_exceeded > 0);
    CHECK(is.read_provisioned_throughput_exceeded > 0);
    sum.incoming_records += is.incoming_records;
    sum.incoming_bytes += is.incoming_bytes;
    sum.outgoing_records += is.outgoing_records;
    sum.outgoing_bytes += is.outgoing_bytes;
    sum.write_provisioned_throughput_exceeded += is.write_provisioned_throughput_exceeded;
    sum.read_provisioned_throughput_exceeded += is.read_provisioned_throughput_exceeded;
  }
  const StreamStatistics stream_wide = stream.Statistics();
  CHECK(stream_wide.incoming_records == sum.incoming_records);
  CHECK(stream_wide.incoming_bytes == sum.incoming_bytes);
  CHECK(stream_wide.outgoing_records == sum.outgoing_records);
  CHECK(stream_wide.outgoing_bytes == sum.outgoing_bytes);
  CHECK(stream_wide.write_provisioned_throughput_exceeded ==
        sum.write_provisioned_throughput_exceeded);
  CHECK(stream_wide.read_provisioned_throughput_exceeded ==
        sum.read_provisioned_throughput_exceeded);
}

TEST_CASE("a record is counted out once for each cursor", "[stream][statistics]") {
  Stream stream = MakeStream();
  PutMany(stream, 10, "1234567");
  for (int i = 0; i < 3; ++i) {
    Cursor cursor = OpenFirst(stream);
    StreamCursor all = OpenAll(stream);
    ReadAll(cursor, {.records_max = 3});
    ReadAll(all, {.records_max = 4});
  }
  CHECK(stream.Statistics().outgoing_records == 60);
  CHECK(stream.Statistics().outgoing_bytes == 600);
  CHECK(stream.Statistics().incoming_records == 10);
}

TEST_CASE("the sums go on over closed and expired shards", "[stream][statistics]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  for (int round = 0; round < 10; ++round) {
    PutMany(stream, 10);
    StreamCursor all = OpenAll(stream);
    ReadAll(all);
    REQUIRE(stream.UpdateShardCount(1 + static_cast<std::uint32_t>(round) % 3).ok());
    clock.Advance(absl::Hours(25));
    stream.Tick();
  }
  CHECK(stream.Statistics().incoming_records == 100);
  CHECK(stream.Statistics().outgoing_records == 100);
  CHECK(stream.Statistics().dropped_records == 0);
}

TEST_CASE("a claim counts when it is made, and no longer when it is abandoned",
          "[stream][statistics]") {
  Stream stream = MakeStream();
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k", .data_bytes = 9});
  CHECK(stream.Statistics().incoming_records == 1);
  CHECK(stream.Statistics().incoming_bytes == 10);
  claim->Abort();
  CHECK(stream.Statistics().incoming_records == 0);
  CHECK(stream.Statistics().incoming_bytes == 0);
}

TEST_CASE("iterator age is the age of the last record that the latest read handed out",
          "[stream][statistics]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  const auto age = [&stream] { return stream.Statistics().iterator_age_milliseconds; };
  for (int i = 0; i < 4; ++i) {
    PutMany(stream, 1);
    clock.Advance(absl::Seconds(10));
  }
  Cursor cursor = OpenFirst(stream);
  CHECK(age() == 0);
  REQUIRE(cursor.Read({.records_max = 1}).size() == 1);
  CHECK(age() == 40'000);
  REQUIRE(cursor.Read({.records_max = 2}).size() == 2);
  CHECK(age() == 20'000);
  // At the tip it is 0, and stays so.
  REQUIRE(cursor.Read().size() == 1);
  CHECK(age() == 0);
  clock.Advance(absl::Hours(1));
  CHECK(cursor.Read().empty());
  CHECK(age() == 0);
}

TEST_CASE("the stream's iterator age is the largest of its shards'", "[stream][statistics]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 2, .clock = &clock});
  for (const HashKey& key : {HashKey::Min(), HashKey::Max()}) {
    for (int i = 0; i < 2; ++i) testing::PutAt(stream, key, "x");
    clock.Advance(absl::Seconds(1));
  }
  for (const std::uint32_t shard : {0u, 1u}) {
    Cursor cursor = Open(stream, ShardId{shard}, Position::TrimHorizon());
    REQUIRE(cursor.Read({.records_max = 1}).size() == 1);
  }
  CHECK(StatisticsOf(stream, ShardId{0}).iterator_age_milliseconds == 2'000);
  CHECK(StatisticsOf(stream, ShardId{1}).iterator_age_milliseconds == 1'000);
  CHECK(stream.Statistics().iterator_age_milliseconds == 2'000);
}

TEST_CASE("held records are those that are not freed yet", "[stream][statistics]") {
  ManualClock clock;
  Stream stream =
      MakeTinyStream({.record_bytes_max = 200, .memory_bytes_max = 64 * 1024, .clock = &clock});
  PutMany(stream, 50, "1234567");
  CHECK(StatisticsOf(stream, ShardId{0}).held_records == 50);
  CHECK(StatisticsOf(stream, ShardId{0}).held_bytes == 500);
  clock.Advance(absl::Hours(25));
  CHECK(StatisticsOf(stream, ShardId{0}).held_records == 50);
  stream.Tick();
  stream.Tick();
  CHECK(StatisticsOf(stream, ShardId{0}).held_records == 0);
  CHECK(StatisticsOf(stream, ShardId{0}).held_bytes == 0);
  CHECK(StatisticsOf(stream, ShardId{0}).incoming_records == 50);
}

TEST_CASE("open shards are counted through reshards and closing", "[stream][statistics]") {
  Stream stream = MakeStream({.shard_count = 4});
  const auto open = [&stream] { return stream.Statistics().open_shard_count; };
  testing::Split(stream, ShardId{0});
  CHECK(open() == 5);
  testing::Merge(stream, ShardId{1}, ShardId{2});
  CHECK(open() == 4);
  REQUIRE(stream.UpdateShardCount(9).ok());
  CHECK(open() == 9);
  stream.Close();
  CHECK(open() == 0);
  stream.Close();
  CHECK(open() == 0);
}

}  // namespace
}  // namespace weir

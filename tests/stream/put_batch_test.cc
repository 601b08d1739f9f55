// SPDX-License-Identifier: MIT
//
// A batch does what as many single puts would do, and says so for each entry.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Harvest;
using testing::Kept;
using testing::MakeStream;
using testing::MakeTinyStream;
using testing::ManualClock;
using testing::Open;
using testing::OpenFirst;
using testing::ReadAll;

// Entries that own what they show.
struct Load {
  std::vector<std::string> keys;
  std::vector<std::string> data;

  void Add(std::string key, std::string text) {
    keys.push_back(std::move(key));
    data.push_back(std::move(text));
  }
  std::vector<PutEntry> Entries() const {
    std::vector<PutEntry> entries;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      entries.push_back({.partition_key = keys[i], .data = AsBytes(data[i])});
    }
    return entries;
  }
};

// Each text is its index.
Load Numbered(std::size_t count, std::size_t key_count) {
  Load load;
  for (std::size_t i = 0; i < count; ++i) {
    load.Add("key-" + std::to_string(i % key_count), std::to_string(i));
  }
  return load;
}

bool IsSame(const PutOutcome& a, const PutOutcome& b) {
  return a.code == b.code && a.shard_id == b.shard_id && a.sequence_number == b.sequence_number &&
         a.retry_after_nanos == b.retry_after_nanos;
}

TEST_CASE("a batch of any length puts every entry, each shard's in their order",
          "[stream][batch]") {
  for (const std::size_t count : {0u, 1u, 2u, 511u, 512u, 513u, 1'024u, 1'025u, 5'000u, 70'000u}) {
    INFO(count << " entries");
    Stream stream = MakeStream({.shard_count = 7});
    const Load load = Numbered(count, 97);
    std::vector<PutOutcome> outcomes(count);
    CHECK(stream.PutBatch(load.Entries(), outcomes) == 0);
    std::vector<std::uint64_t> next(7);
    std::size_t read = 0;
    for (std::uint32_t shard = 0; shard < 7; ++shard) {
      Cursor cursor = Open(stream, ShardId{shard}, Position::TrimHorizon());
      std::size_t last = 0;
      for (const Kept& record : ReadAll(cursor).records) {
        const std::size_t index = std::stoul(record.data);
        // One check for all that must hold, so that 70,000 take no time.
        const bool is_right =
            outcomes[index].code == PutCode::kOk && outcomes[index].shard_id.index == shard &&
            outcomes[index].sequence_number.value == record.sequence_number &&
            record.sequence_number == next[shard] && (next[shard] == 0 || index > last) &&
            record.partition_key == load.keys[index];
        if (!is_right) FAIL("entry " << index << " in shard " << shard);
        last = index;
        ++next[shard];
        ++read;
      }
    }
    CHECK(read == count);
  }
}

TEST_CASE("entries of a batch are taken or refused each by itself", "[stream][batch]") {
  Stream stream = MakeStream({.record_bytes_max = 10});
  Load load;
  load.Add("k", "one");
  load.Add("", "no key");
  load.Add("k", "two");
  load.Add("k", "too large by far");
  load.Add(std::string(257, 'k'), "");
  load.Add("k", "three");
  std::vector<PutOutcome> outcomes(load.keys.size());
  const std::vector<PutEntry> entries = load.Entries();
  CHECK(stream.PutBatch(entries, outcomes) == 3);
  const std::vector<PutCode> expected = {PutCode::kOk,
                                         PutCode::kInvalidPartitionKey,
                                         PutCode::kOk,
                                         PutCode::kRecordTooLarge,
                                         PutCode::kInvalidPartitionKey,
                                         PutCode::kOk};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO("entry " << i);
    CHECK(outcomes[i].code == expected[i]);
    CHECK(stream.OutcomeStatus(outcomes[i], entries[i]).ok() == (expected[i] == PutCode::kOk));
  }
  CHECK(outcomes[5].sequence_number == SequenceNumber{2});
  Cursor cursor = OpenFirst(stream);
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("a batch says when each record arrived, as its reader will", "[stream][batch]") {
  ManualClock clock;
  // Of two records per second, the third is put by itself, after the others were refused
  // together.
  Stream stream = MakeStream({.limits = {.write_mode = LimitMode::kEnforce,
                                         .write_records = {.per_second = 2}},
                              .clock = &clock});
  clock.Advance(absl::Milliseconds(3));
  const Load load = Numbered(3, 1);
  std::vector<PutOutcome> outcomes(3);
  CHECK(stream.PutBatch(load.Entries(), outcomes) == 1);
  clock.Advance(absl::Seconds(1));
  CHECK(stream.PutBatch(std::vector<PutEntry>(load.Entries()), std::span(outcomes)) == 1);
  Cursor cursor = OpenFirst(stream);
  std::vector<std::int64_t> arrivals;
  for (const RecordView& record : cursor.Read()) {
    arrivals.push_back(record.approximate_arrival_nanos);
  }
  REQUIRE(arrivals.size() == 4);
  CHECK(arrivals[2] == clock.NowNanos());
  CHECK(outcomes[0].approximate_arrival_nanos == arrivals[2]);
  CHECK(outcomes[1].approximate_arrival_nanos == arrivals[3]);
  CHECK(outcomes[2].approximate_arrival_nanos == 0);
}

TEST_CASE("an entry without an outcome is not put and has failed", "[stream][batch]") {
  for (const std::size_t outcome_count : {0u, 1u, 3u, 600u, 999u}) {
    Stream stream = MakeStream();
    const Load load = Numbered(1'000, 1);
    std::vector<PutOutcome> outcomes(outcome_count);
    CHECK(stream.PutBatch(load.Entries(), outcomes) == 1'000 - outcome_count);
    CHECK(stream.Statistics().incoming_records == outcome_count);
  }
}

TEST_CASE("an outcome without an entry stays as it was", "[stream][batch]") {
  Stream stream = MakeStream();
  const Load load = Numbered(2, 1);
  std::vector<PutOutcome> outcomes(4);
  for (PutOutcome& outcome : outcomes) outcome = {PutCode::kStreamClosed, {7}, {7}, 7};
  CHECK(stream.PutBatch(load.Entries(), outcomes) == 0);
  CHECK(IsSame(outcomes[0], {PutCode::kOk, {0}, {0}, 0}));
  CHECK(IsSame(outcomes[1], {PutCode::kOk, {0}, {1}, 0}));
  CHECK(IsSame(outcomes[2], {PutCode::kStreamClosed, {7}, {7}, 7}));
  CHECK(IsSame(outcomes[3], {PutCode::kStreamClosed, {7}, {7}, 7}));
}

TEST_CASE("a closed stream refuses every entry of a batch", "[stream][batch]") {
  Stream stream = MakeStream({.shard_count = 3});
  stream.Close();
  const Load load = Numbered(1'000, 10);
  std::vector<PutOutcome> outcomes(1'000);
  CHECK(stream.PutBatch(load.Entries(), outcomes) == 1'000);
  CHECK(std::all_of(outcomes.begin(), outcomes.end(), [](const PutOutcome& outcome) {
    return outcome.code == PutCode::kStreamClosed;
  }));
}

TEST_CASE("an explicit hash key sends an entry of a batch where it sends a put",
          "[stream][batch]") {
  Stream stream = MakeStream({.shard_count = 5});
  std::vector<PutEntry> entries;
  for (std::uint32_t i = 0; i < 5; ++i) {
    const HashKeyRange range = EvenHashKeyRange({.shard_count = 5, .index = 4 - i});
    entries.push_back({.partition_key = "k", .explicit_hash_key = range.starting_hash_key});
    entries.push_back({.partition_key = "k", .explicit_hash_key = range.ending_hash_key});
  }
  std::vector<PutOutcome> outcomes(entries.size());
  REQUIRE(stream.PutBatch(entries, outcomes) == 0);
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    CHECK(outcomes[i].shard_id == ShardId{4 - i / 2});
  }
}

// 512 shards in 1,024 places: about a third of them find theirs taken.
TEST_CASE("entries for as many shards as a batch has room for go each to its own",
          "[stream][batch]") {
  constexpr std::uint32_t kShards = 2'060;
  Stream stream = MakeStream({.shard_count = kShards});
  std::vector<PutEntry> entries;
  std::vector<std::uint32_t> shards;
  for (std::uint32_t i = 0; i < 2 * kShards; ++i) {
    shards.push_back(i * 7 % kShards);
    const HashKeyRange range = EvenHashKeyRange({.shard_count = kShards, .index = shards.back()});
    entries.push_back({.partition_key = "k", .explicit_hash_key = range.ending_hash_key});
  }
  std::vector<PutOutcome> outcomes(entries.size());
  REQUIRE(stream.PutBatch(entries, outcomes) == 0);
  std::size_t right = 0;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const PutOutcome& outcome = outcomes[i];
    if (outcome.shard_id == ShardId{shards[i]} && outcome.sequence_number.value == i / kShards) {
      ++right;
    }
  }
  CHECK(right == entries.size());
}

// A segment has 65,535 frames at most. Behind a record of more than 1 MiB, for which a
// segment of 4 MiB is taken, there is room for more of these than that.
TEST_CASE("a batch goes on in the next segment where one has all the frames that it may",
          "[stream][batch]") {
  Stream stream = MakeStream({.record_bytes_max = 2 * 1024 * 1024});
  const std::string large(1'200'000, 'x');
  REQUIRE(stream.Put({.partition_key = "k", .data = AsBytes(large)}).ok());
  constexpr std::size_t kCount = 66'000;
  const std::vector<PutEntry> entries(kCount, {.partition_key = "k"});
  std::vector<PutOutcome> outcomes(kCount);
  REQUIRE(stream.PutBatch(entries, outcomes) == 0);
  std::size_t right = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    if (outcomes[i].sequence_number.value == i + 1) ++right;
  }
  CHECK(right == kCount);
  Cursor cursor = OpenFirst(stream);
  CHECK(ReadAll(cursor).records.size() == 1 + kCount);
}

TEST_CASE("a batch that runs over the ends of many segments stays dense and in order",
          "[stream][batch]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeTinyStream({.record_bytes_max = 700, .memory_bytes_max = 64 * 1024 * 1024});
  std::vector<std::string> expected;
  for (int round = 0; round < 50; ++round) {
    Load load;
    const std::size_t count = 1 + random.Below(300);
    for (std::size_t i = 0; i < count; ++i) load.Add("key", random.Bytes(random.Below(600)));
    expected.insert(expected.end(), load.data.begin(), load.data.end());
    std::vector<PutOutcome> outcomes(count);
    REQUIRE(stream.PutBatch(load.Entries(), outcomes) == 0);
    CHECK(outcomes.back().sequence_number.value == expected.size() - 1);
  }
  Cursor cursor = OpenFirst(stream);
  CHECK((ReadAll(cursor).Data() == expected));
}

// Goal: a batch and single puts in the same order are limited alike, to the last
// byte and nanosecond. Method: two streams on one clock, the same random load.
TEST_CASE("limits refuse of a batch exactly what they refuse of single puts", "[stream][batch]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (const LimitMode mode : {LimitMode::kEnforce, LimitMode::kObserve}) {
    ManualClock clock;
    const StreamOptions options{.shard_count = 3,
                                .record_bytes_max = 500,
                                .limits = {.write_mode = mode,
                                           .write_bytes = {.per_second = 20'000, .burst = 5'000},
                                           .write_records = {.per_second = 300, .burst = 40}},
                                .clock = &clock};
    Stream batched = MakeStream(options);
    Stream single = MakeStream(options);
    for (int round = 0; round < 300; ++round) {
      clock.Advance(absl::Nanoseconds(random.Below(400'000'000)));
      Load load;
      const std::size_t count = 1 + random.Below(100);
      for (std::size_t i = 0; i < count; ++i) {
        load.Add("key-" + std::to_string(random.Below(20)), random.Bytes(random.Below(450)));
      }
      const std::vector<PutEntry> entries = load.Entries();
      std::vector<PutOutcome> outcomes(count);
      const std::size_t failed = batched.PutBatch(entries, outcomes);
      std::size_t refused = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const PutOutcome expected = single.TryPut(entries[i]);
        refused += expected.code == PutCode::kOk ? 0 : 1;
        if (!IsSame(outcomes[i], expected)) FAIL("entry " << i << " of round " << round);
      }
      REQUIRE(failed == refused);
    }
    const StreamStatistics statistics = batched.Statistics();
    CHECK(statistics.write_provisioned_throughput_exceeded > 0);
    CHECK(statistics.write_provisioned_throughput_exceeded ==
          single.Statistics().write_provisioned_throughput_exceeded);
  }
}

TEST_CASE("when memory ends in the middle of a batch, what was taken is read and the rest told",
          "[stream][batch]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 3,
                              .record_bytes_max = 4'000,
                              .memory_bytes_max = 128 * 1024,
                              .clock = &clock});
  testing::SeededRandom random;
  INFO(random.Description());
  Load load;
  for (int i = 0; i < 2'000; ++i) {
    load.Add("key-" + std::to_string(i % 13), random.Bytes(random.Below(3'900)));
  }
  std::vector<PutOutcome> outcomes(load.keys.size());
  const std::size_t failed = stream.PutBatch(load.Entries(), outcomes);
  CHECK(failed > 0);
  CHECK(failed < 2'000);
  CHECK(stream.Statistics().memory_bytes <= 128 * 1024);
  CHECK(stream.Statistics().memory_exhausted == failed);
  CHECK(stream.Statistics().incoming_records == 2'000 - failed);
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> put;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].code == PutCode::kOk) {
      put[{outcomes[i].shard_id.index, outcomes[i].sequence_number.value}] = load.data[i];
    } else if (outcomes[i].code != PutCode::kMemoryExhausted) {
      FAIL("entry " << i << " has code " << static_cast<int>(outcomes[i].code));
    }
  }
  CHECK(put.size() == 2'000 - failed);
  for (std::uint32_t shard = 0; shard < 3; ++shard) {
    Cursor cursor = Open(stream, ShardId{shard}, Position::TrimHorizon());
    for (const Kept& record : ReadAll(cursor).records) {
      CHECK((put.at({shard, record.sequence_number}) == record.data));
      put.erase({shard, record.sequence_number});
    }
  }
  CHECK(put.empty());
}

TEST_CASE("a batch after a reshard goes to the children, in the order of its keys",
          "[stream][batch]") {
  Stream stream = MakeStream({.shard_count = 2});
  StreamCursor cursor = testing::OpenAll(stream);
  const Load before = Numbered(100, 10);
  std::vector<PutOutcome> outcomes(100);
  REQUIRE(stream.PutBatch(before.Entries(), outcomes) == 0);
  testing::Split(stream, ShardId{0});
  REQUIRE(stream.UpdateShardCount(5).ok());
  const Load after = Numbered(1'000, 10);
  outcomes.resize(1'000);
  REQUIRE(stream.PutBatch(after.Entries(), outcomes) == 0);
  std::map<std::string, std::vector<std::string>> read;
  for (const Kept& record : ReadAll(cursor).records) {
    read[record.partition_key].push_back(record.data);
  }
  std::map<std::string, std::vector<std::string>> expected;
  for (const Load* load : {&before, &after}) {
    for (std::size_t i = 0; i < load->keys.size(); ++i) {
      expected[load->keys[i]].push_back(load->data[i]);
    }
  }
  CHECK(read == expected);
}

TEST_CASE("a batch for one shard that fits into its segment reads the clock once",
          "[stream][batch]") {
  class CountingClock final : public Clock {
   public:
    mutable int readings = 0;

   private:
    std::int64_t ReadNanos() const override { return ++readings; }
  };
  const CountingClock clock;
  Stream stream = MakeStream({.clock = &clock});
  testing::PutText(stream, "k", "the segment is there");
  const int before = clock.readings;
  const Load load = Numbered(500, 50);
  std::vector<PutOutcome> outcomes(500);
  CHECK(stream.PutBatch(load.Entries(), outcomes) == 0);
  CHECK(clock.readings == before + 1);
}

}  // namespace
}  // namespace weir

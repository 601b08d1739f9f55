// SPDX-License-Identifier: MIT
//
// Ten thousand shards and a thousand cursors: what they cost, and that they all
// read everything once.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "log/support/build_kind.h"
#include "stream/allocation_counter.h"
#include "stream/support.h"

namespace weir::scale_test {
namespace {

using testing::Allocations;
using testing::AllocationsOfThisThread;
using testing::MakeStream;
using testing::Open;
using testing::OpenAll;

constexpr std::uint32_t kShards = 10'000;

// What `work` asks the allocator for. All of it counts, given back or not.
template <class Work>
std::uint64_t BytesIn(Work work) {
  const Allocations before = AllocationsOfThisThread();
  work();
  return AllocationsOfThisThread().bytes - before.bytes;
}

TEST_CASE("an idle shard costs at most 512 bytes", "[stream][scale]") {
  // What a stream costs beside its shards.
  const std::uint64_t of_one = BytesIn([] { MakeStream(); });
  for (const std::uint32_t count : {1'000u, kShards}) {
    const std::uint64_t bytes = BytesIn([count] { MakeStream({.shard_count = count}); });
    const double per_shard = static_cast<double>(bytes - of_one) / (count - 1);
    CAPTURE(count, bytes, per_shard);
    CHECK(per_shard <= 512);
  }
}

TEST_CASE("an idle shard has no segment, and takes none to be read", "[stream][scale]") {
  Stream stream = MakeStream({.shard_count = kShards});
  CHECK(stream.Statistics().memory_bytes == 0);
  StreamCursor all = OpenAll(stream);
  CHECK(all.Read().empty());
  stream.Tick();
  CHECK(stream.Statistics().memory_bytes == 0);
}

TEST_CASE("a stream cursor costs about a hundred bytes a shard", "[stream][scale]") {
  Stream stream = MakeStream({.shard_count = kShards});
  const std::uint64_t bytes = BytesIn([&stream] { OpenAll(stream); });
  CAPTURE(bytes);
  CHECK(bytes <= 115 * std::uint64_t{kShards});
}

TEST_CASE("10,000 shards are made, ticked and rescaled in no time", "[stream][scale]") {
  const absl::Time start = absl::Now();
  Stream stream = MakeStream({.shard_count = kShards});
  REQUIRE(stream.UpdateShardCount(5'000).ok());
  for (int i = 0; i < 10; ++i) stream.Tick();
  // Tens of milliseconds; generous, for sanitizers and busy machines.
  CHECK(absl::Now() - start < absl::Seconds(20));
}

TEST_CASE("of 10,000 shards each record is read once, by stream and by shard cursors",
          "[stream][scale]") {
  Stream stream = MakeStream({.shard_count = kShards, .memory_bytes_max = 256 * 1024 * 1024});
  std::vector<StreamCursor> alls;
  for (int i = 0; i < 5; ++i) alls.push_back(OpenAll(stream));
  std::vector<Cursor> cursors;
  for (std::uint32_t i = 0; i < kShards; ++i) {
    cursors.push_back(Open(stream, ShardId{i}, Position::TrimHorizon()));
  }
  for (std::uint32_t i = 0; i < kShards; ++i) {
    const HashKey key = EvenHashKeyRange({.shard_count = kShards, .index = i}).starting_hash_key;
    for (int record = 0; record < 3; ++record) testing::PutAt(stream, key, std::to_string(i));
  }
  for (StreamCursor& all : alls) {
    std::vector<int> seen(kShards);
    for (;;) {
      const Batch batch = all.Read();
      if (batch.empty()) break;
      for (const RecordView& record : batch) ++seen[std::stoul(std::string(AsText(record.data)))];
    }
    CHECK(seen == std::vector<int>(kShards, 3));
  }
  std::size_t read = 0;
  for (Cursor& cursor : cursors) {
    for (const RecordView& record : cursor.Read()) {
      if (AsText(record.data) == std::to_string(cursor.shard_id().index)) ++read;
    }
  }
  CHECK(read == 3 * kShards);
}

TEST_CASE("1,000 stream cursors over 10,000 shards each read everything once", "[stream][scale]") {
  // 1.1 GB of cursors; a sanitizer's shadow would make that too many.
  const std::size_t cursor_count = testing::kIsSanitized ? 50 : 1'000;
  constexpr std::size_t kRecords = 10'000;
  Stream stream = MakeStream({.shard_count = kShards, .memory_bytes_max = 512 * 1024 * 1024});
  std::vector<StreamCursor> alls;
  for (std::size_t i = 0; i < cursor_count; ++i) alls.push_back(OpenAll(stream));
  for (std::size_t i = 0; i < kRecords; ++i) {
    testing::PutText(stream, "key-" + std::to_string(i), std::to_string(i));
  }
  std::size_t right = 0;
  for (StreamCursor& all : alls) {
    std::vector<bool> seen(kRecords);
    std::size_t records = 0;
    for (;;) {
      const Batch batch = all.Read();
      if (batch.empty()) break;
      for (const RecordView& record : batch) {
        seen[std::stoul(std::string(AsText(record.data)))] = true;
        ++records;
      }
    }
    const bool has_seen_all = std::find(seen.begin(), seen.end(), false) == seen.end();
    right += has_seen_all && records == kRecords ? 1 : 0;
  }
  CHECK(right == cursor_count);
}

TEST_CASE("1,000 cursors on one stream each read everything once", "[stream][scale]") {
  constexpr std::uint32_t kFewShards = 20;
  constexpr std::uint64_t kRecords = 5'000;
  Stream stream = MakeStream({.shard_count = kFewShards});
  std::vector<Cursor> cursors;
  std::vector<StreamCursor> alls;
  // Half of them before the records come, half of them after.
  const auto open_half = [&] {
    for (std::uint32_t i = 0; i < 440; ++i) {
      cursors.push_back(Open(stream, ShardId{i % kFewShards}, Position::TrimHorizon()));
    }
    for (int i = 0; i < 60; ++i) alls.push_back(OpenAll(stream));
  };
  open_half();
  for (std::uint64_t i = 0; i < kRecords; ++i) {
    testing::PutText(stream, "key-" + std::to_string(i), std::to_string(i));
  }
  open_half();
  // A sum that says whether each was read, and once.
  const std::uint64_t all_once = kRecords * (kRecords - 1) / 2;
  const auto sum_of = [](auto& cursor, std::uint64_t& records) {
    std::uint64_t sum = 0;
    for (;;) {
      const Batch batch = cursor.Read({.records_max = 100});
      if (batch.empty()) return sum;
      for (const RecordView& record : batch) {
        sum += std::stoull(std::string(AsText(record.data)));
        ++records;
      }
    }
  };
  for (StreamCursor& all : alls) {
    std::uint64_t records = 0;
    CHECK(sum_of(all, records) == all_once);
    CHECK(records == kRecords);
  }
  std::uint64_t records = 0;
  std::uint64_t sum = 0;
  for (Cursor& cursor : cursors) sum += sum_of(cursor, records);
  // 44 cursors on each shard.
  CHECK(records == 44 * kRecords);
  CHECK(sum == 44 * all_once);
  CHECK(stream.Statistics().outgoing_records == (44 + 120) * kRecords);
}

}  // namespace
}  // namespace weir::scale_test

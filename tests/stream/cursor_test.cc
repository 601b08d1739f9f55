// SPDX-License-Identifier: MIT
#include "weir/stream/cursor.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Harvest;
using testing::Keep;
using testing::Kept;
using testing::MakeStream;
using testing::MakeTinyStream;
using testing::ManualClock;
using testing::Open;
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

TEST_CASE("a cursor takes nothing away: each sees every record in one order", "[stream][cursor]") {
  Stream stream = MakeStream();
  std::vector<Cursor> cursors;
  for (int i = 0; i < 50; ++i) cursors.push_back(OpenFirst(stream));
  for (int i = 0; i < 1'000; ++i) PutText(stream, "k", std::to_string(i));
  const std::vector<Kept> expected = ReadAll(cursors[0]).records;
  CHECK(expected.size() == 1'000);
  int batch = 0;
  for (Cursor& cursor : cursors) {
    if (&cursor == &cursors[0]) continue;
    CHECK((ReadAll(cursor, {.records_max = ++batch}).records == expected));
  }
}

TEST_CASE("a read stops at its limit of records, which is 1 to 10,000", "[stream][cursor]") {
  Stream stream = MakeStream();
  for (int i = 0; i < 20'001; ++i) PutText(stream, "k", "");
  const auto size_of = [&stream](std::int32_t records_max) {
    Cursor cursor = OpenFirst(stream);
    return cursor.Read({.records_max = records_max}).size();
  };
  // Below the least, and beyond the most, it is clamped.
  for (const std::int32_t least : {1, 0, -1, std::numeric_limits<std::int32_t>::min()}) {
    CHECK(size_of(least) == 1);
  }
  CHECK(size_of(2) == 2);
  CHECK(size_of(500) == 500);
  for (const std::int32_t most :
       {9'999, 10'000, 10'001, std::numeric_limits<std::int32_t>::max()}) {
    CHECK(size_of(most) <= static_cast<std::size_t>(std::min(most, 10'000)));
  }
  Cursor cursor = OpenFirst(stream);
  CHECK(ReadAll(cursor, {.records_max = 7}).records.size() == 20'001);
}

TEST_CASE("a large segment gives 10,000 records in one batch and no more", "[stream][cursor]") {
  Stream stream = MakeStream({.segment_bytes_max = 1024 * 1024});
  // Segments grow with the traffic; the largest holds far more than a batch.
  PutMany(stream, 100'000, "");
  Cursor cursor = OpenFirst(stream);
  std::size_t largest = 0;
  std::size_t sum = 0;
  for (;;) {
    const std::size_t size = cursor.Read().size();
    if (size == 0) break;
    largest = std::max(largest, size);
    sum += size;
  }
  CHECK(largest == 10'000);
  CHECK(sum == 100'000);
}

TEST_CASE("a read stops before its limit of bytes, but for the first record", "[stream][cursor]") {
  Stream stream = MakeStream();
  for (const std::size_t size : {9u, 9u, 4u, 99u, 0u, 0u})
    PutText(stream, "k", std::string(size, 'x'));
  // With the key: 10, 10, 5, 100, 1 and 1 bytes.
  const auto sizes = [&stream](std::int64_t bytes_max) {
    Cursor cursor = OpenFirst(stream);
    std::vector<std::uint64_t> bytes;
    for (;;) {
      const Batch batch = cursor.Read({.bytes_max = bytes_max});
      if (batch.empty()) return bytes;
      bytes.push_back(batch.bytes());
    }
  };
  using Bytes = std::vector<std::uint64_t>;
  CHECK(sizes(1'000) == Bytes{127});
  CHECK(sizes(127) == Bytes{127});
  CHECK(sizes(126) == Bytes{126, 1});
  CHECK(sizes(125) == Bytes{125, 2});
  CHECK(sizes(124) == Bytes{25, 102});
  CHECK(sizes(25) == Bytes{25, 100, 2});
  CHECK(sizes(24) == Bytes{20, 5, 100, 2});
  CHECK(sizes(20) == Bytes{20, 5, 100, 2});
  for (const std::int64_t least : {std::int64_t{1}, std::int64_t{0}, std::int64_t{-1},
                                   std::numeric_limits<std::int64_t>::min()}) {
    CHECK(sizes(least) == Bytes{10, 10, 5, 100, 1, 1});
  }
}

TEST_CASE("a batch says which shard it is from and how many bytes it holds", "[stream][cursor]") {
  Stream stream = MakeStream({.shard_count = 3});
  testing::PutAt(stream, HashKey::Max(), "four");
  Cursor cursor = Open(stream, ShardId{2}, Position::TrimHorizon());
  CHECK(cursor.shard_id() == ShardId{2});
  const Batch batch = cursor.Read();
  CHECK(batch.shard_id() == ShardId{2});
  CHECK(batch.bytes() == 7);
  CHECK(batch.status().ok());
  CHECK(cursor.Read().shard_id() == ShardId{2});
}

TEST_CASE("the next sequence number is that of the next record", "[stream][cursor]") {
  Stream stream = MakeTinyStream({.record_bytes_max = 300, .memory_bytes_max = 64 * 1024});
  Cursor cursor = OpenFirst(stream);
  CHECK(cursor.next_sequence_number() == SequenceNumber{0});
  PutMany(stream, 100, std::string(100, 'x'));
  std::uint64_t next = 0;
  for (std::int32_t size = 1; next < 100; ++size) {
    const Batch batch = cursor.Read({.records_max = size});
    REQUIRE_FALSE(batch.empty());
    CHECK(batch.begin()->sequence_number.value == next);
    next += batch.size();
    CHECK(cursor.next_sequence_number().value == next);
  }
}

TEST_CASE("millis_behind_latest is the age of the next unread record", "[stream][cursor]") {
  ManualClock clock;
  Stream stream =
      MakeTinyStream({.record_bytes_max = 300, .memory_bytes_max = 64 * 1024, .clock = &clock});
  for (int i = 0; i < 20; ++i) {
    PutText(stream, "k", std::string(200, 'x'));
    clock.Advance(absl::Milliseconds(10));
  }
  Cursor cursor = OpenFirst(stream);
  for (int i = 1; i <= 20; ++i) {
    const Batch batch = cursor.Read({.records_max = 1});
    REQUIRE(batch.size() == 1);
    CHECK(batch.millis_behind_latest() == (i == 20 ? 0 : 200 - 10 * i));
  }
  clock.Advance(absl::Hours(1));
  CHECK(cursor.Read().millis_behind_latest() == 0);
}

TEST_CASE("at the end of a split shard a cursor learns its two children", "[stream][cursor]") {
  Stream stream = MakeStream();
  PutMany(stream, 3);
  Cursor cursor = OpenFirst(stream);
  CHECK(cursor.ChildShards().empty());
  const std::array<ShardId, 2> children = testing::Split(stream, ShardId{0});
  const Harvest harvest = ReadAll(cursor);
  CHECK(harvest.records.size() == 3);
  CHECK(harvest.code == ReadCode::kEndOfShard);
  CHECK(cursor.Read().code() == ReadCode::kEndOfShard);
  CHECK(cursor.Read().status().ok());
  const std::vector<ChildShard> told = cursor.ChildShards();
  REQUIRE(told.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(told[i].shard_id == children[i]);
    CHECK(told[i].parent_shard_id == ShardId{0});
    CHECK_FALSE(told[i].adjacent_parent_shard_id.has_value());
    CHECK(told[i].hash_key_range == testing::DescriptionOf(stream, children[i]).hash_key_range);
  }
}

TEST_CASE("at the end of a merged shard a cursor learns the child and both parents",
          "[stream][cursor]") {
  Stream stream = MakeStream({.shard_count = 2});
  Cursor lower = Open(stream, ShardId{0}, Position::TrimHorizon());
  Cursor upper = Open(stream, ShardId{1}, Position::TrimHorizon());
  const ShardId child = testing::Merge(stream, ShardId{0}, ShardId{1});
  for (Cursor* cursor : {&lower, &upper}) {
    CHECK(cursor->Read().code() == ReadCode::kEndOfShard);
    const std::vector<ChildShard> told = cursor->ChildShards();
    REQUIRE(told.size() == 1);
    CHECK(told[0].shard_id == child);
    CHECK(told[0].parent_shard_id == ShardId{0});
    CHECK(told[0].adjacent_parent_shard_id == ShardId{1});
    CHECK(told[0].hash_key_range == HashKeyRange{});
  }
}

TEST_CASE("a cursor moves, and what it read moves with it", "[stream][cursor]") {
  Stream stream = MakeStream();
  PutMany(stream, 10);
  Cursor one = OpenFirst(stream);
  CHECK(one.Read({.records_max = 3}).size() == 3);
  Cursor two = std::move(one);
  CHECK(two.Read({.records_max = 3}).begin()->sequence_number == SequenceNumber{3});
  // Assigned to, a moved-from one is whole again.
  one = std::move(two);
  CHECK(one.Read().begin()->sequence_number == SequenceNumber{6});
  Cursor& same = one;
  one = std::move(same);
  CHECK(one.next_sequence_number() == SequenceNumber{10});
  std::vector<Cursor> cursors;
  for (int i = 0; i < 20; ++i) cursors.push_back(OpenFirst(stream));
  cursors.erase(cursors.begin(), cursors.begin() + 10);
  for (Cursor& cursor : cursors) CHECK(ReadAll(cursor).records.size() == 10);
}

TEST_CASE("a cursor outlives its stream and says so ever after", "[stream][cursor]") {
  std::optional<Stream> stream = MakeStream();
  PutMany(*stream, 10);
  Cursor cursor = OpenFirst(*stream);
  Cursor unused = OpenFirst(*stream);
  StreamCursor all = testing::OpenAll(*stream);
  REQUIRE(cursor.Read({.records_max = 5}).size() == 5);
  REQUIRE(all.Read({.records_max = 5}).size() == 5);
  stream.reset();
  for (int i = 0; i < 3; ++i) {
    for (Cursor* one : {&cursor, &unused}) {
      const Batch batch = one->Read();
      CHECK(batch.code() == ReadCode::kStreamDestroyed);
      CHECK(batch.empty());
      CHECK(absl::IsFailedPrecondition(batch.status()));
      CHECK(KinesisExceptionName(batch.status()) == "ResourceNotFoundException");
      CHECK(one->Wait(absl::Hours(1)));
    }
    CHECK(all.Read().code() == ReadCode::kStreamDestroyed);
    CHECK(all.Wait(absl::Hours(1)));
  }
  // Nothing else that one may ask it fails either.
  CHECK(cursor.next_sequence_number() == SequenceNumber{5});
  CHECK(cursor.shard_id() == ShardId{0});
  CHECK(cursor.ChildShards().empty());
  cursor.Lag();
  all.Lag();
  cursor.Release();
  all.Release();
}

TEST_CASE("the last batch of a destroyed stream stays whole until the next call",
          "[stream][cursor]") {
  std::optional<Stream> stream = MakeStream();
  for (int i = 0; i < 100; ++i) PutText(*stream, "k", std::to_string(i));
  Cursor cursor = OpenFirst(*stream);
  StreamCursor all = testing::OpenAll(*stream);
  const Batch batch = cursor.Read();
  const Batch of_all = all.Read();
  const std::vector<Kept> before = Keep(batch);
  stream.reset();
  // Streams that come after it would get its memory, were it given back.
  Stream other = MakeStream();
  PutMany(other, 1'000, "other");
  CHECK(Keep(batch) == before);
  CHECK(Keep(of_all) == before);
}

TEST_CASE("a batch stays whole while what it shows is trimmed and its memory is wanted",
          "[stream][cursor]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.record_bytes_max = 256,
                                  .memory_bytes_max = 8 * 1024,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  for (int i = 0; i < 4; ++i) PutText(stream, "k", std::to_string(i) + std::string(100, 'x'));
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read();
  const std::vector<Kept> before = Keep(batch);
  REQUIRE(before.size() == 4);
  for (int i = 0; i < 500; ++i) {
    PutText(stream, "k", std::string(100, 'y'));
    if (i % 10 == 0) stream.Tick();
    if (i == 250) clock.Advance(absl::Hours(25));
  }
  CHECK(Keep(batch) == before);
  CHECK(stream.Statistics().detached_bytes > 0);
  cursor.Release();
  CHECK(stream.Statistics().detached_bytes == 0);
  CHECK(cursor.next_sequence_number() == SequenceNumber{4});
}

TEST_CASE("a cursor that ends lets go of its memory", "[stream][cursor]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  PutMany(stream, 10);
  {
    Cursor cursor = OpenFirst(stream);
    StreamCursor all = testing::OpenAll(stream);
    REQUIRE(cursor.Read().size() == 10);
    REQUIRE(all.Read().size() == 10);
    clock.Advance(absl::Hours(25));
    stream.Tick();
    stream.Tick();
    CHECK(stream.Statistics().detached_bytes > 0);
  }
  CHECK(stream.Statistics().detached_bytes == 0);
  stream.Tick();
  CHECK(stream.Statistics().memory_bytes == 0);
}

TEST_CASE("what was read is not put back by reading it again elsewhere", "[stream][cursor]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeTinyStream({.record_bytes_max = 700, .memory_bytes_max = 4 * 1024 * 1024});
  std::vector<Cursor> cursors;
  for (int i = 0; i < 20; ++i) cursors.push_back(OpenFirst(stream));
  std::vector<std::vector<Kept>> read(20);
  for (int step = 0; step < 2'000; ++step) {
    PutText(stream, random.Bytes(1 + random.Below(50)), random.Bytes(random.Below(600)));
    const std::size_t who = random.Below(20);
    const Batch batch = cursors[who].Read({.records_max = 1 + static_cast<int>(random.Below(50))});
    for (const RecordView& record : batch) read[who].push_back(Keep(record));
  }
  for (std::size_t i = 0; i < 20; ++i) {
    const std::vector<Kept> rest = ReadAll(cursors[i]).records;
    read[i].insert(read[i].end(), rest.begin(), rest.end());
    CHECK((read[i] == read[0]));
  }
  CHECK(read[0].size() == 2'000);
}

TEST_CASE("a fork reads on from the same place, and leaves the batch as it was",
          "[stream][cursor]") {
  ManualClock clock;
  Stream stream = MakeStream({.retention_period = absl::Hours(1), .clock = &clock});
  for (const std::string_view text : {"a", "b", "c"}) {
    REQUIRE(stream.Put({.partition_key = "k", .data = AsBytes(text)}).ok());
  }
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read({.records_max = 1});
  Cursor fork = *cursor.Fork();
  CHECK(fork.next_sequence_number() == cursor.next_sequence_number());
  CHECK(fork.Read().size() == 2);
  // The stream's memory of them is gone, but for what the batch still shows.
  clock.Advance(absl::Hours(2));
  stream.Tick();
  CHECK(AsText(batch.begin()->data) == "a");
  CHECK(cursor.Read().trimmed().records == 2);
  CHECK(fork.Read().trimmed().records == 0);
}

}  // namespace
}  // namespace weir

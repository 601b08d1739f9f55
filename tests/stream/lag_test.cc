// SPDX-License-Identifier: MIT
//
// Lag() is exact: the records and bytes that are claimed and not yet read, and the
// age of the oldest of them.
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
using testing::OpenAll;
using testing::OpenFirst;
using testing::PutAt;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

// Asked twice, for asking must change nothing.
template <class AnyCursor>
void CheckLag(AnyCursor& cursor, std::uint64_t records, std::uint64_t bytes,
              std::int64_t milliseconds) {
  for (int i = 0; i < 2; ++i) {
    const Lag lag = cursor.Lag();
    CHECK(lag.records == records);
    CHECK(lag.bytes == bytes);
    CHECK(lag.milliseconds == milliseconds);
  }
}

TEST_CASE("a cursor at the tip has no lag", "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 3, .clock = &clock});
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  CheckLag(cursor, 0, 0, 0);
  CheckLag(all, 0, 0, 0);
  testing::PutAt(stream, HashKey::Min(), "x");
  ReadAll(cursor);
  ReadAll(all);
  clock.Advance(absl::Hours(1));
  CheckLag(cursor, 0, 0, 0);
  CheckLag(all, 0, 0, 0);
}

TEST_CASE("lag counts records, their keys' and data's bytes, and the oldest one's age",
          "[stream][lag]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ManualClock clock;
  Stream stream =
      MakeTinyStream({.record_bytes_max = 500, .memory_bytes_max = 1024 * 1024, .clock = &clock});
  Cursor cursor = OpenFirst(stream);
  std::vector<std::uint64_t> bytes;
  std::vector<absl::Time> arrivals;
  std::size_t read = 0;
  for (int step = 0; step < 2'000; ++step) {
    clock.Advance(absl::Microseconds(random.Below(5'000)));
    if (random.Below(3) != 0) {
      const std::string key = random.Bytes(1 + random.Below(100));
      const std::string data = random.Bytes(random.Below(300));
      PutText(stream, key, data);
      bytes.push_back(key.size() + data.size());
      arrivals.push_back(clock.Now());
    } else {
      read += cursor.Read({.records_max = 1 + static_cast<int>(random.Below(6))}).size();
    }
    std::uint64_t expected_bytes = 0;
    for (std::size_t i = read; i < bytes.size(); ++i) expected_bytes += bytes[i];
    const std::int64_t age =
        read == bytes.size() ? 0 : absl::ToInt64Milliseconds(clock.Now() - arrivals[read]);
    const Lag lag = cursor.Lag();
    if (lag.records != bytes.size() - read || lag.bytes != expected_bytes ||
        lag.milliseconds != age) {
      FAIL("step " << step << ": " << lag.records << ", " << lag.bytes << ", " << lag.milliseconds);
    }
  }
}

TEST_CASE("a claim is lag from the moment it is made", "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Cursor cursor = OpenFirst(stream);
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k", .data_bytes = 9});
  REQUIRE(claim.ok());
  clock.Advance(absl::Seconds(1));
  CHECK(cursor.Lag().records == 1);
  CHECK(cursor.Lag().bytes == 10);
  // It is the first of its segment: there its arrival is to be seen.
  CheckLag(cursor, 1, 10, 1'000);
  REQUIRE(claim->Commit().ok());
  CheckLag(cursor, 1, 10, 1'000);
}

TEST_CASE("an unfinished claim is at most as old as the record before it, and grows older",
          "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Cursor cursor = OpenFirst(stream);
  PutText(stream, "k", "12");
  clock.Advance(absl::Seconds(1));
  Cursor unread = OpenFirst(stream);
  Cursor tip = OpenFirst(stream, Position::Latest());
  StreamCursor all = OpenAll(stream, Position::Latest());
  REQUIRE(cursor.Read().size() == 1);
  clock.Advance(absl::Seconds(2));
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k", .data_bytes = 9});
  REQUIRE(claim.ok());
  PutText(stream, "k", "34");
  clock.Advance(absl::Seconds(4));
  CheckLag(unread, 3, 3 + 10 + 3, 7'000);
  CheckLag(cursor, 2, 10 + 3, 7'000);
  // It came after these were opened.
  CheckLag(tip, 2, 10 + 3, 6'000);
  CheckLag(all, 2, 10 + 3, 6'000);
  const Batch batch = unread.Read();
  REQUIRE(batch.size() == 1);
  CHECK(batch.millis_behind_latest() == 7'000);
  for (const Batch& empty : {cursor.Read(), unread.Read()}) {
    CHECK(empty.code() == ReadCode::kUnfinishedClaim);
    CHECK(empty.millis_behind_latest() == 7'000);
  }
  CHECK(tip.Read().millis_behind_latest() == 6'000);
  CHECK(all.Read().millis_behind_latest() == 6'000);
  REQUIRE(claim->Commit().ok());
  for (Cursor* one : {&cursor, &tip, &unread}) CheckLag(*one, 2, 10 + 3, 4'000);
  CheckLag(all, 2, 10 + 3, 4'000);
}

TEST_CASE("lag before a sequence number is exact as soon as it can be known", "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k", .data_bytes = 99});
  REQUIRE(claim.ok());
  for (int i = 1; i < 10; ++i) {
    clock.Advance(absl::Seconds(1));
    PutText(stream, "k", std::string(99, 'x'));
  }
  Cursor numbered = OpenFirst(stream, Position::AtSequenceNumber({8}));
  Cursor timed = OpenFirst(stream, Position::AtTimestamp(clock.Now() - absl::Seconds(1)));
  StreamCursor all = OpenAll(stream, Position::AtTimestamp(clock.Now() - absl::Seconds(1)));
  // All that may be in question, from the claim on.
  CHECK(numbered.Lag().records == 2);
  CHECK(numbered.Lag().bytes == 10 * 100);
  CHECK(timed.Lag().records == 10);
  CHECK(timed.Lag().bytes == 10 * 100);
  REQUIRE(claim->Commit().ok());
  CheckLag(numbered, 2, 200, 1'000);
  CheckLag(timed, 2, 200, 1'000);
  CheckLag(all, 2, 200, 1'000);
  for (Cursor* one : {&numbered, &timed}) {
    const Batch batch = one->Read({.records_max = 1});
    REQUIRE(batch.size() == 1);
    CHECK(batch.begin()->sequence_number == SequenceNumber{8});
    CHECK(batch.trimmed().records == 0);
  }
  CHECK(all.Read({.records_max = 1}).begin()->sequence_number == SequenceNumber{8});
}

TEST_CASE("the bytes of what was gone before a cursor was opened at a number count 0",
          "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.record_bytes_max = 300, .clock = &clock});
  PutMany(stream, 20, std::string(197, 'x'));
  clock.Advance(absl::Hours(25));
  for (int i = 0; i < 3; ++i) stream.Tick();
  PutMany(stream, 1, "x");
  for (const Position& position :
       {Position::AtSequenceNumber({5}), Position::AfterSequenceNumber({4})}) {
    Cursor cursor = OpenFirst(stream, position);
    CheckLag(cursor, 15 + 1, 4, 0);
    const Batch batch = cursor.Read();
    CHECK(batch.trimmed().records == 15);
    CHECK(batch.trimmed().bytes == 0);
    CHECK(batch.size() == 1);
  }
}

// What is reported of bytes between a claim and a number that lies behind it.
TEST_CASE("what is trimmed from an unfinished claim on counts all of its bytes", "[stream][lag]") {
  Stream stream = MakeTinyStream({.record_bytes_max = 300,
                                  .memory_bytes_max = 8 * 1024,
                                  .memory_policy = MemoryPolicy::kDropOldest});
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k", .data_bytes = 99});
  REQUIRE(claim.ok());
  PutMany(stream, 2, std::string(97, 'x'));
  Cursor cursor = OpenFirst(stream, Position::AtSequenceNumber({2}));
  PutMany(stream, 200, std::string(97, 'x'));
  REQUIRE(claim->Commit().ok());
  const Batch batch = cursor.Read({.records_max = 1});
  REQUIRE(batch.size() == 1);
  const std::uint64_t first = batch.begin()->sequence_number.value;
  REQUIRE(first > 2);
  CHECK(batch.trimmed().first_sequence_number == SequenceNumber{2});
  CHECK(batch.trimmed().records == first - 2);
  CHECK(batch.trimmed().bytes == 100 * first);
}

TEST_CASE("what was trimmed is lag until it is told", "[stream][lag]") {
  ManualClock clock;
  Stream stream =
      MakeTinyStream({.record_bytes_max = 300, .memory_bytes_max = 64 * 1024, .clock = &clock});
  Cursor cursor = OpenFirst(stream);
  Cursor pinned = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  PutMany(stream, 20, std::string(197, 'x'));
  CheckLag(pinned, 20, 20 * 200, 0);
  REQUIRE(pinned.Read({.records_max = 1}).size() == 1);
  clock.Advance(absl::Hours(25));
  PutMany(stream, 10, std::string(97, 'x'));
  clock.Advance(absl::Seconds(2));
  for (int tick = 0; tick < 3; ++tick) {
    // The same before and after the memory went, and however often one asks.
    for (int i = 0; i < 2; ++i) {
      CHECK(cursor.Lag().records == 30);
      CHECK(cursor.Lag().bytes == 20 * 200 + 10 * 100);
      CHECK(all.Lag().records == 30);
      CHECK(all.Lag().bytes == 20 * 200 + 10 * 100);
      CHECK(pinned.Lag().records == 29);
      CHECK(pinned.Lag().bytes == 19 * 200 + 10 * 100);
    }
    stream.Tick();
  }
  Cursor late = OpenFirst(stream, Position::AtSequenceNumber({5}));
  CHECK(late.Lag().records == 25);
  // Asking has not lost the report.
  CHECK(cursor.Read({.records_max = 1}).trimmed().records == 20);
  CHECK(all.Read({.records_max = 1}).trimmed().records == 20);
  CHECK(pinned.Read({.records_max = 1}).trimmed().records == 19);
  CHECK(late.Read({.records_max = 1}).trimmed().records == 15);
  for (Cursor* one : {&cursor, &pinned, &late}) CheckLag(*one, 9, 900, 2'000);
  CheckLag(all, 9, 900, 2'000);
}

TEST_CASE("children that lost records before a stream cursor came to them are its lag too",
          "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  StreamCursor all = OpenAll(stream);
  testing::Split(stream, ShardId{0});
  PutAt(stream, HashKey::Min(), "old");
  clock.Advance(absl::Hours(25));
  stream.Tick();
  stream.Tick();
  PutAt(stream, HashKey::Min(), "young");
  clock.Advance(absl::Seconds(1));
  CheckLag(all, 2, 6 + 8, 1'000);
  CHECK(all.Read().trimmed().records == 1);
  CheckLag(all, 0, 0, 0);
}

TEST_CASE("lag is not lost where a shard was idle between two records", "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Cursor cursor = OpenFirst(stream);
  PutText(stream, "k", "x");
  // Read to the end of a segment, whose batch is still held.
  REQUIRE(cursor.Read().size() == 1);
  clock.Advance(absl::Hours(25));
  for (int i = 0; i < 3; ++i) stream.Tick();
  PutText(stream, "k", "yz");
  clock.Advance(absl::Seconds(5));
  CheckLag(cursor, 1, 3, 5'000);
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"yz"});
}

TEST_CASE("a batch that ends before an idle time tells how old the next record is",
          "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.record_bytes_max = 300,
                                  .memory_bytes_max = 2 * 1024,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  Cursor cursor = OpenFirst(stream);
  PutText(stream, "k", "x");
  REQUIRE(cursor.Read().size() == 1);
  // The budget is two pieces of memory: making room moves the tail on early.
  for (int i = 0; i < 20; ++i) {
    clock.Advance(absl::Seconds(1));
    PutText(stream, "k", std::string(250, 'x'));
  }
  const Lag lag = cursor.Lag();
  CHECK(lag.records >= 1);
  const Batch batch = cursor.Read({.records_max = 1});
  REQUIRE(batch.size() == 1);
  CHECK(lag.records == 20);
  CHECK(lag.milliseconds ==
        absl::ToInt64Milliseconds(clock.Now() -
                                  absl::FromUnixNanos(batch.begin()->approximate_arrival_nanos)));
}

TEST_CASE("a stream cursor's lag is the sum over its shards, and the largest age",
          "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 2, .clock = &clock});
  StreamCursor all = OpenAll(stream);
  PutAt(stream, HashKey::Min(), "12345");
  clock.Advance(absl::Seconds(3));
  PutAt(stream, HashKey::Max(), "1");
  PutAt(stream, HashKey::Max(), "2");
  clock.Advance(absl::Seconds(4));
  CheckLag(all, 3, 8 + 4 + 4, 7'000);
  REQUIRE(all.Read().size() == 1);
  CheckLag(all, 2, 8, 4'000);
  ReadAll(all);
  CheckLag(all, 0, 0, 0);
}

TEST_CASE("children that a stream cursor has not begun are part of its lag", "[stream][lag]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  StreamCursor before = OpenAll(stream);
  PutAt(stream, HashKey::Min(), "parent");
  testing::Split(stream, ShardId{0});
  StreamCursor after = OpenAll(stream);
  clock.Advance(absl::Seconds(1));
  PutAt(stream, HashKey::Min(), "lower");
  PutAt(stream, HashKey::Max(), "upper");
  clock.Advance(absl::Seconds(1));
  CheckLag(before, 3, 9 + 8 + 8, 2'000);
  CheckLag(after, 3, 9 + 8 + 8, 2'000);
  for (StreamCursor* all : {&before, &after}) {
    REQUIRE(all->Read().size() == 1);
    // The parent's end is not passed yet.
    CheckLag(*all, 2, 8 + 8, 1'000);
    REQUIRE(all->Read().size() == 1);
    CheckLag(*all, 1, 8, 1'000);
    ReadAll(*all);
    CheckLag(*all, 0, 0, 0);
  }
}

TEST_CASE("lag over many reshards counts every record once", "[stream][lag]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  StreamCursor all = OpenAll(stream);
  std::uint64_t put = 0;
  for (int round = 0; round < 30; ++round) {
    for (std::uint64_t i = random.Below(50); i-- > 0; ++put) {
      PutText(stream, random.Bytes(4), "12345");
    }
    clock.Advance(absl::Seconds(1));
    REQUIRE(stream.UpdateShardCount(1 + static_cast<std::uint32_t>(random.Below(9))).ok());
    const Lag lag = all.Lag();
    CHECK(lag.records == put);
    CHECK(lag.bytes == 9 * put);
    CHECK(lag.milliseconds == (put == 0 ? 0 : lag.milliseconds));
    while (put > 0 && random.Below(4) != 0) put -= all.Read({.records_max = 5}).size();
  }
  CHECK(ReadAll(all).records.size() == put);
  CheckLag(all, 0, 0, 0);
}

TEST_CASE("Latest has no lag over what came before it", "[stream][lag]") {
  Stream stream = MakeStream({.shard_count = 2});
  PutAt(stream, HashKey::Min(), "old");
  testing::Split(stream, ShardId{0});
  PutAt(stream, HashKey::Min(), "old");
  StreamCursor all = OpenAll(stream, Position::Latest());
  CHECK(all.Lag().records == 0);
  PutAt(stream, HashKey::Min(), "new");
  PutAt(stream, HashKey::Max(), "new");
  CHECK(all.Lag().records == 2);
}

}  // namespace
}  // namespace weir

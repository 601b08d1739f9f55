// SPDX-License-Identifier: MIT
//
// Where a cursor starts, for each of the five positions, over what was trimmed and
// what is to come.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Harvest;
using testing::MakeStream;
using testing::MakeTinyStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::Open;
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

std::vector<std::string> DataFrom(Stream& stream, const Position& position) {
  Cursor cursor = OpenFirst(stream, position);
  return ReadAll(cursor).Data();
}

// Ten records, "0" to "9", one second apart; the first at the clock's start.
Stream MakeTen(ManualClock& clock) {
  Stream stream =
      MakeTinyStream({.record_bytes_max = 400, .memory_bytes_max = 64 * 1024, .clock = &clock});
  for (int i = 0; i < 10; ++i) {
    if (i > 0) clock.Advance(absl::Seconds(1));
    PutText(stream, "k", std::string(1, static_cast<char>('0' + i)));
  }
  return stream;
}

std::vector<std::string> Digits(int first) {
  std::vector<std::string> digits;
  for (int i = first; i < 10; ++i) digits.emplace_back(1, static_cast<char>('0' + i));
  return digits;
}

TEST_CASE("TrimHorizon starts at the oldest record", "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  CHECK(DataFrom(stream, Position::TrimHorizon()) == Digits(0));
}

TEST_CASE("TrimHorizon passes silently over what has expired, tick or none", "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  clock.Advance(absl::Hours(24) - absl::Seconds(6));
  for (int tick = 0; tick < 2; ++tick) {
    Cursor cursor = OpenFirst(stream);
    CHECK(cursor.next_sequence_number() == SequenceNumber{3});
    CHECK(cursor.Lag().records == 7);
    const Harvest harvest = ReadAll(cursor);
    CHECK(harvest.Data() == Digits(3));
    CHECK(harvest.trimmed == 0);
    stream.Tick();
  }
}

TEST_CASE("Latest means the tip at the moment of opening", "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  Cursor cursor = OpenFirst(stream, Position::Latest());
  CHECK(cursor.next_sequence_number() == SequenceNumber{10});
  CHECK(ReadAll(cursor).records.empty());
  PutText(stream, "k", "news");
  Cursor later = OpenFirst(stream, Position::Latest());
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"news"});
  CHECK(ReadAll(later).records.empty());
}

TEST_CASE("Latest is not moved by what happens before the first read", "[stream][position]") {
  Stream stream = MakeStream();
  Cursor cursor = OpenFirst(stream, Position::Latest());
  PutMany(stream, 1'000);
  const Harvest harvest = ReadAll(cursor);
  CHECK(harvest.records.size() == 1'000);
  CHECK(harvest.records[0].sequence_number == 0);
}

TEST_CASE("a sequence number starts at its record, or behind it", "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  for (std::uint64_t i = 0; i < 10; ++i) {
    const int digit = static_cast<int>(i);
    CHECK(DataFrom(stream, Position::AtSequenceNumber({i})) == Digits(digit));
    CHECK(DataFrom(stream, Position::AfterSequenceNumber({i})) == Digits(digit + 1));
    Cursor at = OpenFirst(stream, Position::AtSequenceNumber({i}));
    CHECK(at.next_sequence_number() == SequenceNumber{i});
    CHECK(at.Lag().records == 10 - i);
    CHECK(at.Lag().bytes == 2 * (10 - i));
    Cursor after = OpenFirst(stream, Position::AfterSequenceNumber({i}));
    CHECK(after.next_sequence_number() == SequenceNumber{i + 1});
  }
}

TEST_CASE("a sequence number that the shard has not reached is refused, and named",
          "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  for (const std::uint64_t number : {std::uint64_t{10}, std::uint64_t{11}, ~std::uint64_t{0}}) {
    for (const Position& position :
         {Position::AtSequenceNumber({number}), Position::AfterSequenceNumber({number})}) {
      const absl::Status status = stream.OpenCursor(ShardId{0}, position).status();
      INFO(status);
      CHECK(absl::IsInvalidArgument(status));
      CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
      CHECK(MessageOf(status).find(std::to_string(number)) != std::string::npos);
      CHECK(MessageOf(status).find("10") != std::string::npos);
    }
  }
  Stream fresh = MakeStream();
  CHECK_FALSE(fresh.OpenCursor(ShardId{0}, Position::AtSequenceNumber({0})).ok());
  CHECK_FALSE(fresh.OpenCursor(ShardId{0}, Position::AfterSequenceNumber({0})).ok());
}

TEST_CASE("a sequence number that is gone starts at the oldest record and tells what is missing",
          "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  clock.Advance(absl::Hours(24) - absl::Seconds(6));
  for (int tick = 0; tick < 3; ++tick) {
    Cursor at = OpenFirst(stream, Position::AtSequenceNumber({1}));
    const Batch first = at.Read();
    CHECK(first.trimmed().records == 2);
    CHECK(first.trimmed().first_sequence_number == SequenceNumber{1});
    CHECK(testing::Keep(first).at(0).data == "3");
    Cursor after = OpenFirst(stream, Position::AfterSequenceNumber({1}));
    CHECK(after.Read().trimmed().records == 1);
    Cursor held = OpenFirst(stream, Position::AfterSequenceNumber({2}));
    CHECK(held.Read().trimmed().records == 0);
    stream.Tick();
  }
}

TEST_CASE("all that is gone is told even if nothing is left", "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  clock.Advance(absl::Hours(25));
  for (int tick = 0; tick < 3; ++tick) {
    Cursor cursor = OpenFirst(stream, Position::AtSequenceNumber({4}));
    const Batch batch = cursor.Read();
    CHECK(batch.empty());
    CHECK(batch.trimmed().records == 6);
    CHECK(batch.trimmed().first_sequence_number == SequenceNumber{4});
    CHECK(cursor.next_sequence_number() == SequenceNumber{10});
    CHECK_FALSE(testing::TellsSomething(cursor.Read()));
    stream.Tick();
  }
}

TEST_CASE("a time starts at the first record that arrived then or later", "[stream][position]") {
  ManualClock clock;
  const absl::Time start = clock.Now();
  Stream stream = MakeTen(clock);
  const absl::Duration nanosecond = absl::Nanoseconds(1);
  for (int i = 0; i < 10; ++i) {
    const absl::Time arrival = start + absl::Seconds(i);
    CHECK(DataFrom(stream, Position::AtTimestamp(arrival - nanosecond)) == Digits(i));
    CHECK(DataFrom(stream, Position::AtTimestamp(arrival)) == Digits(i));
    if (i < 9)
      CHECK(DataFrom(stream, Position::AtTimestamp(arrival + nanosecond)) == Digits(i + 1));
  }
  CHECK(DataFrom(stream, Position::AtTimestamp(absl::UnixEpoch())) == Digits(0));
  CHECK(DataFrom(stream, Position::AtTimestamp(absl::InfinitePast())) == Digits(0));
}

TEST_CASE("a time with no record yet starts at the next one to come", "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  clock.Advance(absl::Seconds(1));
  Cursor cursor = OpenFirst(stream, Position::AtTimestamp(clock.Now()));
  CHECK(ReadAll(cursor).records.empty());
  CHECK(cursor.Lag().records == 0);
  PutText(stream, "k", "news");
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"news"});
}

TEST_CASE("a time that is still to come is refused, and named", "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTen(clock);
  CHECK(stream.OpenCursor(ShardId{0}, Position::AtTimestamp(clock.Now())).ok());
  for (const absl::Duration ahead : {absl::Nanoseconds(1), absl::Hours(1)}) {
    const absl::Time time = clock.Now() + ahead;
    for (const absl::Status& status :
         {stream.OpenCursor(ShardId{0}, Position::AtTimestamp(time)).status(),
          stream.OpenStreamCursor(Position::AtTimestamp(time)).status()}) {
      CHECK(absl::IsInvalidArgument(status));
      CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
      CHECK(MessageOf(status).find(std::to_string(absl::ToUnixNanos(time))) != std::string::npos);
    }
  }
  CHECK_FALSE(stream.OpenCursor(ShardId{0}, Position::AtTimestamp(absl::InfiniteFuture())).ok());
}

TEST_CASE("a time before the horizon starts at the horizon and tells of no trimming",
          "[stream][position]") {
  ManualClock clock;
  const absl::Time start = clock.Now();
  Stream stream = MakeTen(clock);
  clock.Advance(absl::Hours(24) - absl::Seconds(6));
  for (int tick = 0; tick < 2; ++tick) {
    Cursor cursor = OpenFirst(stream, Position::AtTimestamp(start));
    const Harvest harvest = ReadAll(cursor);
    CHECK(harvest.Data() == Digits(3));
    CHECK(harvest.trimmed == 0);
    stream.Tick();
  }
}

TEST_CASE("a shard that does not exist is not found", "[stream][position]") {
  Stream stream = MakeStream({.name = "river", .shard_count = 3});
  for (const std::uint32_t index : {3u, 4u, 1'000'000u, ~0u}) {
    for (const absl::Status& status :
         {stream.OpenCursor(ShardId{index}, Position::Latest()).status(),
          stream.StatisticsOf(ShardId{index}).status()}) {
      CHECK(absl::IsNotFound(status));
      CHECK(KinesisExceptionName(status) == "ResourceNotFoundException");
      CHECK(MessageOf(status) ==
            "Could not find shard " + ShardId{index}.ToString() + " in stream river");
    }
  }
}

TEST_CASE("cursors open anywhere in a closed shard", "[stream][position]") {
  ManualClock clock;
  const absl::Time start = clock.Now();
  Stream stream = MakeTen(clock);
  testing::Split(stream, ShardId{0});
  CHECK(DataFrom(stream, Position::TrimHorizon()) == Digits(0));
  CHECK(DataFrom(stream, Position::AtSequenceNumber({5})) == Digits(5));
  CHECK(DataFrom(stream, Position::AfterSequenceNumber({9})).empty());
  CHECK(DataFrom(stream, Position::AtTimestamp(start + absl::Seconds(7))) == Digits(7));
  Cursor latest = OpenFirst(stream, Position::Latest());
  CHECK(latest.Read().code() == ReadCode::kEndOfShard);
  CHECK_FALSE(stream.OpenCursor(ShardId{0}, Position::AtSequenceNumber({10})).ok());
  // And in one that holds nothing any more.
  clock.Advance(absl::Hours(25));
  stream.Tick();
  stream.Tick();
  REQUIRE(stream.Statistics().memory_bytes == 0);
  for (const Position& position :
       {Position::TrimHorizon(), Position::Latest(), Position::AtTimestamp(clock.Now())}) {
    Cursor cursor = OpenFirst(stream, position);
    CHECK(cursor.Read().code() == ReadCode::kEndOfShard);
    CHECK(cursor.Read().trimmed().records == 0);
  }
  Cursor cursor = OpenFirst(stream, Position::AtSequenceNumber({5}));
  CHECK(cursor.Read().trimmed().records == 5);
  CHECK(cursor.Read().code() == ReadCode::kEndOfShard);
}

// Goal: no position is off by one at a segment's end. Method: 1 KiB segments, every
// record's number and arrival, against the list of what was put.
TEST_CASE("positions are exact around the ends of segments", "[stream][position]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ManualClock clock;
  Stream stream =
      MakeTinyStream({.record_bytes_max = 900, .memory_bytes_max = 1024 * 1024, .clock = &clock});
  std::vector<absl::Time> arrivals;
  for (int i = 0; i < 200; ++i) {
    clock.Advance(absl::Nanoseconds(random.Below(3)));
    arrivals.push_back(clock.Now());
    PutText(stream, "k", random.Bytes(random.Below(random.Below(8) == 0 ? 890 : 200)));
  }
  const auto first_from = [&stream](const Position& position) -> std::uint64_t {
    Cursor cursor = OpenFirst(stream, position);
    const Batch batch = cursor.Read({.records_max = 1});
    CHECK(batch.trimmed().records == 0);
    return batch.empty() ? 200 : batch.begin()->sequence_number.value;
  };
  for (std::uint64_t i = 0; i < 200; ++i) {
    CHECK(first_from(Position::AtSequenceNumber({i})) == i);
    CHECK(first_from(Position::AfterSequenceNumber({i})) == i + 1);
    const auto expected = static_cast<std::uint64_t>(
        std::lower_bound(arrivals.begin(), arrivals.end(), arrivals[i]) - arrivals.begin());
    CHECK(first_from(Position::AtTimestamp(arrivals[i])) == expected);
  }
}

// A claim that is not finished keeps what is behind it unknown; the position must
// be true all the same when it becomes known.
TEST_CASE("positions behind an unfinished claim are true once it is finished",
          "[stream][position]") {
  ManualClock clock;
  Stream stream =
      MakeTinyStream({.record_bytes_max = 400, .memory_bytes_max = 64 * 1024, .clock = &clock});
  PutText(stream, "k", "0");
  clock.Advance(absl::Seconds(1));
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k", .data_bytes = 1});
  REQUIRE(claim.ok());
  clock.Advance(absl::Seconds(1));
  const absl::Time after_claim = clock.Now();
  PutMany(stream, 2, "2");
  Cursor at_time = OpenFirst(stream, Position::AtTimestamp(after_claim));
  Cursor at_number = OpenFirst(stream, Position::AtSequenceNumber({3}));
  Cursor latest = OpenFirst(stream, Position::Latest());
  for (Cursor* cursor : {&at_time, &at_number}) {
    CHECK(cursor->Read().code() == ReadCode::kUnfinishedClaim);
  }
  CHECK(at_number.Lag().records == 1);
  PutText(stream, "k", "4");
  claim->data()[0] = std::byte{'1'};
  REQUIRE(claim->Commit().ok());
  CHECK(ReadAll(at_time).Data() == std::vector<std::string>{"2", "2", "4"});
  CHECK(ReadAll(at_number).Data() == std::vector<std::string>{"2", "4"});
  CHECK(ReadAll(latest).Data() == std::vector<std::string>{"4"});
}

TEST_CASE("a cursor opened at the oldest record is told of all that it lost, unfinished or not",
          "[stream][position]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.record_bytes_max = 256,
                                  .memory_bytes_max = 8 * 1024,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k", .data_bytes = 200});
  REQUIRE(claim.ok());
  Cursor cursor = OpenFirst(stream);
  REQUIRE(claim->Commit().ok());
  PutMany(stream, 200, std::string(200, 'x'));
  const Harvest harvest = ReadAll(cursor);
  CHECK(harvest.trimmed > 0);
  CHECK(harvest.Sum() == 201);
}

}  // namespace
}  // namespace weir

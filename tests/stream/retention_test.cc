// SPDX-License-Identifier: MIT
//
// Retention hides a record the moment it is older than the period, and gives its
// memory back on a tick.
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
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

constexpr absl::Duration kNanosecond = absl::Nanoseconds(1);

std::vector<std::string> Readable(Stream& stream) {
  Cursor cursor = OpenFirst(stream);
  return ReadAll(cursor).Data();
}

TEST_CASE("a record is readable up to its last nanosecond and not beyond", "[stream][retention]") {
  for (const absl::Duration period : {absl::Seconds(1), absl::Hours(24), absl::Hours(8'760)}) {
    ManualClock clock;
    Stream stream = MakeStream({.retention_period = period, .clock = &clock});
    PutText(stream, "k", "x");
    Cursor before = OpenFirst(stream);
    clock.Advance(period);
    stream.Tick();
    CHECK(Readable(stream).size() == 1);
    CHECK(before.Read().size() == 1);
    Cursor after = OpenFirst(stream);
    clock.Advance(kNanosecond);
    CHECK(Readable(stream).empty());
    const Batch batch = after.Read();
    CHECK(batch.empty());
    CHECK(batch.trimmed().records == 1);
  }
}

TEST_CASE("records are hidden one by one, in the middle of a segment", "[stream][retention]") {
  ManualClock clock;
  Stream stream = MakeStream({.retention_period = absl::Seconds(10), .clock = &clock});
  for (int i = 0; i < 10; ++i) {
    PutText(stream, "k", std::to_string(i));
    clock.Advance(absl::Seconds(1));
  }
  // Record i is i seconds younger than the first, which is 10 s old now.
  Cursor slow = OpenFirst(stream);
  for (std::size_t hidden = 0; hidden < 10; ++hidden) {
    CHECK(Readable(stream).size() == 10 - hidden);
    clock.Advance(kNanosecond);
    CHECK(Readable(stream).size() == 9 - hidden);
    if (hidden % 3 == 0) stream.Tick();
    CHECK(Readable(stream).size() == 9 - hidden);
    clock.Advance(absl::Seconds(1) - kNanosecond);
  }
  const Batch batch = slow.Read();
  CHECK(batch.trimmed().records == 10);
}

TEST_CASE("a longer period takes effect for what is still readable", "[stream][retention]") {
  ManualClock clock;
  Stream stream = MakeStream({.retention_period = absl::Seconds(10), .clock = &clock});
  PutText(stream, "k", "old");
  clock.Advance(absl::Seconds(10));
  PutText(stream, "k", "young");
  REQUIRE(stream.SetRetentionPeriod(absl::Hours(1)).ok());
  CHECK(stream.retention_period() == absl::Hours(1));
  clock.Advance(absl::Minutes(50));
  CHECK(Readable(stream) == std::vector<std::string>{"old", "young"});
  clock.Advance(absl::Minutes(10) - absl::Seconds(10));
  CHECK(Readable(stream).size() == 2);
  clock.Advance(kNanosecond);
  CHECK(Readable(stream) == std::vector<std::string>{"young"});
}

TEST_CASE("a longer period does not bring back what has expired, tick or none",
          "[stream][retention]") {
  for (const bool is_ticked : {false, true}) {
    ManualClock clock;
    Stream stream = MakeStream({.retention_period = absl::Seconds(10), .clock = &clock});
    PutText(stream, "k", "old");
    clock.Advance(kNanosecond);
    PutText(stream, "k", "young");
    clock.Advance(absl::Seconds(10));
    if (is_ticked) stream.Tick();
    CHECK(Readable(stream) == std::vector<std::string>{"young"});
    for (const absl::Duration period : {absl::Hours(1), absl::Hours(8'760), absl::Hours(2)}) {
      REQUIRE(stream.SetRetentionPeriod(period).ok());
      CHECK(Readable(stream) == std::vector<std::string>{"young"});
    }
  }
}

TEST_CASE("a shorter period hides at once what is older, and that is for good",
          "[stream][retention]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Cursor slow = OpenFirst(stream);
  for (int i = 0; i < 5; ++i) {
    PutText(stream, "k", std::to_string(i));
    clock.Advance(absl::Seconds(1));
  }
  REQUIRE(stream.SetRetentionPeriod(absl::Seconds(2)).ok());
  CHECK(Readable(stream) == std::vector<std::string>{"3", "4"});
  REQUIRE(stream.SetRetentionPeriod(absl::Hours(24)).ok());
  CHECK(Readable(stream) == std::vector<std::string>{"3", "4"});
  const Batch batch = slow.Read();
  CHECK(batch.trimmed().records == 3);
  CHECK(batch.size() == 2);
}

TEST_CASE("a period out of range is refused, named, and changes nothing", "[stream][retention]") {
  Stream stream = MakeStream();
  for (const absl::Duration period :
       {absl::Seconds(1) - kNanosecond, absl::Hours(8'760) + kNanosecond, absl::ZeroDuration(),
        -absl::Hours(24), absl::InfiniteDuration(), -absl::InfiniteDuration()}) {
    const absl::Status status = stream.SetRetentionPeriod(period);
    INFO(status);
    CHECK(absl::IsInvalidArgument(status));
    CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
    CHECK(MessageOf(status).find("1 s to 8760 h") != std::string::npos);
    CHECK(stream.retention_period() == absl::Hours(24));
  }
  CHECK(stream.SetRetentionPeriod(absl::Seconds(1)).ok());
  CHECK(stream.SetRetentionPeriod(absl::Hours(8'760)).ok());
  CHECK(stream.SetRetentionPeriod(absl::Hours(8'760)).ok());
}

TEST_CASE("the period may be changed in a closed stream", "[stream][retention]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  PutText(stream, "k", "x");
  stream.Close();
  clock.Advance(absl::Hours(1));
  REQUIRE(stream.SetRetentionPeriod(absl::Minutes(1)).ok());
  CHECK(Readable(stream).empty());
}

TEST_CASE("one tick gives back the memory of all that has expired", "[stream][retention]") {
  ManualClock clock;
  for (const std::size_t records : {1u, 10u, 100u, 1'000u}) {
    for (const std::size_t size : {1u, 100u, 5'000u}) {
      INFO(records << " records of " << size << " bytes");
      Stream stream = MakeStream({.shard_count = 2, .clock = &clock});
      for (std::size_t i = 0; i < records; ++i) {
        PutText(stream, std::to_string(i), std::string(size, 'x'));
      }
      CHECK(stream.Statistics().memory_bytes > 0);
      clock.Advance(absl::Hours(24) + kNanosecond);
      stream.Tick();
      CHECK(stream.Statistics().memory_bytes == 0);
      CHECK(stream.Statistics().detached_bytes == 0);
    }
  }
}

TEST_CASE("a tick keeps what is younger", "[stream][retention]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ManualClock clock;
  Stream stream = MakeTinyStream({.retention_period = absl::Seconds(60),
                                  .record_bytes_max = 300,
                                  .memory_bytes_max = 1024 * 1024,
                                  .clock = &clock,
                                  .segment_bytes_max = 1024});
  std::vector<absl::Time> arrivals;
  for (int step = 0; step < 2'000; ++step) {
    PutText(stream, "k", random.Bytes(random.Below(250)));
    arrivals.push_back(clock.Now());
    clock.Advance(absl::Milliseconds(random.Below(2'000)));
    stream.Tick();
    std::size_t young = 0;
    while (young < arrivals.size() &&
           arrivals[arrivals.size() - 1 - young] >= clock.Now() - absl::Seconds(60)) {
      ++young;
    }
    if (step % 20 == 0) CHECK(Readable(stream).size() == young);
    // What is held beside it is at most what shares a segment with it: 896 bytes of
    // frames, at least 17 bytes each.
    const std::uint64_t held = testing::StatisticsOf(stream, ShardId{0}).held_records;
    if (held < young || held > young + 52) FAIL(held << " held, " << young << " young");
  }
}

TEST_CASE("a shard that went idle takes memory again and goes on with its numbers",
          "[stream][retention]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Cursor cursor = OpenFirst(stream);
  std::uint64_t number = 0;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i <= round; ++i) {
      CHECK(PutText(stream, "k", std::to_string(number)).sequence_number.value == number);
      ++number;
    }
    if (round % 2 == 0) {
      const Harvest harvest = ReadAll(cursor);
      CHECK(harvest.records.back().sequence_number == number - 1);
    }
    clock.Advance(absl::Hours(25));
    stream.Tick();
    CHECK(stream.Statistics().memory_bytes <= 16 * 1024);
  }
  const Harvest harvest = ReadAll(cursor);
  CHECK(harvest.trimmed == 50);
}

TEST_CASE("expired records of closed shards are freed too", "[stream][retention]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 3, .clock = &clock});
  PutMany(stream, 1'000, std::string(100, 'x'));
  REQUIRE(stream.UpdateShardCount(5).ok());
  for (int i = 0; i < 1'000; ++i) PutText(stream, std::to_string(i), std::string(100, 'x'));
  stream.Close();
  clock.Advance(absl::Hours(25));
  stream.Tick();
  CHECK(stream.Statistics().memory_bytes == 0);
  for (const ShardDescription& shard : stream.ListShards()) {
    CHECK(shard.state == ShardState::kExpired);
  }
  StreamCursor all = testing::OpenAll(stream);
  const Harvest harvest = ReadAll(all);
  CHECK(harvest.code == ReadCode::kEndOfStream);
  CHECK(harvest.Sum() == 0);
}

TEST_CASE("putting goes on for years of virtual time in little memory", "[stream][retention]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock, .segment_bytes_max = 16 * 1024});
  for (int day = 0; day < 3'650; ++day) {
    for (int i = 0; i < 10; ++i) PutText(stream, "k", std::string(100, 'x'));
    clock.Advance(absl::Hours(24));
    stream.Tick();
    if (stream.Statistics().memory_bytes > 64 * 1024) FAIL("day " << day);
  }
}

}  // namespace
}  // namespace weir

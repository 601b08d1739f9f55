// SPDX-License-Identifier: MIT
//
// The memory budget is a hard number, and what happens at it is the policy's.
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <utility>
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
using testing::OpenAll;
using testing::OpenFirst;
using testing::PutText;
using testing::ReadAll;

constexpr std::int64_t kKiB = 1024;

// Puts until one is refused; returns how many were taken.
std::uint64_t Fill(Stream& stream, std::string_view data) {
  for (std::uint64_t taken = 0;; ++taken) {
    const PutOutcome outcome =
        stream.TryPut({.partition_key = std::to_string(taken), .data = AsBytes(data)});
    if (outcome.code == PutCode::kOk) continue;
    CHECK(outcome.code == PutCode::kMemoryExhausted);
    return taken;
  }
}

TEST_CASE("where puts are throttled, the budget is never exceeded and nothing is lost",
          "[stream][memory]") {
  for (const std::uint32_t shards : {1u, 3u, 50u}) {
    ManualClock clock;
    Stream stream = MakeStream({.name = "river",
                                .shard_count = shards,
                                .record_bytes_max = 10'000,
                                .memory_bytes_max = 256 * kKiB,
                                .clock = &clock});
    StreamCursor all = OpenAll(stream);
    const std::string data(1'000, 'x');
    const std::uint64_t taken = Fill(stream, data);
    CHECK(taken > 10);
    CHECK(stream.Statistics().memory_bytes <= 256 * kKiB);
    CHECK(stream.Statistics().memory_exhausted == 1);
    const std::string refused = std::to_string(taken);
    const absl::Status status =
        stream.Put({.partition_key = refused, .data = AsBytes(data)}).status();
    CHECK(absl::IsResourceExhausted(status));
    CHECK(KinesisExceptionName(status) == "ProvisionedThroughputExceededException");
    CHECK(RetryAfter(status) == absl::ZeroDuration());
    CHECK(MessageOf(status).find("river") != std::string::npos);
    CHECK(MessageOf(status).find("262144") != std::string::npos);
    const Harvest harvest = ReadAll(all);
    CHECK(harvest.records.size() == taken);
    CHECK(harvest.trimmed == 0);
  }
}

TEST_CASE("throttled puts go on when retention has made room, with a tick or without",
          "[stream][memory]") {
  for (const bool is_ticked : {false, true}) {
    ManualClock clock;
    Stream stream =
        MakeStream({.record_bytes_max = 10'000, .memory_bytes_max = 256 * kKiB, .clock = &clock});
    const std::string data(1'000, 'x');
    const std::uint64_t first = Fill(stream, data);
    clock.Advance(absl::Hours(24));
    CHECK(Fill(stream, data) == 0);
    clock.Advance(absl::Milliseconds(2));
    if (is_ticked) stream.Tick();
    CHECK(Fill(stream, data) >= first / 2);
    CHECK(stream.Statistics().memory_bytes <= 256 * kKiB);
  }
}

TEST_CASE("throttled puts go on when the period is shortened", "[stream][memory]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.record_bytes_max = 10'000, .memory_bytes_max = 256 * kKiB, .clock = &clock});
  const std::string data(1'000, 'x');
  Fill(stream, data);
  clock.Advance(absl::Minutes(1));
  CHECK(Fill(stream, data) == 0);
  REQUIRE(stream.SetRetentionPeriod(absl::Seconds(1)).ok());
  stream.Tick();
  CHECK(Fill(stream, data) > 50);
}

TEST_CASE("a cursor that holds the memory holds up throttled puts, until it lets go",
          "[stream][memory]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.record_bytes_max = 20'000, .memory_bytes_max = 128 * kKiB, .clock = &clock});
  const std::string data(19'000, 'x');
  const std::uint64_t first = Fill(stream, data);
  Cursor cursor = OpenFirst(stream);
  REQUIRE_FALSE(cursor.Read().empty());
  clock.Advance(absl::Hours(25));
  stream.Tick();
  CHECK(stream.Statistics().detached_bytes > 0);
  CHECK(stream.Statistics().detached_bytes == stream.Statistics().memory_bytes);
  const std::uint64_t second = Fill(stream, data);
  CHECK(second < first);
  CHECK(stream.Statistics().memory_bytes <= 128 * kKiB);
  cursor.Release();
  CHECK(stream.Statistics().detached_bytes == 0);
  CHECK(Fill(stream, data) > 0);
}

// Two producers drop at once: one must not be refused because the other is at it.
//   allowed:    a put that finds everything in the other's hands, now and then; and all that
//               one puts while the system does not let the other run
//   forbidden:  refusals as a rule | a record that is neither read nor told
TEST_CASE("where two producers drop the oldest, hardly a put is refused", "[stream][memory]") {
  struct Case {
    std::uint32_t shards;
    std::int64_t memory_bytes;
  };
  for (const Case& setting : {Case{8, 64 * kKiB}, Case{64, 1024 * kKiB}, Case{500, 4096 * kKiB}}) {
    INFO(setting.shards << " shards");
    Stream stream = MakeStream({.shard_count = setting.shards,
                                .record_bytes_max = 4'096,
                                .memory_bytes_max = setting.memory_bytes,
                                .memory_policy = MemoryPolicy::kDropOldest});
    StreamCursor slow = OpenAll(stream);
    constexpr std::uint64_t kPuts = 20'000;
    std::uint64_t refused[2] = {};
    // Without another that was refused just before.
    std::uint64_t first_refused[2] = {};
    std::vector<std::thread> producers;
    for (std::uint64_t producer = 0; producer < 2; ++producer) {
      producers.emplace_back([&stream, &refused, &first_refused, producer] {
        bool is_refused = false;
        const std::string data(1'000, 'x');
        for (std::uint64_t i = 0; i < kPuts; ++i) {
          const HashKey key{{.high = (2 * i + producer) * 0x9e3779b97f4a7c15u, .low = 0}};
          const PutOutcome outcome = stream.TryPut(
              {.partition_key = "k", .data = AsBytes(data), .explicit_hash_key = key});
          const bool was_refused = std::exchange(is_refused, outcome.code != PutCode::kOk);
          if (is_refused) ++refused[producer];
          if (is_refused && !was_refused) ++first_refused[producer];
        }
      });
    }
    for (std::thread& producer : producers) producer.join();
    const std::uint64_t all_refused = refused[0] + refused[1];
    CHECK(first_refused[0] + first_refused[1] <= 2 * kPuts / 100);
    CHECK(all_refused <= 2 * kPuts / 2);
    CHECK(all_refused == stream.Statistics().memory_exhausted);
    CHECK(ReadAll(slow).Sum() == 2 * kPuts - all_refused);
  }
}

TEST_CASE("where the oldest is dropped, no put is refused and the budget holds",
          "[stream][memory]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (const std::uint32_t shards : {1u, 2u, 7u, 100u}) {
    INFO(shards << " shards");
    ManualClock clock;
    Stream stream = MakeStream({.shard_count = shards,
                                .record_bytes_max = 10'000,
                                .memory_bytes_max = 64 * kKiB,
                                .memory_policy = MemoryPolicy::kDropOldest,
                                .clock = &clock});
    StreamCursor slow = OpenAll(stream);
    constexpr std::uint64_t kPuts = 5'000;
    for (std::uint64_t i = 0; i < kPuts; ++i) {
      PutText(stream, std::to_string(random.Below(1'000)), random.Bytes(random.Below(9'000)));
      clock.Advance(absl::Microseconds(random.Below(100)));
      if (stream.Statistics().memory_bytes > 64 * kKiB) FAIL("over the budget at put " << i);
    }
    CHECK(stream.Statistics().memory_exhausted == 0);
    const Harvest harvest = ReadAll(slow);
    CHECK(harvest.Sum() == kPuts);
    CHECK(harvest.trimmed == stream.Statistics().dropped_records);
    CHECK(harvest.records.size() >= 3);
  }
}

// A segment that is still appended to is only dropped when there is no other.
TEST_CASE("of all segments that are full, the oldest is dropped, whichever shard's it is",
          "[stream][memory]") {
  ManualClock clock;
  // Segments of 4 KiB, with four records each.
  Stream stream = MakeTinyStream({.shard_count = 2,
                                  .record_bytes_max = 900,
                                  .memory_bytes_max = 32 * kKiB,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock,
                                  .segment_bytes_max = 4 * 1024});
  const std::string data(800, 'x');
  const auto put = [&](const HashKey& key, int count) {
    for (int i = 0; i < count; ++i) {
      testing::PutAt(stream, key, data);
      clock.Advance(absl::Seconds(1));
    }
  };
  const auto held = [&stream](std::uint32_t shard) {
    Cursor cursor = Open(stream, ShardId{shard}, Position::TrimHorizon());
    return ReadAll(cursor).records.size();
  };
  // By age: two segments of the lower shard, one and a half of the upper, two of the
  // lower.
  put(HashKey::Min(), 8);
  put(HashKey::Max(), 6);
  put(HashKey::Min(), 8);
  REQUIRE(stream.Statistics().dropped_records == 0);
  // The upper one grows until everything that is older has gone, oldest first.
  std::vector<std::pair<std::size_t, std::size_t>> steps;
  for (int i = 0; i < 60; ++i) {
    const std::uint64_t dropped = stream.Statistics().dropped_records;
    put(HashKey::Max(), 1);
    if (stream.Statistics().dropped_records == dropped) continue;
    steps.emplace_back(held(0), stream.Statistics().dropped_records - dropped);
  }
  REQUIRE(steps.size() >= 5);
  // The lower shard's first two, the upper's first two, the lower's third; the one
  // that it appends to stays.
  std::vector<std::size_t> lower;
  for (const auto& [lower_held, dropped] : steps) {
    CHECK(dropped == 4);
    lower.push_back(lower_held);
  }
  lower.resize(5);
  CHECK(lower == std::vector<std::size_t>{12, 8, 8, 8, 4});
  CHECK(steps.back().first == 4);
  CHECK(stream.Statistics().memory_bytes <= 32 * kKiB);
}

TEST_CASE("every cursor is told exactly what it lost, wherever it was", "[stream][memory]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ManualClock clock;
  Stream stream = MakeTinyStream({.record_bytes_max = 500,
                                  .memory_bytes_max = 32 * kKiB,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock,
                                  .segment_bytes_max = 1024});
  struct Reader {
    Cursor cursor;
    std::uint64_t next = 0;
  };
  std::vector<Reader> readers;
  for (int i = 0; i < 10; ++i) readers.push_back({OpenFirst(stream)});
  const auto read = [](Reader& reader, std::int32_t records_max) {
    const Batch batch = reader.cursor.Read({.records_max = records_max});
    if (batch.trimmed().records > 0) {
      // Abandoned claims may have been found before.
      const std::uint64_t first = batch.trimmed().first_sequence_number.value;
      CHECK(first >= reader.next);
      CHECK(first <= reader.next + batch.aborted());
      reader.next += batch.trimmed().records;
    }
    std::uint64_t records = 0;
    for (const RecordView& record : batch) {
      // Abandoned claims take a number each.
      if (record.sequence_number.value < reader.next) FAIL("it went back");
      ++records;
    }
    reader.next += batch.aborted() + records;
    CHECK(reader.next == reader.cursor.next_sequence_number().value);
    return testing::TellsSomething(batch);
  };
  std::uint64_t claimed = 0;
  for (int step = 0; step < 5'000; ++step) {
    ++claimed;
    if (random.Below(10) == 0) {
      REQUIRE(stream.Claim({.partition_key = "k", .data_bytes = random.Below(400)}).ok());
    } else {
      PutText(stream, "k", random.Bytes(random.Below(400)));
    }
    clock.Advance(absl::Microseconds(10));
    // The first reader reads often, the last hardly ever.
    const std::uint64_t who = random.Below(10);
    if (random.Below(1 + 3 * who) == 0) read(readers[who], 1 + static_cast<int>(random.Below(30)));
  }
  for (Reader& reader : readers) {
    while (read(reader, 10'000)) {
    }
    CHECK(reader.next == claimed);
  }
}

TEST_CASE("shards that hold one segment each make room for another by dropping",
          "[stream][memory]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 20,
                              .record_bytes_max = 1'000,
                              .memory_bytes_max = 64 * kKiB,
                              .memory_policy = MemoryPolicy::kDropOldest,
                              .clock = &clock});
  StreamCursor slow = OpenAll(stream);
  // Four segments fit; every shard gets a record, twice.
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < 20; ++i) {
      clock.Advance(absl::Seconds(1));
      testing::PutAt(stream, EvenHashKeyRange({.shard_count = 20, .index = i}).starting_hash_key,
                     "x");
      CHECK(stream.Statistics().memory_bytes <= 64 * kKiB);
    }
  }
  const Harvest harvest = ReadAll(slow);
  CHECK(harvest.Sum() == 40);
  CHECK(harvest.trimmed == stream.Statistics().dropped_records);
  // The four youngest are still there: those of the last four shards.
  CHECK(harvest.records.size() == 4);
}

TEST_CASE("closed shards' memory is dropped as well as open ones'", "[stream][memory]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.shard_count = 4,
                                  .record_bytes_max = 300,
                                  .memory_bytes_max = 8 * kKiB,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  StreamCursor slow = OpenAll(stream);
  std::uint64_t put = 0;
  for (const std::uint32_t shards : {1u, 5u, 2u, 8u, 3u, 1u}) {
    for (int i = 0; i < 100; ++i, ++put) {
      PutText(stream, std::to_string(i), std::string(250, 'x'));
      clock.Advance(absl::Milliseconds(1));
    }
    REQUIRE(stream.UpdateShardCount(shards).ok());
  }
  CHECK(stream.Statistics().memory_exhausted == 0);
  const Harvest harvest = ReadAll(slow);
  CHECK(harvest.Sum() == put);
  CHECK(harvest.trimmed == stream.Statistics().dropped_records);
}

// Three of the records fill more than the smallest segment, and the next size is the
// whole budget.
TEST_CASE("a reader that stands in a segment leaves half of the budget to dropping puts",
          "[stream][memory]") {
  for (const std::size_t bytes : {1'000u, 5'000u, 6'000u, 7'900u}) {
    INFO(bytes << " bytes");
    Stream stream = MakeStream({.record_bytes_max = 8'000,
                                .memory_bytes_max = 64 * kKiB,
                                .memory_policy = MemoryPolicy::kDropOldest});
    const std::string data(bytes, 'x');
    PutText(stream, "k", data);
    Cursor slow = OpenFirst(stream);
    const Batch batch = slow.Read();
    REQUIRE(batch.size() == 1);
    for (int i = 0; i < 200; ++i) PutText(stream, "k", data);
    CHECK(AsText(batch.begin()->data) == data);
    CHECK(stream.Statistics().memory_bytes <= 64 * kKiB);
    const Harvest harvest = ReadAll(slow);
    CHECK(harvest.Sum() == 200);
  }
}

// The parent's only segment is older than all others, and nobody appends to it.
TEST_CASE("what a closed shard holds is dropped before anything younger", "[stream][memory]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.record_bytes_max = 300,
                                  .memory_bytes_max = 8 * kKiB,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  for (int i = 0; i < 5; ++i) PutText(stream, "old", "x");
  clock.Advance(absl::Milliseconds(1));
  testing::Split(stream, ShardId{0});
  StreamCursor all = OpenAll(stream);
  std::uint64_t put = 0;
  while (stream.Statistics().dropped_records == 0) {
    PutText(stream, std::to_string(put++), std::string(250, 'x'));
    clock.Advance(absl::Milliseconds(1));
  }
  CHECK(stream.Statistics().dropped_records == 5);
  CHECK(testing::StatisticsOf(stream, ShardId{0}).held_records == 0);
  const Harvest harvest = ReadAll(all);
  CHECK(harvest.trimmed == 5);
  CHECK(harvest.records.size() == put);
}

TEST_CASE("a batch in a full stream drops as single puts do", "[stream][memory]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.shard_count = 3,
                                  .record_bytes_max = 500,
                                  .memory_bytes_max = 8 * kKiB,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  StreamCursor slow = OpenAll(stream);
  const std::string data(200, 'x');
  std::vector<std::string> keys;
  for (int i = 0; i < 2'000; ++i) keys.push_back(std::to_string(i));
  std::vector<PutEntry> entries;
  for (const std::string& key : keys) {
    entries.push_back({.partition_key = key, .data = AsBytes(data)});
  }
  std::vector<PutOutcome> outcomes(entries.size());
  CHECK(stream.PutBatch(entries, outcomes) == 0);
  CHECK(stream.Statistics().memory_bytes <= 8 * kKiB);
  CHECK(ReadAll(slow).Sum() == 2'000);
}

TEST_CASE("a record of the largest size fits into the smallest budget, again and again",
          "[stream][memory]") {
  ManualClock clock;
  for (const std::int64_t record_bytes : {std::int64_t{20'000}, 1024 * kKiB, 10 * 1024 * kKiB}) {
    const std::string message = MessageOf(
        Stream::Create({.record_bytes_max = record_bytes, .memory_bytes_max = record_bytes})
            .status());
    const std::int64_t least = std::stoll(message.substr(message.find("at least ") + 9));
    Stream stream = MakeStream({.record_bytes_max = record_bytes,
                                .memory_bytes_max = least,
                                .memory_policy = MemoryPolicy::kDropOldest,
                                .clock = &clock});
    StreamCursor slow = OpenAll(stream);
    const std::string data(static_cast<std::size_t>(record_bytes) - 1, 'x');
    for (int i = 0; i < 6; ++i) {
      PutText(stream, "k", "small");
      PutText(stream, "k", data);
    }
    CHECK(ReadAll(slow).Sum() == 12);
  }
}

}  // namespace
}  // namespace weir

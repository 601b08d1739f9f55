// SPDX-License-Identifier: MIT
//
// Puts and reads allocate nothing, once the slab has mapped the memory that they
// turn over. Every operation is first warmed up, then counted.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "stream/allocation_counter.h"
#include "stream/support.h"

namespace weir {
namespace {

using testing::Allocations;
using testing::AllocationsOfThisThread;
using testing::kNewIsReplaced;
using testing::MakeStream;
using testing::ManualClock;
using testing::OpenAll;
using testing::OpenFirst;

// How often the thread allocated while `work` was done `times` times, after as often
// again to warm up.
template <class Work>
std::uint64_t AllocationsIn(int times, Work work) {
  for (int i = 0; i < times; ++i) work();
  const Allocations before = AllocationsOfThisThread();
  for (int i = 0; i < times; ++i) work();
  return AllocationsOfThisThread().count - before.count;
}

// A stream of four shards in 4 MiB, which turns its memory over all the time.
Stream MakeRound(ManualClock& clock) {
  return MakeStream({.shard_count = 4,
                     .record_bytes_max = 10'000,
                     .memory_bytes_max = 4 * 1024 * 1024,
                     .memory_policy = MemoryPolicy::kDropOldest,
                     .clock = &clock});
}

// Enough to turn 4 MiB over several times.
constexpr int kManyTimes = 30'000;
constexpr std::string_view kKeys[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

struct Turn {
  std::string_view NextKey() { return kKeys[number++ % 8]; }

  std::size_t number = 0;
};

TEST_CASE("the counter sees every way to allocate", "[stream][allocation]") {
  if (!kNewIsReplaced) return;
  // Volatile, so that the compiler leaves none of them out.
  const Allocations before = AllocationsOfThisThread();
  void* volatile memory = operator new(24);
  operator delete(memory);
  memory = operator new (256, std::align_val_t{128});
  operator delete (memory, std::align_val_t{128});
  memory = operator new(24, std::nothrow);
  operator delete(memory);
  memory = operator new[](24);
  operator delete[](memory);
  CHECK(AllocationsOfThisThread().count - before.count >= 4);
  CHECK(AllocationsOfThisThread().bytes - before.bytes >= 24 + 256 + 24 + 24);
}

TEST_CASE("a put allocates nothing", "[stream][allocation]") {
  ManualClock clock;
  Stream stream = MakeRound(clock);
  const std::string data(700, 'x');
  Turn turn;
  CHECK(AllocationsIn(kManyTimes, [&] {
          const absl::StatusOr<PutResult> result =
              stream.Put({.partition_key = turn.NextKey(), .data = AsBytes(data)});
          if (!result.ok()) FAIL("a put is refused");
        }) == 0);
  CHECK(stream.Statistics().dropped_records > 0);
}

TEST_CASE("TryPut allocates nothing, taken or refused", "[stream][allocation]") {
  ManualClock clock;
  Stream stream = MakeRound(clock);
  const std::string data(700, 'x');
  const std::string large(10'001, 'x');
  Turn turn;
  CHECK(AllocationsIn(kManyTimes, [&] {
          stream.TryPut({.partition_key = turn.NextKey(), .data = AsBytes(data)});
          stream.TryPut({.partition_key = "", .data = AsBytes(data)});
          stream.TryPut({.partition_key = "k", .data = AsBytes(large)});
        }) == 0);
  Stream limited =
      MakeStream({.record_bytes_max = 1'000,
                  .limits = {.write_mode = LimitMode::kEnforce, .write_records = {.per_second = 1}},
                  .clock = &clock});
  CHECK(AllocationsIn(100, [&] { limited.TryPut({.partition_key = "k"}); }) == 0);
  Stream full =
      MakeStream({.record_bytes_max = 1'000, .memory_bytes_max = 64 * 1024, .clock = &clock});
  CHECK(AllocationsIn(1'000, [&] {
          full.TryPut({.partition_key = "k", .data = AsBytes(data)});
          clock.Advance(absl::Milliseconds(2));
        }) == 0);
  CHECK(full.Statistics().memory_exhausted > 0);
  stream.Close();
  CHECK(AllocationsIn(100, [&] { stream.TryPut({.partition_key = "k"}); }) == 0);
}

TEST_CASE("a batch allocates nothing, taken, throttled or out of memory", "[stream][allocation]") {
  ManualClock clock;
  const std::string data(300, 'x');
  std::vector<PutEntry> entries;
  for (int i = 0; i < 1'000; ++i) {
    entries.push_back({.partition_key = kKeys[i % 8], .data = AsBytes(data)});
  }
  std::vector<PutOutcome> outcomes(entries.size());
  Stream stream = MakeRound(clock);
  CHECK(AllocationsIn(100, [&] { stream.PutBatch(entries, outcomes); }) == 0);
  Stream limited = MakeStream(
      {.record_bytes_max = 1'000,
       .limits = {.write_mode = LimitMode::kEnforce, .write_records = {.per_second = 100}},
       .clock = &clock});
  CHECK(AllocationsIn(20, [&] { limited.PutBatch(entries, outcomes); }) == 0);
  Stream full =
      MakeStream({.record_bytes_max = 1'000, .memory_bytes_max = 64 * 1024, .clock = &clock});
  CHECK(AllocationsIn(20, [&] { full.PutBatch(entries, outcomes); }) == 0);
}

TEST_CASE("a claim allocates nothing, committed or abandoned", "[stream][allocation]") {
  ManualClock clock;
  Stream stream = MakeRound(clock);
  Turn turn;
  CHECK(AllocationsIn(kManyTimes, [&] {
          absl::StatusOr<RecordClaim> claim =
              stream.Claim({.partition_key = turn.NextKey(), .data_bytes = 500});
          std::memset(claim->data().data(), 'x', 500);
          if (turn.number % 3 != 0) static_cast<void>(claim->Commit());
        }) == 0);
}

TEST_CASE("reading allocates nothing, also when a cursor is left behind", "[stream][allocation]") {
  ManualClock clock;
  Stream stream = MakeRound(clock);
  const std::string data(700, 'x');
  Cursor quick = OpenFirst(stream);
  Cursor slow = OpenFirst(stream);
  Turn turn;
  std::uint64_t records = 0;
  std::uint64_t trimmed = 0;
  const auto read = [&](Cursor& cursor, std::int32_t records_max) {
    const Batch batch = cursor.Read({.records_max = records_max});
    trimmed += batch.trimmed().records;
    for (const RecordView& record : batch) records += record.data.size() == 700 ? 1 : 0;
  };
  CHECK(AllocationsIn(kManyTimes, [&] {
          stream.TryPut({.partition_key = turn.NextKey(), .data = AsBytes(data)});
          read(quick, 100);
          if (turn.number % 50 == 0) read(slow, 1);
          if (turn.number % 100 == 0) slow.Release();
        }) == 0);
  CHECK(records > 1'000);
  CHECK(trimmed > 1'000);
}

TEST_CASE("reading a whole stream allocates nothing between reshards", "[stream][allocation]") {
  ManualClock clock;
  Stream stream = MakeRound(clock);
  const std::string data(700, 'x');
  StreamCursor all = OpenAll(stream);
  Turn turn;
  std::uint64_t records = 0;
  CHECK(AllocationsIn(kManyTimes, [&] {
          stream.TryPut({.partition_key = turn.NextKey(), .data = AsBytes(data)});
          for (const RecordView& record : all.Read()) records += record.data.size() == 700 ? 1 : 0;
          if (turn.number % 100 == 0) all.Release();
        }) == 0);
  CHECK(records > 10'000);
}

TEST_CASE("waiting, lag, a tick and figures of a shard allocate nothing", "[stream][allocation]") {
  ManualClock clock;
  Stream stream = MakeRound(clock);
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  Turn turn;
  CHECK(AllocationsIn(200, [&] {
          cursor.Wait(absl::Microseconds(50));
          all.Wait(absl::Microseconds(50));
          stream.TryPut({.partition_key = turn.NextKey()});
          cursor.Wait(absl::ZeroDuration());
          all.Wait(absl::ZeroDuration());
          cursor.Lag();
          all.Lag();
          cursor.Read();
          all.Read();
          stream.Tick();
          stream.Statistics();
          stream.ShardFor(HashKey::Min());
          clock.Advance(absl::Hours(1));
        }) == 0);
}

TEST_CASE("throttled reads and the ends of streams are told without allocating",
          "[stream][allocation]") {
  ManualClock clock;
  Stream stream = MakeStream({.limits = Limits::Kinesis(), .clock = &clock});
  Cursor cursor = OpenFirst(stream);
  CHECK(AllocationsIn(100, [&] { cursor.Read(); }) == 0);
  Stream closed = MakeStream({.clock = &clock});
  Cursor at_end = OpenFirst(closed);
  StreamCursor all = OpenAll(closed);
  closed.Close();
  CHECK(AllocationsIn(100, [&] {
          at_end.Read();
          all.Read();
          all.Wait(absl::ZeroDuration());
        }) == 0);
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
//
// Wait() sleeps while there is nothing to read, and not longer.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "stream/support.h"
#include "weir/base/atomic.h"
#include "weir/base/parking_spot.h"
#include "weir/stream/internal/wait.h"

namespace weir {
namespace {

using testing::MakeStream;
using testing::ManualClock;
using testing::OpenAll;
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

// Long enough for any machine; a test that waits so long has failed.
constexpr absl::Duration kForever = absl::Seconds(60);
// Long enough for a thread to fall asleep.
constexpr absl::Duration kNap = absl::Milliseconds(20);

struct Waited {
  bool is_ready = false;
  absl::Duration took;
};

template <class AnyCursor>
Waited TimedWait(AnyCursor& cursor, absl::Duration timeout) {
  const absl::Time start = absl::Now();
  const bool is_ready = cursor.Wait(timeout);
  return {is_ready, absl::Now() - start};
}

// What Wait() says when `event` happens after it fell asleep.
template <class AnyCursor>
Waited WaitDuring(AnyCursor& cursor, const std::function<void()>& event) {
  std::thread other([&event] {
    absl::SleepFor(kNap);
    event();
  });
  const Waited waited = TimedWait(cursor, kForever);
  other.join();
  return waited;
}

// A wake takes some 40 us; under sanitizers and on a busy machine far more. What
// must not happen is that the sleeper is forgotten.
void CheckWoken(const Waited& waited) {
  CHECK(waited.is_ready);
  CHECK(waited.took < kForever / 2);
}

TEST_CASE("with a record to read, Wait returns at once", "[stream][wait]") {
  Stream stream = MakeStream();
  PutText(stream, "k", "x");
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  for (const absl::Duration timeout : {absl::ZeroDuration(), -absl::Hours(1), kForever,
                                       absl::InfiniteDuration(), -absl::InfiniteDuration()}) {
    CHECK(cursor.Wait(timeout));
    CHECK(all.Wait(timeout));
  }
  CHECK(cursor.Wait(absl::InfinitePast()));
  CHECK(cursor.Wait(absl::InfiniteFuture()));
  CHECK(all.Wait(absl::InfinitePast()));
  CHECK(all.Wait(absl::InfiniteFuture()));
}

TEST_CASE("with nothing to read, Wait returns false when its time is over", "[stream][wait]") {
  Stream stream = MakeStream({.shard_count = 3});
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  for (const absl::Duration timeout :
       {-absl::InfiniteDuration(), -absl::Hours(1), absl::ZeroDuration(), absl::Nanoseconds(1),
        absl::Milliseconds(15)}) {
    for (const Waited& waited : {TimedWait(cursor, timeout), TimedWait(all, timeout)}) {
      CHECK_FALSE(waited.is_ready);
      CHECK(waited.took >= timeout);
      CHECK(waited.took < absl::Seconds(10));
    }
  }
  const absl::Time start = absl::Now();
  CHECK_FALSE(cursor.Wait(start + absl::Milliseconds(15)));
  CHECK(absl::Now() >= start + absl::Milliseconds(15));
  CHECK_FALSE(all.Wait(start));
  CHECK_FALSE(cursor.Wait(absl::InfinitePast()));
}

TEST_CASE("a wait whose time is over looks once", "[stream][wait]") {
  BasicParkingSpot<StdAtomics> spot;
  for (const absl::Duration timeout : {absl::ZeroDuration(), -absl::Hours(1)}) {
    int looks = 0;
    const auto is_ready = [&looks] { return ++looks > 1; };
    CHECK_FALSE(stream_internal::WaitOn(spot, stream_internal::DeadlineAfter(timeout), is_ready,
                                        [] { return stream_internal::Obstacle::kClaim; }));
    CHECK(looks == 1);
  }
}

TEST_CASE("a wait that looks slowly looks no more often than its time allows", "[stream][wait]") {
  BasicParkingSpot<StdAtomics> spot;
  int looks = 0;
  const auto is_ready = [&looks] {
    ++looks;
    absl::SleepFor(absl::Milliseconds(1));
    return false;
  };
  CHECK_FALSE(stream_internal::WaitOn(spot, stream_internal::DeadlineAfter(absl::Milliseconds(1)),
                                      is_ready, [] { return stream_internal::Obstacle::kClaim; }));
  CHECK(looks <= 4);
}

// Goal: the time that Wait() takes beyond its timeout is that of a few looks at all
// shards. Method: an idle Read() is one look, so its time is the measure, the best of
// some, as other programs take time too.
TEST_CASE("over ten thousand shards, Wait overshoots its time by a few looks at them",
          "[stream][wait]") {
  Stream stream = MakeStream({.shard_count = 10'000});
  StreamCursor all = OpenAll(stream, Position::Latest());
  const auto best_of = [](const std::function<void()>& call) {
    absl::Duration best = kForever;
    for (int i = 0; i < 20; ++i) {
      const absl::Time start = absl::Now();
      call();
      best = std::min(best, absl::Now() - start);
    }
    return best;
  };
  const absl::Duration look = best_of([&all] { CHECK(all.Read().empty()); });
  for (const absl::Duration timeout : {absl::ZeroDuration(), absl::Milliseconds(1)}) {
    const absl::Duration took = best_of([&] { CHECK_FALSE(all.Wait(timeout)); });
    INFO(took << " of " << timeout << ", one look " << look);
    CHECK(took - timeout < 20 * look + absl::Microseconds(200));
  }
}

TEST_CASE("Wait's time is real time, whatever the stream's clock does", "[stream][wait]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Cursor cursor = OpenFirst(stream);
  CHECK_FALSE(cursor.Wait(absl::Milliseconds(5)));
  clock.Advance(absl::Hours(24 * 365));
  CHECK_FALSE(cursor.Wait(absl::Milliseconds(5)));
}

TEST_CASE("a put wakes who sleeps on its shard and who sleeps on the stream", "[stream][wait]") {
  Stream stream = MakeStream({.shard_count = 2});
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  CheckWoken(WaitDuring(cursor, [&] { testing::PutAt(stream, HashKey::Min(), "x"); }));
  CHECK(ReadAll(cursor).records.size() == 1);
  CHECK(ReadAll(all).records.size() == 1);
  CheckWoken(WaitDuring(all, [&] { testing::PutAt(stream, HashKey::Max(), "x"); }));
  CHECK(ReadAll(all).records.size() == 1);
  // Another shard's record is no news.
  CHECK_FALSE(cursor.Wait(absl::ZeroDuration()));
}

TEST_CASE("a batch, a commit and an abandoned claim wake too", "[stream][wait]") {
  Stream stream = MakeStream();
  Cursor cursor = OpenFirst(stream);
  CheckWoken(WaitDuring(cursor, [&] {
    const std::vector<PutEntry> entries(3, {.partition_key = "k"});
    std::vector<PutOutcome> outcomes(3);
    stream.PutBatch(entries, outcomes);
  }));
  CHECK(ReadAll(cursor).records.size() == 3);
  CheckWoken(WaitDuring(cursor, [&] {
    absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k"});
    if (claim.ok()) static_cast<void>(claim->Commit());
  }));
  CHECK(ReadAll(cursor).records.size() == 1);
  CheckWoken(WaitDuring(cursor, [&] { stream.Claim({.partition_key = "k"}).IgnoreError(); }));
  CHECK(ReadAll(cursor).aborted == 1);
}

TEST_CASE("behind an unfinished claim Wait sleeps until it is finished", "[stream][wait]") {
  Stream stream = MakeStream();
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  absl::StatusOr<RecordClaim> claim = stream.Claim({.partition_key = "k"});
  REQUIRE(claim.ok());
  PutText(stream, "k", "behind it");
  CHECK_FALSE(cursor.Wait(absl::Milliseconds(5)));
  CHECK_FALSE(all.Wait(absl::Milliseconds(5)));
  CheckWoken(WaitDuring(cursor, [&] { static_cast<void>(claim->Commit()); }));
  CHECK(ReadAll(cursor).records.size() == 2);
  CHECK(all.Wait(absl::ZeroDuration()));
}

TEST_CASE("Wait returns when the stream closes, and ever after", "[stream][wait]") {
  Stream stream = MakeStream({.shard_count = 3});
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  CheckWoken(WaitDuring(cursor, [&] { stream.Close(); }));
  CHECK(cursor.Read().code() == ReadCode::kEndOfStream);
  for (int i = 0; i < 3; ++i) {
    CHECK(cursor.Wait(kForever));
    CHECK(all.Wait(kForever));
    CHECK(all.Read().code() == ReadCode::kEndOfStream);
  }
}

TEST_CASE("Wait on a whole stream returns when it closes", "[stream][wait]") {
  Stream stream = MakeStream({.shard_count = 3});
  StreamCursor all = OpenAll(stream);
  CheckWoken(WaitDuring(all, [&] { stream.Close(); }));
  CHECK(all.Read().code() == ReadCode::kEndOfStream);
}

TEST_CASE("Wait returns when the stream is destroyed", "[stream][wait]") {
  std::optional<Stream> stream = MakeStream();
  Cursor cursor = OpenFirst(*stream);
  CheckWoken(WaitDuring(cursor, [&] { stream.reset(); }));
  CHECK(cursor.Read().code() == ReadCode::kStreamDestroyed);
  stream = MakeStream();
  StreamCursor all = OpenAll(*stream);
  CheckWoken(WaitDuring(all, [&] { stream.reset(); }));
  CHECK(all.Read().code() == ReadCode::kStreamDestroyed);
}

TEST_CASE("a cursor of a split shard is woken to its end", "[stream][wait]") {
  Stream stream = MakeStream();
  Cursor cursor = OpenFirst(stream);
  CheckWoken(WaitDuring(cursor, [&] { testing::Split(stream, ShardId{0}); }));
  CHECK(cursor.Read().code() == ReadCode::kEndOfShard);
  CHECK(cursor.Wait(kForever));
}

TEST_CASE("cursors of merged shards are woken to their ends", "[stream][wait]") {
  Stream stream = MakeStream({.shard_count = 2});
  Cursor lower = OpenFirst(stream);
  Cursor upper = testing::Open(stream, ShardId{1}, Position::TrimHorizon());
  CheckWoken(WaitDuring(upper, [&] { testing::Merge(stream, ShardId{0}, ShardId{1}); }));
  CHECK(lower.Wait(kForever));
  CHECK(lower.Read().code() == ReadCode::kEndOfShard);
  CHECK(upper.Read().code() == ReadCode::kEndOfShard);
}

TEST_CASE("a stream cursor that waited through a reshard is woken by a child's record",
          "[stream][wait]") {
  Stream stream = MakeStream();
  StreamCursor all = OpenAll(stream);
  std::thread resharder([&stream] {
    absl::SleepFor(kNap);
    if (stream.UpdateShardCount(5).ok()) absl::SleepFor(kNap);
    stream.TryPut({.partition_key = "k", .data = AsBytes("child")});
  });
  // The reshard itself may wake it, for the parent has ended; there is no record then.
  std::vector<std::string> data;
  const absl::Time start = absl::Now();
  while (data.empty() && absl::Now() - start < kForever) {
    if (all.Wait(kForever)) data = ReadAll(all).Data();
  }
  resharder.join();
  CHECK(data == std::vector<std::string>{"child"});
}

TEST_CASE("a trim that is still to be told keeps Wait awake", "[stream][wait]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  PutMany(stream, 10);
  Cursor behind = OpenFirst(stream, Position::AtSequenceNumber({2}));
  clock.Advance(absl::Hours(25));
  stream.Tick();
  stream.Tick();
  Cursor cursor = OpenFirst(stream, Position::AtSequenceNumber({2}));
  for (Cursor* one : {&behind, &cursor}) {
    CHECK(one->Wait(kForever));
    CHECK(one->Read().trimmed().records == 8);
    CHECK_FALSE(one->Wait(absl::ZeroDuration()));
  }
}

TEST_CASE("many sleepers on one shard and on the stream are all woken by one put",
          "[stream][wait]") {
  Stream stream = MakeStream();
  constexpr int kSleepers = 8;
  std::vector<Cursor> cursors;
  std::vector<StreamCursor> all;
  for (int i = 0; i < kSleepers; ++i) {
    cursors.push_back(OpenFirst(stream));
    all.push_back(OpenAll(stream));
  }
  std::vector<Waited> waited(2 * kSleepers);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kSleepers; ++i) {
    threads.emplace_back([&, i] { waited[2 * i] = TimedWait(cursors[i], kForever); });
    threads.emplace_back([&, i] { waited[2 * i + 1] = TimedWait(all[i], kForever); });
  }
  absl::SleepFor(2 * kNap);
  PutText(stream, "k", "x");
  for (std::thread& thread : threads) thread.join();
  for (const Waited& one : waited) CheckWoken(one);
}

// A stream of two shards, each of which answers one read in a second.
StreamOptions OneReadASecond(const Clock* clock) {
  return {.shard_count = 2,
          .limits = {.read_mode = LimitMode::kEnforce, .read_calls = {.per_second = 1}},
          .clock = clock};
}

TEST_CASE("after a refused read Wait sleeps until it would be admitted", "[stream][wait]") {
  ManualClock clock;
  Stream stream = MakeStream(OneReadASecond(&clock));
  testing::PutAt(stream, HashKey::Min(), "x");
  Cursor cursor = OpenFirst(stream);
  Cursor moved = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  // Nobody knows of a limit before it refuses.
  CHECK(cursor.Wait(absl::ZeroDuration()));
  CHECK(cursor.Read().size() == 1);
  testing::PutAt(stream, HashKey::Min(), "y");
  CHECK(cursor.Wait(absl::ZeroDuration()));
  CHECK(cursor.Read().retry_after() == absl::Seconds(1));
  CHECK(all.Read().retry_after() == absl::Seconds(1));
  moved = std::move(cursor);
  const auto check_waits = [](auto& one) {
    for (const absl::Duration timeout : {absl::ZeroDuration(), absl::Milliseconds(5)}) {
      const Waited waited = TimedWait(one, timeout);
      CHECK_FALSE(waited.is_ready);
      CHECK(waited.took >= timeout);
      CHECK(waited.took < kForever / 2);
    }
  };
  check_waits(moved);
  check_waits(all);
  clock.Advance(absl::Seconds(1) - absl::Nanoseconds(1));
  check_waits(moved);
  check_waits(all);
  // The clock is moved by somebody who wakes nobody.
  CheckWoken(WaitDuring(moved, [&clock] { clock.Advance(absl::Nanoseconds(1)); }));
  CHECK(all.Wait(absl::ZeroDuration()));
  CHECK(moved.Read().size() == 1);
  // An end is not told before its time either.
  CHECK(moved.Read().code() == ReadCode::kThrottled);
  stream.Close();
  check_waits(moved);
  clock.Advance(absl::Seconds(1));
  CHECK(moved.Wait(absl::ZeroDuration()));
  CHECK(moved.Read().code() == ReadCode::kEndOfStream);
}

TEST_CASE("a reader that is held back at the tip waits for a record and for its time",
          "[stream][wait]") {
  ManualClock clock;
  Stream stream = MakeStream(OneReadASecond(&clock));
  Cursor cursor = OpenFirst(stream);
  CHECK(cursor.Read().code() == ReadCode::kOk);
  CHECK(cursor.Read().code() == ReadCode::kThrottled);
  const Waited waited = WaitDuring(cursor, [&] {
    testing::PutAt(stream, HashKey::Min(), "x");
    absl::SleepFor(kNap);
    clock.Advance(absl::Seconds(1));
  });
  CheckWoken(waited);
  CHECK(waited.took >= 2 * kNap);
  CHECK(cursor.Read().size() == 1);
}

TEST_CASE("a shard that is held back keeps no record of another from a stream cursor",
          "[stream][wait]") {
  ManualClock clock;
  Stream stream = MakeStream(OneReadASecond(&clock));
  Cursor greedy = OpenFirst(stream);
  CHECK(greedy.Read().code() == ReadCode::kOk);
  testing::PutAt(stream, HashKey::Min(), "lower");
  StreamCursor all = OpenAll(stream);
  CHECK(all.Read().code() == ReadCode::kThrottled);
  CheckWoken(WaitDuring(all, [&] { testing::PutAt(stream, HashKey::Max(), "upper"); }));
  CHECK(testing::Keep(all.Read()).at(0).data == "upper");
  CHECK_FALSE(all.Wait(absl::Milliseconds(1)));
}

TEST_CASE("a reader that is held back is told at once that its stream is gone", "[stream][wait]") {
  ManualClock clock;
  std::optional<Stream> stream = MakeStream(OneReadASecond(&clock));
  Cursor cursor = OpenFirst(*stream);
  StreamCursor all = OpenAll(*stream);
  testing::PutAt(*stream, HashKey::Min(), "x");
  CHECK(cursor.Read().size() == 1);
  testing::PutAt(*stream, HashKey::Min(), "x");
  CHECK(cursor.Read().code() == ReadCode::kThrottled);
  CHECK(all.Read().code() == ReadCode::kThrottled);
  CheckWoken(WaitDuring(cursor, [&] { stream.reset(); }));
  CHECK(cursor.Read().code() == ReadCode::kStreamDestroyed);
  CHECK(all.Wait(kForever));
}

// The loop that the headers show, at limits that let few of its turns through.
TEST_CASE("Wait and Read in turns take no more turns than the limit has reads", "[stream][wait]") {
  Stream stream =
      MakeStream({.limits = {.read_mode = LimitMode::kEnforce, .read_calls = {.per_second = 20}}});
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = OpenAll(stream);
  int turns = 0;
  const absl::Time end = absl::Now() + absl::Milliseconds(300);
  for (; absl::Now() < end; PutText(stream, "k", "x")) {
    PutText(stream, "k", "x");
    if (cursor.Wait(absl::Milliseconds(20))) ++turns, cursor.Read();
    if (all.Wait(absl::Milliseconds(20))) ++turns, all.Read();
  }
  // 20 at once, 6 that flow in, and a refusal for each of them and both cursors.
  const absl::Duration over = absl::Now() - end;
  CHECK(turns <= 20 + 4 * (6 + 20 * absl::ToDoubleSeconds(over)) + 4);
  CHECK(turns >= 20);
}

// A reader has announced that it will sleep; before it does, a put finds nobody
// asleep, and another reader announces itself.
//   allowed:    the first reader goes on with its record
//   forbidden:  it sleeps, for the put is over and will wake nobody
TEST_CASE("no wake is lost to a reader that another one came after", "[stream][wait]") {
  Stream stream = MakeStream();
  Cursor cursor = OpenFirst(stream);
  BasicParkingSpot<StdAtomics> spot;
  const auto is_ready = [&cursor] { return cursor.Wait(absl::ZeroDuration()); };
  int announcements = 0;
  const auto put_and_announce = [&] {
    if (++announcements > 1) return stream_internal::Obstacle::kNothingThere;
    PutText(stream, "k", "x");
    spot.WakeAll();
    spot.Announce();
    return stream_internal::Obstacle::kNothingThere;
  };
  const absl::Time start = absl::Now();
  CHECK(stream_internal::WaitOn(spot, stream_internal::DeadlineAfter(kForever), is_ready,
                                put_and_announce));
  CHECK(absl::Now() - start < kForever / 2);
  CHECK(announcements == 1);
}

// A machine on which a waker stops for good right before its system call.
struct DeafAtomics : StdAtomics {
  static void FutexWakeAll(const Atomic<std::uint32_t>& /*word*/) noexcept {}
};

// A producer has made the tickets of all sleepers void and stops there, its record whole.
// Whoever puts now sees nobody to wake.
//   allowed:    the reader looks again within a second or so
//   forbidden:  it sleeps for as long as Wait() may last, and its records are there
TEST_CASE("a reader goes on although its waker stopped for good in the midst of waking it",
          "[stream][wait]") {
  BasicParkingSpot<DeafAtomics> spot;
  std::atomic<bool> is_there{false};
  std::thread waker([&] {
    while (!spot.IsOccupied()) std::this_thread::yield();
    absl::SleepFor(kNap);
    is_there = true;
    spot.WakeAll();
  });
  const absl::Time start = absl::Now();
  CHECK(stream_internal::WaitOn(
      spot, stream_internal::DeadlineAfter(kForever), [&] { return is_there.load(); },
      [] { return stream_internal::Obstacle::kNothingThere; }));
  CHECK(absl::Now() - start < kForever / 2);
  waker.join();
}

// Each round, readers that may all be about to sleep get one record.
//   allowed:    every reader has it in the time of a wake
//   forbidden:  a reader that sleeps on while its record is there
TEST_CASE("many readers of a shard are all woken by each of 2,000 puts", "[stream][wait]") {
  constexpr std::size_t kReaders = 6;
  constexpr std::uint64_t kRounds = 2'000;
  Stream stream = MakeStream();
  std::vector<Cursor> cursors;
  for (std::size_t i = 0; i < kReaders; ++i) cursors.push_back(OpenFirst(stream));
  StdAtomics::Atomic<std::uint64_t> seen{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kReaders; ++i) {
    threads.emplace_back([&, i] {
      for (std::uint64_t got = 0; got < kRounds && cursors[i].Wait(kForever);) {
        const std::uint64_t size = cursors[i].Read().size();
        seen.FetchAddRelaxed(size);  // Relaxed: a count.
        got += size;
      }
    });
  }
  absl::Duration worst;
  for (std::uint64_t round = 1; round <= kRounds; ++round) {
    const absl::Time start = absl::Now();
    PutText(stream, "k", "x");
    // Relaxed: a count.
    while (seen.LoadRelaxed() < kReaders * round && absl::Now() - start < kForever / 2) {
      std::this_thread::yield();
    }
    worst = std::max(worst, absl::Now() - start);
    if (worst > kForever / 4) break;
  }
  stream.Close();
  for (std::thread& thread : threads) thread.join();
  CHECK(worst < kForever / 4);
}

// Two threads hand a record back and forth; each sleeps for the other's.
//   allowed:    every record is answered
//   forbidden:  a sleeper that misses the put it waits for
TEST_CASE("no wake is lost in 20,000 turns of ping and pong", "[stream][wait]") {
  constexpr int kTurns = 20'000;
  Stream stream = MakeStream({.shard_count = 2});
  Cursor ping = OpenFirst(stream);
  StreamCursor pong = OpenAll(stream);
  int pongs = 0;
  std::thread other([&] {
    // Sees both shards: its own answers too, which it passes over.
    while (pongs < kTurns && pong.Wait(kForever)) {
      for (const RecordView& record : pong.Read()) {
        if (AsText(record.data) != "ping") continue;
        ++pongs;
        stream.TryPut(
            {.partition_key = "k", .data = AsBytes("pong"), .explicit_hash_key = HashKey::Min()});
      }
    }
  });
  int pings = 0;
  for (; pings < kTurns; ++pings) {
    stream.TryPut(
        {.partition_key = "k", .data = AsBytes("ping"), .explicit_hash_key = HashKey::Max()});
    if (!ping.Wait(kForever) || ping.Read().size() != 1) break;
  }
  other.join();
  CHECK(pings == kTurns);
  CHECK(pongs == kTurns);
}

}  // namespace
}  // namespace weir

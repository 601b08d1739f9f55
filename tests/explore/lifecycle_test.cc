// SPDX-License-Identifier: MIT
//
// A stream is closed or destroyed while others put, read, and sleep until there is
// something to read.
//   allowed:    a record is taken and read | it is refused | a reader goes on | it is told
//               that this is the end
//   forbidden:  a reader asleep for good | the end of a shard on its own, where it is the
//               stream's | an end before a record
#include <array>
#include <limits>

#include "explore/floor_scenario.h"
#include "weir/stream/internal/stream_end.h"
#include "weir/stream/internal/wait.h"

namespace weir::explore::lifecycle_test {
namespace {

using stream_internal::Obstacle;

// Each reading is so much later that nobody looks again without sleeping.
struct ModelTime {
  inline static std::int64_t nanos = 0;

  static std::int64_t Nanos() { return nanos += 5'000; }
  static void Nap(std::int64_t /*nanos*/) { FloorAtomics::Pause(); }
};

template <std::uint32_t kShards>
struct EndScenario : FloorScenario<kShards> {
  stream_internal::BasicStreamEnd<FloorAtomics> end;
  std::uint64_t put = 0;

  void Close() { end.Close(this->map, this->spot, this->clock); }
  void Destroy() { end.Destroy(this->map, this->spot, this->clock); }
  void PutUnlessClosed(HashKey key, std::uint8_t name) {
    if (this->PutRecord(key, name) != nullptr) ++put;
  }
  // As Cursor::Wait() does it.
  void Wait(ShardFollower& reader) {
    const bool is_ready = WaitFor(
        reader.shard().log.parking_spot(), [&] { return end.IsDestroyed() || reader.IsReadable(); },
        [&] { return reader.HasNewsBeforeSleep() ? Obstacle::kClaim : Obstacle::kNothingThere; });
    Require(is_ready, "it has no other end");
  }
  template <class IsReady, class FindObstacle>
  static bool WaitFor(ParkingSpot& at, IsReady is_ready, FindObstacle find_obstacle) {
    constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    ModelTime::nanos = 0;
    return stream_internal::WaitOn<ModelTime>(at, kNever, is_ready, find_obstacle);
  }
};

struct CloseAgainstPut : EndScenario<2> {
  static constexpr int kThreads = 3;
  ShardFollower reader{*map.At(1), pool};
  std::uint64_t received = 0;
  void Run(int thread) {
    if (thread == 0) return Close();
    if (thread == 1) return PutUnlessClosed(KeyIn(5), 1);
    Read();
    if (reader.is_at_end()) Require(end.IsLast(*map.At(1)), "it is the end of the stream");
  }
  void Read() {
    reader.ReadOn([this](std::uint8_t) { ++received; });
  }
  void AtEnd() {
    Require(PutRecord(KeyIn(1), 2) == nullptr && PutRecord(KeyIn(5), 2) == nullptr, "closed");
    Require(map.open_count() == 0, "no shard is open");
    Read();
    Require(reader.is_at_end() && received == put, "what was taken is read");
  }
};

// The end of a shard that was split is not the end of the stream.
struct CloseBehindSplit : EndScenario<1> {
  static constexpr int kThreads = 2;
  ShardFollower reader{*map.At(0), pool};
  void Run(int thread) {
    if (thread == 0) {
      Split(0, 0, 4, 8);
      Close();
      return;
    }
    reader.ReadOn([](std::uint8_t) {});
    if (!reader.is_at_end()) return;
    Require(!end.IsLast(*map.At(0)), "children follow");
    ShardFollower child(*map.Children(*map.At(0))[1], pool);
    child.ReadOn([](std::uint8_t) {});
    if (child.is_at_end()) Require(end.IsLast(child.shard()), "nothing follows");
  }
  void AtEnd() {}
};

// A reader of one shard sleeps until its record comes, or the end.
template <bool kIsDestroyed>
struct EndAgainstSleep : EndScenario<2> {
  static constexpr int kThreads = 3;
  ShardFollower reader{*map.At(1), pool};
  std::array<std::byte, 8> before_end{};
  void Run(int thread) {
    if (thread == 0) {
      FloorAtomics::PlainWrite(before_end.data(), before_end.size());
      kIsDestroyed ? Destroy() : Close();
    } else if (thread == 1) {
      PutUnlessClosed(KeyIn(5), 1);
    } else {
      Follow();
    }
  }
  void Follow() {
    for (;;) {
      Wait(reader);
      if (end.IsDestroyed()) break;
      if (reader.ReadOn([](std::uint8_t) {}) == LogReadCode::kEnd) break;
    }
    Require(end.IsDestroyed() == kIsDestroyed, "which end it is");
    Require(end.IsDestroyed() || end.IsLast(*map.At(1)), "which end it is");
    // Who is told of an end sees what came before it.
    FloorAtomics::PlainRead(before_end.data(), before_end.size());
  }
  void AtEnd() { Require(map.open_count() == 0, "all are closed"); }
};

// Nothing but the records wakes it.
struct PutAgainstSleepOnOne : EndScenario<1> {
  static constexpr int kThreads = 2;
  ShardFollower reader{*map.At(0), pool};
  void Run(int thread) {
    if (thread == 0) return PutBoth(KeyIn(5));
    std::uint64_t received = 0;
    while (received < 2) {
      Wait(reader);
      reader.ReadOn([&](std::uint8_t) { ++received; });
    }
  }
  void AtEnd() {}
};

// A reader of all shards, as StreamCursor::Wait() does it, until the split is seen.
struct SleepOnAll : EndScenario<2> {
  ShardFollower first{*map.At(0), pool};
  ShardFollower second{*map.At(1), pool};
  void WaitForAny() {
    const bool is_ready = WaitFor(
        spot, [&] { return end.IsDestroyed() || first.IsReadable() || second.IsReadable(); },
        [&] {
          return first.HasNewsBeforeSleep() || second.HasNewsBeforeSleep()
                     ? Obstacle::kClaim
                     : Obstacle::kNothingThere;
        });
    Require(is_ready, "it has no other end");
  }
  void AtEnd() {}
};
struct SplitAgainstSleep : SleepOnAll {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) return Split(1, 4, 6, 8);
    WaitForAny();
    Require(second.ReadOn([](std::uint8_t) {}) == LogReadCode::kEnd, "it was woken by the split");
    Require(map.Children(*map.At(1))[1] != nullptr, "which is there to be followed");
  }
};
struct PutAgainstSleep : SleepOnAll {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) return PutUnlessClosed(KeyIn(1), 1);
    if (thread == 1) return PutUnlessClosed(KeyIn(5), 1);
    std::uint64_t received = 0;
    const auto count = [&](std::uint8_t) { ++received; };
    while (received < 2) {
      WaitForAny();
      first.ReadOn(count);
      second.ReadOn(count);
    }
  }
};
struct DestroyAgainstSleep : SleepOnAll {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) return Destroy();
    WaitForAny();
    Require(end.IsDestroyed() || first.ReadOn([](std::uint8_t) {}) == LogReadCode::kEnd ||
                second.ReadOn([](std::uint8_t) {}) == LogReadCode::kEnd,
            "there is something to tell");
  }
};

const Scenarios kScenarios{
    Named<CloseAgainstPut>("close_against_put"),
    Named<CloseBehindSplit>("close_behind_split"),
    Named<EndAgainstSleep<false>>("close_against_sleep"),
    Named<EndAgainstSleep<true>>("destroy_against_sleep"),
    Named<PutAgainstSleepOnOne>("put_against_sleep_on_one"),
    Named<SplitAgainstSleep>("split_against_sleep_on_all"),
    Named<PutAgainstSleep>("put_against_sleep_on_all"),
    Named<DestroyAgainstSleep>("destroy_against_sleep_on_all"),
};

TEST_CASE("a stream ends for all who put, read or sleep", "[explore][lifecycle]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::lifecycle_test

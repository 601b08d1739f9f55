// SPDX-License-Identifier: MIT
//
// A Clock tells a stream what time it is; every moment in Weir comes from one.
//
// Not std::chrono or absl::Now() directly: retention, limits and lag must be
// testable without waiting, and a wall clock can step back, which would
// reorder arrival times. Every Clock here never goes back. Not for timing code.
//
//   weir::CachedClock clock;                 // 0.4 ns a reading, as fine as its Tick()
//   auto stream = weir::Stream::Create({.clock = &clock});
//   // ... once a millisecond, or once a frame:
//   clock.Tick();
//
// Threads:   NowNanos() and Tick() from any thread.
// Progress:  wait-free; CachedClock::Tick() is lock-free.
// Cost:      SystemClock about 22 ns a reading, CachedClock and ManualClock one load.
// Lifetime:  a clock must outlive every stream and cursor that was given it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <new>

#include "weir/base/tick_word.h"

namespace weir {

class Clock {
 public:
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  // Nanoseconds since the Unix epoch. Never less than a reading that happened
  // before this one, on whatever thread.
  std::int64_t NowNanos() const {
    return tick_word_ != nullptr ? tick_word_->NowNanos() : ReadNanos();
  }

  // The word that every reading is, until the next tick, of a clock that stands still
  // between ticks; null of one that does not.
  const TickWord* tick_word() const { return tick_word_; }

 protected:
  Clock() = default;
  // For a clock that is one shared word: reading it then costs no virtual call.
  explicit Clock(const TickWord* tick_word) : tick_word_(tick_word) {}

 private:
  // Must never go back, across all threads.
  virtual std::int64_t ReadNanos() const = 0;

  // Set at construction, never written again.
  const TickWord* const tick_word_ = nullptr;
};

// The machine's monotonic time, on the wall-clock time of its first use. It
// does not follow later corrections of the wall clock.
class SystemClock final : public Clock {
 public:
  // The process's one SystemClock, which is never destroyed.
  static const SystemClock& Get() {
    // Not from the heap, which may have no room: asking for the time never fails.
    alignas(SystemClock) static std::byte place[sizeof(SystemClock)];
    static const SystemClock* const clock = new (place) SystemClock;
    return *clock;
  }

 private:
  SystemClock()
      : epoch_offset_nanos_(Nanos(std::chrono::system_clock::now()) -
                            Nanos(std::chrono::steady_clock::now())) {}

  template <class TimePoint>
  static std::int64_t Nanos(TimePoint time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  }

  std::int64_t ReadNanos() const override {
    return Nanos(std::chrono::steady_clock::now()) + epoch_offset_nanos_;
  }

  // Set at construction, never written again.
  const std::int64_t epoch_offset_nanos_;
};

// A clock that stands still until somebody ticks it, for a put path that
// cannot spare 22 ns. Arrival times and limits are then as coarse as its ticks.
class CachedClock final : public Clock {
 public:
  // `source` must outlive this clock.
  explicit CachedClock(const Clock& source = SystemClock::Get())
      : Clock(&now_), source_(source), now_(source.NowNanos()) {}

  // Moves on to the source's time.
  void Tick() { now_.AdvanceTo(source_.NowNanos()); }

 private:
  std::int64_t ReadNanos() const override { return source_.NowNanos(); }

  // Set at construction, never written again.
  const Clock& source_;
  // Written by whoever ticks.
  TickWord now_;
};

}  // namespace weir

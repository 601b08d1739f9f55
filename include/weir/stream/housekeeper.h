// SPDX-License-Identifier: MIT
//
// A Housekeeper is a thread that ticks a stream, for who has no loop of their own.
//
// Opt-in: Weir starts no other thread. A program with a frame loop or a timer
// calls Stream::Tick() there instead. Without either, retention still hides
// records in time; only their memory waits for the next put.
//
//   weir::CachedClock clock;
//   auto stream = weir::Stream::Create({.clock = &clock});
//   auto housekeeper = weir::Housekeeper::Start(*stream, {.clock = &clock});
//
// Threads:   Start, Stop and destroy from one thread.
// Progress:  blocking.
// Cost:      one thread that sleeps; a tick costs what Stream::Tick() costs.
// Lifetime:  the stream and the clock must outlive it.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/base/clock.h"

namespace weir {

class Stream;

struct HousekeeperOptions {
  // ---- What it does ----

  // A clock to tick along, at every clock_interval; null for none.
  CachedClock* clock = nullptr;

  // ---- How fast it does it ----

  // Between two ticks of the stream: 1 ms or more.
  absl::Duration interval = absl::Milliseconds(100);
  // Between two ticks of the clock: 100 us or more. This is how coarse arrival
  // times and limits become.
  absl::Duration clock_interval = absl::Milliseconds(1);
};

class Housekeeper {
 public:
  // Starts the thread. InvalidArgument for an interval out of range,
  // ResourceExhausted when the system has no thread or no memory to give.
  static absl::StatusOr<Housekeeper> Start(Stream& stream, const HousekeeperOptions& options = {});

  Housekeeper(Housekeeper&&) noexcept;
  Housekeeper& operator=(Housekeeper&&) noexcept;
  // Stops.
  ~Housekeeper();

  // Ends the thread and waits for it. Nothing if it is stopped.
  void Stop();

 private:
  struct State;
  explicit Housekeeper(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace weir

// SPDX-License-Identifier: MIT
#include "weir/stream/housekeeper.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/status.h"
#include "weir/stream/stream.h"

namespace weir {

// A plain mutex and condition variable: what they guard is one flag, and the
// condition variable wants a std::mutex.
struct Housekeeper::State {
  std::mutex mutex;
  std::condition_variable stop;
  bool is_stopping = false;
  std::thread thread;

  // Sleeps until the sooner of the two ticks is due: neither waits for the other.
  void Run(Stream& stream, const HousekeeperOptions& options) {
    using SteadyClock = std::chrono::steady_clock;
    const std::chrono::nanoseconds interval(absl::ToInt64Nanoseconds(options.interval));
    const std::chrono::nanoseconds clock_interval(absl::ToInt64Nanoseconds(options.clock_interval));
    SteadyClock::time_point tick = SteadyClock::now();
    // Without a clock, its tick is never due.
    SteadyClock::time_point clock_tick =
        options.clock != nullptr ? tick : SteadyClock::time_point::max();
    std::unique_lock<std::mutex> lock(mutex);
    while (!is_stopping) {
      lock.unlock();
      if (SteadyClock::now() >= clock_tick) {
        options.clock->Tick();
        clock_tick = SteadyClock::now() + clock_interval;
      }
      if (SteadyClock::now() >= tick) {
        stream.Tick();
        tick = SteadyClock::now() + interval;
      }
      lock.lock();
      stop.wait_until(lock, std::min(tick, clock_tick), [this] { return is_stopping; });
    }
  }
};

namespace {

absl::Status Check(const HousekeeperOptions& options) {
  if (options.interval < absl::Milliseconds(1) || options.interval > absl::Hours(1)) {
    return InvalidArgument(Concat("interval is ", FromAbsl(absl::FormatDuration(options.interval)),
                                  "; it is 1 ms to 1 h"));
  }
  if (options.clock_interval < absl::Microseconds(100) ||
      options.clock_interval > absl::Hours(1)) {
    return InvalidArgument(Concat("clock_interval is ",
                                  FromAbsl(absl::FormatDuration(options.clock_interval)),
                                  "; it is 100 us to 1 h"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Housekeeper> Housekeeper::Start(Stream& stream, const HousekeeperOptions& options) {
  return base_internal::OrOutOfMemory([&]() -> absl::StatusOr<Housekeeper> {
    absl::Status status = Check(options);
    if (!status.ok()) return status;
    auto state = std::make_unique<State>();
    status = base_internal::OrNoThread([&] {
      state->thread = std::thread(&State::Run, state.get(), std::ref(stream), options);
    });
    if (!status.ok()) return status;
    return Housekeeper(std::move(state));
  });
}

Housekeeper::Housekeeper(std::unique_ptr<State> state) : state_(std::move(state)) {}
Housekeeper::Housekeeper(Housekeeper&&) noexcept = default;

Housekeeper& Housekeeper::operator=(Housekeeper&& other) noexcept {
  if (this != &other) {
    Stop();
    state_ = std::move(other.state_);
  }
  return *this;
}

Housekeeper::~Housekeeper() { Stop(); }

void Housekeeper::Stop() {
  if (state_ == nullptr) return;
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->is_stopping = true;
  }
  state_->stop.notify_all();
  state_->thread.join();
  state_ = nullptr;
}

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// StopSignals turns what a user or the system tells a program into events that
// the main thread waits for: Ctrl-C and its kin, Ctrl-Z, and the key q.
//
// Signals are blocked and read from a descriptor, so no handler interrupts any
// thread and nothing needs to be safe for handlers.
//
//   StopSignals signals;                    // before any thread is started
//   if (signals.Wait(absl::Milliseconds(100)) == StopSignals::Event::kStop) …
#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace live_telemetry {

class StopSignals {
 public:
  enum class Event : std::uint8_t {
    // Nothing within the time.
    kNone,
    // SIGINT, SIGTERM, SIGHUP, or q.
    kStop,
    // SIGTSTP: the program is to be stopped until it is continued.
    kSuspend,
    // SIGCONT: it was.
    kContinued,
  };

  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  // Keys are read only where standard input is a terminal and this program in
  // its foreground.
  Event Wait(absl::Duration timeout);

  // From here on they have their ordinary effect: another Ctrl-C kills. Those
  // that came before, as when a process and its group were told, are forgotten.
  void Unblock();

 private:
  Event ReadSignal();
  Event ReadKey();

  int fd_;
};

}  // namespace live_telemetry

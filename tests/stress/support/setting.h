// SPDX-License-Identifier: MIT
//
// A StressSetting says what one run is: which stream, who puts how much, and what
// happens beside the puts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "absl/time/time.h"
#include "log/support/build_kind.h"
#include "weir/model/stream_options.h"

namespace weir::testing {

struct StressSetting {
  // Its clock is set by the run. By default small records in small segments, that expire
  // within the run and have room until then.
  StreamOptions stream = {.retention_period = absl::Seconds(1),
                          .record_bytes_max = 200,
                          .memory_bytes_max = 64 * 1024 * 1024,
                          .segment_bytes_max = 1024};
  // Whether its segments begin at 1 KiB and not at 16 KiB, so that they end and are
  // recycled all the time.
  bool is_tiny = true;
  std::uint32_t producers = 3;
  // Of each producer.
  std::uint64_t attempts = 100'000;
  // Of a hundred calls, how many claim; and of a hundred claims, how many are given up.
  std::uint64_t claims_percent = 25;
  std::uint64_t aborts_percent = 40;

  // ---- How many attempts of all producers lie between two of these; 0 is never ----

  std::uint64_t tick_every = 500;
  std::uint64_t step_every = 200;
  std::uint64_t reshard_every = 0;
  // How long slow readers stay away, at the most.
  std::uint64_t pause_max = 4'000;

  // ---- How the clock moves ----

  // Mostly up to this far, and once in so many steps by a whole retention period, so
  // that all that is there expires at once.
  absl::Duration step_max = absl::Milliseconds(20);
  std::uint64_t jump_once_in = 200;
  bool is_retention_changing = false;

  // Closed while the producers are at nine tenths of their way.
  bool is_closed_early = false;
};

// How often a stress test runs: two minutes' worth for all of them together, a tenth
// under a sanitizer, and WEIR_STRESS_SCALE times as often if that is set.
inline std::size_t StressRounds(std::size_t rounds) {
  const char* const scale = std::getenv("WEIR_STRESS_SCALE");
  const double factor = scale != nullptr ? std::strtod(scale, nullptr) : 1;
  const double scaled = static_cast<double>(rounds) * factor / (kIsSanitized ? 10 : 1);
  return scaled < 1 ? 1 : static_cast<std::size_t>(scaled);
}

}  // namespace weir::testing

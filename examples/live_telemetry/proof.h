// SPDX-License-Identifier: MIT
//
// The Proof: whether what was put is what each consumer got and what is on disk,
// record for record and byte for byte, and how that is shown.
//
//   const Evidence evidence = session.CollectEvidence();
//   terminal.Print(ProofText(evidence, width, terminal.ability()));
//   return IsProven(evidence) ? 0 : 1;
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "live_telemetry/archive/archive_consumer.h"
#include "live_telemetry/dashboard/frame_text.h"
#include "live_telemetry/subscriber.h"
#include "support/record_checksum.h"

namespace live_telemetry {

struct Evidence {
  double seconds = 0;
  std::size_t producers = 0;
  std::uint32_t shards = 0;

  // What the producers put, and how often they had to wait for a limit.
  examples::RecordChecksum put = {};
  std::uint64_t refusals = 0;
  std::vector<SubscriberAccount> consumers = {};
  ArchivedFiles archived = {};
  // The first thing that failed: a put, a write, a read.
  absl::Status status;

  // Sensors that this machine has not.
  std::vector<std::string> absent;
  // Where the archive is, and whether it stays there.
  std::string archive_directory;
  bool is_archive_kept = false;
};

bool IsProven(const Evidence& evidence);

// For an output of `width` columns.
std::string ProofText(const Evidence& evidence, int width, const OutputAbility& ability);

}  // namespace live_telemetry

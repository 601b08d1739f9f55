// SPDX-License-Identifier: MIT
//
// The closing proof: what was read is what was put is what each consumer saw is
// what the archive holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "log_pipeline/consumer.h"
#include "log_pipeline/ingest.h"
#include "log_pipeline/ledger.h"

namespace log_pipeline {

struct Proof {
  IngestCounts ingested;
  Ledger put;
  std::vector<ConsumerReport> consumers;
  // Of a run with an archive that could be read back.
  std::optional<Ledger> archived;
  // What went wrong outside the stream: inputs, disk.
  std::vector<absl::Status> failures;
};

// One sentence for each thing that does not hold; none if all does.
std::vector<std::string> Disprove(const Proof& proof);

// The table of who saw what.
std::string DescribeProof(const Proof& proof);

}  // namespace log_pipeline

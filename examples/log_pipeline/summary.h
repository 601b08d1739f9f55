// SPDX-License-Identifier: MIT
//
// What a person wants to know at the end, beside the proof.
#pragma once

#include <cstdint>
#include <string>

#include "log_pipeline/checker.h"
#include "log_pipeline/ingest.h"
#include "log_pipeline/options.h"
#include "log_pipeline/watcher.h"

namespace log_pipeline {

// Alerts in figures, and the most frequent keys.
std::string DescribeWatch(const Options& options, const Watcher& watcher);

struct InputSummary {
  const IngestCounts& counts;
  const Keyer& keyer;
  const Checker& checker;
  // From the first read to the last consumer's end.
  double seconds;
  // How often the producer waited for a reader.
  std::uint64_t waits;
};

// How much came in, how fast, and which lines were not plain.
std::string DescribeInput(const InputSummary& input);

}  // namespace log_pipeline

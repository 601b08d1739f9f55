// SPDX-License-Identifier: MIT
//
// A Run is the whole pipeline, once: its stream, its producer, its consumers on
// their threads, and what is to be said at the end.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "log_pipeline/archiver.h"
#include "log_pipeline/checker.h"
#include "log_pipeline/consumer.h"
#include "log_pipeline/ingest.h"
#include "log_pipeline/keyer.h"
#include "log_pipeline/options.h"
#include "log_pipeline/proof.h"
#include "log_pipeline/read_window.h"
#include "log_pipeline/watcher.h"
#include "weir/stream/stream.h"

namespace log_pipeline {

class Run {
 public:
  // InvalidArgument: a wrong regular expression, or too little memory.
  // `options` must outlive the run.
  static absl::StatusOr<std::unique_ptr<Run>> Create(const Options& options);

  // Reads all inputs, waits for all consumers, prints the summary and returns
  // the proof. An error: it could not start.
  absl::StatusOr<Proof> Do();

 private:
  Run(const Options& options, Keyer keyer, Watcher watcher);

  // Everything between the first read and the last consumer's end.
  Proof Pump(weir::Stream& stream, std::vector<weir::StreamCursor>& cursors);
  // Reads back the archive, if there is one.
  void ReadBack(Proof& proof) const;

  const Options& options_;
  Keyer keyer_;
  Watcher watcher_;
  Checker checker_;
  std::optional<Archiver> archiver_;
  // Those of the above that read.
  std::vector<BatchHandler*> handlers_;
  std::optional<weir::Stream> stream_;
  std::optional<ReadWindow> window_;
};

}  // namespace log_pipeline

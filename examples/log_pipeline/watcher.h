// SPDX-License-Identifier: MIT
//
// The Watcher is the consumer for people: it prints alerts and counts keys.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "log_pipeline/alert_printer.h"
#include "log_pipeline/consumer.h"
#include "log_pipeline/options.h"
#include "log_pipeline/pattern.h"
#include "log_pipeline/top_keys.h"

namespace log_pipeline {

class Watcher final : public BatchHandler {
 public:
  // InvalidArgument: a wrong --alert.
  static absl::StatusOr<Watcher> Create(const Options& options);

  const char* name() const override { return "watcher"; }
  absl::Status Handle(const weir::Batch& batch) override;
  absl::Status Rest() override { return printer_.Flush(); }
  absl::Status Finish() override { return printer_.Flush(); }

  const AlertPrinter& printer() const { return printer_; }
  const TopKeys& top_keys() const { return top_keys_; }

 private:
  Watcher(const Options& options, std::optional<Pattern> pattern);

  std::optional<Pattern> pattern_;
  bool is_counting_;
  AlertPrinter printer_;
  TopKeys top_keys_;
};

}  // namespace log_pipeline

// SPDX-License-Identifier: MIT
#include "log_pipeline/watcher.h"

#include <utility>

#include "weir/model/record.h"

namespace log_pipeline {

Watcher::Watcher(const Options& options, std::optional<Pattern> pattern)
    : pattern_(std::move(pattern)),
      is_counting_(options.top > 0),
      printer_(options.alerts_per_second) {}

absl::StatusOr<Watcher> Watcher::Create(const Options& options) {
  if (options.alert_regex.empty()) return Watcher(options, std::nullopt);
  absl::StatusOr<Pattern> pattern = Pattern::Compile(options.alert_regex);
  if (!pattern.ok()) return pattern.status();
  return Watcher(options, *std::move(pattern));
}

absl::Status Watcher::Handle(const weir::Batch& batch) {
  for (const weir::RecordView& record : batch) {
    if (is_counting_) top_keys_.Add(record.partition_key);
    if (pattern_.has_value() && pattern_->IsIn(weir::AsText(record.data))) printer_.Alert(record);
  }
  return pattern_.has_value() ? printer_.Flush() : absl::OkStatus();
}

}  // namespace log_pipeline

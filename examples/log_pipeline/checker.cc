// SPDX-License-Identifier: MIT
#include "log_pipeline/checker.h"

#include <string_view>

#include "absl/status/status.h"
#include "support/utf8.h"
#include "weir/base/concat.h"
#include "weir/model/record.h"

namespace log_pipeline {

absl::Status Checker::Handle(const weir::Batch& batch) {
  Shard& shard = shards_[batch.shard_id().index];
  // Those are counted elsewhere; no more than they may be missing.
  shard.next_sequence += batch.trimmed().records;
  for (const weir::RecordView& record : batch) {
    if (record.sequence_number.value != shard.next_sequence) {
      return absl::DataLossError(weir::Concat(batch.shard_id().ToString(), " goes on with record ",
                                              record.sequence_number.value, " instead of ",
                                              shard.next_sequence));
    }
    if (record.approximate_arrival_nanos < shard.last_arrival_nanos) {
      return absl::DataLossError(weir::Concat(batch.shard_id().ToString(),
                                              " goes back in time at record ",
                                              record.sequence_number.value));
    }
    shard.next_sequence += 1;
    shard.last_arrival_nanos = record.approximate_arrival_nanos;
    const std::string_view data = weir::AsText(record.data);
    records_not_utf8_ += examples::IsUtf8(data) ? 0 : 1;
    records_with_nul_ += data.find('\0') != std::string_view::npos ? 1 : 0;
  }
  return absl::OkStatus();
}

}  // namespace log_pipeline

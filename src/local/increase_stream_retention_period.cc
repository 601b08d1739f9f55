// SPDX-License-Identifier: MIT
//
// IncreaseStreamRetentionPeriod lengthens how long records are kept. What has expired
// by then does not come back.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "local/internal/retention.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::OwnedStream;
using local_internal::RetentionChange;

absl::Status LocalKinesis::IncreaseStreamRetentionPeriod(
    const kinesis::IncreaseStreamRetentionPeriodRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedStream> stream =
      local_internal::OpenAlone(*account_, KinesisOperation::kIncreaseStreamRetentionPeriod,
                                {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  return local_internal::ChangeRetention(*stream, RetentionChange::kIncrease,
                                         *request.retention_period_hours);
}

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// UpdateMaxRecordSize says how large a record may be, with its key.

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::LocalStream;
using local_internal::OwnedStream;

absl::Status LocalKinesis::UpdateMaxRecordSize(const kinesis::UpdateMaxRecordSizeRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedStream> stream = local_internal::OpenAlone(
      *account_, KinesisOperation::kUpdateMaxRecordSize, {std::nullopt, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  status = state.RequireActive();
  if (!status.ok()) return status;
  state.UpdateThen(stream->now_nanos, [&state, kib = *request.max_record_size_in_kib](
                                          std::int64_t) { state.max_record_size_in_kib = kib; });
  return absl::OkStatus();
}

}  // namespace weir

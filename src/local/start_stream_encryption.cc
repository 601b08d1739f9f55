// SPDX-License-Identifier: MIT
//
// StartStreamEncryption encrypts with a key from now on, or with another one.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/daily_count.h"
#include "local/internal/open_stream.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {

using kinesis::EncryptionType;
using local_internal::LocalStream;
using local_internal::OwnedStream;

absl::Status LocalKinesis::StartStreamEncryption(
    const kinesis::StartStreamEncryptionRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedStream> stream =
      local_internal::OpenAlone(*account_, KinesisOperation::kStartStreamEncryption,
                                {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  if (!request.encryption_type->Is(EncryptionType::kKms)) {
    return KinesisError(KinesisException::kInvalidArgument,
                        Concat("EncryptionType ", request.encryption_type->text(),
                               " encrypts nothing; encryption starts with KMS."));
  }
  status = state.RequireActive();
  if (status.ok()) status = world_->kms_faults.Check(*request.key_id);
  if (!status.ok()) return status;
  const CountLimit& limit = world_->options.limits.encryption_changes;
  if (!local_internal::CountDaily(*world_, KinesisLimit::kEncryptionChanges, limit,
                                  state.encryption_starts_nanos, stream->now_nanos)) {
    return KinesisError(KinesisException::kLimitExceeded,
                        Concat("Encryption of stream ", state.arn.stream_name, " under account ",
                               state.arn.account_id, " was started ", limit.max,
                               " times within 24 hours, which is the limit."));
  }
  state.UpdateThen(stream->now_nanos,
                   [&state, key_id = std::string(*request.key_id)](std::int64_t) {
                     state.encryption_type = EncryptionType::kKms;
                     state.key_id = key_id;
                   });
  return absl::OkStatus();
}

}  // namespace weir

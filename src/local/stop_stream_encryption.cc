// SPDX-License-Identifier: MIT
//
// StopStreamEncryption encrypts no more what is put.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/daily_count.h"
#include "local/internal/open_stream.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {

using kinesis::EncryptionType;
using kinesis::StopStreamEncryptionRequest;
using local_internal::LocalStream;
using local_internal::OwnedStream;

namespace {

// Whether it names what was started.
absl::Status CheckStop(const LocalStream& stream, const StopStreamEncryptionRequest& request) {
  const auto invalid = [](std::string_view message) {
    return KinesisError(KinesisException::kInvalidArgument, message);
  };
  if (!request.encryption_type->Is(EncryptionType::kKms)) {
    return invalid(Concat("EncryptionType ", request.encryption_type->text(),
                          " encrypts nothing; what is stopped is KMS."));
  }
  if (stream.encryption_type != EncryptionType::kKms) {
    return invalid(Concat("Stream ", stream.arn.stream_name, " under account ",
                          stream.arn.account_id, " is not encrypted."));
  }
  if (*request.key_id != stream.key_id) {
    return invalid(Concat("Stream ", stream.arn.stream_name, " under account ",
                          stream.arn.account_id, " is not encrypted with key ", *request.key_id,
                          " but with key ", stream.key_id, "."));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LocalKinesis::StopStreamEncryption(const StopStreamEncryptionRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedStream> stream =
      local_internal::OpenAlone(*account_, KinesisOperation::kStopStreamEncryption,
                                {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  status = state.RequireActive();
  if (status.ok()) status = CheckStop(state, request);
  if (!status.ok()) return status;
  const CountLimit& limit = world_->options.limits.encryption_changes;
  if (!local_internal::CountDaily(*world_, KinesisLimit::kEncryptionChanges, limit,
                                  state.encryption_stops_nanos, stream->now_nanos)) {
    return KinesisError(KinesisException::kLimitExceeded,
                        Concat("Encryption of stream ", state.arn.stream_name, " under account ",
                               state.arn.account_id, " was stopped ", limit.max,
                               " times within 24 hours, which is the limit."));
  }
  state.UpdateThen(stream->now_nanos, [&state](std::int64_t) {
    state.encryption_type = EncryptionType::kNone;
    state.key_id.clear();
  });
  return absl::OkStatus();
}

}  // namespace weir

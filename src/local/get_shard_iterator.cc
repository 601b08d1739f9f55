// SPDX-License-Identifier: MIT
//
// GetShardIterator finds the place in a shard at which GetRecords is to begin.

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/open_stream.h"
#include "local/internal/read_path.h"
#include "local/internal/world.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"
#include "weir/service/shard_iterator_token.h"

namespace weir {

using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::SharedStream;

absl::StatusOr<kinesis::GetShardIteratorResult> LocalKinesis::GetShardIterator(
    const kinesis::GetShardIteratorRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedStream> stream = local_internal::OpenShared(
      *account_, KinesisOperation::kGetShardIterator, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  const local_internal::StartOfRead start = {.type = *request.shard_iterator_type->known(),
                                             .sequence_number = request.starting_sequence_number,
                                             .timestamp = request.timestamp};
  status = local_internal::CheckStart(start, stream->now_nanos);
  if (!status.ok()) return status;
  const absl::StatusOr<ShardId> shard_id = ResolveShardId(*request.shard_id, state.Place());
  if (!shard_id.ok()) return shard_id.status();
  LocalShard* const shard = state.status == kinesis::StreamStatus::kCreating
                                ? nullptr
                                : state.FindShard(*shard_id, stream->now_nanos);
  if (shard == nullptr) return ShardDoesNotExist(*shard_id, state.Place());
  status = local_internal::CountIteratorCall(state, *shard, stream->now_nanos);
  if (!status.ok()) return status;
  const absl::StatusOr<SequenceNumber> next = local_internal::ResolveStart(state, *shard, start);
  if (!next.ok()) return next.status();
  return kinesis::GetShardIteratorResult{
      .shard_iterator =
          local_internal::TokenOf(state, *shard, *next, stream->now_nanos).Seal(world_->seal)};
}

}  // namespace weir

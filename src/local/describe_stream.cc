// SPDX-License-Identifier: MIT
//
// DescribeStream says what a stream is, with its shards page by page.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/describe.h"
#include "local/internal/open_stream.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/stream_address.h"

namespace weir {

using kinesis::StreamDescription;
using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::SharedStream;

namespace {

// However many a request asks for.
constexpr std::int32_t kShardsMax = 100;

// The shards that are not expired, from the one of index `first` on: `limit` at most.
void AddShardPage(const LocalStream& stream, std::int64_t now_nanos, std::size_t first,
                  std::int32_t limit, StreamDescription& description) {
  const auto count = static_cast<std::size_t>(limit);
  for (std::size_t i = first; i < stream.shards.size(); ++i) {
    const LocalShard& shard = stream.shards[i];
    if (stream.IsExpired(shard, now_nanos)) continue;
    if (description.shards.size() == count) {
      description.has_more_shards = true;
      return;
    }
    description.shards.push_back(stream.Describe(shard));
  }
}

}  // namespace

absl::StatusOr<kinesis::DescribeStreamResult> LocalKinesis::DescribeStream(
    const kinesis::DescribeStreamRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedStream> stream = local_internal::OpenShared(
      *account_, KinesisOperation::kDescribeStream, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  const LocalStream& state = **stream;
  std::size_t first = 0;
  if (request.exclusive_start_shard_id.has_value()) {
    // It need not be there any more: a page may end with a shard that then expires.
    const absl::StatusOr<ShardId> shard_id =
        ResolveShardId(*request.exclusive_start_shard_id, state.Place());
    if (!shard_id.ok()) return shard_id.status();
    first = shard_id->index + std::size_t{1};
  }
  kinesis::DescribeStreamResult result = {
      .stream_description = {.stream_name = state.arn.stream_name,
                             .stream_arn = state.arn.ToString(),
                             .stream_status = state.status,
                             .stream_mode = state.mode,
                             .retention_period_hours = state.retention_period_hours,
                             .stream_creation_timestamp = local_internal::CreationTimestamp(state),
                             .enhanced_monitoring = {local_internal::DescribeMonitoring(state)},
                             .encryption_type = state.encryption_type,
                             .key_id = local_internal::KeyIdOf(state)}};
  if (state.status != kinesis::StreamStatus::kCreating) {
    AddShardPage(state, stream->now_nanos, first,
                 std::min(request.limit.value_or(kShardsMax), kShardsMax),
                 result.stream_description);
  }
  return result;
}

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// SplitShard divides one shard's hash keys among two new ones.

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "local/internal/reshard.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::OwnedStream;

// `text` as the key at which the second child begins. One beyond all hash keys is beyond the
// shard's, too.
absl::StatusOr<HashKey> CheckKey(const LocalStream& stream, const LocalShard& shard,
                                 std::string_view text) {
  const HashKeyRange& range = shard.hash_key_range;
  const std::optional<HashKey> key = HashKey::Parse(text);
  // As a difference, as one plus the greatest start would be none.
  if (key.has_value() && *key > range.starting_hash_key &&
      key->value - range.starting_hash_key.value > Uint128{.low = 1} &&
      *key < range.ending_hash_key) {
    return *key;
  }
  return KinesisError(
      KinesisException::kInvalidArgument,
      Concat("NewStartingHashKey ", text, " used in SplitShard() on shard ",
             shard.shard_id.ToString(), " in stream ", stream.arn.stream_name, " under account ",
             stream.arn.account_id,
             " is not both greater than one plus the shard's StartingHashKey ",
             range.starting_hash_key.ToString(), " and less than the shard's EndingHashKey ",
             range.ending_hash_key.ToString(), "."));
}

}  // namespace

absl::Status LocalKinesis::SplitShard(const kinesis::SplitShardRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  // Of merges and deletions that are over nothing counts any more.
  local_internal::SettleAll(*account_);
  absl::StatusOr<OwnedStream> stream = local_internal::OpenAlone(
      *account_, KinesisOperation::kSplitShard, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  const absl::StatusOr<LocalShard*> shard =
      local_internal::FindShardToChange(state, *request.shard_to_split, stream->now_nanos);
  if (!shard.ok()) return shard.status();
  status = local_internal::RequireProvisioned(state, KinesisOperation::kSplitShard);
  local_internal::ShardRoom room(state);
  if (status.ok()) status = room.Take(1);
  if (!status.ok()) return status;
  const absl::StatusOr<HashKey> key = CheckKey(state, **shard, *request.new_starting_hash_key);
  status = key.status();
  if (status.ok()) status = local_internal::RequireOpen(state, **shard);
  if (status.ok()) status = state.RequireActive();
  if (!status.ok()) return status;
  const SplitShardRequest split = {.shard_to_split = (*shard)->shard_id,
                                   .new_starting_hash_key = *key};
  return local_internal::ReshardThen(state, stream->now_nanos, room, [split](Stream& engine) {
    return engine.SplitShard(split).status();
  });
}

}  // namespace weir

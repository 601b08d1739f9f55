// SPDX-License-Identifier: MIT
//
// GetRecords reads a shard from where its iterator stands.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/measure.h"
#include "local/internal/open_stream.h"
#include "local/internal/read_path.h"
#include "local/internal/world.h"
#include "local/internal/write_path.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/arn.h"
#include "weir/service/exception.h"
#include "weir/service/shard_iterator_token.h"

namespace weir {
namespace {

using local_internal::Account;
using local_internal::GetRecordsMeasure;
using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::ShardReading;
using local_internal::SharedStream;
using local_internal::World;

absl::Status Invalid(std::string_view message) {
  return KinesisError(KinesisException::kInvalidArgument, message);
}

// What the iterator of a request says, if it may be used now.
absl::StatusOr<ShardIteratorToken> OpenIterator(const World& world, std::string_view text) {
  // Kinesis takes one in quotes, as a careless shell script hands it over.
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  std::optional<ShardIteratorToken> token = ShardIteratorToken::Open(world.seal, text);
  if (!token.has_value()) return Invalid("Invalid ShardIterator.");
  const std::int64_t now_millis = world.clock.NowNanos() / local_internal::kNanosPerMilli;
  if (token->IsExpired(now_millis)) {
    return ExpiredIterator(token->created_millis, now_millis);
  }
  return *std::move(token);
}

// The stream that the iterator is of, if it is still that one.
absl::StatusOr<SharedStream> OpenStreamOf(const Account& caller, const ShardIteratorToken& token) {
  Account* const owner = token.region == caller.region
                             ? caller.world.FindAccount(token.account_id, token.region)
                             : nullptr;
  std::optional<SharedStream> stream;
  if (owner != nullptr) {
    stream = local_internal::OpenSharedByName(*owner, token.stream_name, token.stream_number);
  }
  if (!stream.has_value()) {
    return ShardDoesNotExist(token.shard_id,
                             {.stream_name = token.stream_name, .account_id = token.account_id});
  }
  absl::Status status =
      local_internal::CheckAccess(caller, **stream, KinesisOperation::kGetRecords);
  if (!status.ok()) return status;
  return *std::move(stream);
}

// What the limits let it read. Says in `measure` what came of it.
absl::StatusOr<ShardReading> ReadFor(LocalStream& stream, LocalShard& shard, SequenceNumber next,
                                     std::optional<std::int32_t> limit, std::int64_t now_nanos,
                                     GetRecordsMeasure& measure) {
  absl::Status status = local_internal::AdmitRead(stream, shard, now_nanos);
  measure.is_throttled = !status.ok();
  if (!status.ok()) return status;
  absl::StatusOr<ShardReading> reading = local_internal::ReadShard(
      stream, shard, next, {.records_max = limit.value_or(kinesis::kGetRecordsMax)});
  if (!reading.ok()) return reading;
  local_internal::ChargeRead(stream, shard, reading->bytes, now_nanos);
  measure.is_answered = true;
  measure.records = reading->records.size();
  measure.bytes = reading->bytes;
  measure.iterator_age_millis = reading->millis_behind_latest;
  return reading;
}

}  // namespace

absl::StatusOr<kinesis::GetRecordsResult> LocalKinesis::GetRecords(
    const kinesis::GetRecordsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<ShardIteratorToken> token = OpenIterator(*world_, *request.shard_iterator);
  if (!token.ok()) return token.status();
  const absl::StatusOr<SharedStream> stream = OpenStreamOf(*account_, *token);
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  if (request.stream_arn.has_value() && *request.stream_arn != state.arn.ToString()) {
    return Invalid(Concat("StreamARN ", *request.stream_arn,
                          " does not agree with ShardIterator, which is of ", state.arn.ToString(),
                          "."));
  }
  if (token->shard_id.index >= state.shards.size()) {
    return ShardDoesNotExist(token->shard_id, state.Place());
  }
  // What cannot be decrypted takes nothing of the shard's rate.
  status = local_internal::CheckKey(state);
  if (!status.ok()) return status;
  LocalShard& shard = state.shards[token->shard_id.index];
  GetRecordsMeasure measure = {.shard = shard};
  absl::StatusOr<ShardReading> reading =
      ReadFor(state, shard, token->next, request.limit, stream->now_nanos, measure);
  local_internal::Measure(state, stream->now_nanos, measure);
  if (!reading.ok()) return reading.status();

  kinesis::GetRecordsResult result = {.records = std::move(reading->records),
                                      .next_shard_iterator = std::nullopt,
                                      .millis_behind_latest = reading->millis_behind_latest,
                                      .child_shards = {}};
  if (reading->is_at_end) {
    result.child_shards = state.ChildrenOf(shard);
  } else {
    result.next_shard_iterator =
        local_internal::TokenOf(state, shard, reading->next, stream->now_nanos).Seal(world_->seal);
  }
  return result;
}

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// ListShards gives a stream's shards that are not expired, oldest first, page by page.

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/account.h"
#include "local/internal/describe.h"
#include "local/internal/open_stream.h"
#include "local/internal/page_use.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"
#include "weir/service/page_token.h"

namespace weir {
namespace {

using kinesis::ListShardsRequest;
using kinesis::ShardFilterType;
using local_internal::Account;
using local_internal::kNanosPerMilli;
using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::SharedStream;
using local_internal::World;

// However many a request asks for.
constexpr std::int32_t kShardsMax = 1000;

absl::Status Invalid(std::string_view message) {
  return KinesisError(KinesisException::kInvalidArgument, message);
}

// Which shards are wanted, from the one of index `first` on. `at_millis` is the moment that the
// filter means, and stays the same on each page.
struct Wanted {
  std::size_t first = 0;
  ShardFilterType type = ShardFilterType::kFromTrimHorizon;
  std::int64_t at_millis = 0;
};

// Whether the parameters go together, whatever the stream.
absl::Status CheckTogether(const ListShardsRequest& request) {
  const bool has_stream = request.stream_name.has_value() || request.stream_arn.has_value();
  if (!request.next_token.has_value()) {
    if (has_stream) return absl::OkStatus();
    return Invalid("Either NextToken or StreamName should be provided.");
  }
  const auto refuse = [](std::string_view other) {
    return Invalid(Concat("NextToken and ", other, " cannot be provided together."));
  };
  if (request.stream_name.has_value()) return refuse("StreamName");
  if (request.stream_arn.has_value()) return refuse("StreamARN");
  if (request.exclusive_start_shard_id.has_value()) return refuse("ExclusiveStartShardId");
  if (request.stream_creation_timestamp.has_value()) return refuse("StreamCreationTimestamp");
  if (request.shard_filter.has_value()) return refuse("ShardFilter");
  return absl::OkStatus();
}

absl::Status CheckFilter(const kinesis::ShardFilter& filter) {
  const ShardFilterType type = *filter.type->known();
  const bool needs_shard = type == ShardFilterType::kAfterShardId;
  const bool needs_time =
      type == ShardFilterType::kAtTimestamp || type == ShardFilterType::kFromTimestamp;
  const auto check = [&](std::string_view member, bool needs, bool has) {
    if (needs == has) return absl::OkStatus();
    return Invalid(Concat("ShardFilter.", member, needs ? " must" : " must not",
                          " be provided with ShardFilter.Type ", WordOf(type), "."));
  };
  absl::Status status = check("ShardId", needs_shard, filter.shard_id.has_value());
  if (status.ok()) status = check("Timestamp", needs_time, filter.timestamp.has_value());
  return status;
}

// What a request asks for that names its stream. The oldest moment that it can mean is the
// horizon or, of a younger stream, its creation: what is older counts as that, as with iterators.
absl::StatusOr<Wanted> WantedBy(const ListShardsRequest& request, const LocalStream& stream,
                                std::int64_t now_nanos) {
  Wanted wanted = {.at_millis = std::max(stream.HorizonNanos(now_nanos), stream.created_nanos) /
                                kNanosPerMilli};
  const auto begin_after = [&](std::string_view text) -> absl::Status {
    const absl::StatusOr<ShardId> shard_id = ResolveShardId(text, stream.Place());
    if (!shard_id.ok()) return shard_id.status();
    wanted.first = std::max(wanted.first, shard_id->index + std::size_t{1});
    return absl::OkStatus();
  };
  absl::Status status;
  if (request.exclusive_start_shard_id.has_value()) {
    status = begin_after(*request.exclusive_start_shard_id);
  }
  if (!status.ok()) return status;
  if (!request.shard_filter.has_value()) return wanted;
  const kinesis::ShardFilter& filter = *request.shard_filter;
  status = CheckFilter(filter);
  if (!status.ok()) return status;
  wanted.type = *filter.type->known();
  if (filter.shard_id.has_value()) status = begin_after(*filter.shard_id);
  if (!status.ok()) return status;
  if (filter.timestamp.has_value()) {
    wanted.at_millis = std::max(wanted.at_millis, absl::ToUnixMillis(*filter.timestamp));
  }
  return wanted;
}

// LimitExceededException if the stream's shards were listed too often;
// ResourceInUseException if it is not there yet, or is going.
absl::Status CheckListable(LocalStream& stream, std::int64_t now_nanos) {
  World& world = stream.world;
  constexpr KinesisOperation kOperation = KinesisOperation::kListShards;
  const int per_second = CallsPerSecondMax(kOperation);
  const LimitMode mode = world.options.limits.control_calls;
  if (mode != LimitMode::kOff) {
    const GateVerdict verdict =
        stream.list_shards_calls.Take({.per_second = per_second}, 1, now_nanos - world.epoch_nanos);
    if (!verdict.IsAdmitted() && world.Exceeds(KinesisLimit::kControlCalls, mode)) {
      return WithRetryAfter(
          KinesisError(KinesisException::kLimitExceeded,
                       Concat("Rate exceeded for operation ", ToString(kOperation), " on stream ",
                              stream.arn.stream_name, " under account ", stream.arn.account_id,
                              ": ", per_second, " calls per second.")),
          verdict.retry_after_nanos);
    }
  }
  return stream.status == kinesis::StreamStatus::kUpdating ? absl::OkStatus()
                                                           : stream.RequireActive();
}

// ---- Page tokens ----

std::string TokenOf(const LocalStream& stream, const Wanted& next, std::int64_t now_nanos) {
  const PageToken page = {
      .operation = KinesisOperation::kListShards,
      .created_millis = now_nanos / kNanosPerMilli,
      .fields = {stream.arn.account_id, stream.arn.region, stream.arn.stream_name,
                 std::to_string(stream.number), std::to_string(next.first),
                 std::string(WordOf(next.type)), std::to_string(next.at_millis)}};
  return page.Seal(stream.world.seal);
}

// A number that TokenOf() wrote.
template <class Number>
Number NumberOf(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// What a page goes on with.
struct Opened {
  SharedStream stream;
  Wanted wanted;
};

absl::StatusOr<Opened> OpenPage(Account& caller, std::string_view text) {
  World& world = caller.world;
  const absl::StatusOr<PageToken> page = local_internal::OpenPageToken(
      world, KinesisOperation::kListShards, text, world.clock.NowNanos());
  if (!page.ok()) return page.status();
  const std::vector<std::string>& fields = page->fields;
  Account* const owner =
      fields[1] == caller.region ? world.FindAccount(fields[0], fields[1]) : nullptr;
  std::optional<SharedStream> stream;
  if (owner != nullptr) {
    stream =
        local_internal::OpenSharedByName(*owner, fields[2], NumberOf<std::uint64_t>(fields[3]));
  }
  if (!stream.has_value()) {
    return StreamNotFound({.stream_name = fields[2], .account_id = fields[0]});
  }
  absl::Status status =
      local_internal::CheckAccess(caller, **stream, KinesisOperation::kListShards);
  if (!status.ok()) return status;
  status = CheckListable(**stream, stream->now_nanos);
  if (!status.ok()) return status;
  return Opened{*std::move(stream),
                {.first = NumberOf<std::size_t>(fields[4]),
                 .type = *EnumValue<ShardFilterType>::FromText(fields[5]).known(),
                 .at_millis = NumberOf<std::int64_t>(fields[6])}};
}

// The stream that a request names, and what is wanted of it.
absl::StatusOr<Opened> OpenNamed(Account& caller, const ListShardsRequest& request) {
  absl::StatusOr<SharedStream> stream = local_internal::OpenShared(
      caller, KinesisOperation::kListShards, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  // To the second, as it is given out.
  if (request.stream_creation_timestamp.has_value() &&
      absl::ToUnixSeconds(*request.stream_creation_timestamp) !=
          absl::ToUnixSeconds(local_internal::CreationTimestamp(state))) {
    return StreamNotFound(state.Place());
  }
  absl::Status status = CheckListable(state, stream->now_nanos);
  if (!status.ok()) return status;
  const absl::StatusOr<Wanted> wanted = WantedBy(request, state, stream->now_nanos);
  if (!wanted.ok()) return wanted.status();
  return Opened{*std::move(stream), *wanted};
}

// ---- Which shards ----

// Whether a shard that is not expired is wanted. Kinesis compares milliseconds, and a shard is
// both open and closed in that of its end.
bool Admits(const Wanted& wanted, const LocalShard& shard) {
  const bool begins_in_time = shard.created_nanos / kNanosPerMilli <= wanted.at_millis;
  const bool ends_in_time =
      shard.IsOpen() || *shard.closed_nanos / kNanosPerMilli >= wanted.at_millis;
  switch (wanted.type) {
    case ShardFilterType::kAfterShardId:
    case ShardFilterType::kFromTrimHorizon:
      return true;
    case ShardFilterType::kAtLatest:
      return shard.IsOpen();
    case ShardFilterType::kAtTrimHorizon:
    case ShardFilterType::kAtTimestamp:
      return begins_in_time && ends_in_time;
    case ShardFilterType::kFromTimestamp:
      break;
  }
  return ends_in_time;
}

}  // namespace

absl::StatusOr<kinesis::ListShardsResult> LocalKinesis::ListShards(
    const ListShardsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (status.ok()) status = CheckTogether(request);
  if (!status.ok()) return status;
  const absl::StatusOr<Opened> opened = request.next_token.has_value()
                                            ? OpenPage(*account_, *request.next_token)
                                            : OpenNamed(*account_, request);
  if (!opened.ok()) return opened.status();
  const LocalStream& state = *opened->stream;
  const std::int64_t now_nanos = opened->stream.now_nanos;
  kinesis::ListShardsResult result;
  const auto limit =
      static_cast<std::size_t>(std::min(request.max_results.value_or(kShardsMax), kShardsMax));
  for (std::size_t i = opened->wanted.first; i < state.shards.size(); ++i) {
    const LocalShard& shard = state.shards[i];
    if (state.IsExpired(shard, now_nanos) || !Admits(opened->wanted, shard)) continue;
    if (result.shards.size() == limit) {
      Wanted next = opened->wanted;
      next.first = i;
      result.next_token = TokenOf(state, next, now_nanos);
      break;
    }
    result.shards.push_back(state.Describe(shard));
  }
  return result;
}

}  // namespace weir

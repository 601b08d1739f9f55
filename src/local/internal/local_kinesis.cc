// SPDX-License-Identifier: MIT
#include "weir/local/local_kinesis.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/account.h"
#include "local/internal/open_stream.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"
#include "weir/service/names.h"

namespace weir {

using local_internal::Account;
using local_internal::SharedStream;
using local_internal::World;

namespace {

constexpr std::int64_t kStreamMemoryBytesMin = 32 * 1024 * 1024;

absl::Status CheckScope(const CallerScope& caller) {
  if (!IsValidAccountId(caller.account_id)) {
    return InvalidArgument(
        Concat("account_id is '", caller.account_id.substr(0, 140), "'; it has 12 digits"));
  }
  if (!IsValidRegion(caller.region)) {
    return InvalidArgument(Concat("region is '", caller.region.substr(0, 140),
                                  "'; it has lower-case letters, digits and single hyphens, as "
                                  "us-east-1, and at most ",
                                  kRegionCharactersMax, " characters"));
  }
  return absl::OkStatus();
}

absl::Status CheckDuration(std::string_view name, absl::Duration duration) {
  if (duration >= absl::ZeroDuration() && duration <= absl::Hours(24)) return absl::OkStatus();
  return InvalidArgument(Concat("state_durations.", name, " is ",
                                FromAbsl(absl::FormatDuration(duration)), "; it is 0 to 24 h"));
}

absl::Status CheckRate(std::string_view name, const RateLimit& limit) {
  if (limit.rate.per_second < 0 || limit.rate.per_second > kRatePerSecondMax) {
    return InvalidArgument(Concat("limits.", name, ".rate.per_second is ", limit.rate.per_second,
                                  "; it is 0, for none, to ", kRatePerSecondMax));
  }
  if (limit.rate.burst < 0 || limit.rate.burst > kRatePerSecondMax) {
    return InvalidArgument(Concat("limits.", name, ".rate.burst is ", limit.rate.burst,
                                  "; it is 0, for one second's worth, to ", kRatePerSecondMax));
  }
  return absl::OkStatus();
}

absl::Status CheckCount(std::string_view name, const CountLimit& limit) {
  if (limit.max >= 0) return absl::OkStatus();
  return InvalidArgument(Concat("limits.", name, ".max is ", limit.max, "; it is not negative"));
}

absl::Status CheckLimits(const KinesisLimits& limits) {
  absl::Status status = CheckRate("write_bytes", limits.write_bytes);
  if (status.ok()) status = CheckRate("write_records", limits.write_records);
  if (status.ok()) status = CheckRate("read_bytes", limits.read_bytes);
  if (status.ok()) status = CheckRate("read_calls", limits.read_calls);
  if (status.ok()) status = CheckRate("iterator_calls", limits.iterator_calls);
  if (status.ok()) status = CheckRate("fan_out_bytes", limits.fan_out_bytes);
  if (status.ok()) status = CheckRate("subscribe_calls", limits.subscribe_calls);
  if (status.ok()) status = CheckCount("shards", limits.shards);
  if (status.ok()) status = CheckCount("streams_creating", limits.streams_creating);
  if (status.ok()) status = CheckCount("on_demand_streams", limits.on_demand_streams);
  if (status.ok()) status = CheckCount("consumers", limits.consumers);
  if (status.ok()) status = CheckCount("consumers_creating", limits.consumers_creating);
  if (status.ok()) status = CheckCount("shard_count_updates", limits.shard_count_updates);
  if (status.ok()) status = CheckCount("mode_switches", limits.mode_switches);
  if (status.ok()) status = CheckCount("encryption_changes", limits.encryption_changes);
  return status;
}

absl::Status Check(const LocalKinesisOptions& options) {
  absl::Status status = CheckScope({.account_id = options.account_id, .region = options.region});
  const StateDurations& durations = options.state_durations;
  if (status.ok()) status = CheckDuration("stream_creating", durations.stream_creating);
  if (status.ok()) status = CheckDuration("stream_deleting", durations.stream_deleting);
  if (status.ok()) status = CheckDuration("stream_updating", durations.stream_updating);
  if (status.ok()) status = CheckDuration("consumer_creating", durations.consumer_creating);
  if (status.ok()) status = CheckDuration("consumer_deleting", durations.consumer_deleting);
  if (status.ok()) status = CheckLimits(options.limits);
  if (!status.ok()) return status;
  if (options.clock != nullptr && options.clock->NowNanos() < 0) {
    return InvalidArgument(
        Concat("clock is at ", options.clock->NowNanos(), " ns since 1970; it is not before"));
  }
  if (options.stream_memory_bytes_max < kStreamMemoryBytesMin) {
    return InvalidArgument(Concat("stream_memory_bytes_max is ", options.stream_memory_bytes_max,
                                  "; with records of up to 10 MiB it is at least ",
                                  kStreamMemoryBytesMin));
  }
  return absl::OkStatus();
}

}  // namespace

LocalKinesis::LocalKinesis(std::shared_ptr<World> world, Account& account)
    : world_(std::move(world)), account_(&account) {}

absl::StatusOr<LocalKinesis> LocalKinesis::Create(const LocalKinesisOptions& options) {
  absl::Status status = Check(options);
  if (!status.ok()) return status;
  auto world = std::make_shared<World>(options);
  Account& account = world->AccountOf(options.account_id, options.region);
  return LocalKinesis(std::move(world), account);
}

absl::StatusOr<LocalKinesis> LocalKinesis::ForCaller(const CallerScope& caller) const {
  absl::Status status = CheckScope(caller);
  if (!status.ok()) return status;
  return LocalKinesis(world_, world_->AccountOf(caller.account_id, caller.region));
}

void LocalKinesis::Tick() {
  for (Account* const account : world_->Accounts()) local_internal::TickAll(*account);
}

absl::Status LocalKinesis::SetKmsKeyFault(std::string_view key_id,
                                          std::optional<KinesisException> fault) {
  if (fault.has_value() && !local_internal::IsKmsException(*fault)) {
    return InvalidArgument(
        Concat("fault is ", ToString(*fault), "; a key's is one of the six KMS exceptions"));
  }
  world_->kms_faults.Set(key_id, fault);
  return absl::OkStatus();
}

std::uint64_t LocalKinesis::ExceededCount(KinesisLimit limit) const {
  return world_->exceeded[static_cast<std::size_t>(limit)].value();
}

absl::StatusOr<std::vector<MetricDataPoint>> LocalKinesis::GetMetricData(
    const MetricDataQuery& query) const {
  const absl::StatusOr<SharedStream> stream = local_internal::OpenSharedUncounted(
      *account_, KinesisOperation::kDescribeStreamSummary, {query.stream_name, query.stream_arn});
  if (!stream.ok()) return stream.status();
  local_internal::LocalStream& state = **stream;
  const local_internal::MetricStore* store = &state.metrics;
  if (query.shard_id.has_value()) {
    const local_internal::LocalShard* const shard =
        state.FindShard(*query.shard_id, stream->now_nanos);
    if (shard == nullptr) return ShardDoesNotExist(*query.shard_id, state.Place());
    store = &shard->metrics;
  }
  return store->Read(query.metric, query.start_time, query.end_time, stream->now_nanos);
}

absl::StatusOr<std::shared_ptr<Stream>> LocalKinesis::FindStream(
    const StreamAddress& address) const {
  absl::StatusOr<SharedStream> stream = local_internal::OpenSharedUncounted(
      *account_, KinesisOperation::kDescribeStreamSummary, address);
  if (!stream.ok()) return stream.status();
  Stream* const engine = &stream->state->engine;
  return std::shared_ptr<Stream>(std::move(stream->state), engine);
}

absl::StatusOr<ShardNumbering> LocalKinesis::FindNumbering(const StreamAddress& address,
                                                           ShardId shard_id) const {
  const absl::StatusOr<SharedStream> stream = local_internal::OpenSharedUncounted(
      *account_, KinesisOperation::kDescribeStreamSummary, address);
  if (!stream.ok()) return stream.status();
  const local_internal::LocalShard* const shard = (*stream)->FindShard(shard_id, stream->now_nanos);
  if (shard == nullptr) return ShardDoesNotExist(shard_id, (*stream)->Place());
  return shard->numbering;
}

}  // namespace weir

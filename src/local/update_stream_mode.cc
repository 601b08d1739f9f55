// SPDX-License-Identifier: MIT
//
// UpdateStreamMode has Kinesis decide on a stream's shards, or its owner. The shards that there
// are stay.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/account.h"
#include "local/internal/daily_count.h"
#include "local/internal/open_stream.h"
#include "local/internal/reshard.h"
#include "local/internal/stream_limits.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using kinesis::StreamMode;
using local_internal::Account;
using local_internal::LocalStream;
using local_internal::OwnedStream;
using local_internal::World;

// LimitExceededException if it was switched often enough in the last 24 hours; else it counts.
absl::Status CountSwitch(LocalStream& stream, std::int64_t now_nanos) {
  const CountLimit& limit = stream.world.options.limits.mode_switches;
  if (local_internal::CountDaily(stream.world, KinesisLimit::kModeSwitches, limit,
                                 stream.mode_switches_nanos, now_nanos)) {
    return absl::OkStatus();
  }
  return KinesisError(KinesisException::kLimitExceeded,
                      Concat("The mode of stream ", stream.arn.stream_name, " under account ",
                             stream.arn.account_id, " was switched ", limit.max,
                             " times within 24 hours, which is the limit."));
}

void Switch(LocalStream& stream, StreamMode mode, std::int32_t warm_throughput_mibps,
            std::int64_t at_nanos) {
  if (mode == StreamMode::kProvisioned) {
    local_internal::StopOnDemand(stream);
  } else if (stream.mode != mode) {
    local_internal::StartOnDemand(stream, at_nanos, /*are_needed=*/true);
  }
  stream.mode = mode;
  stream.next_mode.reset();
  stream.warm_throughput_mibps = warm_throughput_mibps;
  stream.next_warm_throughput_mibps.reset();
}

// Of a stream that is ACTIVE; its account is held, too.
absl::Status SwitchThen(LocalStream& stream, StreamMode mode, std::int32_t warm_throughput_mibps,
                        std::int64_t now_nanos) {
  // An exception too leaves what has not begun as it was.
  const local_internal::AnnouncedChange announced(stream);
  stream.next_mode = mode;
  if (mode == StreamMode::kOnDemand) stream.next_warm_throughput_mibps = warm_throughput_mibps;
  return local_internal::WarmUpThen(stream, now_nanos, warm_throughput_mibps,
                                    [&stream, mode, warm_throughput_mibps](std::int64_t due_nanos) {
                                      Switch(stream, mode, warm_throughput_mibps, due_nanos);
                                    });
}

}  // namespace

absl::Status LocalKinesis::UpdateStreamMode(const kinesis::UpdateStreamModeRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const StreamMode mode = *request.stream_mode_details->stream_mode->known();
  const std::int32_t warm_throughput_mibps = request.warm_throughput_mibps.value_or(0);
  for (;;) {
    absl::StatusOr<OwnedStream> opened = local_internal::OpenAlone(
        *account_, KinesisOperation::kUpdateStreamMode, {std::nullopt, request.stream_arn});
    if (!opened.ok()) return opened.status();
    if (mode == StreamMode::kProvisioned && request.warm_throughput_mibps.has_value()) {
      return KinesisError(KinesisException::kValidation,
                          "WarmThroughputMiBps must not be provided for PROVISIONED mode streams.");
    }
    const std::shared_ptr<LocalStream> kept = opened->state;
    LocalStream& state = *kept;
    status = state.RequireActive();
    if (!status.ok()) return status;
    // It is what it is to be, and nothing is to change but what it takes at once.
    if (state.mode == mode && !request.warm_throughput_mibps.has_value()) return absl::OkStatus();
    const bool is_switch = state.mode != mode;
    opened->lock.unlock();
    // Of switches and deletions that are over nothing counts any more.
    if (is_switch) local_internal::SettleAll(state.account);

    // Once more with the account held, whose on-demand streams no other switch then adds to.
    const std::lock_guard account_lock(state.account.mutex);
    if (is_switch && mode == StreamMode::kOnDemand) {
      status = local_internal::CheckOnDemandLimit(state.account);
    }
    const std::lock_guard stream_lock(state.mutex);
    const std::int64_t now_nanos = world_->clock.NowNanos();
    const bool is_as_before = !state.is_gone && !state.IsDue(now_nanos) &&
                              (state.mode != mode) == is_switch && state.RequireActive().ok();
    if (!is_as_before) continue;
    if (status.ok()) status = local_internal::CheckWarmThroughput(state, warm_throughput_mibps);
    if (status.ok() && is_switch) status = CountSwitch(state, now_nanos);
    if (!status.ok()) return status;
    return SwitchThen(state, mode, warm_throughput_mibps, now_nanos);
  }
}

}  // namespace weir

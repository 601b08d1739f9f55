// SPDX-License-Identifier: MIT
//
// A Disturber does to a stream what owners do beside putting and reading: it moves the
// time, reshards, keeps house and looks at the memory, each from a thread of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"
#include "stress/support/fast_random.h"
#include "stress/support/history.h"
#include "stress/support/horizon.h"
#include "stress/support/pace.h"
#include "stress/support/setting.h"
#include "weir/stream/stream.h"

namespace weir::testing {

class Disturber {
 public:
  // All of these must outlive it.
  Disturber(Stream& stream, Horizon& horizon, Pace& pace, const StressSetting& setting)
      : stream_(stream), horizon_(horizon), pace_(pace), setting_(setting) {}

  // ---- One thread each ----

  void MoveTime(std::uint64_t seed) {
    FastRandom random(seed);
    while (Pause(random, setting_.step_every)) {
      const absl::Duration period = horizon_.period();
      const auto step = static_cast<std::int64_t>(
          random.Below(static_cast<std::uint64_t>(absl::ToInt64Nanoseconds(setting_.step_max))));
      const bool is_jump = random.OneIn(setting_.jump_once_in);
      horizon_.Advance(is_jump ? period : absl::Nanoseconds(step));
      if (!setting_.is_retention_changing || !random.OneIn(20)) continue;
      const absl::Status status = horizon_.SetPeriod(
          stream_,
          absl::Seconds(1) + absl::Milliseconds(random.Below(random.OneIn(4) ? 20'000 : 500)));
      if (!status.ok()) time_complaint_ = "retention: " + MessageOf(status);
    }
  }

  void KeepHouse(std::uint64_t seed) {
    FastRandom random(seed);
    while (Pause(random, setting_.tick_every)) {
      if (random.OneIn(4)) stream_.Tick();
      Sample(setting_.stream.memory_bytes_max);
    }
  }

  void Reshard(std::uint64_t seed) {
    FastRandom random(seed);
    while (Pause(random, setting_.reshard_every)) {
      const std::string problem = ReshardOnce(random);
      if (!problem.empty() && !setting_.is_closed_early) reshard_complaint_ = problem;
    }
  }

  void CloseEarly() {
    if (pace_.WaitFor(setting_.attempts * setting_.producers * 9 / 10)) stream_.Close();
  }

  // ---- By the main thread, when they have ended ----

  void Sample(std::int64_t budget_bytes) {
    const StreamStatistics statistics = stream_.Statistics();
    samples_.push_back({.held_bytes = statistics.memory_bytes,
                        .detached_bytes = statistics.detached_bytes,
                        .budget_bytes = budget_bytes});
  }

  void Report(History& history) const {
    history.samples = samples_;
    for (const std::string& complaint : {time_complaint_, reshard_complaint_}) {
      if (!complaint.empty()) history.complaints.push_back(complaint);
    }
  }

 private:
  static constexpr std::size_t kOpenShardsMax = 12;

  // Waits for the producers to go on, some `every` attempts. False when all is over.
  bool Pause(FastRandom& random, std::uint64_t every) {
    return pace_.WaitFor(pace_.count() + 1 + random.Below(2 * every));
  }

  // A random split, merge or rescale. Returns what went wrong, or nothing.
  std::string ReshardOnce(FastRandom& random) {
    const std::vector<ShardDescription> open = OpenShards(stream_);
    // The stream is closed.
    if (open.empty()) return "";
    if (random.OneIn(20) || open.size() > kOpenShardsMax) {
      const auto target = 1 + static_cast<std::uint32_t>(random.Below(6));
      const absl::Status status = stream_.UpdateShardCount(target);
      return status.ok() ? "" : "rescale: " + MessageOf(status);
    }
    const std::size_t at = random.Below(open.size());
    if (random.OneIn(2) && at > 0) {
      const absl::Status status =
          stream_.MergeShards({open[at - 1].shard_id, open[at].shard_id}).status();
      return status.ok() ? "" : "merge: " + MessageOf(status);
    }
    const absl::Status status =
        stream_.SplitShard({open[at].shard_id, MiddleOf(open[at].hash_key_range)}).status();
    return status.ok() ? "" : "split: " + MessageOf(status);
  }

  // Set at construction, never written again.
  Stream& stream_;
  Horizon& horizon_;
  Pace& pace_;
  const StressSetting& setting_;
  // Each of one thread.
  std::vector<MemorySample> samples_;
  std::string time_complaint_;
  std::string reshard_complaint_;
};

}  // namespace weir::testing

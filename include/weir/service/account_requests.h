// SPDX-License-Identifier: MIT
//
// What goes into the operations on an account, and what comes out: DescribeLimits,
// DescribeAccountSettings, UpdateAccountSettings.
//
//   auto limits = kinesis.DescribeLimits({});
//   Handle(limits->open_shard_count, limits->shard_limit);
//
// Threads:   values.
// Progress:  wait-free.
// Cost:      none.
// Lifetime:  values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/service/enum_value.h"

namespace weir {
namespace kinesis {

struct DescribeLimitsRequest {};

struct DescribeLimitsResult {
  std::int32_t shard_limit = 0;
  std::int32_t open_shard_count = 0;
  std::int32_t on_demand_stream_count = 0;
  std::int32_t on_demand_stream_count_limit = 0;
};

enum class MinimumThroughputBillingCommitmentStatus : std::uint8_t {
  kEnabled,
  kDisabled,
  // Ending was asked for before it may end: it then ends by itself, unless it is asked for
  // again.
  kEnabledUntilEarliestAllowedEnd,
};

// What a request may ask for.
enum class MinimumThroughputBillingCommitmentInputStatus : std::uint8_t { kEnabled, kDisabled };

struct MinimumThroughputBillingCommitment {
  MinimumThroughputBillingCommitmentStatus status =
      MinimumThroughputBillingCommitmentStatus::kDisabled;
  std::optional<absl::Time> started_at = {};
  // With kDisabled, of the last one, if there ever was one.
  std::optional<absl::Time> ended_at = {};
  // 24 hours after it began.
  std::optional<absl::Time> earliest_allowed_end_at = {};
};

struct DescribeAccountSettingsRequest {};

struct DescribeAccountSettingsResult {
  MinimumThroughputBillingCommitment minimum_throughput_billing_commitment = {};
};

struct MinimumThroughputBillingCommitmentInput {
  // Must be there.
  std::optional<EnumValue<MinimumThroughputBillingCommitmentInputStatus>> status = {};
};

struct UpdateAccountSettingsRequest {
  // Must be there.
  std::optional<MinimumThroughputBillingCommitmentInput> minimum_throughput_billing_commitment = {};
};

struct UpdateAccountSettingsResult {
  MinimumThroughputBillingCommitment minimum_throughput_billing_commitment = {};
};

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const DescribeLimitsRequest& request);
absl::Status Validate(const DescribeAccountSettingsRequest& request);
absl::Status Validate(const UpdateAccountSettingsRequest& request);

}  // namespace kinesis

template <>
struct EnumWords<kinesis::MinimumThroughputBillingCommitmentStatus> {
  static constexpr std::array<std::string_view, 3> kWords = {"ENABLED", "DISABLED",
                                                             "ENABLED_UNTIL_EARLIEST_ALLOWED_END"};
};
template <>
struct EnumWords<kinesis::MinimumThroughputBillingCommitmentInputStatus> {
  static constexpr std::array<std::string_view, 2> kWords = {"ENABLED", "DISABLED"};
};

}  // namespace weir

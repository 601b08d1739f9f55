// SPDX-License-Identifier: MIT
//
// What goes into the operations that change a stream's settings, and what comes out:
// IncreaseStreamRetentionPeriod, DecreaseStreamRetentionPeriod, UpdateStreamMode,
// UpdateStreamWarmThroughput, UpdateMaxRecordSize, StartStreamEncryption,
// StopStreamEncryption, EnableEnhancedMonitoring, DisableEnhancedMonitoring.
//
//   kinesis.IncreaseStreamRetentionPeriod({.stream_name = "clicks", .retention_period_hours = 48});
//
// Threads:   values.
// Progress:  wait-free, but for the allocations of copies.
// Cost:      results copy what they say.
// Lifetime:  what a request refers to must live during the call, no longer; results own
//            what they hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "weir/service/stream_requests.h"
#include "weir/service/stream_shapes.h"

namespace weir::kinesis {

struct IncreaseStreamRetentionPeriodRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 24 to 8,760, and not less than it is. Records that are there are kept so
  // long at once; what has expired does not come back.
  std::optional<std::int32_t> retention_period_hours = {};
};

struct DecreaseStreamRetentionPeriodRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 24 to 8,760, and not more than it is. What is older is gone at once.
  std::optional<std::int32_t> retention_period_hours = {};
};

// Of a stream that is ACTIVE, which is UPDATING until it has happened and keeps its shards. The
// mode that it has already is taken, changes nothing and does not count as a switch.
struct UpdateStreamModeRequest {
  // Both must be there.
  std::optional<std::string_view> stream_arn = {};
  std::optional<StreamModeDetails> stream_mode_details = {};
  // As of CreateStreamRequest: with kOnDemand alone.
  std::optional<std::int32_t> warm_throughput_mibps = {};
};

// Of an on-demand stream that is ACTIVE, which is UPDATING until it has as many shards.
struct UpdateStreamWarmThroughputRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: in MiB/s, not negative, and no more than a stream may take in the region.
  std::optional<std::int32_t> warm_throughput_mibps = {};
};

struct UpdateStreamWarmThroughputResult {
  std::string stream_name = {};
  std::string stream_arn = {};
  WarmThroughput warm_throughput = {};
};

struct UpdateMaxRecordSizeRequest {
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1,024 to 10,240, data and partition key together.
  std::optional<std::int32_t> max_record_size_in_kib = {};
};

struct StartStreamEncryptionRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Both must be there: kKms, and a key's id, ARN or alias. Of a stream that is encrypted
  // already it is the key from now on.
  std::optional<EnumValue<EncryptionType>> encryption_type = {};
  std::optional<std::string_view> key_id = {};
};

struct StopStreamEncryptionRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Both must be there, as they were started with, letter for letter.
  std::optional<EnumValue<EncryptionType>> encryption_type = {};
  std::optional<std::string_view> key_id = {};
};

struct EnableEnhancedMonitoringRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1 to 7. kAll means all seven others.
  std::optional<std::vector<EnumValue<MetricsName>>> shard_level_metrics = {};
};

struct EnableEnhancedMonitoringResult {
  std::string stream_name = {};
  std::string stream_arn = {};
  // Before, and after.
  std::vector<MetricsName> current_shard_level_metrics = {};
  std::vector<MetricsName> desired_shard_level_metrics = {};
};

struct DisableEnhancedMonitoringRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1 to 7. kAll means all seven others.
  std::optional<std::vector<EnumValue<MetricsName>>> shard_level_metrics = {};
};

struct DisableEnhancedMonitoringResult {
  std::string stream_name = {};
  std::string stream_arn = {};
  // Before, and after.
  std::vector<MetricsName> current_shard_level_metrics = {};
  std::vector<MetricsName> desired_shard_level_metrics = {};
};

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const IncreaseStreamRetentionPeriodRequest& request);
absl::Status Validate(const DecreaseStreamRetentionPeriodRequest& request);
absl::Status Validate(const UpdateStreamModeRequest& request);
absl::Status Validate(const UpdateStreamWarmThroughputRequest& request);
absl::Status Validate(const UpdateMaxRecordSizeRequest& request);
absl::Status Validate(const StartStreamEncryptionRequest& request);
absl::Status Validate(const StopStreamEncryptionRequest& request);
absl::Status Validate(const EnableEnhancedMonitoringRequest& request);
absl::Status Validate(const DisableEnhancedMonitoringRequest& request);

}  // namespace weir::kinesis

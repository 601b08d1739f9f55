// SPDX-License-Identifier: MIT
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/shape.h"
#include "serve/wire/stream_shapes.h"
#include "weir/service/kinesis.h"
#include "weir/service/setting_requests.h"

namespace weir::serve_internal {

using kinesis::DecreaseStreamRetentionPeriodRequest;
using kinesis::DisableEnhancedMonitoringRequest;
using kinesis::DisableEnhancedMonitoringResult;
using kinesis::EnableEnhancedMonitoringRequest;
using kinesis::EnableEnhancedMonitoringResult;
using kinesis::IncreaseStreamRetentionPeriodRequest;
using kinesis::StartStreamEncryptionRequest;
using kinesis::StopStreamEncryptionRequest;
using kinesis::UpdateMaxRecordSizeRequest;
using kinesis::UpdateStreamModeRequest;
using kinesis::UpdateStreamWarmThroughputRequest;
using kinesis::UpdateStreamWarmThroughputResult;

template <>
struct Shape<DecreaseStreamRetentionPeriodRequest> {
  using Request = DecreaseStreamRetentionPeriodRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"RetentionPeriodHours", &Request::retention_period_hours},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<DisableEnhancedMonitoringRequest> {
  using Request = DisableEnhancedMonitoringRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"ShardLevelMetrics", &Request::shard_level_metrics},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<DisableEnhancedMonitoringResult> {
  using Result = DisableEnhancedMonitoringResult;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Result::stream_name},
      Member{"CurrentShardLevelMetrics", &Result::current_shard_level_metrics},
      Member{"DesiredShardLevelMetrics", &Result::desired_shard_level_metrics},
      Member{"StreamARN", &Result::stream_arn}};
};

template <>
struct Shape<EnableEnhancedMonitoringRequest> {
  using Request = EnableEnhancedMonitoringRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"ShardLevelMetrics", &Request::shard_level_metrics},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<EnableEnhancedMonitoringResult> {
  using Result = EnableEnhancedMonitoringResult;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Result::stream_name},
      Member{"CurrentShardLevelMetrics", &Result::current_shard_level_metrics},
      Member{"DesiredShardLevelMetrics", &Result::desired_shard_level_metrics},
      Member{"StreamARN", &Result::stream_arn}};
};

template <>
struct Shape<IncreaseStreamRetentionPeriodRequest> {
  using Request = IncreaseStreamRetentionPeriodRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"RetentionPeriodHours", &Request::retention_period_hours},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<StartStreamEncryptionRequest> {
  using Request = StartStreamEncryptionRequest;
  static constexpr std::tuple kMembers = {Member{"StreamName", &Request::stream_name},
                                          Member{"EncryptionType", &Request::encryption_type},
                                          Member{"KeyId", &Request::key_id},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<StopStreamEncryptionRequest> {
  using Request = StopStreamEncryptionRequest;
  static constexpr std::tuple kMembers = {Member{"StreamName", &Request::stream_name},
                                          Member{"EncryptionType", &Request::encryption_type},
                                          Member{"KeyId", &Request::key_id},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<UpdateMaxRecordSizeRequest> {
  using Request = UpdateMaxRecordSizeRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamARN", &Request::stream_arn},
      Member{"MaxRecordSizeInKiB", &Request::max_record_size_in_kib}};
};

template <>
struct Shape<UpdateStreamModeRequest> {
  using Request = UpdateStreamModeRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamARN", &Request::stream_arn},
      Member{"StreamModeDetails", &Request::stream_mode_details},
      Member{"WarmThroughputMiBps", &Request::warm_throughput_mibps}};
};

template <>
struct Shape<UpdateStreamWarmThroughputRequest> {
  using Request = UpdateStreamWarmThroughputRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamARN", &Request::stream_arn}, Member{"StreamName", &Request::stream_name},
      Member{"WarmThroughputMiBps", &Request::warm_throughput_mibps}};
};

template <>
struct Shape<UpdateStreamWarmThroughputResult> {
  using Result = UpdateStreamWarmThroughputResult;
  static constexpr std::tuple kMembers = {Member{"StreamARN", &Result::stream_arn},
                                          Member{"StreamName", &Result::stream_name},
                                          Member{"WarmThroughput", &Result::warm_throughput}};
};

CallReply CallDecreaseStreamRetentionPeriod(const CallInput& input) {
  return Call(input, &Kinesis::DecreaseStreamRetentionPeriod);
}
CallReply CallDisableEnhancedMonitoring(const CallInput& input) {
  return Call(input, &Kinesis::DisableEnhancedMonitoring);
}
CallReply CallEnableEnhancedMonitoring(const CallInput& input) {
  return Call(input, &Kinesis::EnableEnhancedMonitoring);
}
CallReply CallIncreaseStreamRetentionPeriod(const CallInput& input) {
  return Call(input, &Kinesis::IncreaseStreamRetentionPeriod);
}
CallReply CallStartStreamEncryption(const CallInput& input) {
  return Call(input, &Kinesis::StartStreamEncryption);
}
CallReply CallStopStreamEncryption(const CallInput& input) {
  return Call(input, &Kinesis::StopStreamEncryption);
}
CallReply CallUpdateMaxRecordSize(const CallInput& input) {
  return Call(input, &Kinesis::UpdateMaxRecordSize);
}
CallReply CallUpdateStreamMode(const CallInput& input) {
  return Call(input, &Kinesis::UpdateStreamMode);
}
CallReply CallUpdateStreamWarmThroughput(const CallInput& input) {
  return Call(input, &Kinesis::UpdateStreamWarmThroughput);
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/shape.h"
#include "serve/wire/stream_shapes.h"
#include "weir/service/kinesis.h"
#include "weir/service/stream_requests.h"

namespace weir::serve_internal {

using kinesis::CreateStreamRequest;
using kinesis::DeleteStreamRequest;
using kinesis::DescribeStreamRequest;
using kinesis::DescribeStreamResult;
using kinesis::DescribeStreamSummaryRequest;
using kinesis::DescribeStreamSummaryResult;
using kinesis::EnhancedMetrics;
using kinesis::ListStreamsRequest;
using kinesis::ListStreamsResult;
using kinesis::StreamDescription;
using kinesis::StreamDescriptionSummary;
using kinesis::StreamSummary;

template <>
struct Shape<CreateStreamRequest> {
  using Request = CreateStreamRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"ShardCount", &Request::shard_count},
      Member{"StreamModeDetails", &Request::stream_mode_details},
      Member{"Tags", &Request::tags},
      Member{"WarmThroughputMiBps", &Request::warm_throughput_mibps},
      Member{"MaxRecordSizeInKiB", &Request::max_record_size_in_kib}};
};

template <>
struct Shape<DeleteStreamRequest> {
  using Request = DeleteStreamRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"EnforceConsumerDeletion", &Request::enforce_consumer_deletion},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<DescribeStreamRequest> {
  using Request = DescribeStreamRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name}, Member{"Limit", &Request::limit},
      Member{"ExclusiveStartShardId", &Request::exclusive_start_shard_id},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<EnhancedMetrics> {
  static constexpr std::tuple kMembers = {
      Member{"ShardLevelMetrics", &EnhancedMetrics::shard_level_metrics}};
};

template <>
struct Shape<StreamDescription> {
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &StreamDescription::stream_name},
      Member{"StreamARN", &StreamDescription::stream_arn},
      Member{"StreamStatus", &StreamDescription::stream_status},
      Computed{"StreamModeDetails", kModeDetails},
      Member{"Shards", &StreamDescription::shards},
      Member{"HasMoreShards", &StreamDescription::has_more_shards},
      Member{"RetentionPeriodHours", &StreamDescription::retention_period_hours},
      Member{"StreamCreationTimestamp", &StreamDescription::stream_creation_timestamp},
      Member{"EnhancedMonitoring", &StreamDescription::enhanced_monitoring},
      Member{"EncryptionType", &StreamDescription::encryption_type},
      Member{"KeyId", &StreamDescription::key_id}};
};

template <>
struct Shape<DescribeStreamResult> {
  using Result = DescribeStreamResult;
  static constexpr std::tuple kMembers = {Member{"StreamDescription", &Result::stream_description}};
};

template <>
struct Shape<DescribeStreamSummaryRequest> {
  using Request = DescribeStreamSummaryRequest;
  static constexpr std::tuple kMembers = {Member{"StreamName", &Request::stream_name},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<StreamDescriptionSummary> {
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &StreamDescriptionSummary::stream_name},
      Member{"StreamARN", &StreamDescriptionSummary::stream_arn},
      Member{"StreamStatus", &StreamDescriptionSummary::stream_status},
      Computed{"StreamModeDetails", kModeDetails},
      Member{"RetentionPeriodHours", &StreamDescriptionSummary::retention_period_hours},
      Member{"StreamCreationTimestamp", &StreamDescriptionSummary::stream_creation_timestamp},
      Member{"EnhancedMonitoring", &StreamDescriptionSummary::enhanced_monitoring},
      Member{"EncryptionType", &StreamDescriptionSummary::encryption_type},
      Member{"KeyId", &StreamDescriptionSummary::key_id},
      Member{"OpenShardCount", &StreamDescriptionSummary::open_shard_count},
      Member{"ConsumerCount", &StreamDescriptionSummary::consumer_count},
      Member{"WarmThroughput", &StreamDescriptionSummary::warm_throughput},
      Member{"MaxRecordSizeInKiB", &StreamDescriptionSummary::max_record_size_in_kib}};
};

template <>
struct Shape<DescribeStreamSummaryResult> {
  using Result = DescribeStreamSummaryResult;
  static constexpr std::tuple kMembers = {
      Member{"StreamDescriptionSummary", &Result::stream_description_summary}};
};

template <>
struct Shape<ListStreamsRequest> {
  using Request = ListStreamsRequest;
  static constexpr std::tuple kMembers = {
      Member{"Limit", &Request::limit},
      Member{"ExclusiveStartStreamName", &Request::exclusive_start_stream_name},
      Member{"NextToken", &Request::next_token}};
};

template <>
struct Shape<StreamSummary> {
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &StreamSummary::stream_name},
      Member{"StreamARN", &StreamSummary::stream_arn},
      Member{"StreamStatus", &StreamSummary::stream_status},
      Computed{"StreamModeDetails", kModeDetails},
      Member{"StreamCreationTimestamp", &StreamSummary::stream_creation_timestamp}};
};

template <>
struct Shape<ListStreamsResult> {
  using Result = ListStreamsResult;
  static constexpr std::tuple kMembers = {Member{"StreamNames", &Result::stream_names},
                                          Member{"HasMoreStreams", &Result::has_more_streams},
                                          Member{"NextToken", &Result::next_token},
                                          Member{"StreamSummaries", &Result::stream_summaries}};
};

CallReply CallCreateStream(const CallInput& input) { return Call(input, &Kinesis::CreateStream); }
CallReply CallDeleteStream(const CallInput& input) { return Call(input, &Kinesis::DeleteStream); }
CallReply CallDescribeStream(const CallInput& input) {
  return Call(input, &Kinesis::DescribeStream);
}
CallReply CallDescribeStreamSummary(const CallInput& input) {
  return Call(input, &Kinesis::DescribeStreamSummary);
}
CallReply CallListStreams(const CallInput& input) { return Call(input, &Kinesis::ListStreams); }

}  // namespace weir::serve_internal

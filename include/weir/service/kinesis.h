// SPDX-License-Identifier: MIT
//
// Kinesis is the contract: every operation of Amazon Kinesis Data Streams, as a method.
//
// A program that is written against it runs on streams in its own process, in a test
// that scripts faults, or on whatever else implements it. Requests and results have
// AWS's members; a request is written on the spot, with designated initializers. What
// is refused is an absl::Status that carries the exception's name: KinesisExceptionOf().
// For the object under it, without tokens and names, see stream/stream.h.
//
//   auto put = kinesis.PutRecord({.stream_name = "clicks", .partition_key = "k", .data = bytes});
//   auto iterator = kinesis.GetShardIterator(
//       {.stream_name = "clicks", .shard_id = "shardId-000000000000",
//        .shard_iterator_type = weir::kinesis::ShardIteratorType::kTrimHorizon});
//   auto read = kinesis.GetRecords({.shard_iterator = iterator->shard_iterator});
//
// Threads:   every method from any thread.
// Progress:  as the implementation says.
// Cost:      as the implementation says.
// Lifetime:  what a request refers to must live during the call; results own what they
//            hold, or keep it.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/service/account_requests.h"
#include "weir/service/consumer_requests.h"
#include "weir/service/put_requests.h"
#include "weir/service/read_requests.h"
#include "weir/service/setting_requests.h"
#include "weir/service/shard_requests.h"
#include "weir/service/stream_requests.h"
#include "weir/service/subscribe_to_shard.h"
#include "weir/service/tag_requests.h"

namespace weir {

// Each method first checks its request, Validate(), and may be refused with a
// ValidationException; beyond that, with the exceptions of ExceptionsOf()
// (service/kinesis_operation.h).
class Kinesis {
 public:
  Kinesis() = default;
  virtual ~Kinesis() = default;

  // ---- Putting ----
  virtual absl::StatusOr<kinesis::PutRecordResult> PutRecord(
      const kinesis::PutRecordRequest& request) = 0;
  // Each record is taken or refused by itself; the call succeeds even if all are refused.
  virtual absl::StatusOr<kinesis::PutRecordsResult> PutRecords(
      const kinesis::PutRecordsRequest& request) = 0;

  // ---- Reading ----
  virtual absl::StatusOr<kinesis::GetShardIteratorResult> GetShardIterator(
      const kinesis::GetShardIteratorRequest& request) = 0;
  virtual absl::StatusOr<kinesis::GetRecordsResult> GetRecords(
      const kinesis::GetRecordsRequest& request) = 0;

  // ---- Streams ----
  virtual absl::Status CreateStream(const kinesis::CreateStreamRequest& request) = 0;
  virtual absl::Status DeleteStream(const kinesis::DeleteStreamRequest& request) = 0;
  virtual absl::StatusOr<kinesis::DescribeStreamResult> DescribeStream(
      const kinesis::DescribeStreamRequest& request) = 0;
  virtual absl::StatusOr<kinesis::DescribeStreamSummaryResult> DescribeStreamSummary(
      const kinesis::DescribeStreamSummaryRequest& request) = 0;
  virtual absl::StatusOr<kinesis::ListStreamsResult> ListStreams(
      const kinesis::ListStreamsRequest& request) = 0;

  // ---- Shards ----
  virtual absl::StatusOr<kinesis::ListShardsResult> ListShards(
      const kinesis::ListShardsRequest& request) = 0;
  virtual absl::Status SplitShard(const kinesis::SplitShardRequest& request) = 0;
  virtual absl::Status MergeShards(const kinesis::MergeShardsRequest& request) = 0;
  virtual absl::StatusOr<kinesis::UpdateShardCountResult> UpdateShardCount(
      const kinesis::UpdateShardCountRequest& request) = 0;

  // ---- Settings of a stream ----
  virtual absl::Status IncreaseStreamRetentionPeriod(
      const kinesis::IncreaseStreamRetentionPeriodRequest& request) = 0;
  virtual absl::Status DecreaseStreamRetentionPeriod(
      const kinesis::DecreaseStreamRetentionPeriodRequest& request) = 0;
  virtual absl::Status UpdateStreamMode(const kinesis::UpdateStreamModeRequest& request) = 0;
  virtual absl::StatusOr<kinesis::UpdateStreamWarmThroughputResult> UpdateStreamWarmThroughput(
      const kinesis::UpdateStreamWarmThroughputRequest& request) = 0;
  virtual absl::Status UpdateMaxRecordSize(const kinesis::UpdateMaxRecordSizeRequest& request) = 0;
  virtual absl::Status StartStreamEncryption(
      const kinesis::StartStreamEncryptionRequest& request) = 0;
  virtual absl::Status StopStreamEncryption(
      const kinesis::StopStreamEncryptionRequest& request) = 0;
  virtual absl::StatusOr<kinesis::EnableEnhancedMonitoringResult> EnableEnhancedMonitoring(
      const kinesis::EnableEnhancedMonitoringRequest& request) = 0;
  virtual absl::StatusOr<kinesis::DisableEnhancedMonitoringResult> DisableEnhancedMonitoring(
      const kinesis::DisableEnhancedMonitoringRequest& request) = 0;

  // ---- Enhanced fan-out ----
  virtual absl::StatusOr<kinesis::RegisterStreamConsumerResult> RegisterStreamConsumer(
      const kinesis::RegisterStreamConsumerRequest& request) = 0;
  virtual absl::Status DeregisterStreamConsumer(
      const kinesis::DeregisterStreamConsumerRequest& request) = 0;
  virtual absl::StatusOr<kinesis::DescribeStreamConsumerResult> DescribeStreamConsumer(
      const kinesis::DescribeStreamConsumerRequest& request) = 0;
  virtual absl::StatusOr<kinesis::ListStreamConsumersResult> ListStreamConsumers(
      const kinesis::ListStreamConsumersRequest& request) = 0;
  virtual absl::StatusOr<kinesis::SubscribeToShardResult> SubscribeToShard(
      const kinesis::SubscribeToShardRequest& request) = 0;

  // ---- Tags and policies ----
  virtual absl::Status AddTagsToStream(const kinesis::AddTagsToStreamRequest& request) = 0;
  virtual absl::Status RemoveTagsFromStream(
      const kinesis::RemoveTagsFromStreamRequest& request) = 0;
  virtual absl::StatusOr<kinesis::ListTagsForStreamResult> ListTagsForStream(
      const kinesis::ListTagsForStreamRequest& request) = 0;
  virtual absl::Status TagResource(const kinesis::TagResourceRequest& request) = 0;
  virtual absl::Status UntagResource(const kinesis::UntagResourceRequest& request) = 0;
  virtual absl::StatusOr<kinesis::ListTagsForResourceResult> ListTagsForResource(
      const kinesis::ListTagsForResourceRequest& request) = 0;
  virtual absl::Status PutResourcePolicy(const kinesis::PutResourcePolicyRequest& request) = 0;
  virtual absl::StatusOr<kinesis::GetResourcePolicyResult> GetResourcePolicy(
      const kinesis::GetResourcePolicyRequest& request) = 0;
  virtual absl::Status DeleteResourcePolicy(
      const kinesis::DeleteResourcePolicyRequest& request) = 0;

  // ---- The account ----
  virtual absl::StatusOr<kinesis::DescribeLimitsResult> DescribeLimits(
      const kinesis::DescribeLimitsRequest& request) = 0;
  virtual absl::StatusOr<kinesis::DescribeAccountSettingsResult> DescribeAccountSettings(
      const kinesis::DescribeAccountSettingsRequest& request) = 0;
  virtual absl::StatusOr<kinesis::UpdateAccountSettingsResult> UpdateAccountSettings(
      const kinesis::UpdateAccountSettingsRequest& request) = 0;

 protected:
  Kinesis(const Kinesis&) = default;
  Kinesis& operator=(const Kinesis&) = default;
};

}  // namespace weir

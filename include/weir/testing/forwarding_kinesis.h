// SPDX-License-Identifier: MIT
//
// A ForwardingKinesis hands every call on to another Kinesis: what decorators of the
// contract are made of.
//
// A decorator is one member function, Call(), that sees all 39 operations: which one it is,
// its request, and `forward`, which makes the call. What it treats apart it overloads for
// that request. FaultyKinesis and CallRecorder are made so.
//
//   class Counter final : public weir::testing::ForwardingKinesis<Counter> {
//    public:
//     using ForwardingKinesis::ForwardingKinesis;
//     template <class Request, class Forward>
//     auto Call(weir::KinesisOperation, const Request& request, const Forward& forward) {
//       calls.Add(1);
//       return forward(request);
//     }
//     weir::Gauge calls;
//   };
//
// Threads:   as the decorated one's; Call() runs in as many threads as there are callers.
// Progress:  as Call().
// Cost:      an indirect call.
// Lifetime:  the decorated one must outlive it.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/service/kinesis.h"
#include "weir/service/kinesis_operation.h"

namespace weir::testing {

// `Derived` has, for who may call it here (public, or with this class as its friend),
//
//   template <class Request, class Forward>
//   auto Call(KinesisOperation operation, const Request& request, const Forward& forward);
//
// and answers what forward(request) does: absl::StatusOr<...Result>, or absl::Status of
// the operations without a result. It may forward another request, more than once, or not
// at all. `Interface` is Kinesis, or a class of yours that adds to it.
template <class Derived, class Interface = Kinesis>
class ForwardingKinesis : public Interface {
 public:
  // To decorate one of the same class, name it a Kinesis&: else it would be copied, which
  // no decorator can be.
  explicit ForwardingKinesis(Kinesis& decorated) : decorated_(decorated) {}
  ForwardingKinesis(const ForwardingKinesis&) = delete;
  ForwardingKinesis& operator=(const ForwardingKinesis&) = delete;

  // ---- Putting ----
  absl::StatusOr<kinesis::PutRecordResult> PutRecord(
      const kinesis::PutRecordRequest& request) override {
    return Forward(KinesisOperation::kPutRecord, request, &Kinesis::PutRecord);
  }
  absl::StatusOr<kinesis::PutRecordsResult> PutRecords(
      const kinesis::PutRecordsRequest& request) override {
    return Forward(KinesisOperation::kPutRecords, request, &Kinesis::PutRecords);
  }

  // ---- Reading ----
  absl::StatusOr<kinesis::GetShardIteratorResult> GetShardIterator(
      const kinesis::GetShardIteratorRequest& request) override {
    return Forward(KinesisOperation::kGetShardIterator, request, &Kinesis::GetShardIterator);
  }
  absl::StatusOr<kinesis::GetRecordsResult> GetRecords(
      const kinesis::GetRecordsRequest& request) override {
    return Forward(KinesisOperation::kGetRecords, request, &Kinesis::GetRecords);
  }

  // ---- Streams ----
  absl::Status CreateStream(const kinesis::CreateStreamRequest& request) override {
    return Forward(KinesisOperation::kCreateStream, request, &Kinesis::CreateStream);
  }
  absl::Status DeleteStream(const kinesis::DeleteStreamRequest& request) override {
    return Forward(KinesisOperation::kDeleteStream, request, &Kinesis::DeleteStream);
  }
  absl::StatusOr<kinesis::DescribeStreamResult> DescribeStream(
      const kinesis::DescribeStreamRequest& request) override {
    return Forward(KinesisOperation::kDescribeStream, request, &Kinesis::DescribeStream);
  }
  absl::StatusOr<kinesis::DescribeStreamSummaryResult> DescribeStreamSummary(
      const kinesis::DescribeStreamSummaryRequest& request) override {
    return Forward(KinesisOperation::kDescribeStreamSummary, request,
                   &Kinesis::DescribeStreamSummary);
  }
  absl::StatusOr<kinesis::ListStreamsResult> ListStreams(
      const kinesis::ListStreamsRequest& request) override {
    return Forward(KinesisOperation::kListStreams, request, &Kinesis::ListStreams);
  }

  // ---- Shards ----
  absl::StatusOr<kinesis::ListShardsResult> ListShards(
      const kinesis::ListShardsRequest& request) override {
    return Forward(KinesisOperation::kListShards, request, &Kinesis::ListShards);
  }
  absl::Status SplitShard(const kinesis::SplitShardRequest& request) override {
    return Forward(KinesisOperation::kSplitShard, request, &Kinesis::SplitShard);
  }
  absl::Status MergeShards(const kinesis::MergeShardsRequest& request) override {
    return Forward(KinesisOperation::kMergeShards, request, &Kinesis::MergeShards);
  }
  absl::StatusOr<kinesis::UpdateShardCountResult> UpdateShardCount(
      const kinesis::UpdateShardCountRequest& request) override {
    return Forward(KinesisOperation::kUpdateShardCount, request, &Kinesis::UpdateShardCount);
  }

  // ---- Settings of a stream ----
  absl::Status IncreaseStreamRetentionPeriod(
      const kinesis::IncreaseStreamRetentionPeriodRequest& request) override {
    return Forward(KinesisOperation::kIncreaseStreamRetentionPeriod, request,
                   &Kinesis::IncreaseStreamRetentionPeriod);
  }
  absl::Status DecreaseStreamRetentionPeriod(
      const kinesis::DecreaseStreamRetentionPeriodRequest& request) override {
    return Forward(KinesisOperation::kDecreaseStreamRetentionPeriod, request,
                   &Kinesis::DecreaseStreamRetentionPeriod);
  }
  absl::Status UpdateStreamMode(const kinesis::UpdateStreamModeRequest& request) override {
    return Forward(KinesisOperation::kUpdateStreamMode, request, &Kinesis::UpdateStreamMode);
  }
  absl::StatusOr<kinesis::UpdateStreamWarmThroughputResult> UpdateStreamWarmThroughput(
      const kinesis::UpdateStreamWarmThroughputRequest& request) override {
    return Forward(KinesisOperation::kUpdateStreamWarmThroughput, request,
                   &Kinesis::UpdateStreamWarmThroughput);
  }
  absl::Status UpdateMaxRecordSize(const kinesis::UpdateMaxRecordSizeRequest& request) override {
    return Forward(KinesisOperation::kUpdateMaxRecordSize, request, &Kinesis::UpdateMaxRecordSize);
  }
  absl::Status StartStreamEncryption(
      const kinesis::StartStreamEncryptionRequest& request) override {
    return Forward(KinesisOperation::kStartStreamEncryption, request,
                   &Kinesis::StartStreamEncryption);
  }
  absl::Status StopStreamEncryption(const kinesis::StopStreamEncryptionRequest& request) override {
    return Forward(KinesisOperation::kStopStreamEncryption, request,
                   &Kinesis::StopStreamEncryption);
  }
  absl::StatusOr<kinesis::EnableEnhancedMonitoringResult> EnableEnhancedMonitoring(
      const kinesis::EnableEnhancedMonitoringRequest& request) override {
    return Forward(KinesisOperation::kEnableEnhancedMonitoring, request,
                   &Kinesis::EnableEnhancedMonitoring);
  }
  absl::StatusOr<kinesis::DisableEnhancedMonitoringResult> DisableEnhancedMonitoring(
      const kinesis::DisableEnhancedMonitoringRequest& request) override {
    return Forward(KinesisOperation::kDisableEnhancedMonitoring, request,
                   &Kinesis::DisableEnhancedMonitoring);
  }

  // ---- Enhanced fan-out ----
  absl::StatusOr<kinesis::RegisterStreamConsumerResult> RegisterStreamConsumer(
      const kinesis::RegisterStreamConsumerRequest& request) override {
    return Forward(KinesisOperation::kRegisterStreamConsumer, request,
                   &Kinesis::RegisterStreamConsumer);
  }
  absl::Status DeregisterStreamConsumer(
      const kinesis::DeregisterStreamConsumerRequest& request) override {
    return Forward(KinesisOperation::kDeregisterStreamConsumer, request,
                   &Kinesis::DeregisterStreamConsumer);
  }
  absl::StatusOr<kinesis::DescribeStreamConsumerResult> DescribeStreamConsumer(
      const kinesis::DescribeStreamConsumerRequest& request) override {
    return Forward(KinesisOperation::kDescribeStreamConsumer, request,
                   &Kinesis::DescribeStreamConsumer);
  }
  absl::StatusOr<kinesis::ListStreamConsumersResult> ListStreamConsumers(
      const kinesis::ListStreamConsumersRequest& request) override {
    return Forward(KinesisOperation::kListStreamConsumers, request, &Kinesis::ListStreamConsumers);
  }
  absl::StatusOr<kinesis::SubscribeToShardResult> SubscribeToShard(
      const kinesis::SubscribeToShardRequest& request) override {
    return Forward(KinesisOperation::kSubscribeToShard, request, &Kinesis::SubscribeToShard);
  }

  // ---- Tags and policies ----
  absl::Status AddTagsToStream(const kinesis::AddTagsToStreamRequest& request) override {
    return Forward(KinesisOperation::kAddTagsToStream, request, &Kinesis::AddTagsToStream);
  }
  absl::Status RemoveTagsFromStream(const kinesis::RemoveTagsFromStreamRequest& request) override {
    return Forward(KinesisOperation::kRemoveTagsFromStream, request,
                   &Kinesis::RemoveTagsFromStream);
  }
  absl::StatusOr<kinesis::ListTagsForStreamResult> ListTagsForStream(
      const kinesis::ListTagsForStreamRequest& request) override {
    return Forward(KinesisOperation::kListTagsForStream, request, &Kinesis::ListTagsForStream);
  }
  absl::Status TagResource(const kinesis::TagResourceRequest& request) override {
    return Forward(KinesisOperation::kTagResource, request, &Kinesis::TagResource);
  }
  absl::Status UntagResource(const kinesis::UntagResourceRequest& request) override {
    return Forward(KinesisOperation::kUntagResource, request, &Kinesis::UntagResource);
  }
  absl::StatusOr<kinesis::ListTagsForResourceResult> ListTagsForResource(
      const kinesis::ListTagsForResourceRequest& request) override {
    return Forward(KinesisOperation::kListTagsForResource, request, &Kinesis::ListTagsForResource);
  }
  absl::Status PutResourcePolicy(const kinesis::PutResourcePolicyRequest& request) override {
    return Forward(KinesisOperation::kPutResourcePolicy, request, &Kinesis::PutResourcePolicy);
  }
  absl::StatusOr<kinesis::GetResourcePolicyResult> GetResourcePolicy(
      const kinesis::GetResourcePolicyRequest& request) override {
    return Forward(KinesisOperation::kGetResourcePolicy, request, &Kinesis::GetResourcePolicy);
  }
  absl::Status DeleteResourcePolicy(const kinesis::DeleteResourcePolicyRequest& request) override {
    return Forward(KinesisOperation::kDeleteResourcePolicy, request,
                   &Kinesis::DeleteResourcePolicy);
  }

  // ---- The account ----
  absl::StatusOr<kinesis::DescribeLimitsResult> DescribeLimits(
      const kinesis::DescribeLimitsRequest& request) override {
    return Forward(KinesisOperation::kDescribeLimits, request, &Kinesis::DescribeLimits);
  }
  absl::StatusOr<kinesis::DescribeAccountSettingsResult> DescribeAccountSettings(
      const kinesis::DescribeAccountSettingsRequest& request) override {
    return Forward(KinesisOperation::kDescribeAccountSettings, request,
                   &Kinesis::DescribeAccountSettings);
  }
  absl::StatusOr<kinesis::UpdateAccountSettingsResult> UpdateAccountSettings(
      const kinesis::UpdateAccountSettingsRequest& request) override {
    return Forward(KinesisOperation::kUpdateAccountSettings, request,
                   &Kinesis::UpdateAccountSettings);
  }

 protected:
  Kinesis& decorated() const { return decorated_; }

 private:
  template <class Request, class Answer>
  Answer Forward(KinesisOperation operation, const Request& request,
                 Answer (Kinesis::*method)(const Request&)) {
    return static_cast<Derived&>(*this).Call(
        operation, request,
        [this, method](const Request& forwarded) { return (decorated_.*method)(forwarded); });
  }

  Kinesis& decorated_;
};

}  // namespace weir::testing

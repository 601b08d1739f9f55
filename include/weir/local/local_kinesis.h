// SPDX-License-Identifier: MIT
//
// LocalKinesis is Kinesis inside this process: the contract, on Weir's own streams.
//
// Streams are made and found by name, as with AWS, and gone with the last handle; nothing
// is written anywhere and no thread runs. What takes time (a stream that is CREATING, a
// retention period, an on-demand stream that grows) has happened when somebody looks, by
// the clock; Tick() looks at everything. A program that wants one stream and no tokens
// takes a Stream (stream/stream.h), which is faster to put one record into.
//
//   absl::StatusOr<weir::LocalKinesis> kinesis = weir::LocalKinesis::Create();
//   absl::Status made = kinesis->CreateStream({.stream_name = "clicks", .shard_count = 4});
//   auto put = kinesis->PutRecord(
//       {.stream_name = "clicks", .partition_key = "user-7", .data = weir::AsBytes("click")});
//
// Threads:   every method from any thread.
// Progress:  operations that put, read or describe share a stream's lock; those that change
//            it hold it alone, and wait for those that run.
// Cost:      a put some 100 ns more than the engine's own, once per call; a read of up to
//            10,000 records a few microseconds more, once per call.
// Lifetime:  a handle: copies speak of the same streams, which end with the last of them.
//            The clock must outlive all.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/local/kinesis_limits.h"
#include "weir/local/local_options.h"
#include "weir/local/metrics.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis.h"
#include "weir/service/shard_numbering.h"
#include "weir/service/stream_address.h"
#include "weir/stream/stream.h"

namespace weir {

namespace local_internal {
struct Account;
struct World;
}  // namespace local_internal

class LocalKinesis final : public Kinesis {
 public:
  // InvalidArgument names the option, its value and what it may be.
  static absl::StatusOr<LocalKinesis> Create(const LocalKinesisOptions& options = {});

  // The same streams, for another account or in another region: what it calls by name is
  // its own. InvalidArgument names what is no account id or region.
  absl::StatusOr<LocalKinesis> ForCaller(const CallerScope& caller) const;

  // Brings everything up to date with the clock, and gives memory of expired records
  // back. Not needed for anything to be right; call it now and then where streams lie idle.
  void Tick();

  // From now on, what takes the KMS key that StartStreamEncryption() named `key_id`, letter
  // for letter, ends in `fault`: StartStreamEncryption() itself, and putting to streams that
  // are encrypted with it and reading from them. nullopt: the key is in order, as each is at
  // first. For tests of programs whose keys may fail: nothing is encrypted here.
  // InvalidArgument if it is none of the six KMS exceptions.
  absl::Status SetKmsKeyFault(std::string_view key_id, std::optional<KinesisException> fault);

  // How often `limit` was exceeded, whether or not that was refused.
  std::uint64_t ExceededCount(KinesisLimit limit) const;

  // The data points of a metric, in the order of time: minutes in which there was a sample.
  // ResourceNotFoundException for a stream or a shard that is not there.
  absl::StatusOr<std::vector<MetricDataPoint>> GetMetricData(const MetricDataQuery& query) const;

  // ---- Down to the engine, and back ----

  // The stream that `address` means: for puts and reads without the contract's limits,
  // tokens and numbers. Splitting and merging is the contract's. It lives on when the
  // contract deletes it, closed. Errors as DescribeStreamSummary().
  absl::StatusOr<std::shared_ptr<Stream>> FindStream(const StreamAddress& address) const;
  // How the contract numbers the records of its shard. ResourceNotFoundException.
  absl::StatusOr<ShardNumbering> FindNumbering(const StreamAddress& address,
                                               ShardId shard_id) const;

  // ---- Putting ----
  absl::StatusOr<kinesis::PutRecordResult> PutRecord(
      const kinesis::PutRecordRequest& request) override;
  absl::StatusOr<kinesis::PutRecordsResult> PutRecords(
      const kinesis::PutRecordsRequest& request) override;

  // ---- Reading ----
  absl::StatusOr<kinesis::GetShardIteratorResult> GetShardIterator(
      const kinesis::GetShardIteratorRequest& request) override;
  absl::StatusOr<kinesis::GetRecordsResult> GetRecords(
      const kinesis::GetRecordsRequest& request) override;

  // ---- Streams ----
  absl::Status CreateStream(const kinesis::CreateStreamRequest& request) override;
  absl::Status DeleteStream(const kinesis::DeleteStreamRequest& request) override;
  absl::StatusOr<kinesis::DescribeStreamResult> DescribeStream(
      const kinesis::DescribeStreamRequest& request) override;
  absl::StatusOr<kinesis::DescribeStreamSummaryResult> DescribeStreamSummary(
      const kinesis::DescribeStreamSummaryRequest& request) override;
  absl::StatusOr<kinesis::ListStreamsResult> ListStreams(
      const kinesis::ListStreamsRequest& request) override;

  // ---- Shards ----
  absl::StatusOr<kinesis::ListShardsResult> ListShards(
      const kinesis::ListShardsRequest& request) override;
  absl::Status SplitShard(const kinesis::SplitShardRequest& request) override;
  absl::Status MergeShards(const kinesis::MergeShardsRequest& request) override;
  absl::StatusOr<kinesis::UpdateShardCountResult> UpdateShardCount(
      const kinesis::UpdateShardCountRequest& request) override;

  // ---- Settings of a stream ----
  absl::Status IncreaseStreamRetentionPeriod(
      const kinesis::IncreaseStreamRetentionPeriodRequest& request) override;
  absl::Status DecreaseStreamRetentionPeriod(
      const kinesis::DecreaseStreamRetentionPeriodRequest& request) override;
  absl::Status UpdateStreamMode(const kinesis::UpdateStreamModeRequest& request) override;
  absl::StatusOr<kinesis::UpdateStreamWarmThroughputResult> UpdateStreamWarmThroughput(
      const kinesis::UpdateStreamWarmThroughputRequest& request) override;
  absl::Status UpdateMaxRecordSize(const kinesis::UpdateMaxRecordSizeRequest& request) override;
  absl::Status StartStreamEncryption(const kinesis::StartStreamEncryptionRequest& request) override;
  absl::Status StopStreamEncryption(const kinesis::StopStreamEncryptionRequest& request) override;
  absl::StatusOr<kinesis::EnableEnhancedMonitoringResult> EnableEnhancedMonitoring(
      const kinesis::EnableEnhancedMonitoringRequest& request) override;
  absl::StatusOr<kinesis::DisableEnhancedMonitoringResult> DisableEnhancedMonitoring(
      const kinesis::DisableEnhancedMonitoringRequest& request) override;

  // ---- Enhanced fan-out ----
  absl::StatusOr<kinesis::RegisterStreamConsumerResult> RegisterStreamConsumer(
      const kinesis::RegisterStreamConsumerRequest& request) override;
  absl::Status DeregisterStreamConsumer(
      const kinesis::DeregisterStreamConsumerRequest& request) override;
  absl::StatusOr<kinesis::DescribeStreamConsumerResult> DescribeStreamConsumer(
      const kinesis::DescribeStreamConsumerRequest& request) override;
  absl::StatusOr<kinesis::ListStreamConsumersResult> ListStreamConsumers(
      const kinesis::ListStreamConsumersRequest& request) override;
  absl::StatusOr<kinesis::SubscribeToShardResult> SubscribeToShard(
      const kinesis::SubscribeToShardRequest& request) override;

  // ---- Tags and policies ----
  absl::Status AddTagsToStream(const kinesis::AddTagsToStreamRequest& request) override;
  absl::Status RemoveTagsFromStream(const kinesis::RemoveTagsFromStreamRequest& request) override;
  absl::StatusOr<kinesis::ListTagsForStreamResult> ListTagsForStream(
      const kinesis::ListTagsForStreamRequest& request) override;
  absl::Status TagResource(const kinesis::TagResourceRequest& request) override;
  absl::Status UntagResource(const kinesis::UntagResourceRequest& request) override;
  absl::StatusOr<kinesis::ListTagsForResourceResult> ListTagsForResource(
      const kinesis::ListTagsForResourceRequest& request) override;
  absl::Status PutResourcePolicy(const kinesis::PutResourcePolicyRequest& request) override;
  absl::StatusOr<kinesis::GetResourcePolicyResult> GetResourcePolicy(
      const kinesis::GetResourcePolicyRequest& request) override;
  absl::Status DeleteResourcePolicy(const kinesis::DeleteResourcePolicyRequest& request) override;

  // ---- The account ----
  absl::StatusOr<kinesis::DescribeLimitsResult> DescribeLimits(
      const kinesis::DescribeLimitsRequest& request) override;
  absl::StatusOr<kinesis::DescribeAccountSettingsResult> DescribeAccountSettings(
      const kinesis::DescribeAccountSettingsRequest& request) override;
  absl::StatusOr<kinesis::UpdateAccountSettingsResult> UpdateAccountSettings(
      const kinesis::UpdateAccountSettingsRequest& request) override;

 private:
  LocalKinesis(std::shared_ptr<local_internal::World> world, local_internal::Account& account);

  std::shared_ptr<local_internal::World> world_;
  // The caller's, in the world.
  local_internal::Account* account_;
};

}  // namespace weir

// SPDX-License-Identifier: MIT
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/shape.h"
#include "serve/wire/stream_shapes.h"
#include "weir/service/kinesis.h"
#include "weir/service/shard_requests.h"

namespace weir::serve_internal {

using kinesis::ListShardsRequest;
using kinesis::ListShardsResult;
using kinesis::MergeShardsRequest;
using kinesis::ShardFilter;
using kinesis::SplitShardRequest;
using kinesis::UpdateShardCountRequest;
using kinesis::UpdateShardCountResult;

template <>
struct Shape<ShardFilter> {
  static constexpr std::tuple kMembers = {Member{"Type", &ShardFilter::type},
                                          Member{"ShardId", &ShardFilter::shard_id},
                                          Member{"Timestamp", &ShardFilter::timestamp}};
};

template <>
struct Shape<ListShardsRequest> {
  using Request = ListShardsRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"NextToken", &Request::next_token},
      Member{"ExclusiveStartShardId", &Request::exclusive_start_shard_id},
      Member{"MaxResults", &Request::max_results},
      Member{"StreamCreationTimestamp", &Request::stream_creation_timestamp},
      Member{"ShardFilter", &Request::shard_filter},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<ListShardsResult> {
  using Result = ListShardsResult;
  static constexpr std::tuple kMembers = {Member{"Shards", &Result::shards},
                                          Member{"NextToken", &Result::next_token}};
};

template <>
struct Shape<MergeShardsRequest> {
  using Request = MergeShardsRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name}, Member{"ShardToMerge", &Request::shard_to_merge},
      Member{"AdjacentShardToMerge", &Request::adjacent_shard_to_merge},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<SplitShardRequest> {
  using Request = SplitShardRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name}, Member{"ShardToSplit", &Request::shard_to_split},
      Member{"NewStartingHashKey", &Request::new_starting_hash_key},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<UpdateShardCountRequest> {
  using Request = UpdateShardCountRequest;
  static constexpr std::tuple kMembers = {Member{"StreamName", &Request::stream_name},
                                          Member{"TargetShardCount", &Request::target_shard_count},
                                          Member{"ScalingType", &Request::scaling_type},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<UpdateShardCountResult> {
  using Result = UpdateShardCountResult;
  static constexpr std::tuple kMembers = {Member{"StreamName", &Result::stream_name},
                                          Member{"CurrentShardCount", &Result::current_shard_count},
                                          Member{"TargetShardCount", &Result::target_shard_count},
                                          Member{"StreamARN", &Result::stream_arn}};
};

CallReply CallListShards(const CallInput& input) { return Call(input, &Kinesis::ListShards); }
CallReply CallMergeShards(const CallInput& input) { return Call(input, &Kinesis::MergeShards); }
CallReply CallSplitShard(const CallInput& input) { return Call(input, &Kinesis::SplitShard); }
CallReply CallUpdateShardCount(const CallInput& input) {
  return Call(input, &Kinesis::UpdateShardCount);
}

}  // namespace weir::serve_internal

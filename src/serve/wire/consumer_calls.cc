// SPDX-License-Identifier: MIT
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/shape.h"
#include "weir/service/consumer_requests.h"
#include "weir/service/kinesis.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::serve_internal {

using kinesis::Consumer;
using kinesis::ConsumerDescription;
using kinesis::DeregisterStreamConsumerRequest;
using kinesis::DescribeStreamConsumerRequest;
using kinesis::DescribeStreamConsumerResult;
using kinesis::ListStreamConsumersRequest;
using kinesis::ListStreamConsumersResult;
using kinesis::RegisterStreamConsumerRequest;
using kinesis::RegisterStreamConsumerResult;
using kinesis::StartingPosition;
using kinesis::SubscribeToShardRequest;

template <>
struct Shape<Consumer> {
  static constexpr std::tuple kMembers = {
      Member{"ConsumerName", &Consumer::consumer_name},
      Member{"ConsumerARN", &Consumer::consumer_arn},
      Member{"ConsumerStatus", &Consumer::consumer_status},
      Member{"ConsumerCreationTimestamp", &Consumer::consumer_creation_timestamp}};
};

template <>
struct Shape<ConsumerDescription> {
  static constexpr std::tuple kMembers = {
      Member{"ConsumerName", &ConsumerDescription::consumer_name},
      Member{"ConsumerARN", &ConsumerDescription::consumer_arn},
      Member{"ConsumerStatus", &ConsumerDescription::consumer_status},
      Member{"ConsumerCreationTimestamp", &ConsumerDescription::consumer_creation_timestamp},
      Member{"StreamARN", &ConsumerDescription::stream_arn}};
};

template <>
struct Shape<DeregisterStreamConsumerRequest> {
  using Request = DeregisterStreamConsumerRequest;
  static constexpr std::tuple kMembers = {Member{"StreamARN", &Request::stream_arn},
                                          Member{"ConsumerName", &Request::consumer_name},
                                          Member{"ConsumerARN", &Request::consumer_arn}};
};

template <>
struct Shape<DescribeStreamConsumerRequest> {
  using Request = DescribeStreamConsumerRequest;
  static constexpr std::tuple kMembers = {Member{"StreamARN", &Request::stream_arn},
                                          Member{"ConsumerName", &Request::consumer_name},
                                          Member{"ConsumerARN", &Request::consumer_arn}};
};

template <>
struct Shape<DescribeStreamConsumerResult> {
  using Result = DescribeStreamConsumerResult;
  static constexpr std::tuple kMembers = {
      Member{"ConsumerDescription", &Result::consumer_description}};
};

template <>
struct Shape<ListStreamConsumersRequest> {
  using Request = ListStreamConsumersRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamARN", &Request::stream_arn}, Member{"NextToken", &Request::next_token},
      Member{"MaxResults", &Request::max_results},
      Member{"StreamCreationTimestamp", &Request::stream_creation_timestamp}};
};

template <>
struct Shape<ListStreamConsumersResult> {
  using Result = ListStreamConsumersResult;
  static constexpr std::tuple kMembers = {Member{"Consumers", &Result::consumers},
                                          Member{"NextToken", &Result::next_token}};
};

template <>
struct Shape<RegisterStreamConsumerRequest> {
  using Request = RegisterStreamConsumerRequest;
  static constexpr std::tuple kMembers = {Member{"StreamARN", &Request::stream_arn},
                                          Member{"ConsumerName", &Request::consumer_name},
                                          Member{"Tags", &Request::tags}};
};

template <>
struct Shape<RegisterStreamConsumerResult> {
  using Result = RegisterStreamConsumerResult;
  static constexpr std::tuple kMembers = {Member{"Consumer", &Result::consumer}};
};

template <>
struct Shape<StartingPosition> {
  static constexpr std::tuple kMembers = {
      Member{"Type", &StartingPosition::type},
      Member{"SequenceNumber", &StartingPosition::sequence_number},
      Member{"Timestamp", &StartingPosition::timestamp}};
};

template <>
struct Shape<SubscribeToShardRequest> {
  using Request = SubscribeToShardRequest;
  static constexpr std::tuple kMembers = {Member{"ConsumerARN", &Request::consumer_arn},
                                          Member{"ShardId", &Request::shard_id},
                                          Member{"StartingPosition", &Request::starting_position}};
};

CallReply CallDeregisterStreamConsumer(const CallInput& input) {
  return Call(input, &Kinesis::DeregisterStreamConsumer);
}
CallReply CallDescribeStreamConsumer(const CallInput& input) {
  return Call(input, &Kinesis::DescribeStreamConsumer);
}
CallReply CallListStreamConsumers(const CallInput& input) {
  return Call(input, &Kinesis::ListStreamConsumers);
}
CallReply CallRegisterStreamConsumer(const CallInput& input) {
  return Call(input, &Kinesis::RegisterStreamConsumer);
}
CallReply CallSubscribeToShard(const CallInput& input) {
  return Call(input, &Kinesis::SubscribeToShard);
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// A request as text: the members that are there, with AWS's names, for people to read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "weir/service/account_requests.h"
#include "weir/service/enum_value.h"
#include "weir/service/put_requests.h"
#include "weir/service/read_requests.h"
#include "weir/service/shard_requests.h"
#include "weir/service/stream_shapes.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::testing_internal {

// Of at most `bytes_max`; what is behind is not looked at.
class RequestText {
 public:
  explicit RequestText(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Nothing if the member is not there.
  template <class Value>
  void Add(std::string_view name, const std::optional<Value>& value) {
    if (!value.has_value() || text_.size() > bytes_max_) return;
    AddName(name);
    AddValue(*value);
  }
  // Tokens are long and say nothing: what they end with tells them apart.
  void AddToken(std::string_view name, const std::optional<std::string_view>& token);
  void AddSize(std::string_view name, const std::optional<std::string_view>& text);

  std::string Take() &&;

 private:
  void AddName(std::string_view name);
  void AddValue(std::string_view text);
  void AddValue(absl::Time time);
  void AddValue(std::span<const std::byte> bytes);
  void AddValue(std::span<const kinesis::PutRecordsRequestEntry> records);
  void AddValue(const kinesis::TagMap& tags);
  void AddValue(const std::vector<std::string_view>& texts);
  void AddValue(const kinesis::StreamModeDetails& details);
  void AddValue(const kinesis::ShardFilter& filter);
  void AddValue(const kinesis::StartingPosition& position);
  void AddValue(const kinesis::MinimumThroughputBillingCommitmentInput& commitment);
  template <class Integer>
  requires std::integral<Integer>
  void AddValue(Integer number) {
    if constexpr (std::same_as<Integer, bool>) {
      text_ += number ? "true" : "false";
    } else {
      text_ += std::to_string(number);
    }
  }
  template <class Enum>
  void AddValue(const EnumValue<Enum>& value) {
    AddValue(value.text());
  }
  template <class Enum>
  void AddValue(const std::vector<EnumValue<Enum>>& values) {
    text_ += '[';
    for (const EnumValue<Enum>& value : values) {
      if (&value != &values.front()) text_ += ',';
      AddValue(value.text());
    }
    text_ += ']';
  }

  const std::size_t bytes_max_;
  std::string text_;
};

template <class Request>
void AddAddress(RequestText& text, const Request& request) {
  if constexpr (requires { request.stream_name; }) text.Add("StreamName", request.stream_name);
  if constexpr (requires { request.stream_arn; }) text.Add("StreamARN", request.stream_arn);
  if constexpr (requires { request.consumer_name; }) {
    text.Add("ConsumerName", request.consumer_name);
  }
  if constexpr (requires { request.consumer_arn; }) text.Add("ConsumerARN", request.consumer_arn);
  if constexpr (requires { request.resource_arn; }) text.Add("ResourceARN", request.resource_arn);
  if constexpr (requires { request.shard_id; }) text.Add("ShardId", request.shard_id);
}

template <class Request>
void AddPutsAndReads(RequestText& text, const Request& request) {
  if constexpr (requires { request.partition_key; }) {
    text.Add("PartitionKey", request.partition_key);
    text.Add("Data", request.data);
    text.Add("ExplicitHashKey", request.explicit_hash_key);
    text.Add("SequenceNumberForOrdering", request.sequence_number_for_ordering);
  }
  if constexpr (requires { request.records; }) text.Add("Records", request.records);
  if constexpr (requires { request.shard_iterator_type; }) {
    text.Add("ShardIteratorType", request.shard_iterator_type);
    text.Add("StartingSequenceNumber", request.starting_sequence_number);
    text.Add("Timestamp", request.timestamp);
  }
  if constexpr (requires { request.shard_iterator; }) {
    text.AddToken("ShardIterator", request.shard_iterator);
  }
  if constexpr (requires { request.starting_position; }) {
    text.Add("StartingPosition", request.starting_position);
  }
}

template <class Request>
void AddPaging(RequestText& text, const Request& request) {
  if constexpr (requires { request.limit; }) text.Add("Limit", request.limit);
  if constexpr (requires { request.max_results; }) text.Add("MaxResults", request.max_results);
  if constexpr (requires { request.next_token; }) text.AddToken("NextToken", request.next_token);
  if constexpr (requires { request.exclusive_start_shard_id; }) {
    text.Add("ExclusiveStartShardId", request.exclusive_start_shard_id);
  }
  if constexpr (requires { request.exclusive_start_stream_name; }) {
    text.Add("ExclusiveStartStreamName", request.exclusive_start_stream_name);
  }
  if constexpr (requires { request.exclusive_start_tag_key; }) {
    text.Add("ExclusiveStartTagKey", request.exclusive_start_tag_key);
  }
  if constexpr (requires { request.stream_creation_timestamp; }) {
    text.Add("StreamCreationTimestamp", request.stream_creation_timestamp);
  }
  if constexpr (requires { request.shard_filter; }) text.Add("ShardFilter", request.shard_filter);
}

template <class Request>
void AddChanges(RequestText& text, const Request& request) {
  if constexpr (requires { request.shard_count; }) text.Add("ShardCount", request.shard_count);
  if constexpr (requires { request.target_shard_count; }) {
    text.Add("TargetShardCount", request.target_shard_count);
    text.Add("ScalingType", request.scaling_type);
  }
  if constexpr (requires { request.shard_to_split; }) {
    text.Add("ShardToSplit", request.shard_to_split);
    text.Add("NewStartingHashKey", request.new_starting_hash_key);
  }
  if constexpr (requires { request.shard_to_merge; }) {
    text.Add("ShardToMerge", request.shard_to_merge);
    text.Add("AdjacentShardToMerge", request.adjacent_shard_to_merge);
  }
  if constexpr (requires { request.retention_period_hours; }) {
    text.Add("RetentionPeriodHours", request.retention_period_hours);
  }
  if constexpr (requires { request.stream_mode_details; }) {
    text.Add("StreamModeDetails", request.stream_mode_details);
  }
  if constexpr (requires { request.warm_throughput_mibps; }) {
    text.Add("WarmThroughputMiBps", request.warm_throughput_mibps);
  }
  if constexpr (requires { request.max_record_size_in_kib; }) {
    text.Add("MaxRecordSizeInKiB", request.max_record_size_in_kib);
  }
  if constexpr (requires { request.encryption_type; }) {
    text.Add("EncryptionType", request.encryption_type);
    text.Add("KeyId", request.key_id);
  }
  if constexpr (requires { request.shard_level_metrics; }) {
    text.Add("ShardLevelMetrics", request.shard_level_metrics);
  }
  if constexpr (requires { request.enforce_consumer_deletion; }) {
    text.Add("EnforceConsumerDeletion", request.enforce_consumer_deletion);
  }
  if constexpr (requires { request.tags; }) text.Add("Tags", request.tags);
  if constexpr (requires { request.tag_keys; }) text.Add("TagKeys", request.tag_keys);
  if constexpr (requires { request.policy; }) text.AddSize("Policy", request.policy);
  if constexpr (requires { request.minimum_throughput_billing_commitment; }) {
    text.Add("MinimumThroughputBillingCommitment", request.minimum_throughput_billing_commitment);
  }
}

template <class Request>
std::string TextOfRequest(const Request& request, std::size_t bytes_max) {
  RequestText text(bytes_max);
  AddAddress(text, request);
  AddPutsAndReads(text, request);
  AddPaging(text, request);
  AddChanges(text, request);
  return std::move(text).Take();
}

}  // namespace weir::testing_internal

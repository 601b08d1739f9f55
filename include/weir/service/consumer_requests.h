// SPDX-License-Identifier: MIT
//
// What goes into the operations on registered consumers, and what comes out:
// RegisterStreamConsumer, DeregisterStreamConsumer, DescribeStreamConsumer,
// ListStreamConsumers. What such a consumer does is in service/subscribe_to_shard.h.
//
//   auto made = kinesis.RegisterStreamConsumer({.stream_arn = arn, .consumer_name = "billing"});
//   Handle(made->consumer.consumer_arn);
//
// Threads:   values.
// Progress:  wait-free, but for the allocations of copies.
// Cost:      results copy what they say.
// Lifetime:  what a request refers to must live during the call, no longer; results own
//            what they hold.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/service/enum_value.h"
#include "weir/service/stream_shapes.h"

namespace weir {
namespace kinesis {

// Only an ACTIVE consumer may subscribe. One that is DELETING still has its name, and stands
// in the way of deleting the stream.
enum class ConsumerStatus : std::uint8_t { kCreating, kDeleting, kActive };

struct Consumer {
  std::string consumer_name = {};
  std::string consumer_arn = {};
  ConsumerStatus consumer_status = ConsumerStatus::kActive;
  absl::Time consumer_creation_timestamp = {};
};

struct RegisterStreamConsumerRequest {
  // Both must be there: the stream, which must be ACTIVE, and a name that none of its consumers
  // has, 1 to 128 of [a-zA-Z0-9_.-].
  std::optional<std::string_view> stream_arn = {};
  std::optional<std::string_view> consumer_name = {};
  // 1 to 200, of which a consumer may have 50.
  std::optional<TagMap> tags = {};
};

struct RegisterStreamConsumerResult {
  Consumer consumer = {};
};

// The consumer's ARN, or the stream's and the consumer's name, or all.
struct DeregisterStreamConsumerRequest {
  std::optional<std::string_view> stream_arn = {};
  std::optional<std::string_view> consumer_name = {};
  std::optional<std::string_view> consumer_arn = {};
};

// Likewise.
struct DescribeStreamConsumerRequest {
  std::optional<std::string_view> stream_arn = {};
  std::optional<std::string_view> consumer_name = {};
  std::optional<std::string_view> consumer_arn = {};
};

struct ConsumerDescription {
  std::string consumer_name = {};
  std::string consumer_arn = {};
  ConsumerStatus consumer_status = ConsumerStatus::kActive;
  absl::Time consumer_creation_timestamp = {};
  std::string stream_arn = {};
};

struct DescribeStreamConsumerResult {
  ConsumerDescription consumer_description = {};
};

struct ListStreamConsumersRequest {
  // Must be there.
  std::optional<std::string_view> stream_arn = {};
  std::optional<std::string_view> next_token = {};
  // Consumers at most: 1 to 10,000, of which 100, the default, are given.
  std::optional<std::int32_t> max_results = {};
  // Says which stream of that name is meant, to the second, where one was deleted and made
  // again. Not with NextToken, which says it itself.
  std::optional<absl::Time> stream_creation_timestamp = {};
};

struct ListStreamConsumersResult {
  // In the order of their names.
  std::vector<Consumer> consumers = {};
  // If there are more. Good for five minutes.
  std::optional<std::string> next_token = {};
};

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const RegisterStreamConsumerRequest& request);
absl::Status Validate(const DeregisterStreamConsumerRequest& request);
absl::Status Validate(const DescribeStreamConsumerRequest& request);
absl::Status Validate(const ListStreamConsumersRequest& request);

}  // namespace kinesis

template <>
struct EnumWords<kinesis::ConsumerStatus> {
  static constexpr std::array<std::string_view, 3> kWords = {"CREATING", "DELETING", "ACTIVE"};
};

}  // namespace weir

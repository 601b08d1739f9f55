// SPDX-License-Identifier: MIT
//
// CallFacts are what the rules of a script look at: which operation a call is of, on which
// stream and on which shards.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/model/shard_id.h"
#include "weir/service/arn.h"
#include "weir/service/kinesis_operation.h"
#include "weir/service/names.h"

namespace weir::testing_internal {

// How a call names its stream; both empty: it names none.
struct StreamRef {
  std::string name = {};
  // Empty if it gives the name alone.
  std::string arn = {};
};

// Of a stream's or a consumer's ARN; empty of any other text.
StreamRef StreamOfArn(std::string_view text);

struct CallFacts {
  KinesisOperation operation = KinesisOperation::kPutRecord;
  StreamRef stream = {};
  // Of puts one for each record, in their order. Nullopt: not known.
  std::vector<std::optional<ShardId>> shards = {};
};

template <class Request>
StreamRef StreamOf(const Request& request) {
  StreamRef stream;
  const auto from_arn = [&stream](const std::optional<std::string_view>& arn) {
    if (arn.has_value()) stream = StreamOfArn(*arn);
  };
  if constexpr (requires { request.consumer_arn; }) from_arn(request.consumer_arn);
  if constexpr (requires { request.resource_arn; }) from_arn(request.resource_arn);
  if constexpr (requires { request.stream_arn; }) from_arn(request.stream_arn);
  if constexpr (requires { request.stream_name; }) {
    if (request.stream_name.has_value()) stream.name = *request.stream_name;
  }
  return stream;
}

// The shards that a request names itself.
template <class Request>
std::vector<std::optional<ShardId>> ShardsNamedBy(const Request& request) {
  std::vector<std::optional<ShardId>> shards;
  const auto add = [&shards](const std::optional<std::string_view>& id) {
    if (id.has_value()) shards.push_back(ParseLooseShardId(*id));
  };
  if constexpr (requires { request.shard_id; }) add(request.shard_id);
  if constexpr (requires { request.shard_to_split; }) add(request.shard_to_split);
  if constexpr (requires { request.shard_to_merge; }) {
    add(request.shard_to_merge);
    add(request.adjacent_shard_to_merge);
  }
  return shards;
}

}  // namespace weir::testing_internal

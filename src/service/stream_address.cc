// SPDX-License-Identifier: MIT
#include "weir/service/stream_address.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"
#include "weir/service/names.h"

namespace weir {
namespace {

absl::Status InvalidAddress(std::string_view message) {
  return KinesisError(KinesisException::kInvalidArgument, message);
}

absl::Status Disagree(std::string_view name_member, std::string_view name,
                      std::string_view arn_member, std::string_view arn) {
  return InvalidAddress(
      Concat(name_member, " ", name, " does not agree with ", arn_member, " ", arn, "."));
}

}  // namespace

absl::StatusOr<StreamArn> ResolveStream(const StreamAddress& address, const CallerScope& caller) {
  if (!address.stream_arn.has_value()) {
    if (!address.stream_name.has_value()) {
      return InvalidAddress("Either StreamName or StreamARN should be provided.");
    }
    return StreamArn{.partition = std::string(PartitionOfRegion(caller.region)),
                     .region = std::string(caller.region),
                     .account_id = std::string(caller.account_id),
                     .stream_name = std::string(*address.stream_name)};
  }
  std::optional<StreamArn> arn = StreamArn::Parse(*address.stream_arn);
  if (!arn.has_value()) {
    return StreamNotFound({.stream_name = *address.stream_arn, .account_id = caller.account_id});
  }
  if (address.stream_name.has_value() && *address.stream_name != arn->stream_name) {
    return Disagree("StreamName", *address.stream_name, "StreamARN", *address.stream_arn);
  }
  return *std::move(arn);
}

absl::StatusOr<ConsumerTarget> ResolveConsumer(const ConsumerAddress& address,
                                               const CallerScope& caller) {
  std::optional<StreamArn> stream;
  if (address.stream_arn.has_value()) {
    absl::StatusOr<StreamArn> resolved =
        ResolveStream({.stream_name = std::nullopt, .stream_arn = address.stream_arn}, caller);
    if (!resolved.ok()) return resolved.status();
    stream = *std::move(resolved);
  }
  if (!address.consumer_arn.has_value()) {
    if (!stream.has_value() || !address.consumer_name.has_value()) {
      return InvalidAddress(
          "Either ConsumerARN or both StreamARN and ConsumerName should be provided.");
    }
    return ConsumerTarget{.stream = *std::move(stream),
                          .consumer_name = std::string(*address.consumer_name),
                          .creation_seconds = std::nullopt};
  }
  std::optional<ConsumerArn> arn = ConsumerArn::Parse(*address.consumer_arn);
  if (!arn.has_value()) {
    return KinesisError(KinesisException::kResourceNotFound,
                        Concat("Consumer ", *address.consumer_arn, " under account ",
                               caller.account_id, " not found."));
  }
  if (stream.has_value() && *stream != arn->stream) {
    return Disagree("StreamARN", *address.stream_arn, "ConsumerARN", *address.consumer_arn);
  }
  if (address.consumer_name.has_value() && *address.consumer_name != arn->consumer_name) {
    return Disagree("ConsumerName", *address.consumer_name, "ConsumerARN", *address.consumer_arn);
  }
  return ConsumerTarget{.stream = std::move(arn->stream),
                        .consumer_name = std::move(arn->consumer_name),
                        .creation_seconds = arn->creation_seconds};
}

absl::StatusOr<ShardId> ResolveShardId(std::string_view text, const StreamPlace& place) {
  const std::optional<ShardId> shard_id = ParseLooseShardId(text);
  if (!shard_id.has_value()) return ShardNotFound(text, place);
  return *shard_id;
}

absl::Status StreamNotFound(const StreamPlace& place) {
  return KinesisError(
      KinesisException::kResourceNotFound,
      Concat("Stream ", place.stream_name, " under account ", place.account_id, " not found."));
}

absl::Status ShardNotFound(std::string_view shard_id, const StreamPlace& place) {
  return KinesisError(KinesisException::kResourceNotFound,
                      Concat("Could not find shard ", shard_id, " in stream ", place.stream_name,
                             " under account ", place.account_id, "."));
}

absl::Status ShardDoesNotExist(ShardId shard_id, const StreamPlace& place) {
  return KinesisError(KinesisException::kResourceNotFound,
                      Concat("Shard ", shard_id.ToString(), " in stream ", place.stream_name,
                             " under account ", place.account_id, " does not exist"));
}

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of ListShards, SplitShard,
// MergeShards and UpdateShardCount, and 2.11, the words of the answer.
#include "weir/service/shard_requests.h"

#include <string>

#include "absl/time/time.h"
#include "service/request_support.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;
using testing::Presence;

ListShardsRequest SoundListShards() {
  return {.stream_name = "clicks",
          .stream_arn = testing::kStreamArn,
          .next_token = "AAAA",
          .exclusive_start_shard_id = "shardId-000000000000",
          .max_results = 100,
          .stream_creation_timestamp = absl::UnixEpoch(),
          .shard_filter = {{.type = ShardFilterType::kAfterShardId,
                            .shard_id = "shardId-000000000001",
                            .timestamp = absl::UnixEpoch()}}};
}

TEST_CASE("each parameter of ListShards has its limits", "[service][shard_requests]") {
  using Request = ListShardsRequest;
  const Request sound = SoundListShards();
  testing::CheckStream(sound);
  testing::CheckLengths(sound, &Request::next_token, "nextToken", Presence::kOptional, 1'048'576);
  testing::CheckNames(sound, &Request::exclusive_start_shard_id, "exclusiveStartShardId",
                      Presence::kOptional);
  testing::CheckNumbers(sound, &Request::max_results, "maxResults", Presence::kOptional,
                        {.min = 1, .max = 10'000});
  testing::CheckPresence(sound, &Request::stream_creation_timestamp, "", Presence::kOptional);
  testing::CheckPresence(sound, &Request::shard_filter, "", Presence::kOptional);
  testing::CheckWords<ShardFilterType>(
      sound, [](Request & request) -> auto& { return request.shard_filter->type; },
      "shardFilter.type",
      "[AFTER_SHARD_ID, AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP, "
      "FROM_TIMESTAMP]");
  testing::CheckNames(
      sound, [](Request & request) -> auto& { return request.shard_filter->shard_id; },
      "shardFilter.shardId", Presence::kOptional);
  testing::CheckPresence(
      sound, [](Request & request) -> auto& { return request.shard_filter->timestamp; }, "",
      Presence::kOptional);
}

TEST_CASE("ListShards names what is wrong in AWS's order", "[service][shard_requests]") {
  const std::string name(129, 'a');
  CHECK(AnswerTo(
            ListShardsRequest{.stream_name = name,
                              .stream_arn = "x",
                              .next_token = "",
                              .exclusive_start_shard_id = "",
                              .max_results = 0,
                              .shard_filter = {{.type = EnumValue<ShardFilterType>::FromText("NOW"),
                                                .shard_id = "a b"}}}) ==
        "ValidationException: 8 validation errors detected: "
        "Value '' at 'exclusiveStartShardId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'exclusiveStartShardId' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value '0' at 'maxResults' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1; "
        "Value '' at 'nextToken' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value '" +
            name +
            "' at 'streamName' failed to satisfy constraint: "
            "Member must have length less than or equal to 128; "
            "Value 'NOW' at 'shardFilter.type' failed to satisfy constraint: "
            "Member must satisfy enum value set: [AFTER_SHARD_ID, AT_TRIM_HORIZON, "
            "FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP, FROM_TIMESTAMP]; "
            "Value 'a b' at 'shardFilter.shardId' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
            "Value 'x' at 'streamARN' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: "
            "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("what ListShards asks of two parameters together is not their own constraint",
          "[service][shard_requests]") {
  CHECK(AnswerTo(ListShardsRequest{}) == "OK");
  CHECK(AnswerTo(ListShardsRequest{.stream_name = "clicks", .next_token = "AAAA"}) == "OK");
  CHECK(AnswerTo(ListShardsRequest{.shard_filter = {{.type = ShardFilterType::kAtTimestamp}}}) ==
        "OK");
}

TEST_CASE("each parameter of SplitShard has its limits", "[service][shard_requests]") {
  using Request = SplitShardRequest;
  const Request sound = {.stream_name = "clicks",
                         .stream_arn = testing::kStreamArn,
                         .shard_to_split = "shardId-000000000000",
                         .new_starting_hash_key = "1"};
  testing::CheckStream(sound);
  testing::CheckNames(sound, &Request::shard_to_split, "shardToSplit", Presence::kRequired);
  testing::CheckHashKeys(sound, &Request::new_starting_hash_key, "newStartingHashKey",
                         Presence::kRequired);
}

TEST_CASE("SplitShard names what is wrong in AWS's order", "[service][shard_requests]") {
  CHECK(AnswerTo(SplitShardRequest{.stream_name = " ", .stream_arn = "x"}) ==
        "ValidationException: 4 validation errors detected: "
        "Value null at 'newStartingHashKey' failed to satisfy constraint: "
        "Member must not be null; "
        "Value ' ' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value null at 'shardToSplit' failed to satisfy constraint: Member must not be null; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of MergeShards has its limits", "[service][shard_requests]") {
  using Request = MergeShardsRequest;
  const Request sound = {.stream_name = "clicks",
                         .stream_arn = testing::kStreamArn,
                         .shard_to_merge = "shardId-000000000000",
                         .adjacent_shard_to_merge = "shardId-000000000001"};
  testing::CheckStream(sound);
  testing::CheckNames(sound, &Request::shard_to_merge, "shardToMerge", Presence::kRequired);
  testing::CheckNames(sound, &Request::adjacent_shard_to_merge, "adjacentShardToMerge",
                      Presence::kRequired);
}

TEST_CASE("MergeShards names what is wrong in AWS's order", "[service][shard_requests]") {
  CHECK(AnswerTo(MergeShardsRequest{.stream_name = " ", .stream_arn = "x"}) ==
        "ValidationException: 4 validation errors detected: "
        "Value null at 'shardToMerge' failed to satisfy constraint: Member must not be null; "
        "Value null at 'adjacentShardToMerge' failed to satisfy constraint: "
        "Member must not be null; "
        "Value ' ' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of UpdateShardCount has its limits", "[service][shard_requests]") {
  using Request = UpdateShardCountRequest;
  const Request sound = {.stream_name = "clicks",
                         .stream_arn = testing::kStreamArn,
                         .target_shard_count = 2,
                         .scaling_type = ScalingType::kUniformScaling};
  testing::CheckStream(sound);
  testing::CheckNumbers(sound, &Request::target_shard_count, "targetShardCount",
                        Presence::kRequired, {.min = 1});
  testing::CheckWords<ScalingType>(sound, &Request::scaling_type, "scalingType",
                                   "[UNIFORM_SCALING]");
}

TEST_CASE("UpdateShardCount names what is wrong in AWS's order", "[service][shard_requests]") {
  CHECK(AnswerTo(UpdateShardCountRequest{.stream_name = " ", .stream_arn = "x"}) ==
        "ValidationException: 4 validation errors detected: "
        "Value null at 'scalingType' failed to satisfy constraint: Member must not be null; "
        "Value ' ' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value null at 'targetShardCount' failed to satisfy constraint: Member must not be null; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

}  // namespace
}  // namespace weir::kinesis

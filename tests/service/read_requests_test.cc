// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of GetShardIterator and
// GetRecords, and 2.11, the words of the answer.
#include "weir/service/read_requests.h"

#include <string>

#include "absl/time/time.h"
#include "service/request_support.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;
using testing::Presence;

GetShardIteratorRequest SoundGetShardIterator() {
  return {.stream_name = "clicks",
          .stream_arn = testing::kStreamArn,
          .shard_id = "shardId-000000000000",
          .shard_iterator_type = ShardIteratorType::kAtSequenceNumber,
          .starting_sequence_number = "1",
          .timestamp = absl::UnixEpoch()};
}

GetRecordsRequest SoundGetRecords() {
  return {.shard_iterator = "AAAA", .limit = 1, .stream_arn = testing::kStreamArn};
}

TEST_CASE("each parameter of GetShardIterator has its limits", "[service][read_requests]") {
  using Request = GetShardIteratorRequest;
  const Request sound = SoundGetShardIterator();
  testing::CheckStream(sound);
  testing::CheckNames(sound, &Request::shard_id, "shardId", Presence::kRequired);
  testing::CheckWords<ShardIteratorType>(sound, &Request::shard_iterator_type, "shardIteratorType",
                                         testing::kShardIteratorTypes);
  testing::CheckSequenceNumbers(sound, &Request::starting_sequence_number,
                                "startingSequenceNumber");
  testing::CheckPresence(sound, &Request::timestamp, "timestamp", Presence::kOptional);
}

TEST_CASE("GetShardIterator names what is wrong in AWS's order", "[service][read_requests]") {
  CHECK(AnswerTo(GetShardIteratorRequest{}) ==
        "ValidationException: 2 validation errors detected: "
        "Value null at 'shardId' failed to satisfy constraint: Member must not be null; "
        "Value null at 'shardIteratorType' failed to satisfy constraint: Member must not be null");
  CHECK(AnswerTo(GetShardIteratorRequest{
            .stream_name = "",
            .stream_arn = "x",
            .shard_id = "",
            .shard_iterator_type = EnumValue<ShardIteratorType>::FromText(""),
            .starting_sequence_number = ""}) ==
        "ValidationException: 7 validation errors detected: "
        "Value '' at 'shardId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'shardId' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value '' at 'shardIteratorType' failed to satisfy constraint: "
        "Member must satisfy enum value set: "
        "[AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]; "
        "Value '' at 'startingSequenceNumber' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128}); "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("what GetShardIterator asks of two parameters together is not their own constraint",
          "[service][read_requests]") {
  CHECK(AnswerTo(GetShardIteratorRequest{
            .shard_id = "any", .shard_iterator_type = ShardIteratorType::kAtTimestamp}) == "OK");
  CHECK(AnswerTo(GetShardIteratorRequest{.shard_id = "any",
                                         .shard_iterator_type = ShardIteratorType::kLatest,
                                         .starting_sequence_number = "0"}) == "OK");
}

TEST_CASE("each parameter of GetRecords has its limits", "[service][read_requests]") {
  using Request = GetRecordsRequest;
  const Request sound = SoundGetRecords();
  testing::CheckLengths(sound, &Request::shard_iterator, "shardIterator", Presence::kRequired, 512);
  testing::CheckNumbers(sound, &Request::limit, "limit", Presence::kOptional,
                        {.min = 1, .max = 10'000});
  testing::CheckStreamArns(sound, &Request::stream_arn, Presence::kOptional);
}

TEST_CASE("GetRecords names what is wrong in AWS's order", "[service][read_requests]") {
  CHECK(AnswerTo(GetRecordsRequest{.limit = 10'001, .stream_arn = "x"}) ==
        "ValidationException: 3 validation errors detected: "
        "Value '10001' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 10000; "
        "Value null at 'shardIterator' failed to satisfy constraint: Member must not be null; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

}  // namespace
}  // namespace weir::kinesis

// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of CreateStream, DeleteStream,
// DescribeStream, DescribeStreamSummary and ListStreams, and 2.11, the words of the
// answer.
#include "weir/service/stream_requests.h"

#include <string>

#include "service/request_support.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;
using testing::Presence;

CreateStreamRequest SoundCreateStream() {
  return {.stream_name = "clicks",
          .shard_count = 4,
          .stream_mode_details = {{.stream_mode = StreamMode::kProvisioned}},
          .tags = TagMap{{"team", "billing"}},
          .warm_throughput_mibps = 10,
          .max_record_size_in_kib = 1'024};
}

TEST_CASE("each parameter of CreateStream has its limits", "[service][stream_requests]") {
  using Request = CreateStreamRequest;
  const Request sound = SoundCreateStream();
  testing::CheckNames(sound, &Request::stream_name, "streamName", Presence::kRequired);
  testing::CheckNumbers(sound, &Request::shard_count, "shardCount", Presence::kOptional,
                        {.min = 1});
  testing::CheckPresence(sound, &Request::stream_mode_details, "streamModeDetails",
                         Presence::kOptional);
  testing::CheckWords<StreamMode>(
      sound, [](Request & request) -> auto& { return request.stream_mode_details->stream_mode; },
      "streamModeDetails.streamMode", "[PROVISIONED, ON_DEMAND]");
  testing::CheckTagMaps(sound, &Request::tags, Presence::kOptional);
  testing::CheckNumbers(sound, &Request::warm_throughput_mibps, "warmThroughputMiBps",
                        Presence::kOptional, {.min = 0});
  testing::CheckNumbers(sound, &Request::max_record_size_in_kib, "maxRecordSizeInKiB",
                        Presence::kOptional, {.min = 1'024, .max = 10'240});
}

TEST_CASE("CreateStream names what is wrong in AWS's order", "[service][stream_requests]") {
  CHECK(AnswerTo(CreateStreamRequest{}) ==
        "ValidationException: 1 validation error detected: "
        "Value null at 'streamName' failed to satisfy constraint: Member must not be null");
  CHECK(AnswerTo(CreateStreamRequest{.stream_name = "",
                                     .shard_count = 0,
                                     .stream_mode_details = StreamModeDetails{},
                                     .tags = TagMap{{"", "v"}, {"a", "b"}},
                                     .warm_throughput_mibps = -1,
                                     .max_record_size_in_kib = 1'023}) ==
        "ValidationException: 7 validation errors detected: "
        "Value '0' at 'shardCount' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value null at 'streamModeDetails.streamMode' failed to satisfy constraint: "
        "Member must not be null; "
        "Value '{=v, a=b}' at 'tags' failed to satisfy constraint: "
        "Map keys must satisfy constraint: [Member must have length less than or equal to 128, "
        "Member must have length greater than or equal to 1]; "
        "Value '-1' at 'warmThroughputMiBps' failed to satisfy constraint: "
        "Member must have value greater than or equal to 0; "
        "Value '1023' at 'maxRecordSizeInKiB' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1024");
}

TEST_CASE("what CreateStream asks of a stream's mode is no constraint of a parameter",
          "[service][stream_requests]") {
  CHECK(AnswerTo(CreateStreamRequest{.stream_name = "clicks"}) == "OK");
  CHECK(AnswerTo(CreateStreamRequest{
            .stream_name = "clicks",
            .shard_count = 1,
            .stream_mode_details = {{.stream_mode = StreamMode::kOnDemand}}}) == "OK");
}

TEST_CASE("each parameter of DeleteStream has its limits", "[service][stream_requests]") {
  const DeleteStreamRequest sound = {.stream_name = "clicks",
                                     .stream_arn = testing::kStreamArn,
                                     .enforce_consumer_deletion = true};
  testing::CheckStream(sound);
  testing::CheckPresence(sound, &DeleteStreamRequest::enforce_consumer_deletion, "",
                         Presence::kOptional);
  CHECK(AnswerTo(DeleteStreamRequest{.stream_name = " ", .stream_arn = "x"}) ==
        testing::Refused({testing::Broken("streamName", " ", testing::kNamePattern),
                          testing::Broken("streamARN", "x", testing::kStreamArnPattern)}));
}

TEST_CASE("a request need not say which stream it means to break no constraint",
          "[service][stream_requests]") {
  CHECK(AnswerTo(DeleteStreamRequest{}) == "OK");
  CHECK(AnswerTo(DescribeStreamRequest{}) == "OK");
  CHECK(AnswerTo(DescribeStreamSummaryRequest{}) == "OK");
}

TEST_CASE("each parameter of DescribeStream has its limits", "[service][stream_requests]") {
  using Request = DescribeStreamRequest;
  const Request sound = {.stream_name = "clicks",
                         .stream_arn = testing::kStreamArn,
                         .limit = 100,
                         .exclusive_start_shard_id = "shardId-000000000000"};
  testing::CheckStream(sound);
  testing::CheckNumbers(sound, &Request::limit, "limit", Presence::kOptional,
                        {.min = 1, .max = 10'000});
  testing::CheckNames(sound, &Request::exclusive_start_shard_id, "exclusiveStartShardId",
                      Presence::kOptional);
}

TEST_CASE("DescribeStream names what is wrong in AWS's order", "[service][stream_requests]") {
  CHECK(AnswerTo(DescribeStreamRequest{
            .stream_name = "a/b", .stream_arn = "x", .limit = 0, .exclusive_start_shard_id = ""}) ==
        "ValidationException: 5 validation errors detected: "
        "Value '0' at 'limit' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1; "
        "Value '' at 'exclusiveStartShardId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'exclusiveStartShardId' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value 'a/b' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of DescribeStreamSummary has its limits", "[service][stream_requests]") {
  testing::CheckStream(
      DescribeStreamSummaryRequest{.stream_name = "clicks", .stream_arn = testing::kStreamArn});
  CHECK(AnswerTo(DescribeStreamSummaryRequest{.stream_name = " ", .stream_arn = "x"}) ==
        testing::Refused({testing::Broken("streamName", " ", testing::kNamePattern),
                          testing::Broken("streamARN", "x", testing::kStreamArnPattern)}));
}

TEST_CASE("each parameter of ListStreams has its limits", "[service][stream_requests]") {
  using Request = ListStreamsRequest;
  const Request sound = {
      .limit = 100, .exclusive_start_stream_name = "clicks", .next_token = "AAAA"};
  testing::CheckNumbers(sound, &Request::limit, "limit", Presence::kOptional,
                        {.min = 1, .max = 10'000});
  testing::CheckNames(sound, &Request::exclusive_start_stream_name, "exclusiveStartStreamName",
                      Presence::kOptional);
  testing::CheckLengths(sound, &Request::next_token, "nextToken", Presence::kOptional, 1'048'576);
  CHECK(AnswerTo(Request{}) == "OK");
}

TEST_CASE("ListStreams names what is wrong in AWS's order", "[service][stream_requests]") {
  CHECK(AnswerTo(ListStreamsRequest{
            .limit = 10'001, .exclusive_start_stream_name = "a b", .next_token = ""}) ==
        "ValidationException: 3 validation errors detected: "
        "Value '10001' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 10000; "
        "Value 'a b' at 'exclusiveStartStreamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'nextToken' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1");
}

}  // namespace
}  // namespace weir::kinesis

// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of the operations on registered
// consumers, and 2.11, the words of the answer.
#include "weir/service/consumer_requests.h"

#include <string>

#include "absl/time/time.h"
#include "service/request_support.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;
using testing::Broken;
using testing::Null;
using testing::Presence;
using testing::Refused;

TEST_CASE("each parameter of RegisterStreamConsumer has its limits",
          "[service][consumer_requests]") {
  using Request = RegisterStreamConsumerRequest;
  const Request sound = {.stream_arn = testing::kStreamArn,
                         .consumer_name = "billing",
                         .tags = TagMap{{"team", "billing"}}};
  testing::CheckStreamArns(sound, &Request::stream_arn, Presence::kRequired);
  testing::CheckNames(sound, &Request::consumer_name, "consumerName", Presence::kRequired);
  testing::CheckTagMaps(sound, &Request::tags, Presence::kOptional);
}

TEST_CASE("RegisterStreamConsumer names what is wrong in the model's order",
          "[service][consumer_requests]") {
  CHECK(AnswerTo(RegisterStreamConsumerRequest{}) ==
        Refused({Null("streamARN"), Null("consumerName")}));
  CHECK(AnswerTo(RegisterStreamConsumerRequest{
            .stream_arn = "x", .consumer_name = "a b", .tags = TagMap{}}) ==
        "ValidationException: 3 validation errors detected: "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+; "
        "Value 'a b' at 'consumerName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '{}' at 'tags' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1");
}

template <class Request>
void CheckConsumer() {
  const Request sound = {.stream_arn = testing::kStreamArn,
                         .consumer_name = "billing",
                         .consumer_arn = testing::kConsumerArn};
  testing::CheckStreamArns(sound, &Request::stream_arn, Presence::kOptional);
  testing::CheckNames(sound, &Request::consumer_name, "consumerName", Presence::kOptional);
  testing::CheckConsumerArns(sound, &Request::consumer_arn, Presence::kOptional);
  INFO("whether a consumer is named at all is no constraint of a parameter");
  CHECK(AnswerTo(Request{}) == "OK");
  CHECK(AnswerTo(Request{.stream_arn = "x", .consumer_name = "a b", .consumer_arn = "y"}) ==
        Refused({Broken("streamARN", "x", testing::kStreamArnPattern),
                 Broken("consumerName", "a b", testing::kNamePattern),
                 Broken("consumerARN", "y", testing::kConsumerArnPattern)}));
}

TEST_CASE("each parameter that names a consumer has its limits", "[service][consumer_requests]") {
  CheckConsumer<DeregisterStreamConsumerRequest>();
  CheckConsumer<DescribeStreamConsumerRequest>();
}

TEST_CASE("each parameter of ListStreamConsumers has its limits", "[service][consumer_requests]") {
  using Request = ListStreamConsumersRequest;
  const Request sound = {.stream_arn = testing::kStreamArn,
                         .next_token = "AAAA",
                         .max_results = 100,
                         .stream_creation_timestamp = absl::UnixEpoch()};
  testing::CheckStreamArns(sound, &Request::stream_arn, Presence::kRequired);
  testing::CheckLengths(sound, &Request::next_token, "nextToken", Presence::kOptional, 1'048'576);
  testing::CheckNumbers(sound, &Request::max_results, "maxResults", Presence::kOptional,
                        {.min = 1, .max = 10'000});
  testing::CheckPresence(sound, &Request::stream_creation_timestamp, "", Presence::kOptional);
}

TEST_CASE("ListStreamConsumers names what is wrong in the model's order",
          "[service][consumer_requests]") {
  CHECK(AnswerTo(ListStreamConsumersRequest{.next_token = "", .max_results = 0}) ==
        "ValidationException: 3 validation errors detected: "
        "Value null at 'streamARN' failed to satisfy constraint: Member must not be null; "
        "Value '' at 'nextToken' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value '0' at 'maxResults' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1");
}

}  // namespace
}  // namespace weir::kinesis

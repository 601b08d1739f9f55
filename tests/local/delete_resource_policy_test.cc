// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.10 of DeleteResourcePolicy.
#include <string>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
constexpr char kPolicy[] =
    R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
        "Action": "*", "Resource": "*"}})";

TEST_CASE("what a policy allowed is forbidden once it is deleted",
          "[local][delete_resource_policy]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(Answer(test.kinesis.PutResourcePolicy({.resource_arn = kArn, .policy = kPolicy})) ==
          "OK");
  CHECK(Answer(other->DescribeStreamSummary({.stream_arn = kArn})) == "OK");
  CHECK(Answer(test.kinesis.DeleteResourcePolicy({.resource_arn = kArn})) == "OK");
  CHECK(Answer(other->DescribeStreamSummary({.stream_arn = kArn}))
            .starts_with("AccessDeniedException: "));
  CHECK(test.kinesis.GetResourcePolicy({.resource_arn = kArn})->policy == "{}");
}

TEST_CASE("deleting a policy that is not there is no error", "[local][delete_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  CHECK(Answer(test.kinesis.DeleteResourcePolicy({.resource_arn = kArn})) == "OK");
}

TEST_CASE("a policy is deleted of something that is there", "[local][delete_resource_policy]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  CHECK(Answer(test.kinesis.DeleteResourcePolicy({.resource_arn = kArn})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Answer(test.kinesis.DeleteResourcePolicy({.resource_arn = kArn})) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.10 of GetResourcePolicy.
#include <string>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::get_resource_policy_test {
namespace {

using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

TEST_CASE("where there is no policy, an empty object stands for it",
          "[local][get_resource_policy]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  auto result = test.kinesis.GetResourcePolicy({.resource_arn = kArn});
  REQUIRE(Answer(result) == "OK");
  CHECK(result->policy == "{}");
}

TEST_CASE("a policy lets another account read it", "[local][get_resource_policy]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  CHECK(Answer(other->GetResourcePolicy({.resource_arn = kArn}))
            .starts_with("AccessDeniedException: User: arn:aws:iam::222222222222:root is not "
                         "authorized to perform: kinesis:GetResourcePolicy on resource: "));
  constexpr char kPolicy[] =
      R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
          "Action": "kinesis:GetResourcePolicy", "Resource": "*"}})";
  REQUIRE(Answer(test.kinesis.PutResourcePolicy({.resource_arn = kArn, .policy = kPolicy})) ==
          "OK");
  auto result = other->GetResourcePolicy({.resource_arn = kArn});
  REQUIRE(Answer(result) == "OK");
  CHECK(result->policy == kPolicy);
}

TEST_CASE("of what is not there no policy is read", "[local][get_resource_policy]") {
  LocalTest test;
  CHECK(Answer(test.kinesis.GetResourcePolicy({.resource_arn = kArn})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.GetResourcePolicy({})) ==
        "ValidationException: 1 validation error detected: Value null at 'resourceARN' failed to "
        "satisfy constraint: Member must not be null");
}

}  // namespace
}  // namespace weir::get_resource_policy_test

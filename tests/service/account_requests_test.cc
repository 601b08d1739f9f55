// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of the operations on an account,
// and 2.11, the words of the answer.
#include "weir/service/account_requests.h"

#include "service/request_support.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;

TEST_CASE("a request without parameters breaks no constraint", "[service][account_requests]") {
  CHECK(AnswerTo(DescribeLimitsRequest{}) == "OK");
  CHECK(AnswerTo(DescribeAccountSettingsRequest{}) == "OK");
}

TEST_CASE("each parameter of UpdateAccountSettings has its limits", "[service][account_requests]") {
  using Request = UpdateAccountSettingsRequest;
  using Status = MinimumThroughputBillingCommitmentInputStatus;
  const Request sound = {.minimum_throughput_billing_commitment = {{.status = Status::kEnabled}}};
  testing::CheckPresence(sound, &Request::minimum_throughput_billing_commitment,
                         "minimumThroughputBillingCommitment", testing::Presence::kRequired);
  testing::CheckWords<Status>(
      sound, [](Request & request) -> auto& {
        return request.minimum_throughput_billing_commitment->status;
      },
      "minimumThroughputBillingCommitment.status", "[ENABLED, DISABLED]");
}

TEST_CASE("an account cannot ask for the status that AWS alone gives",
          "[service][account_requests]") {
  using Status = MinimumThroughputBillingCommitmentInputStatus;
  CHECK(AnswerTo(UpdateAccountSettingsRequest{
            .minimum_throughput_billing_commitment =
                {{.status = EnumValue<Status>::FromText("ENABLED_UNTIL_EARLIEST_ALLOWED_END")}}}) ==
        "ValidationException: 1 validation error detected: "
        "Value 'ENABLED_UNTIL_EARLIEST_ALLOWED_END' at "
        "'minimumThroughputBillingCommitment.status' failed to satisfy constraint: "
        "Member must satisfy enum value set: [ENABLED, DISABLED]");
}

}  // namespace
}  // namespace weir::kinesis

// SPDX-License-Identifier: MIT
#include "weir/service/account_requests.h"

#include "absl/status/status.h"
#include "service/request_checks.h"
#include "weir/service/validation.h"

namespace weir::kinesis {

absl::Status Validate(const DescribeLimitsRequest&) { return absl::OkStatus(); }

absl::Status Validate(const DescribeAccountSettingsRequest&) { return absl::OkStatus(); }

absl::Status Validate(const UpdateAccountSettingsRequest& request) {
  ValidationErrors errors;
  if (!request.minimum_throughput_billing_commitment.has_value()) {
    errors.AddNull("minimumThroughputBillingCommitment");
  } else {
    service_internal::RequireEnum(errors, "minimumThroughputBillingCommitment.status",
                                  request.minimum_throughput_billing_commitment->status);
  }
  return errors.ToStatus();
}

}  // namespace weir::kinesis

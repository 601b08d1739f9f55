// SPDX-License-Identifier: MIT
//
// DescribeAccountSettings says whether the account has committed itself to a throughput.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/account.h"
#include "local/internal/world.h"
#include "weir/local/local_kinesis.h"

namespace weir {

absl::StatusOr<kinesis::DescribeAccountSettingsResult> LocalKinesis::DescribeAccountSettings(
    const kinesis::DescribeAccountSettingsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  status =
      account_->CountCall(KinesisOperation::kDescribeAccountSettings, world_->clock.NowNanos());
  if (!status.ok()) return status;
  return kinesis::DescribeAccountSettingsResult{.minimum_throughput_billing_commitment =
                                                    account_->commitment()};
}

}  // namespace weir

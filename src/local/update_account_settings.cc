// SPDX-License-Identifier: MIT
//
// UpdateAccountSettings commits the account to a throughput, or ends that.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/account.h"
#include "local/internal/world.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using kinesis::MinimumThroughputBillingCommitmentInputStatus;

absl::StatusOr<kinesis::UpdateAccountSettingsResult> LocalKinesis::UpdateAccountSettings(
    const kinesis::UpdateAccountSettingsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  status = account_->CountCall(KinesisOperation::kUpdateAccountSettings, world_->clock.NowNanos());
  if (!status.ok()) return status;
  return kinesis::UpdateAccountSettingsResult{
      .minimum_throughput_billing_commitment =
          account_->Commit(*request.minimum_throughput_billing_commitment->status->known())};
}

}  // namespace weir

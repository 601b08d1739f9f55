// SPDX-License-Identifier: MIT
#include "local/internal/kms_faults.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "weir/base/concat.h"

namespace weir::local_internal {
namespace {

std::string_view WordsFor(KinesisException fault) {
  switch (fault) {
    case KinesisException::kKmsAccessDenied:
      return "the caller may not use it";
    case KinesisException::kKmsDisabled:
      return "it is disabled";
    case KinesisException::kKmsInvalidState:
      return "its state does not allow it";
    case KinesisException::kKmsNotFound:
      return "it does not exist";
    case KinesisException::kKmsOptInRequired:
      return "the account has no subscription for it";
    default:
      return "it is used too often";
  }
}

}  // namespace

bool IsKmsException(KinesisException exception) {
  switch (exception) {
    case KinesisException::kKmsAccessDenied:
    case KinesisException::kKmsDisabled:
    case KinesisException::kKmsInvalidState:
    case KinesisException::kKmsNotFound:
    case KinesisException::kKmsOptInRequired:
    case KinesisException::kKmsThrottling:
      return true;
    default:
      return false;
  }
}

void KmsFaults::Set(std::string_view key_id, std::optional<KinesisException> fault) {
  MutexLock lock(mutex_);
  if (fault.has_value()) {
    faults_.insert_or_assign(std::string(key_id), *fault);
  } else if (const auto found = faults_.find(key_id); found != faults_.end()) {
    faults_.erase(found);
  }
  count_.Set(faults_.size());
}

absl::Status KmsFaults::Check(std::string_view key_id) const {
  if (count_.value() == 0) return absl::OkStatus();
  MutexLock lock(mutex_);
  const auto found = faults_.find(key_id);
  if (found == faults_.end()) return absl::OkStatus();
  return KinesisError(found->second, Concat("The KMS key ", key_id,
                                            " cannot be used: ", WordsFor(found->second), "."));
}

}  // namespace weir::local_internal

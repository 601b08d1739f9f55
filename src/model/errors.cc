// SPDX-License-Identifier: MIT
#include "weir/model/errors.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace weir {
namespace {

constexpr char kExceptionUrl[] = "weir/kinesis-exception";
constexpr char kRetryAfterUrl[] = "weir/retry-after-nanos";

std::string PayloadText(const absl::Status& status, const char* url) {
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace

std::string KinesisExceptionName(const absl::Status& status) {
  return PayloadText(status, kExceptionUrl);
}

absl::Duration RetryAfter(const absl::Status& status) {
  const std::string nanos = PayloadText(status, kRetryAfterUrl);
  return absl::Nanoseconds(nanos.empty() ? 0 : std::strtoll(nanos.c_str(), nullptr, 10));
}

absl::Status WithKinesisException(absl::Status status, const char* exception_name) {
  status.SetPayload(kExceptionUrl, absl::Cord(exception_name));
  return status;
}

absl::Status WithRetryAfter(absl::Status status, std::int64_t retry_after_nanos) {
  status.SetPayload(kRetryAfterUrl, absl::Cord(std::to_string(retry_after_nanos)));
  return status;
}

}  // namespace weir

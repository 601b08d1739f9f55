// SPDX-License-Identifier: MIT
#include "weir/model/errors.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace weir {
namespace {

constexpr char kExceptionUrl[] = "weir/kinesis-exception";
constexpr char kRetryAfterUrl[] = "weir/retry-after-nanos";

}  // namespace

std::string KinesisExceptionName(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kExceptionUrl);
  return payload.has_value() ? std::string(*payload) : std::string();
}

absl::Duration RetryAfter(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kRetryAfterUrl);
  if (!payload.has_value()) return absl::ZeroDuration();
  // Not through a string, which for a long wait would allocate.
  std::array<char, std::numeric_limits<std::int64_t>::digits10 + 2> digits;
  std::size_t count = 0;
  for (const char digit : payload->Chars()) {
    if (count < digits.size()) digits[count++] = digit;
  }
  std::int64_t nanos = 0;
  std::from_chars(digits.data(), digits.data() + count, nanos);
  return absl::Nanoseconds(nanos);
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

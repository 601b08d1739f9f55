// SPDX-License-Identifier: MIT
#include "weir/service/exception.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "weir/base/check.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"

namespace weir {
namespace {

using Code = absl::StatusCode;

struct Row {
  KinesisException exception;
  // A literal, as WithKinesisException() takes a terminated text.
  const char* name;
  Code code;
};

// In the order of the enumeration.
constexpr std::array<Row, kKinesisExceptionCount> kRows = {{
    {KinesisException::kAccessDenied, "AccessDeniedException", Code::kPermissionDenied},
    {KinesisException::kExpiredIterator, "ExpiredIteratorException", Code::kFailedPrecondition},
    {KinesisException::kExpiredNextToken, "ExpiredNextTokenException", Code::kFailedPrecondition},
    {KinesisException::kInternalFailure, "InternalFailureException", Code::kInternal},
    {KinesisException::kInvalidArgument, "InvalidArgumentException", Code::kInvalidArgument},
    {KinesisException::kKmsAccessDenied, "KMSAccessDeniedException", Code::kPermissionDenied},
    {KinesisException::kKmsDisabled, "KMSDisabledException", Code::kFailedPrecondition},
    {KinesisException::kKmsInvalidState, "KMSInvalidStateException", Code::kFailedPrecondition},
    {KinesisException::kKmsNotFound, "KMSNotFoundException", Code::kNotFound},
    {KinesisException::kKmsOptInRequired, "KMSOptInRequired", Code::kFailedPrecondition},
    {KinesisException::kKmsThrottling, "KMSThrottlingException", Code::kResourceExhausted},
    {KinesisException::kLimitExceeded, "LimitExceededException", Code::kResourceExhausted},
    {KinesisException::kProvisionedThroughputExceeded, "ProvisionedThroughputExceededException",
     Code::kResourceExhausted},
    {KinesisException::kResourceInUse, "ResourceInUseException", Code::kFailedPrecondition},
    {KinesisException::kResourceNotFound, "ResourceNotFoundException", Code::kNotFound},
    {KinesisException::kValidation, "ValidationException", Code::kInvalidArgument},
}};

constexpr bool IsInOrder() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].exception) != i) return false;
  }
  return true;
}
static_assert(IsInOrder(), "an exception's value is its row");

const Row& RowOf(KinesisException exception) {
  const auto row = static_cast<std::size_t>(exception);
  WEIR_CHECK(row < kRows.size(), "an exception is one of the enumeration");
  return kRows[row];
}

}  // namespace

std::string_view ToString(KinesisException exception) { return RowOf(exception).name; }

std::optional<KinesisException> KinesisExceptionFromName(std::string_view name) {
  if (name == "InternalFailure") return KinesisException::kInternalFailure;
  for (const Row& row : kRows) {
    if (row.name == name) return row.exception;
  }
  return std::nullopt;
}

int HttpStatusOf(KinesisException exception) {
  return FaultOf(exception) == KinesisFault::kServer ? 500 : 400;
}

KinesisFault FaultOf(KinesisException exception) {
  return exception == KinesisException::kInternalFailure ? KinesisFault::kServer
                                                         : KinesisFault::kClient;
}

absl::StatusCode StatusCodeOf(KinesisException exception) { return RowOf(exception).code; }

absl::Status KinesisError(KinesisException exception, std::string_view message) {
  const Row& row = RowOf(exception);
  return WithKinesisException(absl::Status(row.code, ToAbsl(message)), row.name);
}

std::optional<KinesisException> KinesisExceptionOf(const absl::Status& status) {
  return KinesisExceptionFromName(KinesisExceptionName(status));
}

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.11: the errors of the operations, and their HTTP statuses.
#include "weir/service/exception.h"

#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/model/errors.h"

namespace weir {
namespace {

KinesisException ExceptionAt(int value) { return static_cast<KinesisException>(value); }

TEST_CASE("the names are those of the service's model", "[service][exception]") {
  std::set<std::string> names;
  for (int value = 0; value < kKinesisExceptionCount; ++value) {
    names.emplace(ToString(ExceptionAt(value)));
  }
  CHECK(names == std::set<std::string>{
                     "AccessDeniedException", "ExpiredIteratorException",
                     "ExpiredNextTokenException", "InternalFailureException",
                     "InvalidArgumentException", "KMSAccessDeniedException", "KMSDisabledException",
                     "KMSInvalidStateException", "KMSNotFoundException", "KMSOptInRequired",
                     "KMSThrottlingException", "LimitExceededException",
                     "ProvisionedThroughputExceededException", "ResourceInUseException",
                     "ResourceNotFoundException", "ValidationException"});
  CHECK(ToString(KinesisException::kKmsOptInRequired) == "KMSOptInRequired");
  CHECK(ToString(KinesisException::kValidation) == "ValidationException");
}

TEST_CASE("an exception survives its name and a status", "[service][exception]") {
  for (int value = 0; value < kKinesisExceptionCount; ++value) {
    const KinesisException exception = ExceptionAt(value);
    CHECK(KinesisExceptionFromName(ToString(exception)) == exception);
    const absl::Status status = KinesisError(exception, "why");
    CHECK(KinesisExceptionOf(status) == exception);
    CHECK(KinesisExceptionName(status) == ToString(exception));
    CHECK(status.code() == StatusCodeOf(exception));
    CHECK(status.message() == "why");
    CHECK_FALSE(status.ok());
  }
}

TEST_CASE("all are the client's mistake and HTTP 400, but for an internal failure",
          "[service][exception]") {
  for (int value = 0; value < kKinesisExceptionCount; ++value) {
    const KinesisException exception = ExceptionAt(value);
    const bool is_internal = exception == KinesisException::kInternalFailure;
    CHECK(HttpStatusOf(exception) == (is_internal ? 500 : 400));
    CHECK(FaultOf(exception) == (is_internal ? KinesisFault::kServer : KinesisFault::kClient));
  }
}

TEST_CASE("a code tells what may be done, to who knows no Kinesis", "[service][exception]") {
  using Code = absl::StatusCode;
  CHECK(StatusCodeOf(KinesisException::kProvisionedThroughputExceeded) == Code::kResourceExhausted);
  CHECK(StatusCodeOf(KinesisException::kLimitExceeded) == Code::kResourceExhausted);
  CHECK(StatusCodeOf(KinesisException::kKmsThrottling) == Code::kResourceExhausted);
  CHECK(StatusCodeOf(KinesisException::kResourceNotFound) == Code::kNotFound);
  CHECK(StatusCodeOf(KinesisException::kKmsNotFound) == Code::kNotFound);
  CHECK(StatusCodeOf(KinesisException::kValidation) == Code::kInvalidArgument);
  CHECK(StatusCodeOf(KinesisException::kInvalidArgument) == Code::kInvalidArgument);
  CHECK(StatusCodeOf(KinesisException::kAccessDenied) == Code::kPermissionDenied);
  CHECK(StatusCodeOf(KinesisException::kKmsAccessDenied) == Code::kPermissionDenied);
  CHECK(StatusCodeOf(KinesisException::kInternalFailure) == Code::kInternal);
  for (const KinesisException exception :
       {KinesisException::kExpiredIterator, KinesisException::kExpiredNextToken,
        KinesisException::kResourceInUse, KinesisException::kKmsDisabled,
        KinesisException::kKmsInvalidState, KinesisException::kKmsOptInRequired}) {
    CHECK(StatusCodeOf(exception) == Code::kFailedPrecondition);
  }
}

TEST_CASE("what the engine attaches is read, and a stranger's status carries nothing",
          "[service][exception]") {
  const absl::Status engine =
      WithRetryAfter(WithKinesisException(absl::ResourceExhaustedError("too fast"),
                                          "ProvisionedThroughputExceededException"),
                     1'500);
  CHECK(KinesisExceptionOf(engine) == KinesisException::kProvisionedThroughputExceeded);
  CHECK_FALSE(KinesisExceptionOf(absl::OkStatus()));
  CHECK_FALSE(KinesisExceptionOf(absl::NotFoundError("elsewhere")));
  CHECK_FALSE(KinesisExceptionOf(WithKinesisException(absl::NotFoundError("odd"), "Odd")));
}

TEST_CASE("a failed entry's InternalFailure is the exception of that name",
          "[service][exception]") {
  CHECK(KinesisExceptionFromName("InternalFailure") == KinesisException::kInternalFailure);
}

TEST_CASE("no other text is an exception's name", "[service][exception]") {
  for (const char* name : {"", "Exception", "resourceNotFoundException", "ResourceNotFound",
                           "ResourceNotFoundException ", "KMSOptInRequiredException"}) {
    CHECK_FALSE(KinesisExceptionFromName(name));
  }
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 1'000; ++i) {
    const std::string name = random.Bytes(random.Below(40));
    if (KinesisExceptionFromName(name).has_value()) FAIL(name);
  }
}

}  // namespace
}  // namespace weir

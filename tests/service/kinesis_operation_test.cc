// SPDX-License-Identifier: MIT
//
// Rules 1.2: the operations, the exceptions of each and how often it may be called.
#include "weir/service/kinesis_operation.h"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "support/catch.h"

namespace weir {
namespace {

std::string ExceptionsText(KinesisOperation operation) {
  std::string text;
  for (const KinesisException exception : ExceptionsOf(operation)) {
    text.append(text.empty() ? "" : " ").append(ToString(exception));
  }
  return text;
}

TEST_CASE("there are 39 operations, found by their names, in the order of these",
          "[service][operation]") {
  CHECK(kKinesisOperationCount == 39);
  std::string_view before;
  for (int i = 0; i < kKinesisOperationCount; ++i) {
    const auto operation = static_cast<KinesisOperation>(i);
    const std::string_view name = ToString(operation);
    CHECK(before < name);
    CHECK(KinesisOperationFromName(name) == operation);
    before = name;
  }
  CHECK(KinesisOperationFromName("PutRecord") == KinesisOperation::kPutRecord);
  CHECK(KinesisOperationFromName("putRecord") == std::nullopt);
  CHECK(KinesisOperationFromName("") == std::nullopt);
}

TEST_CASE("an operation names each of its exceptions once", "[service][operation]") {
  for (int i = 0; i < kKinesisOperationCount; ++i) {
    const std::span<const KinesisException> exceptions =
        ExceptionsOf(static_cast<KinesisOperation>(i));
    CHECK_FALSE(exceptions.empty());
    CHECK(std::set<KinesisException>(exceptions.begin(), exceptions.end()).size() ==
          exceptions.size());
  }
}

TEST_CASE("what AWS names for an operation is what it has", "[service][operation]") {
  CHECK(ExceptionsText(KinesisOperation::kDescribeLimits) == "LimitExceededException");
  CHECK(ExceptionsText(KinesisOperation::kListStreams) ==
        "LimitExceededException ExpiredNextTokenException InvalidArgumentException");
  CHECK(ExceptionsText(KinesisOperation::kGetRecords) ==
        "ResourceNotFoundException InvalidArgumentException "
        "ProvisionedThroughputExceededException ExpiredIteratorException "
        "KMSAccessDeniedException KMSDisabledException KMSInvalidStateException "
        "KMSNotFoundException KMSOptInRequired KMSThrottlingException "
        "AccessDeniedException InternalFailureException");
}

TEST_CASE("the rates of the control plane are AWS's", "[service][operation]") {
  CHECK(CallsPerSecondMax(KinesisOperation::kCreateStream) == 5);
  CHECK(CallsPerSecondMax(KinesisOperation::kDescribeLimits) == 1);
  CHECK(CallsPerSecondMax(KinesisOperation::kDescribeStream) == 10);
  CHECK(CallsPerSecondMax(KinesisOperation::kDescribeStreamSummary) == 20);
  CHECK(CallsPerSecondMax(KinesisOperation::kListShards) == 1'000);
  CHECK(CallsPerSecondMax(KinesisOperation::kPutRecord) == 0);
}

}  // namespace
}  // namespace weir

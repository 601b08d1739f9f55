// SPDX-License-Identifier: MIT
#include "weir/model/errors.h"

#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/time/time.h"
#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("a status that carries nothing has no exception and no time to wait", "[model][errors]") {
  CHECK(KinesisExceptionName(absl::OkStatus()).empty());
  CHECK(KinesisExceptionName(absl::ResourceExhaustedError("elsewhere")).empty());
  CHECK(RetryAfter(absl::OkStatus()) == absl::ZeroDuration());
  CHECK(RetryAfter(absl::ResourceExhaustedError("elsewhere")) == absl::ZeroDuration());
}

TEST_CASE("a status carries an exception and a time to wait, and is otherwise as before",
          "[model][errors]") {
  const absl::Status status =
      WithRetryAfter(WithKinesisException(absl::ResourceExhaustedError("too fast"),
                                          "ProvisionedThroughputExceededException"),
                     1'500);
  CHECK(status.code() == absl::StatusCode::kResourceExhausted);
  CHECK(status.message() == "too fast");
  CHECK(KinesisExceptionName(status) == "ProvisionedThroughputExceededException");
  CHECK(RetryAfter(status) == absl::Nanoseconds(1'500));
}

TEST_CASE("each of the two can be carried without the other", "[model][errors]") {
  const absl::Status named = WithKinesisException(absl::NotFoundError("shard"), "Name");
  CHECK(KinesisExceptionName(named) == "Name");
  CHECK(RetryAfter(named) == absl::ZeroDuration());
  const absl::Status timed = WithRetryAfter(absl::ResourceExhaustedError("later"), 1);
  CHECK(KinesisExceptionName(timed).empty());
  CHECK(RetryAfter(timed) == absl::Nanoseconds(1));
}

TEST_CASE("every number of nanoseconds comes back as it was attached", "[model][errors]") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t nanos : {std::int64_t{0}, std::int64_t{1}, kMax - 1, kMax, kMin}) {
    const absl::Status status = WithRetryAfter(absl::ResourceExhaustedError("later"), nanos);
    CHECK(absl::ToInt64Nanoseconds(RetryAfter(status)) == nanos);
  }
}

// What a status carries can be written by anybody, and it may come from elsewhere.
TEST_CASE("what is no number of nanoseconds is no time to wait", "[model][errors]") {
  for (const char* const text : {"", "soon", "99999999999999999999", "9999999999999999999999999"}) {
    absl::Status status = absl::ResourceExhaustedError("later");
    status.SetPayload("weir/retry-after-nanos", absl::Cord(text));
    INFO(text);
    CHECK(RetryAfter(status) == absl::ZeroDuration());
  }
}

}  // namespace
}  // namespace weir

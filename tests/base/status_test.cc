// SPDX-License-Identifier: MIT
#include "weir/base/status.h"

#include <string>
#include <string_view>

#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("a view keeps its bytes across the border and back", "[base][status]") {
  const std::string_view text("with \0 inside", 13);
  const absl::string_view crossed = ToAbsl(text);
  CHECK(crossed.size() == 13);
  CHECK(crossed.data() == text.data());
  CHECK(FromAbsl(crossed) == text);
  CHECK(FromAbsl(ToAbsl(std::string_view())).empty());
}

TEST_CASE("each error has the code it is named after", "[base][status]") {
  CHECK(InvalidArgument("m").code() == absl::StatusCode::kInvalidArgument);
  CHECK(ResourceExhausted("m").code() == absl::StatusCode::kResourceExhausted);
  CHECK(FailedPrecondition("m").code() == absl::StatusCode::kFailedPrecondition);
  CHECK(NotFound("m").code() == absl::StatusCode::kNotFound);
  CHECK(AlreadyExists("m").code() == absl::StatusCode::kAlreadyExists);
  CHECK(OutOfRange("m").code() == absl::StatusCode::kOutOfRange);
  CHECK(Cancelled("m").code() == absl::StatusCode::kCancelled);
  CHECK(DeadlineExceeded("m").code() == absl::StatusCode::kDeadlineExceeded);
  CHECK(Unavailable("m").code() == absl::StatusCode::kUnavailable);
  CHECK(Internal("m").code() == absl::StatusCode::kInternal);
}

TEST_CASE("an error owns a copy of its message", "[base][status]") {
  std::string message = "shard count 0 is below 1";
  const absl::Status status = InvalidArgument(message);
  message.assign(message.size(), '?');
  CHECK(FromAbsl(status.message()) == "shard count 0 is below 1");
}

}  // namespace
}  // namespace weir

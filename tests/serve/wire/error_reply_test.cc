// SPDX-License-Identifier: MIT
//
// What an operation answers that does not end well, and one that has nothing to say.
#include <string>

#include "absl/status/status.h"
#include "serve/wire/support.h"
#include "support/catch.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using serve_internal::ErrorReply;
using serve_internal::ErrorReplyOf;
using serve_internal::ErrorText;
using testing::CallReply;
using testing::ToHex;
using testing::WireFormat;
using testing::WireTest;

TEST_CASE("an error says its type, and what is wrong in a member of either spelling",
          "[serve][errors]") {
  const CallReply small =
      ErrorReply(WireFormat::kJson, 403, "AccessDeniedException", ErrorText::kMessage, "No \"x\".");
  CHECK(small.http_status == 403);
  CHECK(small.error_type == "AccessDeniedException");
  CHECK(small.body == R"({"__type":"AccessDeniedException","message":"No \"x\"."})");
  CHECK(ErrorReply(WireFormat::kJson, 400, "A", ErrorText::kCapitalMessage, "m").body ==
        R"({"__type":"A","Message":"m"})");
  CHECK(ErrorReply(WireFormat::kJson, 400, "A", ErrorText::kNone, "m").body == R"({"__type":"A"})");
  CHECK(ToHex(ErrorReply(WireFormat::kCbor, 400, "A", ErrorText::kMessage, "m").body) ==
        "bf"
        "665f5f74797065"
        "6141"
        "676d657373616765"
        "616d"
        "ff");
}

TEST_CASE("each exception has its name, its status and its message", "[serve][errors]") {
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    const auto exception = static_cast<KinesisException>(i);
    const CallReply reply = ErrorReplyOf(WireFormat::kJson, KinesisError(exception, "m"));
    CHECK(reply.http_status == HttpStatusOf(exception));
    CHECK(reply.error_type == ToString(exception));
    CHECK(reply.body == Concat(R"({"__type":")", ToString(exception), R"(","message":"m"})"));
  }
}

TEST_CASE("what is no exception of Kinesis is an InternalFailureException", "[serve][errors]") {
  const CallReply reply = ErrorReplyOf(WireFormat::kJson, absl::UnavailableError("m"));
  CHECK(reply.http_status == 500);
  CHECK(reply.error_type == "InternalFailureException");
  CHECK(reply.body == R"({"__type":"InternalFailureException","message":"m"})");
}

TEST_CASE("an operation without a result has an empty body", "[serve][errors]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    const std::string json = R"({"StreamName":"s","ShardCount":1})";
    const CallReply reply = test.Reply(
        KinesisOperation::kCreateStream,
        format == WireFormat::kJson ? json : testing::Translated(WireFormat::kJson, json));
    CHECK(reply.http_status == 200);
    CHECK(reply.error_type.empty());
    CHECK(reply.body.empty());
    CHECK(reply.event_stream == nullptr);
  }
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
#include "serve/dispatch/dispatcher.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/http/memory_budget.h"
#include "serve/http/session.h"
#include "serve/metrics/endpoint_metrics.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/manual_clock.h"

namespace weir::serve_internal {
namespace {

constexpr std::string_view kJson = "application/x-amz-json-1.1";
constexpr std::string_view kCbor = "application/x-amz-cbor-1.1";
constexpr std::string_view kSigned =
    "AWS4-HMAC-SHA256 Credential=k/20261127/us-east-1/kinesis/aws4_request, SignedHeaders=host, "
    "Signature=0";

struct Fixture {
  explicit Fixture(EndpointOptions options = {})
      : dispatcher(kinesis, WithLog(std::move(options)), metrics, memory, clock) {}

  EndpointOptions WithLog(EndpointOptions options) {
    options.on_request = [this](const RequestLogEntry& entry) {
      logged_operation = entry.operation;
      logged_error = entry.error_type;
      logged_peer = entry.peer;
      logged_status = entry.http_status;
      logged_request_bytes = entry.request_bytes;
      ++logged;
    };
    return options;
  }

  struct Asked {
    std::string_view method = "POST";
    std::string_view target = "/";
    std::optional<std::string_view> type = kJson;
    std::optional<std::string_view> operation = "Kinesis_20131202.ListStreams";
    std::optional<std::string_view> authorization = kSigned;
    std::string_view body = "{}";
  };
  HttpResponse Ask(const Asked& asked) {
    HttpRequest request = {.method = std::string(asked.method),
                           .target = std::string(asked.target),
                           .headers = {{"host", "localhost:4567"}, {"x-amz-date", "x"}},
                           .body = std::string(asked.body)};
    const auto add = [&request](std::string_view name, std::optional<std::string_view> value) {
      if (value.has_value()) request.headers.push_back({std::string(name), std::string(*value)});
    };
    add("content-type", asked.type);
    add("x-amz-target", asked.operation);
    add("authorization", asked.authorization);
    return dispatcher.Answer(request, "1.2.3.4:5");
  }

  testing::ManualClock clock;
  LocalKinesis kinesis = *LocalKinesis::Create({.clock = &clock});
  EndpointMetrics metrics;
  MemoryBudget memory{1024 * 1024};
  std::string logged_operation, logged_error, logged_peer;
  int logged_status = 0, logged = 0;
  std::size_t logged_request_bytes = 0;
  Dispatcher dispatcher;
};

std::string_view HeaderOf(const HttpResponse& response, std::string_view name) {
  return FindHeader(response.headers, name).value_or("(none)");
}

TEST_CASE("an operation is answered in the format in which it was asked", "[serve][dispatcher]") {
  Fixture f;
  const HttpResponse json = f.Ask({});
  CHECK(json.status == 200);
  CHECK(HeaderOf(json, "content-type") == kJson);
  CHECK(json.body == R"({"StreamNames":[],"HasMoreStreams":false,"StreamSummaries":[]})");

  const HttpResponse cbor = f.Ask({.type = kCbor, .body = "\xA0"});
  CHECK(cbor.status == 200);
  CHECK(HeaderOf(cbor, "content-type") == kCbor);
  CHECK(cbor.body.find("HasMoreStreams") != std::string::npos);

  // What follows the type does not matter, nor do capitals.
  CHECK(f.Ask({.type = "Application/X-Amz-Json-1.1; charset=UTF-8"}).status == 200);
}

TEST_CASE("the longest answer to what changes something fits into what is kept for it",
          "[serve][dispatcher]") {
  Fixture f;
  const std::string name(128, 'n');
  REQUIRE(f.kinesis.CreateStream({.stream_name = name, .shard_count = 1}).ok());
  std::string body = Concat(R"({"StreamName":")", name, R"(","Records":[)");
  for (int i = 0; i < 500; ++i) {
    body += Concat(i == 0 ? "" : ",", R"({"Data":"YQ==","PartitionKey":"k"})");
  }
  body += "]}";
  const auto put = [&] {
    return f.Ask({.operation = "Kinesis_20131202.PutRecords", .body = body});
  };
  // A second's worth is admitted, and then none: each says why.
  CHECK(put().body.find(R"("FailedRecordCount":0,)") != std::string::npos);
  CHECK(put().body.find(R"("FailedRecordCount":0,)") != std::string::npos);
  const HttpResponse refused = put();
  CHECK(refused.body.find(R"("FailedRecordCount":500,)") != std::string::npos);
  CHECK(refused.body.size() > kAnswerBytesKept / 4);
  CHECK(refused.body.size() <= kAnswerBytesKept);
}

TEST_CASE("each answer has a request id of its own", "[serve][dispatcher]") {
  Fixture f;
  const HttpResponse first = f.Ask({});
  const HttpResponse second = f.Ask({});
  CHECK(HeaderOf(first, "x-amzn-requestid").size() == 36);
  CHECK(HeaderOf(first, "x-amz-id-2").size() == 96);
  CHECK(HeaderOf(first, "x-amzn-requestid") != HeaderOf(second, "x-amzn-requestid"));
  CHECK(HeaderOf(f.Ask({.method = "PUT"}), "x-amzn-requestid").size() == 36);
}

// In AWS's order: each of these is wrong in all that the later ones are, too.
TEST_CASE("what is wrong is said in the order in which AWS looks", "[serve][dispatcher]") {
  Fixture f;
  constexpr std::string_view kDenied =
      "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be "
      "authorized</Message>\n</AccessDeniedException>\n";
  constexpr std::string_view kNothing = "Nothing.AtAll";

  HttpResponse response =
      f.Ask({.method = "GET", .type = {}, .operation = {}, .authorization = {}});
  CHECK(response.status == 403);
  CHECK(response.body == kDenied);
  CHECK(HeaderOf(response, "content-type") == "(none)");

  response = f.Ask({.operation = kNothing, .authorization = {}, .body = ""});
  CHECK(response.status == 400);
  CHECK(response.body == R"({"__type":"UnknownOperationException"})");
  CHECK(HeaderOf(response, "content-type") == kJson);
  response = f.Ask({.authorization = {}, .body = ""});
  CHECK(response.body == R"({"__type":"SerializationException"})");
  CHECK(HeaderOf(f.Ask({.type = {}, .body = ""}), "content-type") == kCbor);

  response = f.Ask({.type = "text/plain", .operation = {}, .authorization = {}});
  CHECK(response.status == 403);
  CHECK(response.body == kDenied);
  response = f.Ask({.type = "text/plain", .authorization = {}});
  CHECK(response.status == 404);
  CHECK(response.body == "<UnknownOperationException/>\n");

  for (const std::string_view body : {"hello", "[]", "3", "null", "{", "{}{}", "\xEF\xBB\xBF{}"}) {
    CAPTURE(body);
    response = f.Ask({.operation = kNothing, .authorization = {}, .body = body});
    CHECK(response.status == 400);
    CHECK(response.body == R"({"__type":"SerializationException"})");
    CHECK(HeaderOf(response, "x-amzn-errortype") == "SerializationException");
  }

  for (const std::string_view operation :
       {"Kinesis_20131202.ListStream", "Kinesis_20131202.", "Kinesis_20131202", ".ListStreams",
        "Kinesis_20131203.ListStreams", "kinesis_20131202.ListStreams", ""}) {
    CAPTURE(operation);
    response = f.Ask({.operation = operation, .authorization = {}});
    CHECK(response.status == 400);
    CHECK(response.body == R"({"__type":"UnknownOperationException"})");
  }

  response = f.Ask({.authorization = {}, .body = R"({"Limit":"x"})"});
  CHECK(response.body == R"({"__type":"MissingAuthenticationTokenException",)"
                         R"("message":"Missing Authentication Token"})");
  response = f.Ask({.authorization = "AWS4-HMAC-SHA256 Signature=b,Credential=a"});
  CHECK(HeaderOf(response, "x-amzn-errortype") == "IncompleteSignatureException");
  response = f.Ask({.target = "/?X-Amz-Algorithm=a"});
  CHECK(HeaderOf(response, "x-amzn-errortype") == "InvalidSignatureException");

  response = f.Ask({.body = R"({"Limit":"x"})"});
  CHECK(response.body ==
        R"({"__type":"SerializationException",)"
        R"("Message":"class java.lang.String can not be converted to an Integer"})");
  response = f.Ask({.body = R"({"Limit":0})"});
  CHECK(response.status == 400);
  CHECK(HeaderOf(response, "x-amzn-errortype") == "ValidationException");
  CHECK(response.body ==
        R"({"__type":"ValidationException","message":"1 validation error detected: Value '0' )"
        R"(at 'limit' failed to satisfy constraint: )"
        R"(Member must have value greater than or equal to 1"})");
}

TEST_CASE("plain JSON is read and never understood", "[serve][dispatcher]") {
  Fixture f;
  const HttpResponse bad = f.Ask({.type = "application/json", .body = "hello"});
  CHECK(bad.status == 400);
  CHECK(bad.body == R"({"Output":{"__type":"com.amazon.coral.service#SerializationException"},)"
                    R"("Version":"1.0"})");
  const HttpResponse good = f.Ask({.type = "application/json"});
  CHECK(good.status == 404);
  CHECK(good.body == R"({"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},)"
                     R"("Version":"1.0"})");
}

TEST_CASE("errors in CBOR are CBOR", "[serve][dispatcher]") {
  Fixture f;
  const HttpResponse response = f.Ask({.type = kCbor, .body = "{}"});
  CHECK(response.status == 400);
  CHECK(HeaderOf(response, "content-type") == kCbor);
  CHECK(response.body.find("SerializationException") != std::string::npos);
  CHECK(response.body.find('{') == std::string::npos);
}

TEST_CASE("without a signature a request passes where none is asked for", "[serve][dispatcher]") {
  Fixture f({.signature_check = SignatureCheck::kOff});
  CHECK(f.Ask({.authorization = {}}).status == 200);
}

TEST_CASE("the path means nothing to an operation", "[serve][dispatcher]") {
  Fixture f;
  CHECK(f.Ask({.target = "/some/where?else"}).status == 200);
  CHECK(f.Ask({.target = "/health"}).status == 200);
}

TEST_CASE("health, readiness and metrics are there to look at", "[serve][dispatcher]") {
  Fixture f;
  f.Ask({});
  const Fixture::Asked health = {.method = "GET", .target = "/health", .type = {}, .operation = {}};
  const Fixture::Asked ready = {
      .method = "GET", .target = "/ready?x=1", .type = {}, .operation = {}};
  CHECK(f.Ask(health).status == 200);
  CHECK(f.Ask(ready).status == 200);
  const HttpResponse metrics =
      f.Ask({.method = "GET", .target = "/metrics", .type = {}, .operation = {}});
  CHECK(metrics.status == 200);
  CHECK(HeaderOf(metrics, "content-type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(metrics.body.find("operation=\"ListStreams\"") != std::string::npos);

  f.dispatcher.SetDraining();
  CHECK(f.Ask(ready).status == 503);
  CHECK(f.Ask(health).status == 200);
}

TEST_CASE("a host under a name that is not the endpoint's is refused", "[serve][dispatcher]") {
  Fixture f({.allowed_hosts = {"kinesis.test"}});
  const auto is_allowed = [&f](std::string_view host) {
    const HttpRequest request = {
        .method = "POST", .target = "/", .headers = {{"host", std::string(host)}}, .body = ""};
    return f.dispatcher.CheckHeaders(request, "p") == nullptr;
  };
  for (const std::string_view host :
       {"localhost", "localhost:4567", "LOCALHOST", "127.0.0.1", "127.0.0.1:80", "[::1]",
        "[::1]:4567", "kinesis.test", "Kinesis.Test:1", "10.1.2.3"}) {
    CAPTURE(host);
    CHECK(is_allowed(host));
  }
  for (const std::string_view host :
       {"evil.test", "evil.test:4567", "localhost.evil.test", "", "xlocalhost",
        "127.0.0.1.evil.test", "kinesis.test.", "1.2.3"}) {
    CAPTURE(host);
    CHECK_FALSE(is_allowed(host));
  }
}

TEST_CASE("a web page is refused unless its origin is listed", "[serve][dispatcher]") {
  Fixture f({.allowed_origins = {"https://console.test"}});
  const auto status = [&f](const std::vector<HttpHeader>& origins) {
    HttpRequest request = {
        .method = "POST", .target = "/", .headers = {{"host", "localhost"}}, .body = ""};
    request.headers.insert(request.headers.end(), origins.begin(), origins.end());
    const std::unique_ptr<HttpResponse> refused = f.dispatcher.CheckHeaders(request, "p");
    if (refused == nullptr) return 0;
    CHECK(HeaderOf(*refused, "x-amzn-requestid").size() == 36);
    CHECK(f.logged_error == "AccessDeniedException");
    for (const HttpHeader& header : refused->headers) {
      CHECK_FALSE(header.name.starts_with("access-control"));
    }
    return refused->status;
  };
  CHECK(status({}) == 0);
  CHECK(status({{"origin", "https://console.test"}}) == 0);
  CHECK(status({{"origin", "https://evil.test"}}) == 403);
  CHECK(status({{"origin", "null"}}) == 403);
  CHECK(status({{"origin", "https://console.test"}, {"origin", "https://evil.test"}}) == 403);
}

TEST_CASE("with verified signatures any host will do, since it is signed", "[serve][dispatcher]") {
  Fixture f({.signature_check = SignatureCheck::kVerify,
             .credentials = {{.access_key_id = "AKIDEXAMPLEAKIDEX", .secret_access_key = "s"}}});
  const HttpRequest request = {
      .method = "POST", .target = "/", .headers = {{"host", "any.test"}}, .body = ""};
  CHECK(f.dispatcher.CheckHeaders(request, "p") == nullptr);
  CHECK(HeaderOf(f.Ask({}), "x-amzn-errortype") != "(none)");
}

TEST_CASE("the log has a line of each request, and of what was none", "[serve][dispatcher]") {
  Fixture f;
  f.Ask({.body = R"({"Limit":1})"});
  CHECK(f.logged_operation == "ListStreams");
  CHECK(f.logged_error.empty());
  CHECK(f.logged_status == 200);
  CHECK(f.logged_peer == "1.2.3.4:5");
  CHECK(f.logged_request_bytes == 11);
  f.Ask({.operation = "Kinesis_20131202.DescribeStream", .body = R"({"StreamName":"none"})"});
  CHECK(f.logged_operation == "DescribeStream");
  CHECK(f.logged_error == "ResourceNotFoundException");
  CHECK(f.logged_status == 400);
  const HttpResponse unread = f.dispatcher.AnswerUnread(413, "too long", "p");
  CHECK(unread.status == 413);
  CHECK(unread.body.find("too long") != std::string::npos);
  CHECK(f.logged_error == "RequestEntityTooLarge");
  CHECK(f.logged == 3);
}

TEST_CASE("SubscribeToShard is answered with a stream of events", "[serve][dispatcher]") {
  Fixture f;
  REQUIRE(f.kinesis.CreateStream({.stream_name = "s", .shard_count = 1}).ok());
  const auto consumer = f.kinesis.RegisterStreamConsumer(
      {.stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s", .consumer_name = "c"});
  REQUIRE(consumer.ok());
  const std::string body = R"({"ConsumerARN":")" + consumer->consumer.consumer_arn +
                           R"(","ShardId":"shardId-000000000000",)"
                           R"("StartingPosition":{"Type":"LATEST"}})";
  const HttpResponse response =
      f.Ask({.operation = "Kinesis_20131202.SubscribeToShard", .body = body});
  CHECK(response.status == 200);
  CHECK(HeaderOf(response, "content-type") == "application/vnd.amazon.eventstream");
  CHECK(response.body.find("initial-response") != std::string::npos);
  CHECK(response.event_stream != nullptr);
  f.clock.Advance(absl::Seconds(1));
  const HttpResponse again =
      f.Ask({.operation = "Kinesis_20131202.SubscribeToShard", .body = body});
  CHECK(again.status == 400);
  CHECK(again.event_stream == nullptr);
  CHECK(HeaderOf(again, "x-amzn-errortype") == "ResourceInUseException");
}

}  // namespace
}  // namespace weir::serve_internal

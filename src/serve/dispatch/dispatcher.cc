// SPDX-License-Identifier: MIT
#include "serve/dispatch/dispatcher.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "serve/auth/query_string.h"
#include "serve/dispatch/request_id.h"
#include "serve/http/http_text.h"
#include "serve/steady_nanos.h"
#include "weir/base/concat.h"

namespace weir::serve_internal {
namespace {

constexpr std::string_view kJsonType = "application/x-amz-json-1.1";
constexpr std::string_view kCborType = "application/x-amz-cbor-1.1";
// What AWS reads, and answers in a way of its own.
constexpr std::string_view kPlainJsonType = "application/json";
constexpr std::string_view kEventStreamType = "application/vnd.amazon.eventstream";
constexpr std::string_view kAccessDenied = "AccessDeniedException";
constexpr std::string_view kSerialization = "SerializationException";
constexpr std::string_view kUnknownOperation = "UnknownOperationException";

std::string_view TypeOf(WireFormat format) {
  return format == WireFormat::kCbor ? kCborType : kJsonType;
}

std::string_view TrimSpace(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Without "; charset=utf-8".
std::string MediaTypeOf(const HttpRequest& request) {
  const std::string_view type = request.Find("content-type").value_or("");
  return ToLowerCase(TrimSpace(type.substr(0, type.find(';'))));
}

struct Target {
  // Nothing of it is known, as with no header at all.
  bool is_empty = true;
  std::optional<KinesisOperation> operation;
};

Target TargetOf(const HttpRequest& request) {
  const std::string_view text = request.Find("x-amz-target").value_or("");
  const std::size_t dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == text.size()) return {};
  Target target = {.is_empty = false, .operation = std::nullopt};
  if (text.substr(0, dot) != "Kinesis_20131202") return target;
  const std::string_view name = text.substr(dot + 1);
  target.operation = KinesisOperationFromName(name.substr(0, name.find('.')));
  return target;
}

// What AWS says where it does not know what would be understood.
HttpResponse XmlError(int status, std::string_view type, std::string_view message) {
  HttpResponse response = {.status = status};
  response.body = message.empty()
                      ? Concat("<", type, "/>\n")
                      : Concat("<", type, ">\n  <Message>", message, "</Message>\n</", type, ">\n");
  response.headers.push_back({.name = "x-amzn-errortype", .value = std::string(type)});
  return response;
}

HttpResponse PlainText(int status, std::string_view text) {
  HttpResponse response = {.status = status};
  response.headers.push_back({.name = "content-type", .value = "text/plain; charset=utf-8"});
  response.body = text;
  return response;
}

HttpResponse FromReply(WireFormat format, CallReply reply) {
  HttpResponse response = {.status = reply.http_status};
  const std::string_view type = reply.event_stream == nullptr ? TypeOf(format) : kEventStreamType;
  response.headers.push_back({.name = "content-type", .value = std::string(type)});
  if (!reply.error_type.empty()) {
    response.headers.push_back({.name = "x-amzn-errortype", .value = reply.error_type});
  }
  response.body = std::move(reply.body);
  response.event_stream = std::move(reply.event_stream);
  response.event_format = format;
  return response;
}

// Plain JSON is read, but no operation takes it.
HttpResponse PlainJsonError(int status, std::string_view type) {
  HttpResponse response = {.status = status};
  response.headers.push_back({.name = "content-type", .value = std::string(kPlainJsonType)});
  response.headers.push_back({.name = "x-amzn-errortype", .value = std::string(type)});
  response.body =
      Concat(R"({"Output":{"__type":"com.amazon.coral.service#)", type, R"("},"Version":"1.0"})");
  return response;
}

// An address, in brackets if it is one of IPv6: no name that anybody can point here.
bool IsAddress(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) return true;
  int dots = 0;
  for (const char c : host) {
    if (c == '.') {
      ++dots;
    } else if (c < '0' || c > '9') {
      return false;
    }
  }
  return dots == 3;
}

// Without its port.
std::string_view HostName(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(']', colon) != std::string_view::npos) {
    return host;
  }
  return host.substr(0, colon);
}

bool Contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::any_of(texts.begin(), texts.end(), [text](const std::string& allowed) {
    return EqualsIgnoringCase(allowed, text);
  });
}

}  // namespace

Dispatcher::Dispatcher(Kinesis& kinesis, const EndpointOptions& options, EndpointMetrics& metrics,
                       const MemoryBudget& memory, const Clock& clock)
    : kinesis_(kinesis),
      metrics_(metrics),
      memory_(memory),
      authenticator_(options.signature_check, options.credentials, options.region, clock),
      is_any_host_allowed_(options.signature_check == SignatureCheck::kVerify),
      allowed_hosts_(options.allowed_hosts),
      allowed_origins_(options.allowed_origins),
      on_request_(options.on_request) {}

void Dispatcher::SetDraining() { is_draining_.Set(true); }

std::string Dispatcher::MetricsText() const {
  metrics_.SetMemoryBytes(static_cast<std::int64_t>(memory_.bytes_used()));
  return metrics_.ToText();
}

bool Dispatcher::IsHostAllowed(std::string_view host) const {
  const std::string_view name = HostName(host);
  return is_any_host_allowed_ || IsAddress(name) || EqualsIgnoringCase(name, "localhost") ||
         Contains(allowed_hosts_, name);
}

std::string_view Dispatcher::ReasonAgainst(const HttpRequest& request) const {
  if (!IsHostAllowed(request.Find("host").value_or(""))) {
    return "This endpoint does not go by the name in Host";
  }
  for (const HttpHeader& header : request.headers) {
    if (header.name == "origin" && !Contains(allowed_origins_, header.value)) {
      return "This endpoint is not for web pages of that Origin";
    }
  }
  return {};
}

std::unique_ptr<HttpResponse> Dispatcher::CheckHeaders(const HttpRequest& request,
                                                       std::string_view peer) {
  const std::string_view reason = ReasonAgainst(request);
  if (reason.empty()) return nullptr;
  Verdict verdict = {.response = XmlError(403, kAccessDenied, reason),
                     .error_type = std::string(kAccessDenied)};
  return std::make_unique<HttpResponse>(Finish(std::move(verdict), peer, 0, 0));
}

std::optional<Dispatcher::Verdict> Dispatcher::Look(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  const std::string_view path = PathOf(request.target);
  if (path == "/health") return Verdict{.response = PlainText(200, "ok\n")};
  if (path == "/ready") {
    if (is_draining_.value()) return Verdict{.response = PlainText(503, "draining\n")};
    return Verdict{.response = PlainText(200, "ok\n")};
  }
  if (path == "/metrics") {
    Verdict verdict = {.response = PlainText(200, MetricsText())};
    verdict.response.headers[0].value = "text/plain; version=0.0.4; charset=utf-8";
    return verdict;
  }
  return std::nullopt;
}

Dispatcher::Verdict Dispatcher::Decide(const HttpRequest& request) {
  if (std::optional<Verdict> looked = Look(request); looked.has_value()) return *std::move(looked);
  if (request.method != "POST") {
    return {.response = XmlError(403, kAccessDenied,
                                 "Unable to determine service/operation name to be authorized"),
            .error_type = std::string(kAccessDenied)};
  }
  return Operate(request);
}

Dispatcher::Verdict Dispatcher::Operate(const HttpRequest& request) {
  const std::string type = MediaTypeOf(request);
  const Target target = TargetOf(request);
  const auto refuse = [&](WireFormat format, std::string_view error, ErrorText text,
                          std::string_view message) {
    return Verdict{.response = FromReply(format, ErrorReply(format, 400, error, text, message)),
                   .error_type = std::string(error),
                   .operation = target.operation};
  };
  const auto with = [&](HttpResponse response, std::string_view error) {
    return Verdict{.response = std::move(response),
                   .error_type = std::string(error),
                   .operation = target.operation};
  };

  if (request.body.empty()) {
    return refuse(type == kJsonType ? WireFormat::kJson : WireFormat::kCbor,
                  target.operation.has_value() ? kSerialization : kUnknownOperation,
                  ErrorText::kNone, "");
  }
  if (type != kJsonType && type != kCborType && type != kPlainJsonType) {
    if (!target.is_empty) return with(XmlError(404, kUnknownOperation, ""), kUnknownOperation);
    return with(
        XmlError(403, kAccessDenied, "Unable to determine service/operation name to be authorized"),
        kAccessDenied);
  }
  const WireFormat format = type == kCborType ? WireFormat::kCbor : WireFormat::kJson;
  const std::optional<WireBody> body = WireBody::Parse(format, request.body);
  if (!body.has_value()) {
    if (type == kPlainJsonType) return with(PlainJsonError(400, kSerialization), kSerialization);
    return refuse(format, kSerialization, ErrorText::kNone, "");
  }
  if (type == kPlainJsonType) {
    return with(PlainJsonError(404, kUnknownOperation), kUnknownOperation);
  }
  if (!target.operation.has_value()) {
    return refuse(format, kUnknownOperation, ErrorText::kNone, "");
  }
  if (const std::optional<AuthError> error = authenticator_.Check(request); error.has_value()) {
    return refuse(format, error->type, ErrorText::kMessage, error->message);
  }

  CallReply reply = CallOperation(kinesis_, *target.operation, format, *body);
  Verdict verdict = {.response = {}, .error_type = reply.error_type, .operation = target.operation};
  verdict.response = FromReply(format, std::move(reply));
  return verdict;
}

HttpResponse Dispatcher::Finish(Verdict verdict, std::string_view peer, std::size_t request_bytes,
                                std::int64_t nanos) const {
  HttpResponse& response = verdict.response;
  const absl::Duration duration = absl::Nanoseconds(nanos);
  std::string request_id = MakeRequestId();
  metrics_.OnRequest({.operation = verdict.operation,
                      .error_type = verdict.error_type,
                      .request_bytes = request_bytes,
                      .response_bytes = response.body.size(),
                      .duration = duration});
  if (on_request_ != nullptr) {
    on_request_({.request_id = request_id,
                 .peer = peer,
                 .operation = verdict.operation.has_value() ? ToString(*verdict.operation) : "",
                 .http_status = response.status,
                 .error_type = verdict.error_type,
                 .request_bytes = request_bytes,
                 .response_bytes = response.body.size(),
                 .duration = duration});
  }
  response.headers.push_back({.name = "x-amzn-requestid", .value = std::move(request_id)});
  response.headers.push_back({.name = "x-amz-id-2", .value = MakeExtendedRequestId()});
  return std::move(response);
}

HttpResponse Dispatcher::Answer(const HttpRequest& request, std::string_view peer) {
  const std::int64_t begun_nanos = SteadyNanos();
  Verdict verdict = Decide(request);
  return Finish(std::move(verdict), peer, request.body.size(), SteadyNanos() - begun_nanos);
}

HttpResponse Dispatcher::AnswerUnread(int status, std::string_view why, std::string_view peer) {
  std::string_view type = "BadRequest";
  if (status == 408) type = "RequestTimeout";
  if (status == 413) type = "RequestEntityTooLarge";
  if (status == 503) type = "ServiceUnavailable";
  return Finish({.response = XmlError(status, type, why), .error_type = std::string(type)}, peer, 0,
                0);
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// An HttpRequest and an HttpResponse, whichever version of HTTP they came by or go by.
//
// A session (http/session.h) makes requests of bytes and bytes of responses; what lies
// between, from the authenticator to the operations, knows no socket.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/wire/wire_format.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::serve_internal {

struct HttpHeader {
  // In lower case.
  std::string name;
  // Without white space around it.
  std::string value;
};

// The first of `headers` that is called `name`, which is in lower case.
inline std::optional<std::string_view> FindHeader(const std::vector<HttpHeader>& headers,
                                                  std::string_view name) {
  for (const HttpHeader& header : headers) {
    if (header.name == name) return header.value;
  }
  return std::nullopt;
}

struct HttpRequest {
  std::string method;
  // The path and the query, as they came: "/?X-Amz-Algorithm=AWS4-HMAC-SHA256".
  std::string target;
  // As they came, in their order. HTTP/2's :authority is "host".
  std::vector<HttpHeader> headers;
  std::string body;

  std::optional<std::string_view> Find(std::string_view name) const {
    return FindHeader(headers, name);
  }
};

struct HttpResponse {
  int status = 200;
  // Without Content-Length, Date and what concerns the connection, which a session adds.
  std::vector<HttpHeader> headers = {};
  std::string body = {};
  // If it is there, the body is what begins; then come its events, until it is over.
  std::unique_ptr<kinesis::ShardEventStream> event_stream = {};
  WireFormat event_format = WireFormat::kJson;
};

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// The canonical form of a request: the text that Signature Version 4 signs, the same for
// whatever way the request may have been written on its way.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "serve/auth/auth_error.h"
#include "serve/auth/query_string.h"
#include "serve/http/http_message.h"

namespace weir::serve_internal {

// The headers of a request that its signature covers.
struct SignedHeaders {
  // In ascending order, each once.
  std::vector<std::string_view> names;
  // "host:localhost\nx-amz-date:20150830T123600Z\n"
  std::string canonical;

  bool Covers(std::string_view name) const;
  // Under either of its names: clients of HTTP/2 sign ":authority".
  bool CoversHost() const;

  // Of what `list` names, "host;x-amz-date", to which the result refers; all of them must be
  // in `headers`. Several of one name count as one, with their values joined by commas.
  static std::variant<SignedHeaders, AuthError> Of(std::string_view list,
                                                   const std::vector<HttpHeader>& headers);
};

// "/a%2520b" of "//x/../a%20b": as AWS has it for all services but S3, without dot segments
// and repeated slashes, and encoded once more than it came.
std::string CanonicalPath(std::string_view path);

// "a=1&a=2&b=": in the order of names and values.
std::string CanonicalQuery(std::span<const QueryParameter> parameters);

// `payload_hash` is that of the body, in hexadecimal digits.
std::string CanonicalRequest(const HttpRequest& request, std::span<const QueryParameter> query,
                             const SignedHeaders& signed_headers, std::string_view list,
                             std::string_view payload_hash);

}  // namespace weir::serve_internal

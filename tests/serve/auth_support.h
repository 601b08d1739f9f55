// SPDX-License-Identifier: MIT
//
// What the tests of signatures share: the credentials and the time that signed_requests.h
// was made with, and requests that differ from those.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "serve/auth/authenticator.h"
#include "serve/http/http_message.h"
#include "weir/serve/credentials.h"
#include "weir/testing/manual_clock.h"

namespace weir::testing {

// 2015-08-30 12:36:00 UTC.
inline const absl::Time kSigningTime = absl::FromUnixSeconds(1'440'938'160);

inline Credentials PlainCredentials() {
  return {.access_key_id = "AKIDEXAMPLEEXAMPLE01",
          .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
}
inline Credentials TemporaryCredentials() {
  return {.access_key_id = "ASIDEXAMPLEEXAMPLE02",
          .secret_access_key = "anotherSecret/WithA+Sign",
          .session_token = "AQoDYXdzEPT//////w=="};
}

// "InvalidSignatureException: its message", or "OK".
inline std::string Answer(const std::optional<serve_internal::AuthError>& error) {
  if (!error.has_value()) return "OK";
  return std::string(error->type).append(": ").append(error->message);
}

// What an authenticator answers that verifies signatures, `age` after they were made.
inline std::string Verify(const serve_internal::HttpRequest& request,
                          absl::Duration age = absl::ZeroDuration()) {
  const ManualClock clock(kSigningTime + age);
  const serve_internal::Authenticator authenticator(
      SignatureCheck::kVerify, {TemporaryCredentials(), PlainCredentials()}, "us-east-1", clock);
  return Answer(authenticator.Check(request));
}

// `text` with the first `from` in it replaced; as it is if there is none.
inline std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// `request` with that of one header, or without the header.
inline serve_internal::HttpRequest WithHeader(serve_internal::HttpRequest request,
                                              std::string_view name, std::string_view value) {
  for (serve_internal::HttpHeader& header : request.headers) {
    if (header.name != name) continue;
    header.value = value;
    return request;
  }
  request.headers.push_back({std::string(name), std::string(value)});
  return request;
}
inline serve_internal::HttpRequest WithoutHeader(serve_internal::HttpRequest request,
                                                 std::string_view name) {
  std::erase_if(request.headers, [name](const auto& header) { return header.name == name; });
  return request;
}

// `request` with something replaced in its Authorization header, or in its query.
inline serve_internal::HttpRequest WithAuthorization(serve_internal::HttpRequest request,
                                                     std::string_view from, std::string_view to) {
  const std::string header(request.Find("authorization").value_or(""));
  return WithHeader(std::move(request), "authorization", Replaced(header, from, to));
}
inline serve_internal::HttpRequest WithTarget(serve_internal::HttpRequest request,
                                              std::string_view from, std::string_view to) {
  request.target = Replaced(request.target, from, to);
  return request;
}

}  // namespace weir::testing

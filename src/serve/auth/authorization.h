// SPDX-License-Identifier: MIT
//
// An Authorization is what a request says of its own signature, in the Authorization header
// or in parameters of its query, taken apart but not believed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "serve/auth/auth_error.h"
#include "serve/auth/query_string.h"
#include "serve/http/http_message.h"

namespace weir::serve_internal {

enum class AuthorizationPlace : std::uint8_t { kHeader, kQuery };

struct Authorization {
  AuthorizationPlace place = AuthorizationPlace::kHeader;
  // "AWS4-HMAC-SHA256"
  std::string algorithm = {};
  // "AKIDEXAMPLE/20150830/us-east-1/kinesis/aws4_request"
  std::string credential = {};
  // "host;x-amz-date"
  std::string signed_headers = {};
  std::string signature = {};
  // When it was signed: what the parameter or the header `date_header` says.
  std::string date = {};
  // "x-amz-date" or "date"; empty if the query said it.
  std::string_view date_header = {};
  // Of temporary credentials.
  std::optional<std::string> security_token = std::nullopt;
  // X-Amz-Expires, which only a query has.
  std::optional<std::string> expires = std::nullopt;
  // All of the query that is signed: everything but the signature.
  std::vector<QueryParameter> query = {};
};

// Of a request that has all that a signature needs, whatever it says; or what AWS answers to
// one that has not.
std::variant<Authorization, AuthError> ParseAuthorization(const HttpRequest& request);

// What a credential names beside the key.
struct CredentialScope {
  std::string_view access_key_id;
  // "20150830"
  std::string_view date;
  std::string_view region;
  std::string_view service;
  // "aws4_request"
  std::string_view terminator;

  // nullopt if it has not exactly five parts. Refers to `credential`.
  static std::optional<CredentialScope> Parse(std::string_view credential);
};

}  // namespace weir::serve_internal

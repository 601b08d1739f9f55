// SPDX-License-Identifier: MIT
#include "serve/auth/authenticator.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "serve/auth/authorization.h"
#include "serve/auth/canonical_request.h"
#include "serve/auth/signature.h"
#include "serve/auth/signing_time.h"
#include "weir/base/concat.h"

namespace weir::serve_internal {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kService = "kinesis";
constexpr std::string_view kTerminator = "aws4_request";

// What decides over a request beside its body and its host: who did not sign the operation's
// name could be made to delete what he wanted to describe. Other headers of AWS's are left
// out, as a proxy adds some on the way, and none of them changes anything here; and
// Content-Type too, which not every SDK signs.
constexpr std::string_view kDecidingHeaders[] = {"x-amz-date", "x-amz-security-token",
                                                 "x-amz-target"};

// Without memory, or with a library that has no SHA-256: nobody may pass then.
AuthError CryptographyFailed() {
  return {kInvalidSignature, "The request signature could not be calculated."};
}

std::optional<AuthError> CheckScope(const CredentialScope& scope, std::string_view region,
                                    std::string_view signing_time) {
  std::string message;
  if (scope.region != region) message += "Credential should be scoped to a valid region. ";
  if (scope.service != kService) {
    message += Concat("Credential should be scoped to correct service: '", kService, "'. ");
  }
  if (scope.terminator != kTerminator) {
    message += Concat("Credential should be scoped with a valid terminator: '", kTerminator,
                      "', not '", Quoted(scope.terminator), "'. ");
  }
  const std::string_view day = signing_time.substr(0, 8);
  if (scope.date != day) {
    message += Concat(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
        "date from HTTP: '",
        Quoted(scope.date), "' != '", day, "', from '", signing_time, "'.");
  }
  if (message.empty()) return std::nullopt;
  return AuthError{kInvalidSignature, std::move(message)};
}

std::optional<AuthError> CheckLifetime(const Authorization& authorization, absl::Time signing_time,
                                       absl::Time now) {
  absl::Duration lifetime = kClockSkewMax;
  if (authorization.expires.has_value()) {
    const std::optional<absl::Duration> expires = ParseExpires(*authorization.expires);
    if (!expires.has_value()) {
      return AuthError{kIncompleteSignature,
                       Concat("'X-Amz-Expires' must be a number of seconds from 1 to 604800. Got '",
                              Quoted(*authorization.expires), "'.")};
    }
    lifetime = *expires;
  }
  return CheckAge(signing_time, now, lifetime);
}

// That what decides over the request is under its signature.
std::optional<AuthError> CheckCoverage(const SignedHeaders& signed_headers,
                                       const HttpRequest& request,
                                       const Authorization& authorization) {
  if (!signed_headers.CoversHost()) {
    return AuthError{kInvalidSignature,
                     "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."};
  }
  const auto check = [&](std::string_view name) -> std::optional<AuthError> {
    if (signed_headers.Covers(name)) return std::nullopt;
    return AuthError{kInvalidSignature,
                     Concat("'", name, "' must be a 'SignedHeader' in the AWS Authorization.")};
  };
  if (!authorization.date_header.empty()) {
    if (auto error = check(authorization.date_header)) return error;
  }
  for (const std::string_view name : kDecidingHeaders) {
    if (!request.Find(name).has_value()) continue;
    if (auto error = check(name)) return error;
  }
  return std::nullopt;
}

// A token that is wrong, and one where there should be none, or none where there should be one.
bool HasToken(const Authorization& authorization, const Credentials& credentials) {
  if (authorization.security_token.has_value() != credentials.session_token.has_value()) {
    return false;
  }
  return !credentials.session_token.has_value() ||
         IsEqualInConstantTime(*authorization.security_token, *credentials.session_token);
}

// What is left when who signs, and when, is in order: the signature itself.
std::optional<AuthError> CheckSignature(const HttpRequest& request,
                                        const Authorization& authorization,
                                        const CredentialScope& scope,
                                        const Credentials& credentials,
                                        std::string_view signing_time) {
  const auto headers = SignedHeaders::Of(authorization.signed_headers, request.headers);
  if (const auto* const error = std::get_if<AuthError>(&headers)) return *error;
  const auto& signed_headers = std::get<SignedHeaders>(headers);
  if (auto error = CheckCoverage(signed_headers, request, authorization)) return error;

  const std::optional<std::string> payload_hash = Sha256Hex(request.body);
  if (!payload_hash.has_value()) return CryptographyFailed();
  // A client that says what the body's hash is may be held to it; UNSIGNED-PAYLOAD is none.
  if (request.Find("x-amz-content-sha256").value_or(*payload_hash) != *payload_hash) {
    return AuthError{
        kInvalidSignature,
        "The provided 'x-amz-content-sha256' header does not match what was computed."};
  }
  const std::optional<std::string> signature =
      SignatureHex(credentials.secret_access_key, scope, signing_time,
                   CanonicalRequest(request, authorization.query, signed_headers,
                                    authorization.signed_headers, *payload_hash));
  if (!signature.has_value()) return CryptographyFailed();
  if (IsEqualInConstantTime(*signature, authorization.signature)) return std::nullopt;
  return AuthError{
      kInvalidSignature,
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details."};
}

}  // namespace

Authenticator::Authenticator(SignatureCheck check, std::vector<Credentials> credentials,
                             std::string region, const Clock& clock)
    : check_(check),
      credentials_(std::move(credentials)),
      region_(std::move(region)),
      clock_(clock) {}

std::optional<AuthError> Authenticator::Check(const HttpRequest& request) const {
  if (check_ == SignatureCheck::kOff) return std::nullopt;
  const std::variant<Authorization, AuthError> authorization = ParseAuthorization(request);
  if (const auto* const error = std::get_if<AuthError>(&authorization)) return *error;
  if (check_ == SignatureCheck::kForm) return std::nullopt;
  return Verify(request, std::get<Authorization>(authorization));
}

std::optional<AuthError> Authenticator::Verify(const HttpRequest& request,
                                               const Authorization& authorization) const {
  if (authorization.algorithm != kAlgorithm) {
    return AuthError{kIncompleteSignature, Concat("Unsupported AWS 'algorithm': '",
                                                  Quoted(authorization.algorithm), "'.")};
  }
  const auto scope = CredentialScope::Parse(authorization.credential);
  if (!scope.has_value()) {
    return AuthError{kIncompleteSignature,
                     Concat("Credential must have exactly 5 slash-delimited elements, e.g. "
                            "keyid/date/region/service/term, got '",
                            Quoted(authorization.credential), "'")};
  }
  const std::optional<absl::Time> signing_time = ParseSigningTime(authorization.date);
  if (!signing_time.has_value()) {
    return AuthError{kIncompleteSignature, Concat("Date must be in ISO-8601 'basic format'. Got '",
                                                  Quoted(authorization.date),
                                                  "'. See http://en.wikipedia.org/wiki/ISO_8601")};
  }
  const AuthError unrecognized = {kUnrecognizedClient,
                                  "The security token included in the request is invalid."};
  const Credentials* const credentials = Find(scope->access_key_id);
  if (credentials == nullptr) return unrecognized;
  const std::string time_text = SigningTimeText(*signing_time);
  if (auto error = CheckScope(*scope, region_, time_text)) return error;
  const absl::Time now = absl::FromUnixNanos(clock_.NowNanos());
  if (auto error = CheckLifetime(authorization, *signing_time, now)) return error;
  if (!HasToken(authorization, *credentials)) return unrecognized;
  return CheckSignature(request, authorization, *scope, *credentials, time_text);
}

const Credentials* Authenticator::Find(std::string_view access_key_id) const {
  // An id is no secret: it stands in every request. So how long it takes may tell which it is.
  for (const Credentials& credentials : credentials_) {
    if (credentials.access_key_id == access_key_id) return &credentials;
  }
  return nullptr;
}

}  // namespace weir::serve_internal

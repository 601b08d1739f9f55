// SPDX-License-Identifier: MIT
//
// What is asked of every request: that it says that it is signed, and how.
#include "serve/auth/authorization.h"

#include <string>
#include <variant>

#include "serve/auth_support.h"
#include "serve/signed_requests.h"
#include "support/catch.h"

namespace weir::serve_internal {
namespace {

using testing::Answer;
using testing::Presigned;
using testing::SignedPut;
using testing::WithAuthorization;
using testing::WithHeader;
using testing::WithoutHeader;
using testing::WithTarget;

std::string CheckForm(const HttpRequest& request) {
  const testing::ManualClock clock;
  const Authenticator authenticator(SignatureCheck::kForm, {}, "us-east-1", clock);
  return Answer(authenticator.Check(request));
}

HttpRequest Unsigned(std::string_view target) {
  HttpRequest request = WithoutHeader(SignedPut(), "authorization");
  request.target = target;
  return request;
}

std::string OfHeader(std::string_view header) {
  return CheckForm(WithHeader(SignedPut(), "authorization", header));
}

TEST_CASE("whoever checks nothing lets a request without a signature pass",
          "[serve][authorization]") {
  const testing::ManualClock clock;
  const Authenticator authenticator(SignatureCheck::kOff, {}, "us-east-1", clock);
  CHECK(Answer(authenticator.Check(Unsigned("/"))) == "OK");
}

TEST_CASE("of the form, any key and any signature will do", "[serve][authorization]") {
  CHECK(CheckForm(SignedPut()) == "OK");
  CHECK(CheckForm(Presigned()) == "OK");
  CHECK(OfHeader("AWS4-HMAC-SHA256 Credential=x, SignedHeaders=y, Signature=z") == "OK");
  CHECK(OfHeader("AWS4-HMAC-SHA256 Credential=x,SignedHeaders=y,Signature=z") == "OK");
  CHECK(OfHeader("AWS4-HMAC-SHA256  Signature=z  Credential=x,, SignedHeaders=y") == "OK");
}

TEST_CASE("a request that says nothing of a signature is answered so", "[serve][authorization]") {
  constexpr const char* kMissing =
      "MissingAuthenticationTokenException: Missing Authentication Token";
  CHECK(CheckForm(Unsigned("/")) == kMissing);
  CHECK(CheckForm(Unsigned("/?")) == kMissing);
  CHECK(CheckForm(Unsigned("/?x-amz-algorithm=AWS4-HMAC-SHA256")) == kMissing);
  CHECK(OfHeader("") == kMissing);
}

TEST_CASE("a request that says it twice is refused", "[serve][authorization]") {
  constexpr const char* kBoth =
      "InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and "
      "'Authorization' as HTTP header.";
  CHECK(CheckForm(WithHeader(Presigned(), "authorization", "x")) == kBoth);
  HttpRequest request = SignedPut();
  request.target = "/?X-Amz-Algorithm";
  CHECK(CheckForm(request) == kBoth);
  request.target = "/?a=b&X%2dAmz%2DAlgorithm=";
  CHECK(CheckForm(request) == kBoth);
}

TEST_CASE("a header without its parameters is answered with each that is missing",
          "[serve][authorization]") {
  CHECK(OfHeader("AWS4-HMAC-SHA256 SignedHeaders=y, Signature=z") ==
        "IncompleteSignatureException: Authorization header requires 'Credential' parameter. "
        "Authorization=AWS4-HMAC-SHA256 SignedHeaders=y, Signature=z");
  CHECK(OfHeader("AWS4-HMAC-SHA256 Credential=x, Signature=, SignedHeaders=y") ==
        "IncompleteSignatureException: Authorization header requires 'Signature' parameter. "
        "Authorization=AWS4-HMAC-SHA256 Credential=x, Signature=, SignedHeaders=y");
  CHECK(CheckForm(WithHeader(WithoutHeader(SignedPut(), "x-amz-date"), "authorization", "Basic")) ==
        "IncompleteSignatureException: Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        "Authorization=Basic");
  // The first word is the algorithm, whatever it looks like.
  CHECK(OfHeader("Credential=x, SignedHeaders=y, Signature=z").find("'Credential'") !=
        std::string::npos);
}

TEST_CASE("of a parameter that is there twice the first counts", "[serve][authorization]") {
  const auto parsed =
      ParseAuthorization(WithAuthorization(SignedPut(), "Credential=", "Credential=x Credential="));
  CHECK(std::get<Authorization>(parsed).credential == "x");
}

TEST_CASE("a header needs one of two dates", "[serve][authorization]") {
  const HttpRequest undated = WithoutHeader(SignedPut(), "x-amz-date");
  CHECK(CheckForm(undated).find("either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-") !=
        std::string::npos);
  CHECK(CheckForm(WithHeader(undated, "date", "Sun, 30 Aug 2015 12:36:00 GMT")) == "OK");
  CHECK(CheckForm(WithHeader(undated, "x-amz-date", "x")) == "OK");
  CHECK(CheckForm(WithHeader(undated, "date", "")) != "OK");
}

TEST_CASE("a query is answered with each parameter that is missing or empty",
          "[serve][authorization]") {
  CHECK(CheckForm(Unsigned("/?X-Amz-Algorithm=")) ==
        "IncompleteSignatureException: "
        "AWS query-string parameters must include 'X-Amz-Algorithm'. "
        "AWS query-string parameters must include 'X-Amz-Credential'. "
        "AWS query-string parameters must include 'X-Amz-Signature'. "
        "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
        "AWS query-string parameters must include 'X-Amz-Date'. "
        "Re-examine the query-string parameters.");
  CHECK(CheckForm(WithTarget(Presigned(), "X-Amz-Date=20150830T123600Z", "X-Amz-Date=")) ==
        "IncompleteSignatureException: "
        "AWS query-string parameters must include 'X-Amz-Date'. "
        "Re-examine the query-string parameters.");
}

TEST_CASE("an answer repeats little of what was sent, and nothing that is no text",
          "[serve][authorization]") {
  const std::string answer = OfHeader("\x7F\xFF" + std::string(10'000, 'a'));
  CHECK(answer.ends_with("Authorization=??" + std::string(kQuotedBytesMax - 2, 'a') + "..."));
  CHECK(OfHeader(std::string(kQuotedBytesMax, 'a')).ends_with("=" + std::string(1'024, 'a')));
}

TEST_CASE("a query of more parameters than anybody has is refused", "[serve][authorization]") {
  HttpRequest request = SignedPut();
  request.target = "/?";
  for (std::size_t i = 0; i < kQueryParametersMax; ++i) request.target += "&a=b&";
  CHECK(CheckForm(request) == "OK");
  request.target += "&c";
  CHECK(CheckForm(request) ==
        "IncompleteSignatureException: The query string has more than 128 parameters.");
}

TEST_CASE("an authorization is taken apart", "[serve][authorization]") {
  const auto in_header = std::get<Authorization>(ParseAuthorization(testing::SignedWithToken()));
  CHECK(in_header.place == AuthorizationPlace::kHeader);
  CHECK(in_header.algorithm == "AWS4-HMAC-SHA256");
  CHECK(in_header.credential == "ASIDEXAMPLEEXAMPLE02/20150830/us-east-1/kinesis/aws4_request");
  CHECK(in_header.signed_headers ==
        "content-type;host;x-amz-date;x-amz-security-token;x-amz-target");
  CHECK(in_header.signature == "5788f8402db6c3f6309a91ba1c957ce52280b8cdf3adc46f22b859323192ec9a");
  CHECK(in_header.date == "20150830T123600Z");
  CHECK(in_header.date_header == "x-amz-date");
  CHECK(in_header.security_token == "AQoDYXdzEPT//////w==");
  CHECK_FALSE(in_header.expires.has_value());

  const auto in_query = std::get<Authorization>(ParseAuthorization(testing::PresignedWithToken()));
  CHECK(in_query.place == AuthorizationPlace::kQuery);
  CHECK(in_query.credential == in_header.credential);
  CHECK(in_query.signed_headers == "host");
  CHECK(in_query.date == "20150830T123600Z");
  CHECK(in_query.date_header.empty());
  CHECK(in_query.security_token == in_header.security_token);
  CHECK(in_query.expires == "600");
  CHECK(in_query.query.size() == 6);
}

TEST_CASE("a credential has five parts, no more and no less", "[serve][authorization]") {
  const auto scope = CredentialScope::Parse("key/20150830/eu-west-1/kinesis/aws4_request");
  REQUIRE(scope.has_value());
  CHECK(scope->access_key_id == "key");
  CHECK(scope->date == "20150830");
  CHECK(scope->region == "eu-west-1");
  CHECK(scope->service == "kinesis");
  CHECK(scope->terminator == "aws4_request");
  CHECK(CredentialScope::Parse("////").has_value());
  CHECK_FALSE(CredentialScope::Parse("").has_value());
  CHECK_FALSE(CredentialScope::Parse("a/b/c/d").has_value());
  CHECK_FALSE(CredentialScope::Parse("a/b/c/d/e/f").has_value());
}

}  // namespace
}  // namespace weir::serve_internal

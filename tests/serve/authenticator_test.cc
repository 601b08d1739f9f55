// SPDX-License-Identifier: MIT
//
// What SignatureCheck::kVerify lets pass, and what not: the requests of signed_requests.h as
// they are, and with anything of them changed.
#include "serve/auth/authenticator.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "serve/auth_support.h"
#include "serve/signed_requests.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::serve_internal {
namespace {

using testing::Presigned;
using testing::PresignedWithToken;
using testing::SignedPut;
using testing::SignedWithToken;
using testing::Verify;
using testing::WithAuthorization;
using testing::WithHeader;
using testing::WithoutHeader;
using testing::WithTarget;

constexpr std::string_view kMismatch =
    "InvalidSignatureException: The request signature we calculated does not match the signature "
    "you provided. Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details.";
constexpr std::string_view kUnknown =
    "UnrecognizedClientException: The security token included in the request is invalid.";

std::vector<HttpRequest> AllSigned() {
  return {SignedPut(),
          SignedWithToken(),
          testing::SignedWithDate(),
          testing::SignedBytes(),
          testing::SignedHeadersInAnyForm(),
          testing::SignedPath(),
          testing::SignedQuery(),
          testing::SignedAuthority(),
          Presigned(),
          PresignedWithToken()};
}

TEST_CASE("what an SDK has signed passes", "[serve][authenticator]") {
  for (const HttpRequest& request : AllSigned()) {
    INFO(request.target << ' ' << request.Find("authorization").value_or(""));
    CHECK(Verify(request) == "OK");
  }
}

TEST_CASE("headers that a proxy adds do not matter", "[serve][authenticator]") {
  HttpRequest request = WithHeader(SignedPut(), "x-forwarded-for", "10.0.0.1");
  request = WithHeader(request, "x-amz-cf-id", "x");
  CHECK(Verify(WithHeader(request, "user-agent", "curl")) == "OK");
}

TEST_CASE("no byte of a body can be changed, none added and none left out",
          "[serve][authenticator]") {
  for (const HttpRequest& request : AllSigned()) {
    HttpRequest changed = request;
    changed.body += 'x';
    CHECK(Verify(changed) != "OK");
    for (std::size_t i = 0; i < request.body.size(); ++i) {
      changed.body = request.body;
      changed.body[i] = static_cast<char>(changed.body[i] ^ 1);
      if (Verify(changed) == "OK") FAIL("byte " << i << " of " << request.body);
    }
  }
}

TEST_CASE("no signed header can be changed, left out or doubled", "[serve][authenticator]") {
  for (const HttpRequest& request : AllSigned()) {
    const std::string authorization(request.Find("authorization").value_or(request.target));
    for (const HttpHeader& header : request.headers) {
      if (header.name == "authorization") continue;
      INFO(authorization << ' ' << header.name);
      CHECK(Verify(WithHeader(request, header.name, header.value + "x")) != "OK");
      CHECK(Verify(WithoutHeader(request, header.name)) != "OK");
      HttpRequest doubled = request;
      doubled.headers.push_back(header);
      CHECK(Verify(doubled) != "OK");
    }
  }
}

TEST_CASE("neither method nor path nor query can be changed", "[serve][authenticator]") {
  for (const HttpRequest& request : AllSigned()) {
    INFO(request.target);
    HttpRequest changed = request;
    changed.method = request.method == "GET" ? "POST" : "GET";
    CHECK(Verify(changed) == kMismatch);
    changed = request;
    changed.target.insert(1, "x");
    CHECK(Verify(changed) == kMismatch);
    changed = request;
    changed.target += request.target.find('?') == std::string::npos ? "?a=b" : "&z=y";
    CHECK(Verify(changed) == kMismatch);
  }
  CHECK(Verify(WithTarget(Presigned(), "ListStreams", "ListShards")) == kMismatch);
}

TEST_CASE("a request may be written otherwise, as long as it says the same",
          "[serve][authenticator]") {
  CHECK(Verify(WithTarget(testing::SignedQuery(), "b=2&a=1", "a=%31&&b=2")) == "OK");
  CHECK(Verify(WithTarget(testing::SignedPath(), "/./x/..//", "///")) == "OK");
  CHECK(Verify(WithHeader(testing::SignedHeadersInAnyForm(), "my-header1", "a b c")) == "OK");
  CHECK(Verify(WithAuthorization(SignedPut(), ", ", ",")) == "OK");
}

TEST_CASE("no signature passes but the right one", "[serve][authenticator]") {
  CHECK(Verify(WithAuthorization(SignedPut(), "Signature=b", "Signature=a")) == kMismatch);
  CHECK(Verify(WithAuthorization(SignedPut(), "Signature=b", "Signature=B")) == kMismatch);
  CHECK(Verify(WithAuthorization(SignedPut(), "Signature=b", "Signature=")) == kMismatch);
  CHECK(Verify(WithAuthorization(SignedPut(), "cf7bb", "cf7bb0")) == kMismatch);
  CHECK(Verify(WithTarget(Presigned(), "Signature=8", "Signature=9")) == kMismatch);
  // The first counts, and the second is not signed.
  CHECK(Verify(WithTarget(Presigned(), "&X-Amz-Signature=8",
                          "&X-Amz-Signature=9&X-Amz-Signature=8")) == kMismatch);
}

TEST_CASE("any byte of what a request says of its signature counts", "[serve][authenticator]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (const HttpRequest& request : AllSigned()) {
    for (int i = 0; i < 300; ++i) {
      HttpRequest changed = request;
      std::string text(request.Find("authorization").value_or(request.target));
      const std::size_t at = random.Below(text.size());
      const char byte = "aZ09/=;,&%- "[random.Below(12)];
      // What divides the parts of the header may be one of two.
      if (text[at] == byte || text[at] == ',' || text[at] == ' ' || byte == ' ') continue;
      text[at] = byte;
      if (request.Find("authorization").has_value()) {
        changed = WithHeader(changed, "authorization", text);
      } else {
        changed.target = text;
      }
      if (Verify(changed) == "OK") FAIL(text);
    }
  }
}

TEST_CASE("other algorithms are refused", "[serve][authenticator]") {
  CHECK(Verify(WithAuthorization(SignedPut(), "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1")) ==
        "IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.");
  CHECK(Verify(WithTarget(Presigned(), "=AWS4-HMAC-SHA256", "=AWS4-ECDSA-P256-SHA256")) ==
        "IncompleteSignatureException: Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.");
}

TEST_CASE("a credential is a key and its scope", "[serve][authenticator]") {
  CHECK(Verify(WithAuthorization(SignedPut(), "/aws4_request", "")) ==
        "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, "
        "e.g. keyid/date/region/service/term, got "
        "'AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kinesis'");
  CHECK(Verify(WithAuthorization(SignedPut(), "us-east-1", "eu-west-1")) ==
        "InvalidSignatureException: Credential should be scoped to a valid region. ");
  CHECK(Verify(WithAuthorization(SignedPut(), "/kinesis/", "/dynamodb/")) ==
        "InvalidSignatureException: Credential should be scoped to correct service: 'kinesis'. ");
  CHECK(Verify(WithAuthorization(SignedPut(), "aws4_request", "aws3_request")) ==
        "InvalidSignatureException: Credential should be scoped with a valid terminator: "
        "'aws4_request', not 'aws3_request'. ");
  CHECK(Verify(WithAuthorization(SignedPut(), "20150830/us-east-1/kinesis", "20150829/x/y")) ==
        "InvalidSignatureException: Credential should be scoped to a valid region. Credential "
        "should be scoped to correct service: 'kinesis'. Date in Credential scope does not match "
        "YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from "
        "'20150830T123600Z'.");
}

TEST_CASE("a key that nobody has is refused, as is a token that it has not",
          "[serve][authenticator]") {
  CHECK(Verify(WithAuthorization(SignedPut(), "AKID", "AKIE")) == kUnknown);
  CHECK(Verify(WithAuthorization(SignedPut(), "AKIDEXAMPLEEXAMPLE01", "")) == kUnknown);
  CHECK(Verify(WithHeader(SignedPut(), "x-amz-security-token", "x")) == kUnknown);
  CHECK(Verify(WithHeader(SignedPut(), "x-amz-security-token", "")) == kUnknown);
  CHECK(Verify(WithoutHeader(SignedWithToken(), "x-amz-security-token")) == kUnknown);
  CHECK(Verify(WithHeader(SignedWithToken(), "x-amz-security-token", "x")) == kUnknown);
  CHECK(Verify(WithTarget(PresignedWithToken(), "Security-Token=A", "Security-Token=B")) ==
        kUnknown);
  CHECK(Verify(WithTarget(Presigned(), "Action=", "X-Amz-Security-Token=")) == kUnknown);
}

TEST_CASE("another secret makes another signature", "[serve][authenticator]") {
  const testing::ManualClock clock(testing::kSigningTime);
  Credentials credentials = testing::PlainCredentials();
  credentials.secret_access_key.back() = 'Z';
  const Authenticator authenticator(SignatureCheck::kVerify, {credentials}, "us-east-1", clock);
  CHECK(testing::Answer(authenticator.Check(SignedPut())) == kMismatch);
}

TEST_CASE("a signature is good for five minutes before and after, by the clock",
          "[serve][authenticator]") {
  testing::ManualClock clock(testing::kSigningTime - absl::Minutes(5) - absl::Seconds(1));
  const Authenticator authenticator(SignatureCheck::kVerify, {testing::PlainCredentials()},
                                    "us-east-1", clock);
  const auto check = [&] { return testing::Answer(authenticator.Check(SignedPut())); };
  CHECK(check() ==
        "InvalidSignatureException: Signature not yet current: 20150830T123600Z is still later "
        "than 20150830T123559Z (20150830T123059Z + 5 min.)");
  clock.Advance(absl::Seconds(1));
  CHECK(check() == "OK");
  clock.Advance(absl::Minutes(10));
  CHECK(check() == "OK");
  clock.Advance(absl::Seconds(1));
  CHECK(check() ==
        "InvalidSignatureException: Signature expired: 20150830T123600Z is now earlier than "
        "20150830T123601Z (20150830T124101Z - 5 min.)");
}

TEST_CASE("a signed query is good for as long as it says", "[serve][authenticator]") {
  CHECK(Verify(Presigned(), absl::Seconds(600)) == "OK");
  CHECK(Verify(Presigned(), absl::Seconds(601)) ==
        "InvalidSignatureException: Signature expired: 20150830T123600Z is now earlier than "
        "20150830T123601Z (20150830T124601Z - 10 min.)");
  CHECK(Verify(Presigned(), -absl::Seconds(300)) == "OK");
  CHECK(Verify(Presigned(), -absl::Seconds(301)) != "OK");
  // Without a word about it, as long as a header; but not for who leaves the word out.
  const HttpRequest silent = WithTarget(Presigned(), "&X-Amz-Expires=600", "");
  CHECK(Verify(silent, absl::Seconds(300)) == kMismatch);
  CHECK(Verify(silent, absl::Seconds(301)).find("Signature expired") != std::string::npos);
  CHECK(Verify(WithTarget(Presigned(), "Expires=600", "Expires=604801")) ==
        "IncompleteSignatureException: 'X-Amz-Expires' must be a number of seconds from 1 to "
        "604800. Got '604801'.");
  CHECK(Verify(WithTarget(Presigned(), "Expires=600", "Expires=604800")) == kMismatch);
}

TEST_CASE("a date must have the form of one", "[serve][authenticator]") {
  CHECK(Verify(WithHeader(SignedPut(), "x-amz-date", "2015-08-30")) ==
        "IncompleteSignatureException: Date must be in ISO-8601 'basic format'. Got "
        "'2015-08-30'. See http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_CASE("the host, the date and what decides over a request must be signed",
          "[serve][authenticator]") {
  const auto unsigned_header = [](std::string_view name) {
    const std::string text = "InvalidSignatureException: '" + std::string(name) +
                             "' must be a 'SignedHeader' in the AWS Authorization.";
    return text;
  };
  CHECK(Verify(WithAuthorization(SignedPut(), "host;", "")) ==
        unsigned_header("Host' or ':authority"));
  CHECK(Verify(WithAuthorization(testing::SignedAuthority(), ":authority;", "")) ==
        unsigned_header("Host' or ':authority"));
  CHECK(Verify(WithAuthorization(SignedPut(), "x-amz-date;", "")) == unsigned_header("x-amz-date"));
  CHECK(Verify(WithAuthorization(testing::SignedWithDate(), "date;", "")) ==
        unsigned_header("date"));
  CHECK(Verify(WithAuthorization(SignedPut(), ";x-amz-target", "")) ==
        unsigned_header("x-amz-target"));
  CHECK(Verify(WithAuthorization(SignedWithToken(), "x-amz-security-token;", "")) ==
        unsigned_header("x-amz-security-token"));
  CHECK(Verify(WithTarget(Presigned(), "%3Bx-amz-target", "")) == unsigned_header("x-amz-target"));
  // Somebody else's may not be slipped under a signature that says nothing of it.
  CHECK(Verify(WithHeader(PresignedWithToken(), "x-amz-target", "Kinesis_20131202.DeleteStream")) ==
        unsigned_header("x-amz-target"));
}

TEST_CASE("a signed header must be there", "[serve][authenticator]") {
  CHECK(Verify(WithAuthorization(SignedPut(), "host;", "host;nothing;")) ==
        "InvalidSignatureException: 'nothing' is a 'SignedHeader' in the AWS Authorization, but "
        "no header of the request.");
}

TEST_CASE("a body's hash in a header must be the body's", "[serve][authenticator]") {
  constexpr const char* kWrongHash =
      "InvalidSignatureException: The provided 'x-amz-content-sha256' header does not match what "
      "was computed.";
  CHECK(Verify(WithHeader(testing::SignedBytes(), "x-amz-content-sha256", "UNSIGNED-PAYLOAD")) ==
        kWrongHash);
  CHECK(Verify(WithHeader(SignedPut(), "x-amz-content-sha256", "")) == kWrongHash);
}

}  // namespace
}  // namespace weir::serve_internal

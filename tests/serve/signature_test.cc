// SPDX-License-Identifier: MIT
//
// The canonical form of requests, and its signature, by AWS's published examples.
#include "serve/auth/signature.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "serve/auth/canonical_request.h"
#include "serve/auth/query_string.h"
#include "serve/auth_support.h"
#include "support/catch.h"

namespace weir::serve_internal {
namespace {

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::string_view kEmptyHash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string Canonical(const HttpRequest& request, std::string_view list) {
  const auto headers = SignedHeaders::Of(list, request.headers);
  const auto query = ParseQuery(request.target);
  return CanonicalRequest(request, *query, std::get<SignedHeaders>(headers), list,
                          *Sha256Hex(request.body));
}

std::string CanonicalQueryOf(std::string_view target) {
  return CanonicalQuery(*ParseQuery(target));
}

std::string CanonicalHeaders(std::string_view list, const std::vector<HttpHeader>& headers) {
  const auto result = SignedHeaders::Of(list, headers);
  const auto* const error = std::get_if<AuthError>(&result);
  return error != nullptr ? error->message : std::get<SignedHeaders>(result).canonical;
}

TEST_CASE("AWS's simplest published example has its published signature", "[serve][signature]") {
  const HttpRequest request = {
      .method = "GET",
      .target = "/",
      .headers = {{"host", "example.amazonaws.com"}, {"x-amz-date", "20150830T123600Z"}},
      .body = ""};
  const std::string canonical = Canonical(request, "host;x-amz-date");
  CHECK(canonical ==
        "GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\n"
        "host;x-amz-date\n" +
            std::string(kEmptyHash));
  const auto scope = CredentialScope::Parse("AKIDEXAMPLE/20150830/us-east-1/service/aws4_request");
  CHECK(SignatureHex(kSecret, *scope, "20150830T123600Z", canonical) ==
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST_CASE("AWS's example of a query has its published signature", "[serve][signature]") {
  const HttpRequest request = {
      .method = "GET",
      .target = "/?Version=2010-05-08&Action=ListUsers",
      .headers = {{"x-amz-date", "20150830T123600Z"},
                  {"host", "iam.amazonaws.com"},
                  {"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
      .body = ""};
  const std::string canonical = Canonical(request, "content-type;host;x-amz-date");
  CHECK(Sha256Hex(canonical) == "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
  const auto scope = CredentialScope::Parse("AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request");
  CHECK(SignatureHex(kSecret, *scope, "20150830T123600Z", canonical) ==
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST_CASE("a path is shortened, then encoded once more", "[serve][signature]") {
  CHECK(CanonicalPath("") == "/");
  CHECK(CanonicalPath("/") == "/");
  CHECK(CanonicalPath("//") == "/");
  CHECK(CanonicalPath("/.") == "/");
  CHECK(CanonicalPath("/foo/..") == "/");
  CHECK(CanonicalPath("/foo/bar/../..") == "/");
  CHECK(CanonicalPath("/../..//x") == "/x");
  CHECK(CanonicalPath("/./foo") == "/foo");
  CHECK(CanonicalPath("//foo//") == "/foo/");
  CHECK(CanonicalPath("/foo/./") == "/foo/");
  CHECK(CanonicalPath("/a%20b") == "/a%2520b");
  CHECK(CanonicalPath("/-._~0aZ") == "/-._~0aZ");
  CHECK(CanonicalPath("/\xE1\x88\xB4:*") == "/%E1%88%B4%3A%2A");
  CHECK(PathOf("/a/b?c/d?e") == "/a/b");
  CHECK(PathOf("/a") == "/a");
}

TEST_CASE("a query is decoded, encoded in one way and sorted", "[serve][signature]") {
  CHECK(CanonicalQueryOf("/").empty());
  CHECK(CanonicalQueryOf("/?").empty());
  CHECK(CanonicalQueryOf("/?&&").empty());
  CHECK(CanonicalQueryOf("/?Param2=value2&Param1=value1") == "Param1=value1&Param2=value2");
  CHECK(CanonicalQueryOf("/?a=2&a=1&A=3") == "A=3&a=1&a=2");
  CHECK(CanonicalQueryOf("/?b&a==%3d") == "a=%3D%3D&b=");
  CHECK(CanonicalQueryOf("/?-._~=%2D%2e%5F%7e") == "-._~=-._~");
  CHECK(CanonicalQueryOf("/?a=x+y%20z/?") == "a=x%2By%20z%2F%3F");
  CHECK(CanonicalQueryOf("/?a=%4g%&b=%f0%9") == "a=%254g%25&b=%F0%259");
  // By what they are encoded as: "%" comes before letters.
  CHECK(CanonicalQueryOf("/?A=1&%E1=2") == "%E1=2&A=1");
}

TEST_CASE("headers are trimmed, and those of one name joined in their order",
          "[serve][signature]") {
  CHECK(CanonicalHeaders(
            "host;my-header1",
            {{"my-header1", "value2"}, {"host", "h"}, {"my-header1", "  value1\t \tx "}}) ==
        "host:h\nmy-header1:value2,value1 x\n");
  std::string values;
  std::vector<HttpHeader> many;
  for (int i = 0; i < 100; ++i) {
    many.push_back({i % 3 == 0 ? "b" : "a", std::to_string(i)});
    if (i % 3 != 0) values += (values.empty() ? "" : ",") + std::to_string(i);
  }
  CHECK(CanonicalHeaders("a", many) == "a:" + values + "\n");
  CHECK(CanonicalHeaders("a;b", {{"b", ""}, {"a", "\"x   y\""}}) == "a:\"x y\"\nb:\n");
}

TEST_CASE("a list of signed headers names headers of the request, in order and each once",
          "[serve][signature]") {
  const std::vector<HttpHeader> headers = {{"c", "3"}, {"a", "1"}, {"b", "2"}};
  CHECK(CanonicalHeaders("a;b;c", headers) == "a:1\nb:2\nc:3\n");
  CHECK(CanonicalHeaders("a;c", headers) == "a:1\nc:3\n");
  CHECK(CanonicalHeaders("a;aa", headers) ==
        "'aa' is a 'SignedHeader' in the AWS Authorization, but no header of the request.");
  CHECK(CanonicalHeaders(":authority;a;host", {{"host", "h"}, {"a", "1"}}) ==
        ":authority:h\na:1\nhost:h\n");
  CHECK(CanonicalHeaders(":authority", headers).starts_with("':authority' is a 'SignedHeader'"));
  CHECK(CanonicalHeaders("a;z", headers).starts_with("'z' is a 'SignedHeader'"));
  for (const std::string_view list : {"b;a", "a;a", "", ";a", "a;", "a;;b"}) {
    CHECK(CanonicalHeaders(list, headers)
              .starts_with("SignedHeaders must be names in ascending order, each once: '"));
  }
}

TEST_CASE("texts are equal if all of their bytes are", "[serve][signature]") {
  CHECK(IsEqualInConstantTime("abc", "abc"));
  CHECK(IsEqualInConstantTime("", ""));
  CHECK_FALSE(IsEqualInConstantTime("abc", "abd"));
  CHECK_FALSE(IsEqualInConstantTime("abc", "xbc"));
  CHECK_FALSE(IsEqualInConstantTime("abc", "ab"));
  CHECK_FALSE(IsEqualInConstantTime("", "a"));
}

}  // namespace
}  // namespace weir::serve_internal

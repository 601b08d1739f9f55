// SPDX-License-Identifier: MIT
//
// Requests as botocore signs them, at 2015-08-30 12:36:00 UTC for us-east-1 and kinesis.
// Printed by make_signed_requests.py.
#pragma once

#include <string>

#include "serve/http/http_message.h"

namespace weir::testing {

// A put, as SDKs sign it.
inline serve_internal::HttpRequest SignedPut() {
  return {
      .method = "POST",
      .target = "/",
      .headers =
          {
              {"host", "localhost:4567"},
              {"content-type", "application/x-amz-json-1.1"},
              {"x-amz-target", "Kinesis_20131202.PutRecord"},
              {"x-amz-date", "20150830T123600Z"},
              {"authorization",
               "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kine"
               "sis/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-targe"
               "t, Signature=bef662a0dd5387ee59323faea9dabe7c30ed62b8b5b997a584249d7590f"
               "cf7bb"},
          },
      .body = std::string("{\"StreamName\":\"clicks\",\"PartitionKey\":\"user-7\",\"Data\":\"Y2xpY2"
                          "s=\"}",
                          65)};
}

// With temporary credentials.
inline serve_internal::HttpRequest SignedWithToken() {
  return {
      .method = "POST",
      .target = "/",
      .headers =
          {
              {"host", "localhost:4567"},
              {"content-type", "application/x-amz-json-1.1"},
              {"x-amz-target", "Kinesis_20131202.PutRecord"},
              {"x-amz-date", "20150830T123600Z"},
              {"x-amz-security-token", "AQoDYXdzEPT//////w=="},
              {"authorization",
               "AWS4-HMAC-SHA256 Credential=ASIDEXAMPLEEXAMPLE02/20150830/us-east-1/kine"
               "sis/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-secur"
               "ity-token;x-amz-target, Signature=5788f8402db6c3f6309a91ba1c957ce52280b8"
               "cdf3adc46f22b859323192ec9a"},
          },
      .body = std::string("{\"StreamName\":\"clicks\",\"PartitionKey\":\"user-7\",\"Data\":\"Y2xpY2"
                          "s=\"}",
                          65)};
}

// With a Date header and no X-Amz-Date.
inline serve_internal::HttpRequest SignedWithDate() {
  return {
      .method = "POST",
      .target = "/",
      .headers =
          {
              {"host", "localhost:4567"},
              {"content-type", "application/x-amz-json-1.1"},
              {"x-amz-target", "Kinesis_20131202.PutRecord"},
              {"date", "Sun, 30 Aug 2015 12:36:00 -0000"},
              {"authorization",
               "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kine"
               "sis/aws4_request, SignedHeaders=content-type;date;host;x-amz-target, Sig"
               "nature=b2468b841b1f85523864efa259870b471b846e1ab6142c844e15ff7107a907f8"},
          },
      .body = std::string("{\"StreamName\":\"clicks\",\"PartitionKey\":\"user-7\",\"Data\":\"Y2xpY2"
                          "s=\"}",
                          65)};
}

// A body that is no text, and its hash in a header.
inline serve_internal::HttpRequest SignedBytes() {
  return {.method = "POST",
          .target = "/",
          .headers =
              {
                  {"host", "localhost:4567"},
                  {"content-type", "application/x-amz-cbor-1.1"},
                  {"x-amz-target", "Kinesis_20131202.PutRecord"},
                  {"x-amz-content-sha256",
                   "4a9efe00884bbf4fa61a400874d3d6f76d969448e3372778cce3d2ace9468ae8"},
                  {"x-amz-date", "20150830T123600Z"},
                  {"authorization",
                   "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kine"
                   "sis/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x"
                   "-amz-date;x-amz-target, Signature=050d14b346fbc5d285dd2e5efeded9fc3d42ac"
                   "8ed9ec4a898b26708a60ba2c39"},
              },
          .body = std::string("\241\000\377\"\\\012", 6)};
}

// Headers with blanks in them, and two of one name.
inline serve_internal::HttpRequest SignedHeadersInAnyForm() {
  return {
      .method = "POST",
      .target = "/",
      .headers =
          {
              {"host", "localhost:4567"},
              {"content-type", "application/x-amz-json-1.1"},
              {"x-amz-target", "Kinesis_20131202.PutRecord"},
              {"my-header1", "a   b  \011 c"},
              {"my-header2", "\"d  e\""},
              {"another", "2"},
              {"another", "1"},
              {"x-amz-date", "20150830T123600Z"},
              {"authorization",
               "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kine"
               "sis/aws4_request, SignedHeaders=another;content-type;host;my-header1;my-"
               "header2;x-amz-date;x-amz-target, Signature=5f3dc861a98e1f21f602422f6a639"
               "25f1f3ffc03e74bbe1ee8c1e1080abfc2d5"},
          },
      .body = std::string("{\"StreamName\":\"clicks\",\"PartitionKey\":\"user-7\",\"Data\":\"Y2xpY2"
                          "s=\"}",
                          65)};
}

// A path that is not in its shortest form.
inline serve_internal::HttpRequest SignedPath() {
  return {.method = "GET",
          .target = "/./x/..//a%20b/~c:d/",
          .headers =
              {
                  {"host", "localhost:4567"},
                  {"x-amz-date", "20150830T123600Z"},
                  {"authorization",
                   "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kine"
                   "sis/aws4_request, SignedHeaders=host;x-amz-date, Signature=439d5abe02cea"
                   "7b5c7429a29c5c03fd8986b4edcafe86bcab32ff011502adabe"},
              },
          .body = std::string("", 0)};
}

// A query in an order that is not canonical.
inline serve_internal::HttpRequest SignedQuery() {
  return {.method = "GET",
          .target = "/?b=2&a=1&a=0&A=x%20y&empty=&-._~=%2F",
          .headers =
              {
                  {"host", "localhost:4567"},
                  {"x-amz-date", "20150830T123600Z"},
                  {"authorization",
                   "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kine"
                   "sis/aws4_request, SignedHeaders=host;x-amz-date, Signature=d3bae353e2730"
                   "e89a20d9f3cdb0f32c56309efd8bc2d32025dc9314c1df0bbb9"},
              },
          .body = std::string("", 0)};
}

// Signed in its query, for ten minutes.
inline serve_internal::HttpRequest Presigned() {
  return {.method = "POST",
          .target =
              "/?Action=ListStreams&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A"
              "KIDEXAMPLEEXAMPLE01%2F20150830%2Fus-east-1%2Fkinesis%2Faws4_request&X-Am"
              "z-Date=20150830T123600Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host%3Bx-a"
              "mz-target&X-Amz-Signature=83ff117280270ec7c29ed7633632388883b577760517fb"
              "0da04994d08d03f312",
          .headers =
              {
                  {"host", "localhost:4567"},
                  {"x-amz-target", "Kinesis_20131202.ListStreams"},
              },
          .body = std::string("", 0)};
}

// The same with temporary credentials.
inline serve_internal::HttpRequest PresignedWithToken() {
  return {.method = "POST",
          .target =
              "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIDEXAMPLEEXAMPLE02"
              "%2F20150830%2Fus-east-1%2Fkinesis%2Faws4_request&X-Amz-Date=20150830T123"
              "600Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Security-Token=AQo"
              "DYXdzEPT%2F%2F%2F%2F%2F%2Fw%3D%3D&X-Amz-Signature=147c51dae0207f49a0e7a8"
              "8a741bdd767f0a63dd88e934be94bc000ed712a913",
          .headers =
              {
                  {"host", "localhost:4567"},
              },
          .body = std::string("", 0)};
}

// Over HTTP/2, where the host is :authority.
inline serve_internal::HttpRequest SignedAuthority() {
  return {
      .method = "POST",
      .target = "/",
      .headers =
          {
              {"host", "localhost:4567"},
              {"content-type", "application/x-amz-json-1.1"},
              {"x-amz-target", "Kinesis_20131202.PutRecord"},
              {"x-amz-date", "20150830T123600Z"},
              {"authorization",
               "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLE01/20150830/us-east-1/kine"
               "sis/aws4_request, SignedHeaders=:authority;content-type;x-amz-date;x-amz"
               "-target, Signature=9438007561ec667acf73f5b00a9e6855076fa7b4194e36cc206e2"
               "ff03196f1c4"},
          },
      .body = std::string("{\"StreamName\":\"clicks\",\"PartitionKey\":\"user-7\",\"Data\":\"Y2xpY2"
                          "s=\"}",
                          65)};
}

}  // namespace weir::testing

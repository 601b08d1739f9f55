// SPDX-License-Identifier: MIT
//
// Any Authorization header, query and date: nobody gets in who does not know the secret,
// and every refusal has words of a bounded length.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "serve/auth/authenticator.h"
#include "weir/testing/manual_clock.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes) {
  using namespace weir;
  static testing::ManualClock clock(absl::FromUnixSeconds(1'795'000'000));
  static const serve_internal::Authenticator authenticator(
      SignatureCheck::kVerify,
      {{.access_key_id = "AKIDEXAMPLEAKIDEX", .secret_access_key = "nobody knows this"}},
      "us-east-1", clock);
  // Lines: the header, the query, the date, a token; the rest is the body.
  std::string_view text = fuzz::TextOf(data, bytes);
  const auto line = [&text] {
    const std::string_view taken = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(taken.size() + 1, text.size()));
    return std::string(taken);
  };
  serve_internal::HttpRequest request = {
      .method = "POST", .target = "", .headers = {{"host", "localhost"}}, .body = ""};
  request.headers.push_back({"x-amz-target", "Kinesis_20131202.ListStreams"});
  for (const char* const name : {"authorization", "", "x-amz-date", "x-amz-security-token"}) {
    std::string value = line();
    if (name[0] == '\0') {
      request.target = "/" + value;
    } else if (!value.empty()) {
      request.headers.push_back({name, std::move(value)});
    }
  }
  request.body = text;
  const std::optional<serve_internal::AuthError> error = authenticator.Check(request);
  fuzz::Require(error.has_value(), "nobody gets in without the secret");
  fuzz::Require(error->message.size() < 8 * 1024, "an error's words are bounded");
  return 0;
}

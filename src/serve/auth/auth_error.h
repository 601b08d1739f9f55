// SPDX-License-Identifier: MIT
//
// An AuthError is what AWS answers a request with that is not signed as it should be.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::serve_internal {

// With 400, in a body of the request's format.
struct AuthError {
  // "InvalidSignatureException"
  std::string_view type;
  std::string message;
};

inline constexpr std::string_view kIncompleteSignature = "IncompleteSignatureException";
inline constexpr std::string_view kInvalidSignature = "InvalidSignatureException";
inline constexpr std::string_view kMissingToken = "MissingAuthenticationTokenException";
inline constexpr std::string_view kUnrecognizedClient = "UnrecognizedClientException";

// How much of what somebody sent a message repeats.
inline constexpr std::size_t kQuotedBytesMax = 1'024;

// `text` as a message repeats it: no more than that of it, and a question mark for each
// byte that is no printable ASCII, so that the message is fit for any body and any log.
inline std::string Quoted(std::string_view text) {
  std::string quoted(text.substr(0, kQuotedBytesMax));
  for (char& c : quoted) {
    if (c < ' ' || c > '~') c = '?';
  }
  if (text.size() > kQuotedBytesMax) quoted += "...";
  return quoted;
}

}  // namespace weir::serve_internal

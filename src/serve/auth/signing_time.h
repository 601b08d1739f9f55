// SPDX-License-Identifier: MIT
//
// When a request says that it was signed, and whether that is recent enough.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "serve/auth/auth_error.h"

namespace weir::serve_internal {

// Of "20150830T123600Z", or of "Sun, 30 Aug 2015 12:36:00 GMT" as a Date header has it, where
// botocore writes "-0000" for the zone; nullopt of anything else.
std::optional<absl::Time> ParseSigningTime(std::string_view text);

// "20150830T123600Z"
std::string SigningTimeText(absl::Time time);

// How far a client's clock may differ.
inline constexpr absl::Duration kClockSkewMax = absl::Minutes(5);

// Whether what was signed at `signing_time` holds at `now`, both in whole seconds: not for
// longer than `lifetime`, and not sooner than kClockSkewMax before. nullopt: it does.
std::optional<AuthError> CheckAge(absl::Time signing_time, absl::Time now, absl::Duration lifetime);

// "604800": what X-Amz-Expires says, in seconds, 1 to a week; nullopt if it is none.
std::optional<absl::Duration> ParseExpires(std::string_view text);

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
#include "serve/auth/signing_time.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::serve_internal {
namespace {

constexpr std::int64_t kExpiresSecondsMax = 7 * 24 * 60 * 60;

// The number that `digits` are, all of them and no more than nine; nullopt if they are not.
std::optional<std::int64_t> NumberOf(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<absl::Time> ParseBasicFormat(std::string_view text) {
  constexpr std::string_view kForm = "20150830T123600Z";
  if (text.size() != kForm.size() || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const auto year = NumberOf(text.substr(0, 4));
  const auto month = NumberOf(text.substr(4, 2));
  const auto day = NumberOf(text.substr(6, 2));
  const auto hour = NumberOf(text.substr(9, 2));
  const auto minute = NumberOf(text.substr(11, 2));
  const auto second = NumberOf(text.substr(13, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const absl::CivilSecond civil(*year, *month, *day, *hour, *minute, *second);
  const absl::Time time = absl::FromCivil(civil, absl::UTCTimeZone());
  // The 31st of a shorter month would be the 1st of the next.
  if (SigningTimeText(time) != text) return std::nullopt;
  return time;
}

std::optional<absl::Time> ParseDateHeader(std::string_view text) {
  constexpr std::string_view kForm = "Sun, 30 Aug 2015 12:36:00 ";
  constexpr std::string_view kZone = "GMT";
  constexpr std::size_t kOffsetSize = std::string_view("-0000").size();
  if (text.size() <= kForm.size()) return std::nullopt;
  // By the size, as the parser knows other texts too, such as "infinite-future".
  const bool has_zone = text.substr(kForm.size()) == kZone;
  if (!has_zone && text.size() != kForm.size() + kOffsetSize) return std::nullopt;
  absl::Time time;
  const char* const format = has_zone ? "%a, %d %b %Y %H:%M:%S GMT" : "%a, %d %b %Y %H:%M:%S %z";
  if (!absl::ParseTime(format, ToAbsl(text), &time, nullptr)) return std::nullopt;
  return time;
}

// "5 min.", as AWS has it, or "90 sec."
std::string DurationText(absl::Duration duration) {
  const std::int64_t seconds = absl::ToInt64Seconds(duration);
  return seconds % 60 == 0 ? Concat(seconds / 60, " min.") : Concat(seconds, " sec.");
}

}  // namespace

std::optional<absl::Time> ParseSigningTime(std::string_view text) {
  const std::optional<absl::Time> time = ParseBasicFormat(text);
  return time.has_value() ? time : ParseDateHeader(text);
}

std::string SigningTimeText(absl::Time time) {
  return absl::FormatTime("%E4Y%m%dT%H%M%SZ", time, absl::UTCTimeZone());
}

std::optional<AuthError> CheckAge(absl::Time signing_time, absl::Time now,
                                  absl::Duration lifetime) {
  // What a message says must be true of the seconds that it shows.
  now = absl::FromUnixSeconds(absl::ToUnixSeconds(now));
  if (signing_time < now - lifetime) {
    return AuthError{kInvalidSignature,
                     Concat("Signature expired: ", SigningTimeText(signing_time),
                            " is now earlier than ", SigningTimeText(now - lifetime), " (",
                            SigningTimeText(now), " - ", DurationText(lifetime), ")")};
  }
  if (signing_time > now + kClockSkewMax) {
    return AuthError{kInvalidSignature,
                     Concat("Signature not yet current: ", SigningTimeText(signing_time),
                            " is still later than ", SigningTimeText(now + kClockSkewMax), " (",
                            SigningTimeText(now), " + ", DurationText(kClockSkewMax), ")")};
  }
  return std::nullopt;
}

std::optional<absl::Duration> ParseExpires(std::string_view text) {
  const std::optional<std::int64_t> seconds = NumberOf(text);
  if (!seconds.has_value() || *seconds < 1 || *seconds > kExpiresSecondsMax) return std::nullopt;
  return absl::Seconds(*seconds);
}

}  // namespace weir::serve_internal

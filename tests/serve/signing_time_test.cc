// SPDX-License-Identifier: MIT
#include "serve/auth/signing_time.h"

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "serve/auth_support.h"
#include "support/catch.h"

namespace weir::serve_internal {
namespace {

using testing::Answer;
using testing::kSigningTime;

TEST_CASE("a signing time is read in ISO-8601's basic format", "[serve][signing_time]") {
  CHECK(ParseSigningTime("20150830T123600Z") == kSigningTime);
  CHECK(SigningTimeText(kSigningTime) == "20150830T123600Z");
  CHECK(ParseSigningTime("20160229T235959Z") == absl::FromUnixSeconds(1'456'790'399));
  CHECK(ParseSigningTime("00010101T000000Z").has_value());
  CHECK(ParseSigningTime("99991231T235959Z").has_value());
  CHECK(SigningTimeText(*ParseSigningTime("00010101T000000Z")) == "00010101T000000Z");
}

TEST_CASE("a signing time is read as a Date header has it", "[serve][signing_time]") {
  CHECK(ParseSigningTime("Sun, 30 Aug 2015 12:36:00 GMT") == kSigningTime);
  CHECK(ParseSigningTime("Sun, 30 Aug 2015 12:36:00 -0000") == kSigningTime);
  CHECK(ParseSigningTime("Sun, 30 Aug 2015 14:36:00 +0200") == kSigningTime);
}

TEST_CASE("what is no time is none, whatever else it may be", "[serve][signing_time]") {
  for (const char* text : {"",
                           "x",
                           "20150830",
                           "20150830T123600",
                           "20150830T123600z",
                           "20150830t123600Z",
                           "20150830T12360 Z",
                           "20150830T1236000Z",
                           "2015-8-30T123600Z",
                           "20150230T123600Z",
                           "20151301T123600Z",
                           "20150830T243600Z",
                           "20150830T126000Z",
                           "20150830T123660Z",
                           "+0150830T123600Z",
                           "infinite-future",
                           "infinite-past",
                           "Sun, 30 Aug 2015 12:36:00",
                           "Sun, 30 Aug 2015 12:36:00 ",
                           "Sun, 30 Aug 2015 12:36:00 CET",
                           "Sun, 31 Feb 2015 12:36:00 GMT",
                           "Sun, 30 Aug 2015 12:36:00 GMTx",
                           "              infinite-future",
                           "1440938160"}) {
    INFO(text);
    CHECK_FALSE(ParseSigningTime(text).has_value());
  }
  CHECK_FALSE(ParseSigningTime(std::string(1'000'000, '1')).has_value());
}

TEST_CASE("a signature holds for its lifetime to the second", "[serve][signing_time]") {
  const auto check = [](absl::Duration age) {
    return Answer(CheckAge(kSigningTime, kSigningTime + age, absl::Minutes(5)));
  };
  CHECK(check(absl::ZeroDuration()) == "OK");
  CHECK(check(absl::Minutes(5)) == "OK");
  CHECK(check(absl::Minutes(5) + absl::Nanoseconds(999'999'999)) == "OK");
  CHECK(check(absl::Minutes(5) + absl::Seconds(1)) ==
        "InvalidSignatureException: Signature expired: 20150830T123600Z is now earlier than "
        "20150830T123601Z (20150830T124101Z - 5 min.)");
  CHECK(check(-absl::Minutes(5)) == "OK");
  CHECK(check(-absl::Minutes(5) - absl::Seconds(1)) ==
        "InvalidSignatureException: Signature not yet current: 20150830T123600Z is still later "
        "than 20150830T123559Z (20150830T123059Z + 5 min.)");
}

TEST_CASE("a lifetime is named in minutes if it has whole ones", "[serve][signing_time]") {
  const absl::Time now = kSigningTime + absl::Hours(1);
  CHECK(Answer(CheckAge(kSigningTime, now, absl::Seconds(90)))
            .ends_with("than 20150830T133430Z (20150830T133600Z - 90 sec.)"));
  CHECK(Answer(CheckAge(kSigningTime, now, absl::Seconds(120)))
            .ends_with("than 20150830T133400Z (20150830T133600Z - 2 min.)"));
}

TEST_CASE("an expiry is a number of seconds up to a week", "[serve][signing_time]") {
  CHECK(ParseExpires("1") == absl::Seconds(1));
  CHECK(ParseExpires("604800") == absl::Hours(24 * 7));
  for (const char* text :
       {"", "0", "604801", "-1", "+1", "1 ", "1e3", "0x1", "4294967297", "99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(ParseExpires(text).has_value());
  }
}

}  // namespace
}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// Unit tests of code that reads a stream and depends on time, without waiting and
// without luck: a ManualClock stands still until the test moves it.
//
// The code under test raises an alarm when one user fails to log in three times
// within a minute. The tests take microseconds and cover an hour.
#include <deque>
#include <iostream>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/base/check.h"
#include "weir/stream/stream.h"
#include "weir/testing/manual_clock.h"

// ---- The code under test: knows records, and no clock. ----

class LoginAlarm {
 public:
  explicit LoginAlarm(weir::StreamCursor cursor) : cursor_(std::move(cursor)) {}

  // Reads what is new; how many alarms that makes.
  int Poll() {
    int alarms = 0;
    for (const weir::RecordView& record : cursor_.Read()) {
      std::deque<absl::Time>& failures = failures_[std::string(record.partition_key)];
      failures.push_back(absl::FromUnixNanos(record.approximate_arrival_nanos));
      while (failures.back() - failures.front() >= absl::Minutes(1)) failures.pop_front();
      if (failures.size() == 3) ++alarms;
    }
    return alarms;
  }

 private:
  weir::StreamCursor cursor_;
  std::map<std::string, std::deque<absl::Time>> failures_;
};

// ---- The tests. ----

// A failed login of `user` every `interval`, three times; how many alarms.
int AlarmsAfterThreeFailures(absl::Duration interval) {
  weir::testing::ManualClock clock;
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create({.clock = &clock});
  WEIR_CHECK(stream.ok(), "the defaults are valid");
  absl::StatusOr<weir::StreamCursor> cursor =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  WEIR_CHECK(cursor.ok(), "a new stream can be read");
  LoginAlarm alarm(*std::move(cursor));
  int alarms = 0;
  for (int i = 0; i < 3; ++i) {
    const auto put = stream->Put({.partition_key = "mallory", .data = weir::AsBytes("refused")});
    WEIR_CHECK(put.ok(), "there is room for a record");
    alarms += alarm.Poll();
    clock.Advance(interval);
  }
  return alarms;
}

int failed_tests = 0;

void Expect(bool holds, const char* sentence) {
  std::cout << (holds ? "ok      " : "FAILED  ") << sentence << '\n';
  failed_tests += holds ? 0 : 1;
}

int main() {
  Expect(AlarmsAfterThreeFailures(absl::Seconds(29)) == 1, "three failures in 58 s raise an alarm");
  Expect(AlarmsAfterThreeFailures(absl::Seconds(30)) == 0, "three failures in 60 s raise none");
  Expect(AlarmsAfterThreeFailures(absl::Minutes(30)) == 0, "nor do three failures in an hour");
  return failed_tests;
}

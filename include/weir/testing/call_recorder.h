// SPDX-License-Identifier: MIT
//
// A CallRecorder is another Kinesis that writes down what is called: for tests that ask
// how a program calls, not only what comes of it.
//
// Around a FaultyKinesis it shows what the program saw; inside of one, what got through.
// Not a log for production: each call becomes text.
//
//   auto recorder = weir::testing::CallRecorder::Create(kinesis, {.clock = &clock});
//   Handle(*recorder);                  // the program under test
//   Handle(recorder->CountOf(weir::KinesisOperation::kPutRecords));
//   std::cout << recorder->Dump();
//
// Threads:   every method from any thread.
// Progress:  blocking: a lock at the beginning and at the end of a call, none during it.
// Cost:      a text of at most `request_bytes_max` a call.
// Lifetime:  the decorated one and the clock must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/base/clock.h"
#include "weir/service/kinesis.h"
#include "weir/service/kinesis_operation.h"

namespace weir::testing {

struct CallRecorderOptions {
  // The calls that are kept: 1 and more. Of more, the oldest are dropped.
  std::size_t calls_max = 10'000;
  // The bytes of a request's text; what is longer ends with "...". 16 and more.
  std::size_t request_bytes_max = 256;
  // Where times come from; null means SystemClock.
  const Clock* clock = nullptr;
};

struct RecordedCall {
  // From 1, in the order in which calls began.
  std::uint64_t number = 0;
  // From 1, in the order in which they ended; nullopt while the call runs, and then the
  // next three say nothing.
  std::optional<std::uint64_t> end_number = std::nullopt;
  KinesisOperation operation = KinesisOperation::kPutRecord;
  absl::Time begin_time = absl::InfinitePast();
  absl::Time end_time = absl::InfinitePast();
  // OK or the exception: KinesisExceptionOf(status).
  absl::Status status = absl::OkStatus();
  // What of an answer that is OK a test looks at: "1 of 3 records failed", "7 records".
  std::string answer = {};
  // The request's members that are there, with AWS's names: "StreamName=clicks
  // PartitionKey=k Data=(5 bytes)". Data, policies and tokens are not copied whole.
  std::string request = {};
};

class CallRecorder : public Kinesis {
 public:
  // An option below its range counts as the least.
  static std::unique_ptr<CallRecorder> Create(Kinesis& decorated,
                                              const CallRecorderOptions& options = {});

  // How many began since the beginning or Clear(), those that were dropped too.
  virtual std::uint64_t Count() const = 0;
  virtual std::uint64_t CountOf(KinesisOperation operation) const = 0;
  // How many of them are not kept any more.
  virtual std::uint64_t DroppedCount() const = 0;

  // Those that are kept, in the order in which they began.
  virtual std::vector<RecordedCall> Calls() const = 0;
  virtual std::vector<RecordedCall> CallsOf(KinesisOperation operation) const = 0;

  // Forgets all; numbers go on.
  virtual void Clear() = 0;

  // A line for each call that is kept: its number, when it began, how long it took, what it
  // was and how it ended.
  virtual std::string Dump() const = 0;
};

// One line of that, without its end.
std::string ToString(const RecordedCall& call);

}  // namespace weir::testing

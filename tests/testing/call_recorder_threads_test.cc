// SPDX-License-Identifier: MIT
//
// A recorder between many threads.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "testing/support.h"
#include "weir/testing/call_recorder.h"

namespace weir::testing {
namespace {

using enum KinesisOperation;

// Many threads call, one looks.
//   allowed:    any order
//   forbidden:  a number twice or missing | a count that is off | a race
TEST_CASE("the calls of many threads are each recorded once", "[testing][call_recorder]") {
  FakeKinesis fake;
  auto recorder = CallRecorder::Create(fake, {.calls_max = 500});
  constexpr int kThreads = 4;
  constexpr int kCalls = 250;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&recorder] {
      for (int call = 0; call < kCalls; ++call) {
        CallMinimally(*recorder, kPutRecord).IgnoreError();
      }
    });
  }
  while (recorder->Count() < kThreads * kCalls) {
    // A race would show in here.
    static_cast<void>(recorder->Dump());
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(recorder->CountOf(kPutRecord) == kThreads * kCalls);
  CHECK(recorder->DroppedCount() == kThreads * kCalls - 500);
  std::set<std::uint64_t> ends;
  std::uint64_t number = kThreads * kCalls - 500;
  bool is_dense = true;
  for (const RecordedCall& call : recorder->Calls()) {
    is_dense = is_dense && call.number == ++number;
    if (call.end_number.has_value()) ends.insert(*call.end_number);
  }
  CHECK(is_dense);
  CHECK(ends.size() == 500);
}

}  // namespace
}  // namespace weir::testing

// SPDX-License-Identifier: MIT
//
// What a test of somebody's program does at the least: has a put fail by script, and sees
// in the record of calls that it was made again.
#include <cstdio>
#include <cstdlib>

#include "weir/local/local_kinesis.h"
#include "weir/testing/call_recorder.h"
#include "weir/testing/faulty_kinesis.h"

namespace testing = weir::testing;

int main() {
  testing::ManualClock clock;
  absl::StatusOr<weir::LocalKinesis> local = weir::LocalKinesis::Create({.clock = &clock});
  if (!local.ok()) return EXIT_FAILURE;
  if (!local->CreateStream({.stream_name = "clicks", .shard_count = 1}).ok()) return EXIT_FAILURE;
  const testing::FaultRule once = {
      .calls = {.operation = weir::KinesisOperation::kPutRecord},
      .when = {.count = 1},
      .fault = testing::RaiseException{
          .exception = weir::KinesisException::kProvisionedThroughputExceeded}};
  auto faulty = testing::FaultyKinesis::Create(*local, {.rules = {once}, .clock = &clock});
  if (!faulty.ok()) return EXIT_FAILURE;
  auto recorder = testing::CallRecorder::Create(**faulty, {.clock = &clock});
  const weir::kinesis::PutRecordRequest request = {
      .stream_name = "clicks", .partition_key = "k", .data = weir::AsBytes("click")};
  const bool is_refused = !recorder->PutRecord(request).ok();
  const bool is_taken = recorder->PutRecord(request).ok();
  std::printf("%s", recorder->Dump().c_str());
  return is_refused && is_taken && (*faulty)->IsUsedUp() ? EXIT_SUCCESS : EXIT_FAILURE;
}

// SPDX-License-Identifier: MIT
//
// Unit tests of a consumer's retries: what goes wrong is scripted, and time stands still
// until somebody waits. Seconds of backing off take microseconds.
#include <functional>
#include <iostream>
#include <string>

#include "weir/base/check.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/faulty_kinesis.h"

using weir::KinesisException;
using weir::KinesisOperation;
using weir::kinesis::ShardIteratorType;
namespace testing = weir::testing;

// ---- The code under test: knows the contract, and a way to wait. ----

// Reads the shard to its tip and joins what it holds. Backs off 100 ms when it is refused,
// then twice as long each time; asks for a new iterator when its own has expired.
std::string ReadShard(weir::Kinesis& kinesis, const std::function<void(absl::Duration)>& wait) {
  weir::kinesis::GetShardIteratorRequest start = {
      .stream_name = "s", .shard_id = "0", .shard_iterator_type = ShardIteratorType::kTrimHorizon};
  std::string read, last_number, iterator = kinesis.GetShardIterator(start)->shard_iterator;
  absl::Duration backoff = absl::Milliseconds(100);
  while (true) {
    const auto page = kinesis.GetRecords({.shard_iterator = iterator, .limit = 2});
    if (page.ok()) {
      if (page->records.empty()) return read;
      for (const auto& record : page->records) read += weir::AsText(record.data);
      last_number = page->records.back().sequence_number.ToString();
      iterator = *page->next_shard_iterator;
    } else if (weir::KinesisExceptionOf(page.status()) == KinesisException::kExpiredIterator) {
      start.shard_iterator_type = ShardIteratorType::kAfterSequenceNumber;
      start.starting_sequence_number = last_number;
      iterator = kinesis.GetShardIterator(start)->shard_iterator;
    } else {
      wait(backoff);
      backoff *= 2;
    }
  }
}

// ---- The tests. ----

// Whether "abcdef" is read whole and in order with this fault, after waiting for `waited`.
int Test(const char* name, const testing::FaultRule& rule, absl::Duration waited) {
  testing::ManualClock clock;
  auto local = weir::LocalKinesis::Create({.clock = &clock});
  WEIR_CHECK(local.ok() && local->CreateStream({.stream_name = "s", .shard_count = 1}).ok(), "new");
  for (const char* data : {"a", "b", "c", "d", "e", "f"}) {
    const auto bytes = weir::AsBytes(data);
    WEIR_CHECK(local->PutRecord({.stream_name = "s", .partition_key = "k", .data = bytes}).ok(),
               "a new stream takes six records");
  }
  auto faulty = testing::FaultyKinesis::Create(*local, {.rules = {rule}, .clock = &clock});
  WEIR_CHECK(faulty.ok(), "the script is valid");
  const absl::Time begin = clock.Now();
  const std::string read = ReadShard(**faulty, [&](absl::Duration d) { clock.Advance(d); });
  const bool holds = read == "abcdef" && clock.Now() - begin == waited && (*faulty)->IsUsedUp();
  std::cout << (holds ? "ok      " : "FAILED  ") << name << '\n';
  return holds ? 0 : 1;
}

int main() {
  const testing::CallFilter reads = {.operation = KinesisOperation::kGetRecords};
  const testing::RaiseException throttled = {KinesisException::kProvisionedThroughputExceeded};
  int failed = Test("a reader that is throttled for 2 s backs off five times, 3.1 s in all",
                    {reads, {.first = 2, .lasting = absl::Seconds(2)}, throttled},
                    absl::Milliseconds(3'100));
  failed += Test("an iterator that expires costs no record, repeats none and takes no time",
                 {reads, {.first = 2, .count = 1}, testing::ExpireIterator{}}, {});
  failed += Test("two reads that fail behind their effect are made again",
                 {reads, {.count = 2}, testing::RaiseAfterEffect{}}, absl::Milliseconds(300));
  return failed;
}

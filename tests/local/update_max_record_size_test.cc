// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.5 of UpdateMaxRecordSize, as puts feel it.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::update_max_record_size_test {
namespace {

using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

std::string Update(LocalTest& test, std::optional<std::int32_t> kib) {
  return Answer(
      test.kinesis.UpdateMaxRecordSize({.stream_arn = kArn, .max_record_size_in_kib = kib}));
}

// Of a record that has `bytes` with its key.
std::string Put(LocalTest& test, std::size_t bytes) {
  const std::string data(bytes - 1, 'x');
  return Answer(
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes(data)}));
}

std::string Puts(LocalTest& test, std::size_t bytes) {
  const std::string data(bytes - 1, 'x');
  const std::vector<kinesis::PutRecordsRequestEntry> records = {
      {.partition_key = "k", .data = AsBytes(data)}};
  return Answer(test.kinesis.PutRecords({.stream_name = "s", .records = records}));
}

std::string TooLarge(std::size_t bytes, std::size_t max) {
  return "InvalidArgumentException: A record of " + std::to_string(bytes) +
         " bytes, data and partition key together, exceeds " + std::to_string(max) +
         " bytes, the maximum record size of stream s under account 111111111111.";
}

TEST_CASE("a record may be as large as was asked for, and not larger",
          "[local][update_max_record_size]") {
  // Rules 2.5.
  LocalTest test;
  test.CreateStream();
  constexpr std::size_t kMib = 1024 * 1024;
  CHECK(Put(test, kMib) == "OK");
  CHECK(Put(test, kMib + 1) == TooLarge(kMib + 1, kMib));
  CHECK(Puts(test, kMib + 1) == TooLarge(kMib + 1, kMib));
  for (const std::size_t kib : {std::size_t{1025}, std::size_t{4096}, std::size_t{10'240}}) {
    CAPTURE(kib);
    REQUIRE(Update(test, static_cast<std::int32_t>(kib)) == "OK");
    CHECK(test.Summary().max_record_size_in_kib == static_cast<std::int32_t>(kib));
    CHECK(Put(test, kMib + 1) == "OK");
    CHECK(Put(test, kib * 1024) == "OK");
    CHECK(Puts(test, kib * 1024) == "OK");
    if (kib == 10'240) continue;
    CHECK(Put(test, kib * 1024 + 1) == TooLarge(kib * 1024 + 1, kib * 1024));
    CHECK(Puts(test, kib * 1024 + 1) == TooLarge(kib * 1024 + 1, kib * 1024));
  }
  // And smaller again.
  REQUIRE(Update(test, 1024) == "OK");
  CHECK(Put(test, kMib + 1) == TooLarge(kMib + 1, kMib));
  CHECK(Put(test, kMib) == "OK");
}

TEST_CASE("a large record is read as it was put", "[local][update_max_record_size]") {
  LocalTest test;
  test.CreateStream();
  REQUIRE(Update(test, 10'240) == "OK");
  std::string data(10'240 * 1024 - 1, 'x');
  data.front() = 'a';
  data.back() = 'z';
  test.Put(data);
  const auto read = test.Read(test.Iterator(kinesis::ShardIteratorType::kTrimHorizon));
  REQUIRE(read.records.size() == 1);
  CHECK(testing::TextsOf(read)[0] == data);
}

TEST_CASE("the size is 1,024 to 10,240 KiB", "[local][update_max_record_size]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  CHECK(Update(test, 1023) ==
        "ValidationException: 1 validation error detected: Value '1023' at 'maxRecordSizeInKiB' "
        "failed to satisfy constraint: Member must have value greater than or equal to 1024");
  CHECK(Update(test, 1024) == "OK");
  CHECK(Update(test, 10'240) == "OK");
  CHECK(Update(test, 10'241) ==
        "ValidationException: 1 validation error detected: Value '10241' at 'maxRecordSizeInKiB' "
        "failed to satisfy constraint: Member must have value less than or equal to 10240");
  CHECK(Update(test, std::nullopt) ==
        "ValidationException: 1 validation error detected: Value null at 'maxRecordSizeInKiB' "
        "failed to satisfy constraint: Member must not be null");
  CHECK(test.Summary().max_record_size_in_kib == 10'240);
}

TEST_CASE("a stream is UPDATING before it takes larger records",
          "[local][update_max_record_size]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_updating = absl::Seconds(10)}});
  test.CreateStream();
  REQUIRE(Update(test, 2048) == "OK");
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(test.Summary().max_record_size_in_kib == 1024);
  CHECK(Put(test, 1'048'577) == TooLarge(1'048'577, 1'048'576));
  CHECK(Update(test, 4096) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "UPDATING");
  test.clock.Advance(absl::Seconds(10));
  CHECK(Put(test, 1'048'577) == "OK");
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
}

TEST_CASE("a shard takes one of the largest records at once, and then as much per second as ever",
          "[local][update_max_record_size]") {
  // Rules 2.5.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  REQUIRE(Update(test, 10'240) == "OK");
  test.clock.Advance(absl::Seconds(10));
  CHECK(Put(test, 10'240 * 1024) == "OK");
  CHECK(Put(test, 1024).starts_with("ProvisionedThroughputExceededException: "));
  test.clock.Advance(absl::Seconds(1));
  CHECK(Put(test, 1'048'576) == "OK");
  CHECK(Put(test, 1024).starts_with("ProvisionedThroughputExceededException: "));
}

TEST_CASE("a size is of a stream that is named by its ARN", "[local][update_max_record_size]") {
  // Rules 1.2.
  LocalTest test;
  CHECK(Update(test, 2048) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.UpdateMaxRecordSize({.max_record_size_in_kib = 2048})) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
}

}  // namespace
}  // namespace weir::update_max_record_size_test

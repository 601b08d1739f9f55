// SPDX-License-Identifier: MIT
//
// Rules 2.5: up to 500 records, each taken or refused by itself; and what refuses all.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"

namespace weir {
namespace {

using kinesis::PutRecordsRequestEntry;
using kinesis::PutRecordsResultEntry;
using kinesis::ShardIteratorType;
using testing::Answer;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

constexpr std::string_view kLower = "0";
constexpr std::string_view kUpper = "340282366920938463463374607431768211455";

std::vector<PutRecordsRequestEntry> Many(std::size_t count) {
  return std::vector<PutRecordsRequestEntry>(count, {.partition_key = "k", .data = AsBytes("x")});
}

TEST_CASE("results are in the order of the request, and records in that of their shard",
          "[local][put_records]") {
  LocalTest test;
  test.CreateStream("s", 3);
  // Of these keys rule 2.1 says the shards.
  const std::vector<PutRecordsRequestEntry> records = {
      {.partition_key = "a", .data = AsBytes("0")},
      {.partition_key = "b", .data = AsBytes("1")},
      {.partition_key = "f", .data = AsBytes("2")},
      {.partition_key = "e", .data = AsBytes("3")},
      {.partition_key = "b", .data = AsBytes("4")}};
  const auto put = test.kinesis.PutRecords({.stream_name = "s", .records = records});
  REQUIRE(Answer(put) == "OK");
  CHECK(put->failed_record_count == 0);
  REQUIRE(put->records.size() == 5);
  std::vector<std::uint32_t> shards;
  for (const PutRecordsResultEntry& entry : put->records) shards.push_back(entry.shard_id->index);
  CHECK(shards == std::vector<std::uint32_t>{0, 1, 1, 2, 1});
  const auto read =
      test.Read(test.Iterator(ShardIteratorType::kTrimHorizon, "shardId-000000000001"));
  CHECK(TextsOf(read) == Texts{"1", "2", "4"});
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t of[] = {1, 2, 4};
    CHECK(read.records[i].sequence_number == put->records[of[i]].sequence_number);
  }
}

TEST_CASE("a shard that has enough refuses its records, and the others take theirs",
          "[local][put_records]") {
  LocalTest test(
      {.limits = {.write_records = {.mode = LimitMode::kEnforce, .rate = {.per_second = 2}}}});
  test.CreateStream("exampleStreamName", 2);
  std::vector<PutRecordsRequestEntry> records;
  for (const std::string_view text : {"0", "1", "2", "3", "4"}) {
    records.push_back({.partition_key = "k",
                       .data = AsBytes(text),
                       .explicit_hash_key = text == "3" ? kLower : kUpper});
  }
  const auto put =
      test.kinesis.PutRecords({.stream_name = "exampleStreamName", .records = records});
  REQUIRE(Answer(put) == "OK");
  CHECK(put->failed_record_count == 2);
  for (const std::size_t i : {2U, 4U}) {
    const PutRecordsResultEntry& entry = put->records[i];
    CHECK(entry.error_code == KinesisException::kProvisionedThroughputExceeded);
    CHECK(entry.error_message ==
          "Rate exceeded for shard shardId-000000000001 in stream exampleStreamName under account "
          "111111111111.");
    CHECK(entry.sequence_number == std::nullopt);
    CHECK(entry.shard_id == std::nullopt);
  }
  for (const std::size_t i : {0U, 1U, 3U}) {
    const PutRecordsResultEntry& entry = put->records[i];
    CHECK(entry.error_code == std::nullopt);
    CHECK(entry.error_message.empty());
    CHECK(entry.sequence_number.has_value());
  }
  CHECK(TextsOf(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon, "shardId-000000000001",
                                        "exampleStreamName"))) == Texts{"0", "1"});
}

TEST_CASE("a small record is taken behind a large one that is refused", "[local][put_records]") {
  LocalTest test({.limits = {.write_bytes = KinesisLimits::Aws().write_bytes}});
  test.CreateStream();
  const std::string half(600'000, 'x');
  const std::vector<PutRecordsRequestEntry> records = {
      {.partition_key = "k", .data = AsBytes(half)},
      {.partition_key = "k", .data = AsBytes(half)},
      {.partition_key = "k", .data = AsBytes("small")}};
  const auto put = test.kinesis.PutRecords({.stream_name = "s", .records = records});
  REQUIRE(Answer(put) == "OK");
  CHECK(put->failed_record_count == 1);
  CHECK(put->records[1].error_code == KinesisException::kProvisionedThroughputExceeded);
}

TEST_CASE("500 records are put, and 501 are none", "[local][put_records]") {
  // Rule 1.2.
  LocalTest test;
  test.CreateStream();
  CHECK(Answer(test.kinesis.PutRecords({.stream_name = "s", .records = Many(500)})) == "OK");
  CHECK(Answer(test.kinesis.PutRecords({.stream_name = "s", .records = Many(501)}))
            .starts_with("ValidationException: 1 validation error detected: Value '["));
  CHECK(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon)).records.size() == 500);
}

TEST_CASE("10 MiB with their keys are put, and a byte more is none", "[local][put_records]") {
  LocalTest test;
  test.CreateStream();
  const std::string data(1024 * 1024 - 1, 'x');
  std::vector<PutRecordsRequestEntry> records(10, {.partition_key = "k", .data = AsBytes(data)});
  CHECK(Answer(test.kinesis.PutRecords({.stream_name = "s", .records = records})) == "OK");
  records.push_back({.partition_key = "k", .data = AsBytes("")});
  CHECK(Answer(test.kinesis.PutRecords({.stream_name = "s", .records = records})) ==
        "InvalidArgumentException: Records size exceeds 10 MB limit: they have 10485761 bytes "
        "with their partition keys");
}

TEST_CASE("one hash key out of range refuses the whole call", "[local][put_records]") {
  // Rule 2.1.
  LocalTest test;
  test.CreateStream();
  std::vector<PutRecordsRequestEntry> records = Many(3);
  records[2].explicit_hash_key = "340282366920938463463374607431768211456";
  CHECK(Answer(test.kinesis.PutRecords({.stream_name = "s", .records = records})) ==
        "InvalidArgumentException: Invalid ExplicitHashKey. ExplicitHashKey must be in the range: "
        "[0, 2^128-1]. Specified value was 340282366920938463463374607431768211456");
  records[2].explicit_hash_key = std::nullopt;
  const std::string large(1024 * 1024, 'x');
  records[1].data = AsBytes(large);
  CHECK(Answer(test.kinesis.PutRecords({.stream_name = "s", .records = records}))
            .starts_with("InvalidArgumentException: A record of 1048577 bytes"));
  CHECK(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon)).records.empty());
}

TEST_CASE("a call that names no stream, or one that is not there, puts nothing",
          "[local][put_records]") {
  LocalTest test;
  CHECK(Answer(test.kinesis.PutRecords({.stream_name = "s", .records = Many(1)})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.PutRecords({.records = Many(1)}))
            .starts_with("InvalidArgumentException: Either StreamName or StreamARN"));
}

TEST_CASE("records that memory has no room for fail with InternalFailure", "[local][put_records]") {
  // Rule 2.5: the other code that an entry can have.
  LocalTest test(
      {.limits = KinesisLimits::Unlimited(), .stream_memory_bytes_max = 32 * 1024 * 1024});
  test.CreateStream();
  const std::string data(1'000'000, 'x');
  const std::vector<PutRecordsRequestEntry> records(10,
                                                    {.partition_key = "k", .data = AsBytes(data)});
  std::int32_t failed = 0;
  for (int i = 0; i < 10 && failed == 0; ++i) {
    const auto put = test.kinesis.PutRecords({.stream_name = "s", .records = records});
    REQUIRE(Answer(put) == "OK");
    failed = put->failed_record_count;
    if (failed == 0) continue;
    const PutRecordsResultEntry& last = put->records.back();
    CHECK(last.error_code == KinesisException::kInternalFailure);
    CHECK(kinesis::ErrorCodeText(*last.error_code) == "InternalFailure");
    CHECK(last.error_message ==
          "Internal Service Failure: stream s holds all of its memory, 33554432 bytes");
  }
  CHECK(failed > 0);
}

}  // namespace
}  // namespace weir

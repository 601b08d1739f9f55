// SPDX-License-Identifier: MIT
//
// Short words for what the tests of the contract do all the time.
//
// The rules that they name by number are AWS's, in this order: 1.1 constraints of
// parameters, 1.2 operations, their errors and rates; 2.1 hashing and ranges, 2.2 sequence
// numbers, 2.3 shard iterators, 2.4 GetRecords, 2.5 puts, 2.6 enhanced fan-out, 2.7
// resharding, 2.8 ListShards, 2.9 retention, status and modes, 2.10 tags, encryption,
// policies and metrics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/support.h"
#include "support/catch.h"
#include "weir/base/status.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/manual_clock.h"

namespace weir::testing {

inline constexpr std::string_view kAccountId = "111111111111";
inline constexpr std::string_view kShard0 = "shardId-000000000000";

template <class T>
std::string Answer(const absl::StatusOr<T>& result) {
  return Answer(result.status());
}

// A LocalKinesis of account 111111111111 in us-east-1, on a clock that stands still. By
// default without limits, so that a test speaks of one of them at a time.
struct LocalTest {
  explicit LocalTest(LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()})
      : kinesis(Make(std::move(options), clock)) {}

  // Makes a stream that is ACTIVE at once.
  void CreateStream(std::string_view name = "s", std::int32_t shard_count = 1) {
    const absl::Status status =
        kinesis.CreateStream({.stream_name = name, .shard_count = shard_count});
    REQUIRE(Answer(status) == "OK");
  }
  // Puts a record that is taken.
  kinesis::PutRecordResult Put(std::string_view data, std::string_view key = "k",
                               std::string_view stream_name = "s") {
    auto put = kinesis.PutRecord(
        {.stream_name = stream_name, .partition_key = key, .data = AsBytes(data)});
    REQUIRE(Answer(put) == "OK");
    return *std::move(put);
  }
  // An iterator that is given.
  std::string Iterator(kinesis::ShardIteratorType type, std::string_view shard_id = kShard0,
                       std::string_view stream_name = "s") {
    auto iterator = kinesis.GetShardIterator(
        {.stream_name = stream_name, .shard_id = shard_id, .shard_iterator_type = type});
    REQUIRE(Answer(iterator) == "OK");
    return iterator->shard_iterator;
  }
  // A read that is answered.
  kinesis::GetRecordsResult Read(std::string_view iterator) {
    auto read = kinesis.GetRecords({.shard_iterator = iterator});
    REQUIRE(Answer(read) == "OK");
    return *std::move(read);
  }
  kinesis::StreamDescriptionSummary Summary(std::string_view stream_name = "s") {
    auto summary = kinesis.DescribeStreamSummary({.stream_name = stream_name});
    REQUIRE(Answer(summary) == "OK");
    return summary->stream_description_summary;
  }

  ManualClock clock;
  LocalKinesis kinesis;

 private:
  static LocalKinesis Make(LocalKinesisOptions options, const Clock& clock) {
    options.clock = &clock;
    options.account_id = kAccountId;
    absl::StatusOr<LocalKinesis> kinesis = LocalKinesis::Create(options);
    REQUIRE(Answer(kinesis) == "OK");
    return *std::move(kinesis);
  }
};

// The data of all records of a read, as text.
inline std::vector<std::string> TextsOf(const kinesis::GetRecordsResult& read) {
  std::vector<std::string> texts;
  for (const kinesis::Record& record : read.records) texts.emplace_back(AsText(record.data));
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace weir::testing

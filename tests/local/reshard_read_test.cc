// SPDX-License-Identifier: MIT
//
// What puts and reads see of a reshard.

#include <string>
#include <vector>

#include "local/reshard_support.h"

namespace weir::reshard_read_test {
namespace {

using kinesis::ShardIteratorType;
using testing::Answer;
using testing::Indexes;
using testing::IndexesOf;
using testing::kLastHashKey;
using testing::kMiddle;
using testing::ReshardTest;
using testing::ShardName;
using testing::Texts;
using testing::TextsOf;
using testing::WithUpdating;

// "1 of 0 0-9": children as GetRecords names them, with their parents.
Texts ChildTexts(const kinesis::GetRecordsResult& read) {
  Texts texts;
  for (const kinesis::ChildShard& child : read.child_shards) {
    std::string text = std::to_string(child.shard_id.index) + " of";
    for (const ShardId parent : child.parent_shards) text += " " + std::to_string(parent.index);
    texts.push_back(text + " " + testing::RangeText(child.hash_key_range));
  }
  return texts;
}

std::string IteratorAt(ReshardTest& test, ShardIteratorType type, std::uint32_t shard,
                       const KinesisSequenceNumber& number) {
  const std::string text = number.ToString();
  auto iterator = test.kinesis.GetShardIterator({.stream_name = "s",
                                                 .shard_id = ShardName(shard),
                                                 .shard_iterator_type = type,
                                                 .starting_sequence_number = text});
  return iterator.ok() ? iterator->shard_iterator : Answer(iterator);
}

// ---- Rules 2.4 ----

TEST_CASE("a split shard is read to its end, which names its children", "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s");
  test.PutAt("0", "a");
  test.PutAt(kLastHashKey, "b");
  test.Split(0, kMiddle);
  test.PutAt("0", "c");
  test.PutAt(kLastHashKey, "d");
  auto read = test.kinesis.GetRecords(
      {.shard_iterator = test.Iterator(ShardIteratorType::kTrimHorizon), .limit = 1});
  REQUIRE(Answer(read) == "OK");
  // There is more of it.
  CHECK(TextsOf(*read) == Texts{"a"});
  REQUIRE(read->next_shard_iterator.has_value());
  CHECK(read->child_shards.empty());
  std::string next = *read->next_shard_iterator;
  Texts rest;
  for (int calls = 0; calls < 10; ++calls) {
    const kinesis::GetRecordsResult page = test.Read(next);
    for (std::string& text : TextsOf(page)) rest.push_back(std::move(text));
    if (!page.next_shard_iterator.has_value()) {
      CHECK(ChildTexts(page) == Texts{"1 of 0 0-170141183460469231731687303715884105727",
                                      "2 of 0 170141183460469231731687303715884105728-"
                                      "340282366920938463463374607431768211455"});
      CHECK(page.millis_behind_latest == 0);
      break;
    }
    CHECK(page.child_shards.empty());
    next = *page.next_shard_iterator;
  }
  CHECK(rest == Texts{"b"});
  // And an iterator that was used may be used again.
  CHECK_FALSE(test.Read(next).next_shard_iterator.has_value());
  CHECK(TextsOf(test.ReadFrom(ShardIteratorType::kTrimHorizon, 1)) == Texts{"c"});
  CHECK(TextsOf(test.ReadFrom(ShardIteratorType::kTrimHorizon, 2)) == Texts{"d"});
}

TEST_CASE("both ends of a merge name the same child", "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s", 2);
  test.Merge(0, 1);
  const Texts child = {"2 of 0 1 0-340282366920938463463374607431768211455"};
  for (const std::uint32_t parent : {0u, 1u}) {
    const auto read = test.ReadFrom(ShardIteratorType::kTrimHorizon, parent);
    CHECK_FALSE(read.next_shard_iterator.has_value());
    CHECK(ChildTexts(read) == child);
  }
}

TEST_CASE("an iterator from before a reshard reads on, and then ends", "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s");
  const std::string latest = test.Iterator(ShardIteratorType::kLatest);
  test.PutAt("0", "a");
  test.Split(0, kMiddle);
  const auto read = test.Read(latest);
  CHECK(TextsOf(read) == Texts{"a"});
  if (read.next_shard_iterator.has_value()) {
    const auto end = test.Read(*read.next_shard_iterator);
    CHECK(end.records.empty());
    CHECK_FALSE(end.next_shard_iterator.has_value());
    CHECK(end.child_shards.size() == 2);
  } else {
    CHECK(read.child_shards.size() == 2);
  }
}

// ---- Rules 2.3 ----

TEST_CASE("iterators of a closed shard stand where they would of an open one", "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s");
  const auto first = test.PutAt("0", "a");
  test.clock.Advance(absl::Seconds(1));
  const absl::Time between = test.clock.Now();
  const auto second = test.PutAt("0", "b");
  test.Split(0, kMiddle);
  test.clock.Advance(absl::Seconds(1));
  CHECK(TextsOf(test.ReadFrom(ShardIteratorType::kTrimHorizon, 0)) == Texts{"a", "b"});
  const auto latest = test.ReadFrom(ShardIteratorType::kLatest, 0);
  CHECK(latest.records.empty());
  CHECK_FALSE(latest.next_shard_iterator.has_value());
  CHECK(latest.child_shards.size() == 2);
  const auto at = [&](ShardIteratorType type, const KinesisSequenceNumber& number) {
    return TextsOf(test.Read(IteratorAt(test, type, 0, number)));
  };
  CHECK(at(ShardIteratorType::kAtSequenceNumber, first.sequence_number) == Texts{"a", "b"});
  CHECK(at(ShardIteratorType::kAfterSequenceNumber, first.sequence_number) == Texts{"b"});
  CHECK(at(ShardIteratorType::kAfterSequenceNumber, second.sequence_number).empty());
  auto iterator =
      test.kinesis.GetShardIterator({.stream_name = "s",
                                     .shard_id = ShardName(0),
                                     .shard_iterator_type = ShardIteratorType::kAtTimestamp,
                                     .timestamp = between});
  REQUIRE(Answer(iterator) == "OK");
  CHECK(TextsOf(test.Read(iterator->shard_iterator)) == Texts{"b"});
}

TEST_CASE("nothing is after a closed shard's ending number", "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s");
  test.PutAt("0", "a");
  test.Split(0, kMiddle);
  const KinesisSequenceNumber end = *test.Shard(0).sequence_number_range.ending_sequence_number;
  const auto read = test.Read(IteratorAt(test, ShardIteratorType::kAtSequenceNumber, 0, end));
  CHECK(read.records.empty());
  CHECK_FALSE(read.next_shard_iterator.has_value());
  CHECK(IteratorAt(test, ShardIteratorType::kAfterSequenceNumber, 0, end) ==
        "InvalidArgumentException: Invalid SequenceNumber for ShardIteratorType "
        "AFTER_SEQUENCE_NUMBER, SequenceNumber has reached max possible value for the shard.");
  // A parent's number is not one of the child's.
  CHECK(IteratorAt(test, ShardIteratorType::kAtSequenceNumber, 1, end) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId-000000000000, while it was used in a call to a shard with "
        "shardId-000000000001");
}

TEST_CASE("an expired shard gives no iterators, and those that were given end",
          "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s");
  test.PutAt("0", "a");
  test.Split(0, kMiddle);
  test.clock.Advance(absl::Hours(24));
  const std::string last = test.Iterator(ShardIteratorType::kTrimHorizon);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(Answer(test.kinesis.GetShardIterator(
            {.stream_name = "s",
             .shard_id = ShardName(0),
             .shard_iterator_type = ShardIteratorType::kTrimHorizon})) ==
        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
        "111111111111 does not exist");
  const auto read = test.Read(last);
  CHECK(read.records.empty());
  CHECK_FALSE(read.next_shard_iterator.has_value());
  CHECK(read.child_shards.size() == 2);
}

// ---- Rules 2.1 and 2.5 ----

TEST_CASE("records go to open shards alone", "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s", 2);
  test.Split(0, "1000");
  CHECK(test.PutAt("999", "a").shard_id.index == 2);
  CHECK(test.PutAt("1000", "b").shard_id.index == 3);
  CHECK(test.PutAt(kMiddle, "c").shard_id.index == 1);
  test.Merge(3, 1);
  CHECK(test.PutAt("1000", "d").shard_id.index == 4);
  CHECK(test.PutAt(kLastHashKey, "e").shard_id.index == 4);
}

TEST_CASE("a stream that is UPDATING takes and gives records as before", "[local][reshard]") {
  ReshardTest test(WithUpdating(absl::Seconds(30)));
  test.CreateStream("s");
  test.PutAt("0", "a");
  test.Split(0, kMiddle);
  test.clock.Advance(absl::Seconds(30) - absl::Nanoseconds(1));
  CHECK(test.PutAt(kLastHashKey, "b").shard_id.index == 0);
  const auto read = test.ReadFrom(ShardIteratorType::kTrimHorizon, 0);
  CHECK(TextsOf(read) == Texts{"a", "b"});
  CHECK(read.next_shard_iterator.has_value());
  test.clock.Advance(absl::Nanoseconds(1));
  const auto put = test.PutAt(kLastHashKey, "c");
  CHECK(put.shard_id.index == 2);
  // Rules 2.2: a child's numbers are above all of its parent's.
  CHECK(put.sequence_number > read.records.back().sequence_number);
  CHECK_FALSE(test.ReadFrom(ShardIteratorType::kLatest, 0).next_shard_iterator.has_value());
}

TEST_CASE("a child's numbers are above its parent's whatever the clock says", "[local][reshard]") {
  ReshardTest test;
  test.CreateStream("s");
  // Seven generations in one nanosecond: each shard that begins at 0 is split.
  std::uint32_t shard = 0;
  KinesisSequenceNumber last = test.PutAt("0", "0").sequence_number;
  for (int generation = 1; generation <= 7; ++generation) {
    test.Split(shard, std::to_string(1'000'000 >> generation));
    const auto put = test.PutAt("0", "x");
    CHECK(put.shard_id.index == shard + (generation == 1 ? 1 : 2));
    CHECK(put.sequence_number > last);
    last = put.sequence_number;
    shard = put.shard_id.index;
  }
}

}  // namespace
}  // namespace weir::reshard_read_test

// SPDX-License-Identifier: MIT
//
// What emulators of Kinesis have been found to get wrong, each as a test that Kinesis's own
// answer is given here. By rule; the operations' own tests go further into each.
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"

namespace weir::emulator_defects_test {
namespace {

using kinesis::PutRecordsRequestEntry;
using kinesis::ShardIteratorType;
using testing::Answer;
using testing::kShard0;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

constexpr std::string_view kStreamArn = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
constexpr std::string_view kMiddle = "170141183460469231731687303715884105728";

std::vector<kinesis::Shard> ShardsOf(LocalTest& test) {
  auto shards = test.kinesis.ListShards({.stream_name = "s"});
  REQUIRE(Answer(shards) == "OK");
  return shards->shards;
}

void Split(LocalTest& test, std::string_view shard_id = kShard0, std::string_view key = kMiddle) {
  const absl::Status status = test.kinesis.SplitShard(
      {.stream_name = "s", .shard_to_split = shard_id, .new_starting_hash_key = key});
  REQUIRE(Answer(status) == "OK");
}

std::unique_ptr<kinesis::ShardEventStream> Subscribe(LocalTest& test) {
  const auto consumer =
      test.kinesis.RegisterStreamConsumer({.stream_arn = kStreamArn, .consumer_name = "c"});
  REQUIRE(Answer(consumer) == "OK");
  auto subscription = test.kinesis.SubscribeToShard(
      {.consumer_arn = consumer->consumer.consumer_arn,
       .shard_id = kShard0,
       .starting_position = {{.type = ShardIteratorType::kTrimHorizon}}});
  REQUIRE(Answer(subscription) == "OK");
  return std::move(subscription->event_stream);
}

TEST_CASE("2.1: of a number of shards that is a power of two, ranges end where AWS's do",
          "[local][defects]") {
  LocalTest test;
  test.CreateStream("s", 4);
  CHECK(ShardsOf(test)[0].hash_key_range.ending_hash_key.ToString() ==
        "85070591730234615865843651857942052863");
}

TEST_CASE("2.2: a closed shard ends with the greatest index, and starts with none of a record",
          "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  test.Put("x");
  Split(test);
  const kinesis::Shard parent = ShardsOf(test)[0];
  CHECK(parent.sequence_number_range.starting_sequence_number.sequence_index() == 0);
  CHECK(parent.sequence_number_range.ending_sequence_number->sequence_index() ==
        KinesisSequenceNumber::kSequenceIndexMax);
}

TEST_CASE("2.2: a merged shard's numbers are above those of both parents", "[local][defects]") {
  LocalTest test;
  test.CreateStream("s", 2);
  test.clock.Advance(absl::Seconds(5));
  REQUIRE(
      test.kinesis
          .MergeShards({.stream_name = "s", .shard_to_merge = "0", .adjacent_shard_to_merge = "1"})
          .ok());
  const std::vector<kinesis::Shard> shards = ShardsOf(test);
  for (const std::size_t parent : {0U, 1U}) {
    CHECK(*shards[parent].sequence_number_range.ending_sequence_number <
          shards[2].sequence_number_range.starting_sequence_number);
  }
}

TEST_CASE("2.3: a time that nothing was put at since waits for what comes", "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  test.Put("before");
  test.clock.Advance(absl::Seconds(1));
  const auto iterator =
      test.kinesis.GetShardIterator({.stream_name = "s",
                                     .shard_id = kShard0,
                                     .shard_iterator_type = ShardIteratorType::kAtTimestamp,
                                     .timestamp = test.clock.Now()});
  REQUIRE(Answer(iterator) == "OK");
  CHECK(test.Read(iterator->shard_iterator).records.empty());
  test.Put("after");
  CHECK(TextsOf(test.Read(iterator->shard_iterator)) == Texts{"after"});
}

TEST_CASE("2.4: a page ends at 10 MiB", "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  for (int i = 0; i < 12; ++i) test.Put(std::string(1024 * 1024 - 1, 'x'));
  CHECK(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon)).records.size() == 10);
}

TEST_CASE("2.4: Limit counts what is still there, and not what has expired", "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  for (int i = 0; i < 5; ++i) test.Put("old");
  test.clock.Advance(absl::Hours(24) + absl::Seconds(1));
  test.Put("new");
  const auto read = test.kinesis.GetRecords(
      {.shard_iterator = test.Iterator(ShardIteratorType::kTrimHorizon), .limit = 1});
  REQUIRE(Answer(read) == "OK");
  CHECK(TextsOf(*read) == Texts{"new"});
}

TEST_CASE("2.4: a reader learns how far it is behind", "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  test.Put("0");
  test.Put("1");
  test.clock.Advance(absl::Seconds(3));
  const auto read = test.kinesis.GetRecords(
      {.shard_iterator = test.Iterator(ShardIteratorType::kTrimHorizon), .limit = 1});
  REQUIRE(Answer(read) == "OK");
  CHECK(read->millis_behind_latest == 3'000);
}

TEST_CASE("2.4: the end of a shard is null, and names its children", "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  test.Put("x");
  Split(test);
  const auto read = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  CHECK(TextsOf(read) == Texts{"x"});
  CHECK(read.next_shard_iterator == std::nullopt);
  REQUIRE(read.child_shards.size() == 2);
  CHECK(read.child_shards[1].parent_shards == std::vector<ShardId>{{.index = 0}});
}

TEST_CASE("2.5: limits are on by default, per shard, and count keys", "[local][defects]") {
  LocalTest test((LocalKinesisOptions()));
  test.CreateStream();
  const std::string key(256, 'k');
  test.Put(std::string(1024 * 1024 - 256, 'x'), key);
  const auto over =
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("")});
  CHECK(Answer(over) ==
        "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in "
        "stream s under account 111111111111.");
  const std::string iterator = test.Iterator(ShardIteratorType::kLatest);
  for (int i = 0; i < 5; ++i) test.Read(iterator);
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator}))
            .starts_with("ProvisionedThroughputExceededException"));
}

TEST_CASE("2.5: a stream that takes more than 1 MiB takes it, and one that does not refuses",
          "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  const std::string large(2 * 1024 * 1024, 'x');
  const kinesis::PutRecordRequest request = {
      .stream_name = "s", .partition_key = "k", .data = AsBytes(large)};
  CHECK_FALSE(test.kinesis.PutRecord(request).ok());
  REQUIRE(
      test.kinesis.UpdateMaxRecordSize({.stream_arn = kStreamArn, .max_record_size_in_kib = 4'096})
          .ok());
  CHECK(Answer(test.kinesis.PutRecord(request)) == "OK");
}

TEST_CASE("2.6: events come to who waits, and 2 MiB a second of them", "[local][defects]") {
  LocalTest test((LocalKinesisOptions()));
  test.CreateStream();
  const auto events = Subscribe(test);
  std::size_t bytes = 0;
  const auto drain = [&] {
    for (;;) {
      const auto event = events->Next();
      REQUIRE(event.ok());
      if (!event->has_value() || (*event)->records.empty()) return;
      for (const kinesis::Record& record : (*event)->records) bytes += record.data.size();
    }
  };
  for (int second = 0; second < 8; ++second) {
    test.Put(std::string(1'000'000, 'x'));
    test.clock.Advance(absl::Seconds(1));
  }
  drain();
  CHECK(bytes >= 2'000'000);
  CHECK(bytes <= 4'000'000);
  for (int second = 0; second < 4; ++second) {
    test.clock.Advance(absl::Seconds(1));
    drain();
  }
  CHECK(bytes == 8'000'000);
}

TEST_CASE("2.6: one subscription of a consumer to a shard at a time", "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  const auto events = Subscribe(test);
  const std::string arn =
      test.kinesis.DescribeStreamConsumer({.stream_arn = kStreamArn, .consumer_name = "c"})
          ->consumer_description.consumer_arn;
  const kinesis::SubscribeToShardRequest again = {
      .consumer_arn = arn,
      .shard_id = kShard0,
      .starting_position = {{.type = ShardIteratorType::kLatest}}};
  test.clock.Advance(absl::Seconds(4));
  CHECK(Answer(test.kinesis.SubscribeToShard(again)).starts_with("ResourceInUseException"));
  test.clock.Advance(absl::Seconds(2));
  CHECK(Answer(test.kinesis.SubscribeToShard(again)) == "OK");
  absl::Status last;
  while (last.ok() && !events->IsOver()) last = events->Next().status();
  CHECK(Answer(last).starts_with("ResourceInUseException"));
}

TEST_CASE("2.6: a subscription ends with its shard, and names the children", "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  const auto events = Subscribe(test);
  test.Put("x");
  Split(test);
  std::string texts;
  std::size_t children = 0;
  while (!events->IsOver()) {
    const auto event = events->Next();
    REQUIRE(event.ok());
    REQUIRE(event->has_value());
    for (const kinesis::Record& record : (*event)->records) texts += AsText(record.data);
    children += (*event)->child_shards.size();
  }
  CHECK(texts == "x");
  CHECK(children == 2);
}

TEST_CASE("2.7: a split needs a key strictly inside, and a merge its shards in order",
          "[local][defects]") {
  LocalTest test;
  test.CreateStream("s", 2);
  for (const std::string_view key : {"0", "1", "170141183460469231731687303715884105727"}) {
    CHECK(Answer(test.kinesis.SplitShard(
                     {.stream_name = "s", .shard_to_split = "0", .new_starting_hash_key = key}))
              .starts_with("InvalidArgumentException"));
  }
  CHECK(Answer(test.kinesis.MergeShards(
                   {.stream_name = "s", .shard_to_merge = "1", .adjacent_shard_to_merge = "0"}))
            .starts_with("InvalidArgumentException"));
}

TEST_CASE("2.7: UpdateShardCount leaves no shard without parents", "[local][defects]") {
  LocalTest test;
  test.CreateStream("s", 3);
  REQUIRE(test.kinesis
              .UpdateShardCount({.stream_name = "s",
                                 .target_shard_count = 5,
                                 .scaling_type = kinesis::ScalingType::kUniformScaling})
              .ok());
  const std::vector<kinesis::Shard> shards = ShardsOf(test);
  for (std::size_t i = 3; i < shards.size(); ++i) CHECK(shards[i].parent_shard_id.has_value());
  CHECK(test.Summary().open_shard_count == 5);
}

TEST_CASE("2.8: filters filter, and pages go on", "[local][defects]") {
  LocalTest test;
  test.CreateStream("s", 3);
  Split(test, "0", "7");
  std::set<std::uint32_t> seen;
  auto page =
      test.kinesis.ListShards({.stream_name = "s",
                               .max_results = 1,
                               .shard_filter = {{.type = kinesis::ShardFilterType::kAtLatest}}});
  for (int pages = 0; pages < 10; ++pages) {
    REQUIRE(Answer(page) == "OK");
    for (const kinesis::Shard& shard : page->shards) seen.insert(shard.shard_id.index);
    if (!page->next_token.has_value()) break;
    const std::string token = *page->next_token;
    page = test.kinesis.ListShards({.next_token = token, .max_results = 1});
  }
  CHECK(seen == std::set<std::uint32_t>{1, 2, 3, 4});
}

TEST_CASE("2.8: DescribeStream keeps to its limit, and begins where it is told",
          "[local][defects]") {
  LocalTest test;
  test.CreateStream("s", 5);
  const auto page = test.kinesis.DescribeStream(
      {.stream_name = "s", .limit = 2, .exclusive_start_shard_id = "shardId-000000000001"});
  REQUIRE(Answer(page) == "OK");
  REQUIRE(page->stream_description.shards.size() == 2);
  CHECK(page->stream_description.shards[0].shard_id.index == 2);
  CHECK(page->stream_description.has_more_shards);
}

TEST_CASE("2.9: records are kept for a year if that is asked for, and not longer than asked",
          "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  REQUIRE(test.kinesis
              .IncreaseStreamRetentionPeriod({.stream_name = "s", .retention_period_hours = 8'760})
              .ok());
  test.Put("x");
  test.clock.Advance(absl::Hours(8'760));
  CHECK(TextsOf(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon))) == Texts{"x"});
  test.clock.Advance(absl::Seconds(1));
  CHECK(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon)).records.empty());
}

TEST_CASE("1.1: a stream's ARN alone is enough for every operation that takes one",
          "[local][defects]") {
  LocalTest test;
  test.CreateStream();
  LocalKinesis& kinesis = test.kinesis;
  CHECK(Answer(kinesis.PutRecord(
            {.stream_arn = kStreamArn, .partition_key = "k", .data = AsBytes("x")})) == "OK");
  CHECK(Answer(kinesis.GetShardIterator({.stream_arn = kStreamArn,
                                         .shard_id = "0",
                                         .shard_iterator_type = ShardIteratorType::kLatest})) ==
        "OK");
  CHECK(Answer(kinesis.DescribeStream({.stream_arn = kStreamArn})) == "OK");
  CHECK(Answer(kinesis.DescribeStreamSummary({.stream_arn = kStreamArn})) == "OK");
  CHECK(Answer(kinesis.ListShards({.stream_arn = kStreamArn})) == "OK");
  CHECK(Answer(kinesis.AddTagsToStream(
            {.stream_arn = kStreamArn, .tags = kinesis::TagMap{{"a", "b"}}})) == "OK");
  CHECK(Answer(kinesis.ListTagsForStream({.stream_arn = kStreamArn})) == "OK");
  CHECK(Answer(kinesis.RemoveTagsFromStream({.stream_arn = kStreamArn, .tag_keys = {{"a"}}})) ==
        "OK");
  CHECK(Answer(kinesis.IncreaseStreamRetentionPeriod(
            {.stream_arn = kStreamArn, .retention_period_hours = 48})) == "OK");
  CHECK(Answer(kinesis.DecreaseStreamRetentionPeriod(
            {.stream_arn = kStreamArn, .retention_period_hours = 24})) == "OK");
  CHECK(Answer(kinesis.EnableEnhancedMonitoring(
            {.stream_arn = kStreamArn, .shard_level_metrics = {{kinesis::MetricsName::kAll}}})) ==
        "OK");
  CHECK(Answer(kinesis.DisableEnhancedMonitoring(
            {.stream_arn = kStreamArn, .shard_level_metrics = {{kinesis::MetricsName::kAll}}})) ==
        "OK");
  CHECK(Answer(kinesis.StartStreamEncryption({.stream_arn = kStreamArn,
                                              .encryption_type = kinesis::EncryptionType::kKms,
                                              .key_id = "alias/a"})) == "OK");
  CHECK(Answer(kinesis.StopStreamEncryption({.stream_arn = kStreamArn,
                                             .encryption_type = kinesis::EncryptionType::kKms,
                                             .key_id = "alias/a"})) == "OK");
  CHECK(Answer(kinesis.SplitShard(
            {.stream_arn = kStreamArn, .shard_to_split = "0", .new_starting_hash_key = kMiddle})) ==
        "OK");
  CHECK(Answer(kinesis.MergeShards(
            {.stream_arn = kStreamArn, .shard_to_merge = "1", .adjacent_shard_to_merge = "2"})) ==
        "OK");
  CHECK(Answer(kinesis.UpdateShardCount({.stream_arn = kStreamArn,
                                         .target_shard_count = 2,
                                         .scaling_type = kinesis::ScalingType::kUniformScaling})) ==
        "OK");
  CHECK(Answer(kinesis.DeleteStream({.stream_arn = kStreamArn})) == "OK");
}

}  // namespace
}  // namespace weir::emulator_defects_test

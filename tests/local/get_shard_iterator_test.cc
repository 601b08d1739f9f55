// SPDX-License-Identifier: MIT
//
// Rules 2.3: where the five types of iterators stand, and every refusal.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "local/support.h"

namespace weir {
namespace {

using kinesis::GetShardIteratorRequest;
using kinesis::ShardIteratorType;
using testing::Answer;
using testing::kShard0;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

// A stream with records "0", "1", "2", put a second apart.
struct ThreeRecords : LocalTest {
  explicit ThreeRecords(LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()})
      : LocalTest(options) {
    CreateStream();
    for (const std::string_view text : {"0", "1", "2"}) {
      arrivals.push_back(clock.Now());
      numbers.push_back(Put(text).sequence_number.ToString());
      clock.Advance(absl::Seconds(1));
    }
  }

  // What an iterator of `request` reads, or how it is refused.
  std::string ReadBy(GetShardIteratorRequest request) {
    request.stream_name = "s";
    if (!request.shard_id.has_value()) request.shard_id = kShard0;
    const auto iterator = kinesis.GetShardIterator(request);
    if (!iterator.ok()) return Answer(iterator);
    std::string text;
    for (const std::string& record : TextsOf(Read(iterator->shard_iterator))) text += record;
    return text;
  }

  std::vector<std::string> numbers;
  std::vector<absl::Time> arrivals;
};

TEST_CASE("an iterator stands where its type says", "[local][get_shard_iterator]") {
  ThreeRecords test;
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kTrimHorizon}) == "012");
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kLatest}).empty());
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string all = "012";
    CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtSequenceNumber,
                       .starting_sequence_number = test.numbers[i]}) == all.substr(i));
    CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAfterSequenceNumber,
                       .starting_sequence_number = test.numbers[i]}) == all.substr(i + 1));
    CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtTimestamp,
                       .timestamp = test.arrivals[i]}) == all.substr(i));
    CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtTimestamp,
                       .timestamp = test.arrivals[i] + absl::Milliseconds(1)}) ==
          all.substr(i + 1));
  }
}

TEST_CASE("LATEST is the tip when it is asked for, not when it is read",
          "[local][get_shard_iterator]") {
  // Rule 2.3: getting this wrong loses records.
  ThreeRecords test;
  const std::string latest = test.Iterator(ShardIteratorType::kLatest);
  test.Put("3");
  CHECK(TextsOf(test.Read(latest)) == Texts{"3"});
}

TEST_CASE("the start of a shard is a number to begin with", "[local][get_shard_iterator]") {
  ThreeRecords test;
  const std::string start =
      test.kinesis.FindNumbering({.stream_name = "s"}, {.index = 0})->Start().ToString();
  for (const ShardIteratorType type :
       {ShardIteratorType::kAtSequenceNumber, ShardIteratorType::kAfterSequenceNumber}) {
    CHECK(test.ReadBy({.shard_iterator_type = type, .starting_sequence_number = start}) == "012");
  }
}

TEST_CASE("a time before all records is the horizon, and one after all waits for the next",
          "[local][get_shard_iterator]") {
  ThreeRecords test;
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtTimestamp,
                     .timestamp = absl::UnixEpoch()}) == "012");
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtTimestamp,
                     .timestamp = absl::InfinitePast()}) == "012");
  const auto now =
      test.kinesis.GetShardIterator({.stream_name = "s",
                                     .shard_id = kShard0,
                                     .shard_iterator_type = ShardIteratorType::kAtTimestamp,
                                     .timestamp = test.clock.Now()});
  REQUIRE(Answer(now) == "OK");
  CHECK(test.Read(now->shard_iterator).records.empty());
  test.Put("3");
  CHECK(TextsOf(test.Read(now->shard_iterator)) == Texts{"3"});
}

TEST_CASE("a time in the future is refused, to the millisecond", "[local][get_shard_iterator]") {
  ThreeRecords test;
  const std::int64_t now_millis = absl::ToUnixMillis(test.clock.Now());
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtTimestamp,
                     .timestamp = absl::FromUnixMillis(now_millis + 1)}) ==
        "InvalidArgumentException: The timestampInMillis parameter cannot be greater than the "
        "currentTimestampInMillis. timestampInMillis: " +
            std::to_string(now_millis + 1) +
            ", currentTimestampInMillis: " + std::to_string(now_millis));
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtTimestamp}) ==
        "InvalidArgumentException: Must specify timestampInMillis parameter for iterator of type "
        "AT_TIMESTAMP. Current request has no timestamp parameter.");
}

TEST_CASE("types with a number need one, and the others take none", "[local][get_shard_iterator]") {
  ThreeRecords test;
  const auto expected = [](std::string_view type, std::string_view article) {
    return "InvalidArgumentException: Must either specify (1) AT_SEQUENCE_NUMBER or "
           "AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no "
           "StartingSequenceNumber. Request specified " +
           std::string(type) + " and " + std::string(article) + " StartingSequenceNumber.";
  };
  for (const ShardIteratorType type :
       {ShardIteratorType::kAtSequenceNumber, ShardIteratorType::kAfterSequenceNumber}) {
    CHECK(test.ReadBy({.shard_iterator_type = type}) == expected(WordOf(type), "no"));
  }
  for (const ShardIteratorType type :
       {ShardIteratorType::kTrimHorizon, ShardIteratorType::kLatest}) {
    CHECK(test.ReadBy({.shard_iterator_type = type, .starting_sequence_number = test.numbers[0]}) ==
          expected(WordOf(type), "also a"));
  }
}

TEST_CASE("a number of another shard, or of no stream here, is refused",
          "[local][get_shard_iterator]") {
  ThreeRecords test;
  test.CreateStream("six", 6);
  const std::string fifth =
      test.kinesis.FindNumbering({.stream_name = "six"}, {.index = 5})->Start().ToString();
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtSequenceNumber,
                     .starting_sequence_number = fifth}) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId-000000000005, while it was used in a call to a shard with shardId-000000000000");
  // A stream that was made a day later has other numbers for the same shard.
  test.clock.Advance(absl::Hours(1));
  test.CreateStream("later");
  const std::string later = test.Put("x", "k", "later").sequence_number.ToString();
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtSequenceNumber,
                     .starting_sequence_number = later})
            .ends_with(" is invalid because it did not come from this stream."));
  CHECK(test.ReadBy({.shard_iterator_type = ShardIteratorType::kAtSequenceNumber,
                     .starting_sequence_number = "0"})
            .starts_with("InternalFailureException"));
}

TEST_CASE("shards are named in many forms, and only one that is there is found",
          "[local][get_shard_iterator]") {
  // Rule 2.3, forms of ShardId.
  ThreeRecords test;
  const auto by = [&](std::string_view shard_id) {
    return test.ReadBy(
        {.shard_id = shard_id, .shard_iterator_type = ShardIteratorType::kTrimHorizon});
  };
  for (const std::string_view id : {"shardId-000000000000", "0", "x-0", "shardId-0"}) {
    CHECK(by(id) == "012");
  }
  CHECK(by("shardId-000000000001") ==
        "ResourceNotFoundException: Shard shardId-000000000001 in stream s under account "
        "111111111111 does not exist");
  CHECK(by("2147483647") ==
        "ResourceNotFoundException: Shard shardId-002147483647 in stream s under account "
        "111111111111 does not exist");
  CHECK(by("2147483648") ==
        "ResourceNotFoundException: Could not find shard 2147483648 in stream s under account "
        "111111111111.");
  CHECK(by("shard-one") ==
        "ResourceNotFoundException: Could not find shard shard-one in stream s under account "
        "111111111111.");
}

TEST_CASE("a stream that is CREATING has no shards yet", "[local][get_shard_iterator]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(1)}});
  test.CreateStream();
  const GetShardIteratorRequest request = {
      .stream_name = "s", .shard_id = kShard0, .shard_iterator_type = ShardIteratorType::kLatest};
  CHECK(Answer(test.kinesis.GetShardIterator(request)) ==
        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
        "111111111111 does not exist");
  test.clock.Advance(absl::Seconds(1));
  CHECK(Answer(test.kinesis.GetShardIterator(request)) == "OK");
}

TEST_CASE("a shard gives five iterators in a second", "[local][get_shard_iterator]") {
  LocalTest test({.limits = {.iterator_calls = KinesisLimits::Aws().iterator_calls}});
  test.CreateStream("s", 2);
  const auto get = [&](std::string_view shard_id) {
    return Answer(
        test.kinesis.GetShardIterator({.stream_name = "s",
                                       .shard_id = shard_id,
                                       .shard_iterator_type = ShardIteratorType::kLatest}));
  };
  for (int i = 0; i < 5; ++i) CHECK(get("0") == "OK");
  CHECK(get("0") ==
        "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in "
        "stream s under account 111111111111.");
  CHECK(get("1") == "OK");
  test.clock.Advance(absl::Milliseconds(199));
  CHECK(get("0") != "OK");
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(get("0") == "OK");
}

TEST_CASE("an iterator has at most 512 characters, with the longest of names",
          "[local][get_shard_iterator]") {
  LocalTest test;
  const std::string name(128, 'n');
  test.CreateStream(name);
  CHECK(test.Iterator(ShardIteratorType::kLatest, kShard0, name).size() <= 512);
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
//
// Rules 2.4, what a read gives and when it is refused, and 2.3, how long and how often an
// iterator is good.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"
#include "support/seeded_random.h"

namespace weir::get_records_test {
namespace {

using kinesis::GetRecordsResult;
using kinesis::PutRecordsRequestEntry;
using kinesis::ShardIteratorType;
using testing::Answer;
using testing::kShard0;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

constexpr std::size_t kMiB = 1024 * 1024;

TEST_CASE("at the tip a read gives nothing, an iterator, and no delay", "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  for (const ShardIteratorType type :
       {ShardIteratorType::kTrimHorizon, ShardIteratorType::kLatest}) {
    const GetRecordsResult read = test.Read(test.Iterator(type));
    CHECK(read.records.empty());
    CHECK(read.next_shard_iterator.has_value());
    CHECK(read.millis_behind_latest == 0);
    CHECK(read.child_shards.empty());
  }
}

TEST_CASE("an iterator reads the same again, and its successor what follows",
          "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  for (const std::string_view text : {"0", "1", "2", "3"}) test.Put(text);
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  const auto page = [&](std::string_view from) {
    auto read = test.kinesis.GetRecords({.shard_iterator = from, .limit = 3});
    REQUIRE(Answer(read) == "OK");
    return *std::move(read);
  };
  const GetRecordsResult first = page(iterator);
  CHECK(TextsOf(first) == Texts{"0", "1", "2"});
  const GetRecordsResult second = page(*first.next_shard_iterator);
  CHECK(TextsOf(second) == Texts{"3"});
  test.Put("4");
  CHECK(TextsOf(page(iterator)) == Texts{"0", "1", "2"});
  CHECK(TextsOf(page(*first.next_shard_iterator)) == Texts{"3", "4"});
  CHECK(TextsOf(page(*second.next_shard_iterator)) == Texts{"4"});
  CHECK(TextsOf(first) == Texts{"0", "1", "2"});
}

TEST_CASE("an iterator is good for five minutes, and then says when it was made",
          "[local][get_records]") {
  // Rule 2.3, with its words.
  LocalTest test;
  test.CreateStream();
  const std::string iterator = test.Iterator(ShardIteratorType::kLatest);
  test.clock.Advance(absl::Minutes(5));
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) == "OK");
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) ==
        "ExpiredIteratorException: Iterator expired. The iterator was created at time Wed Jan 01 "
        "00:00:00 UTC 2025 while right now it is Wed Jan 01 00:05:00 UTC 2025 which is further in "
        "the future than the tolerated delay of 300000 milliseconds.");
}

TEST_CASE("what is no iterator of this service is refused", "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  LocalTest other;
  other.CreateStream();
  std::string changed = test.Iterator(ShardIteratorType::kLatest);
  changed[10] = changed[10] == 'A' ? 'B' : 'A';
  for (const std::string& iterator :
       {std::string("AAAA"), std::string("x"), changed, std::string(512, 'A'),
        other.Iterator(ShardIteratorType::kLatest)}) {
    CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) ==
          "InvalidArgumentException: Invalid ShardIterator.");
  }
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = std::string(513, 'A')}))
            .starts_with("ValidationException"));
}

TEST_CASE("one key for two services makes their iterators the same", "[local][get_records]") {
  const LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited(),
                                       .token_key = TokenSeal::Key{1, 2, 3}};
  LocalTest one(options);
  LocalTest two(options);
  one.CreateStream();
  two.CreateStream();
  two.Put("two's");
  CHECK(TextsOf(two.Read(one.Iterator(ShardIteratorType::kTrimHorizon))) == Texts{"two's"});
}

TEST_CASE("an iterator in quotes is one", "[local][get_records]") {
  // Rule 2.3.
  LocalTest test;
  test.CreateStream();
  test.Put("x");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  CHECK(TextsOf(test.Read('"' + iterator + '"')) == Texts{"x"});
  CHECK_FALSE(test.kinesis.GetRecords({.shard_iterator = '"' + iterator}).ok());
  CHECK_FALSE(test.kinesis.GetRecords({.shard_iterator = "\"\""}).ok());
}

TEST_CASE("a read gives at most 10,000 records", "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  const std::vector<PutRecordsRequestEntry> records(500,
                                                    {.partition_key = "k", .data = AsBytes("x")});
  for (int i = 0; i < 21; ++i) {
    REQUIRE(test.kinesis.PutRecords({.stream_name = "s", .records = records}).ok());
  }
  const GetRecordsResult first = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  CHECK(first.records.size() == 10'000);
  CHECK(test.Read(*first.next_shard_iterator).records.size() == 500);
}

TEST_CASE("a read gives at most 10 MiB, and one record however large", "[local][get_records]") {
  LocalTest test;
  REQUIRE(
      test.kinesis
          .CreateStream({.stream_name = "s", .shard_count = 1, .max_record_size_in_kib = 10'240})
          .ok());
  // With their keys: 4 + 6 MiB, then 1 byte, then 10 MiB.
  test.Put(std::string(4 * kMiB - 1, 'a'));
  test.Put(std::string(6 * kMiB - 1, 'b'));
  test.Put("");
  test.Put(std::string(10 * kMiB - 1, 'c'));
  test.Put("last");
  std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  for (const std::size_t count : {2U, 1U, 1U, 1U}) {
    const GetRecordsResult read = test.Read(iterator);
    CHECK(read.records.size() == count);
    iterator = *read.next_shard_iterator;
  }
}

TEST_CASE("a shard is read five times in a second", "[local][get_records]") {
  LocalTest test({.limits = {.read_calls = KinesisLimits::Aws().read_calls}});
  test.CreateStream("s", 2);
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  const std::string other = test.Iterator(ShardIteratorType::kTrimHorizon, "shardId-000000000001");
  for (int i = 0; i < 5; ++i) test.Read(iterator);
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) ==
        "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in "
        "stream s under account 111111111111.");
  test.Read(other);
  test.clock.Advance(absl::Milliseconds(200));
  test.Read(iterator);
  CHECK_FALSE(test.kinesis.GetRecords({.shard_iterator = iterator}).ok());
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kReadCalls) == 2);
}

TEST_CASE("after 10 MiB a shard is not read for five seconds", "[local][get_records]") {
  LocalTest test({.limits = {.read_bytes = KinesisLimits::Aws().read_bytes}});
  test.CreateStream();
  for (int i = 0; i < 10; ++i) test.Put(std::string(kMiB - 1, 'x'));
  const GetRecordsResult read = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  CHECK(read.records.size() == 10);
  const auto refused = test.kinesis.GetRecords({.shard_iterator = *read.next_shard_iterator});
  CHECK(Answer(refused).starts_with("ProvisionedThroughputExceededException"));
  CHECK(RetryAfter(refused.status()) == absl::Seconds(5));
  test.clock.Advance(absl::Seconds(5) - absl::Nanoseconds(1));
  CHECK_FALSE(test.kinesis.GetRecords({.shard_iterator = *read.next_shard_iterator}).ok());
  test.clock.Advance(absl::Nanoseconds(1));
  test.Read(*read.next_shard_iterator);
}

TEST_CASE("after 2 MiB a shard is not read for a second, and before it is",
          "[local][get_records]") {
  // Rule 2.4: where the throughput is not sufficient.
  LocalTest test({.limits = {.read_bytes = KinesisLimits::Aws().read_bytes}});
  test.CreateStream();
  test.Put(std::string(kMiB - 1, 'x'));
  test.Put(std::string(kMiB - 2, 'x'));
  test.Put("");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  const auto page = [&](std::string_view from, std::int32_t limit) {
    return test.kinesis.GetRecords({.shard_iterator = from, .limit = limit});
  };
  // One byte is left.
  const auto almost = page(iterator, 2);
  REQUIRE(Answer(almost) == "OK");
  const auto last = page(*almost->next_shard_iterator, 1);
  REQUIRE(Answer(last) == "OK");
  CHECK(RetryAfter(page(iterator, 1).status()) == absl::Seconds(1));
  test.clock.Advance(absl::Milliseconds(999));
  CHECK_FALSE(page(iterator, 1).ok());
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(Answer(page(iterator, 1)) == "OK");
}

TEST_CASE("the delay is the age of what was not read yet", "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  for (const std::string_view text : {"0", "1", "2"}) {
    test.Put(text);
    test.clock.Advance(absl::Milliseconds(250));
  }
  std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  for (const std::int64_t millis : {500, 250, 0, 0}) {
    const auto read = test.kinesis.GetRecords({.shard_iterator = iterator, .limit = 1});
    REQUIRE(Answer(read) == "OK");
    CHECK(read->millis_behind_latest == millis);
    iterator = *read->next_shard_iterator;
  }
}

TEST_CASE("what retention has passed is not read, and reading goes on behind it",
          "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  test.Put("old");
  test.clock.Advance(absl::Hours(24) - absl::Minutes(2));
  test.Put("new");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  CHECK(TextsOf(test.Read(iterator)) == Texts{"old", "new"});
  test.clock.Advance(absl::Minutes(2));
  CHECK(TextsOf(test.Read(iterator)) == Texts{"old", "new"});
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(TextsOf(test.Read(iterator)) == Texts{"new"});
  CHECK(TextsOf(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon))) == Texts{"new"});
}

TEST_CASE("records stay where they are while somebody looks, whatever becomes of the stream",
          "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  for (int i = 0; i < 1'000; ++i) test.Put(std::string(10'000, static_cast<char>('a' + i % 26)));
  GetRecordsResult read = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  CHECK(read.records.size() == 1'000);
  REQUIRE(test.kinesis.DeleteStream({.stream_name = "s"}).ok());
  test.CreateStream();
  for (int i = 0; i < 2'000; ++i) test.Put(std::string(10'000, '#'));
  std::size_t index = 0;
  const kinesis::RecordList kept = std::move(read.records);
  for (const kinesis::Record& record : kept) {
    REQUIRE(AsText(record.data) == std::string(10'000, static_cast<char>('a' + index % 26)));
    ++index;
  }
  CHECK(index == 1'000);
}

TEST_CASE("what the engine's stream takes is read through the contract, and the other way round",
          "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  const std::shared_ptr<Stream> engine = *test.kinesis.FindStream({.stream_name = "s"});
  std::vector<RecordClaim> abandoned;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(engine->Put({.partition_key = "k", .data = AsBytes(std::to_string(i))}).ok());
    abandoned.push_back(*engine->Claim({.partition_key = "k", .data_bytes = 3}));
  }
  abandoned.clear();
  test.Put("20");
  const GetRecordsResult read = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  REQUIRE(read.records.size() == 21);
  const ShardNumbering numbering = *test.kinesis.FindNumbering({.stream_name = "s"}, {.index = 0});
  Cursor cursor = *engine->OpenCursor({.index = 0}, Position::TrimHorizon());
  std::size_t i = 0;
  for (const RecordView& view : cursor.Read()) {
    CHECK(AsText(view.data) == std::to_string(i));
    CHECK(read.records[i].sequence_number ==
          numbering.Of(view.sequence_number, view.approximate_arrival_nanos));
    ++i;
  }
  CHECK(i == 21);
}

TEST_CASE("of a stream that is gone a shard does not exist, nor of one with its name",
          "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  const std::string answer =
      "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
      "111111111111 does not exist";
  REQUIRE(test.kinesis.DeleteStream({.stream_name = "s"}).ok());
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) == answer);
  test.CreateStream();
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) == answer);
}

TEST_CASE("an ARN beside the iterator must be its stream's", "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  CHECK(Answer(test.kinesis.GetRecords(
            {.shard_iterator = iterator,
             .stream_arn = "arn:aws:kinesis:us-east-1:111111111111:stream/s"})) == "OK");
  CHECK(Answer(test.kinesis.GetRecords(
            {.shard_iterator = iterator,
             .stream_arn = "arn:aws:kinesis:us-east-1:111111111111:stream/t"})) ==
        "InvalidArgumentException: StreamARN arn:aws:kinesis:us-east-1:111111111111:stream/t does "
        "not agree with ShardIterator, which is of "
        "arn:aws:kinesis:us-east-1:111111111111:stream/s.");
}

TEST_CASE("an iterator is no way into another account", "[local][get_records]") {
  LocalTest test;
  test.CreateStream();
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  LocalKinesis other =
      *test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  CHECK(Answer(other.GetRecords({.shard_iterator = iterator})) ==
        "AccessDeniedException: User: arn:aws:iam::222222222222:root is not authorized to "
        "perform: kinesis:GetRecords on resource: "
        "arn:aws:kinesis:us-east-1:111111111111:stream/s because no resource-based policy allows "
        "the kinesis:GetRecords action");
}

TEST_CASE("readers at random places with random limits read every record once and in order",
          "[local][get_records]") {
  // Many segments, and more readers than a shard remembers places of.
  testing::SeededRandom random;
  INFO(random.Description());
  LocalTest test;
  test.CreateStream();
  std::vector<std::string> iterators(12, test.Iterator(ShardIteratorType::kTrimHorizon));
  std::vector<std::size_t> places(iterators.size(), 0);
  std::size_t put = 0;
  for (int round = 0; round < 2'000; ++round) {
    for (std::uint64_t i = random.Below(8); i > 0; --i) {
      test.Put(std::to_string(put) + std::string(random.Below(3'000), '.'));
      ++put;
    }
    const std::size_t who = random.Below(iterators.size());
    const auto read =
        test.kinesis.GetRecords({.shard_iterator = iterators[who],
                                 .limit = static_cast<std::int32_t>(1 + random.Below(40))});
    REQUIRE(Answer(read) == "OK");
    for (const std::string& text : TextsOf(*read)) {
      REQUIRE(text.substr(0, text.find('.')) == std::to_string(places[who]));
      ++places[who];
    }
    iterators[who] = *read->next_shard_iterator;
    test.clock.Advance(absl::Milliseconds(1));
  }
  CHECK(put > 1'000);
}

TEST_CASE("bytes that are only observed refuse no read, and are counted as if they did",
          "[local][get_records]") {
  LocalTest test({.limits = {.read_bytes = {.mode = LimitMode::kObserve,
                                            .rate = KinesisLimits::Aws().read_bytes.rate},
                             .read_calls = KinesisLimits::Aws().read_calls}});
  test.CreateStream();
  for (int i = 0; i < 10; ++i) test.Put(std::string(kMiB - 1, 'x'));
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  // Each after the first would be refused, and takes nothing.
  for (int i = 0; i < 3; ++i) CHECK(test.Read(iterator).records.size() == 10);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kReadBytes) == 2);
  test.clock.Advance(absl::Seconds(5));
  test.Read(iterator);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kReadBytes) == 2);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kReadCalls) == 0);
}

TEST_CASE("an iterator of another run with the same key is none where that run had got farther",
          "[local][get_records]") {
  LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited(),
                                 .token_key = TokenSeal::Key{}};
  LocalTest farther(options);
  LocalTest test(options);
  farther.CreateStream();
  test.CreateStream();
  farther.Put("a");
  const std::string iterator = farther.Iterator(ShardIteratorType::kLatest);
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) ==
        "InvalidArgumentException: Invalid ShardIterator.");
  test.Put("b");
  CHECK(test.Read(iterator).records.empty());
}

}  // namespace
}  // namespace weir::get_records_test

// SPDX-License-Identifier: MIT
//
// Rules 2.1 and 2.2, where a record goes and what number it has, and 2.5, what a shard and
// a record may have.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "local/support.h"

namespace weir::put_record_test {
namespace {

using kinesis::ShardIteratorType;
using testing::Answer;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

constexpr std::string_view kMaxHashKey = "340282366920938463463374607431768211455";

TEST_CASE("keys go to the shards that AWS's go to", "[local][put_record]") {
  // Rule 2.1: of three shards.
  LocalTest test;
  test.CreateStream("s", 3);
  CHECK(test.Put("x", "a").shard_id.ToString() == "shardId-000000000000");
  CHECK(test.Put("x", "b").shard_id.ToString() == "shardId-000000000001");
  CHECK(test.Put("x", "e").shard_id.ToString() == "shardId-000000000002");
  CHECK(test.Put("x", "f").shard_id.ToString() == "shardId-000000000001");
}

TEST_CASE("an explicit hash key takes the place of the key's", "[local][put_record]") {
  // Rule 2.1, with the ends of the three ranges.
  LocalTest test;
  test.CreateStream("s", 3);
  struct Row {
    std::string_view hash_key;
    std::uint32_t shard;
  };
  for (const Row& row : {Row{"0", 0}, Row{"113427455640312821154458202477256070484", 0},
                         Row{"113427455640312821154458202477256070485", 1},
                         Row{"226854911280625642308916404954512140969", 1},
                         Row{"226854911280625642308916404954512140970", 2}, Row{kMaxHashKey, 2}}) {
    const auto put = test.kinesis.PutRecord({.stream_name = "s",
                                             .partition_key = "a",
                                             .data = AsBytes("x"),
                                             .explicit_hash_key = row.hash_key});
    REQUIRE(Answer(put) == "OK");
    CHECK(put->shard_id.index == row.shard);
  }
  const auto beyond =
      test.kinesis.PutRecord({.stream_name = "s",
                              .partition_key = "a",
                              .data = AsBytes("x"),
                              .explicit_hash_key = "340282366920938463463374607431768211456"});
  CHECK(Answer(beyond) ==
        "InvalidArgumentException: Invalid ExplicitHashKey. ExplicitHashKey must be in the range: "
        "[0, 2^128-1]. Specified value was 340282366920938463463374607431768211456");
}

TEST_CASE("a record's number is above its shard's start and grows with each",
          "[local][put_record]") {
  // Rule 2.2, and the number has the second in which the record arrived.
  LocalTest test;
  test.CreateStream();
  KinesisSequenceNumber before =
      test.kinesis.FindNumbering({.stream_name = "s"}, {.index = 0})->Start();
  for (int i = 0; i < 100; ++i) {
    const kinesis::PutRecordResult put = test.Put("x");
    CHECK(before < put.sequence_number);
    CHECK(put.sequence_number.version() == KinesisSequenceNumber::Version::kTwo);
    CHECK(put.sequence_number.time_seconds() == absl::ToUnixSeconds(test.clock.Now()));
    CHECK(put.sequence_number.ToString().size() == 56);
    before = put.sequence_number;
    if (i % 10 == 0) test.clock.Advance(absl::Milliseconds(700));
  }
}

TEST_CASE("what is read has the number that the put was told", "[local][put_record]") {
  LocalTest test;
  test.CreateStream();
  test.clock.Advance(absl::Milliseconds(999));
  const kinesis::PutRecordResult put = test.Put("data", "key");
  test.clock.Advance(absl::Hours(1));
  const auto read = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  REQUIRE(read.records.size() == 1);
  const kinesis::Record record = read.records[0];
  CHECK(record.sequence_number == put.sequence_number);
  CHECK(record.partition_key == "key");
  CHECK(AsText(record.data) == "data");
  CHECK(record.approximate_arrival_timestamp == test.clock.Now() - absl::Hours(1));
  CHECK(record.encryption_type == kinesis::EncryptionType::kNone);
}

TEST_CASE("the number of the record before is taken, and a wrong one refused",
          "[local][put_record]") {
  // Rule 2.2. The stream's own is among those that any stream may have given.
  LocalTest test;
  test.CreateStream();
  const std::string first = test.Put("x").sequence_number.ToString();
  kinesis::PutRecordRequest request = {.stream_name = "s",
                                       .partition_key = "k",
                                       .data = AsBytes("x"),
                                       .sequence_number_for_ordering = first};
  CHECK(Answer(test.kinesis.PutRecord(request)) == "OK");
  // One digit more: no number.
  const std::string longer = first + "0";
  request.sequence_number_for_ordering = longer;
  CHECK(Answer(test.kinesis.PutRecord(request)) ==
        "InvalidArgumentException: ExclusiveMinimumSequenceNumber " + longer +
            " used in PutRecord on stream s under account 111111111111 is invalid.");
  CHECK(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon)).records.size() == 2);
}

TEST_CASE("a shard takes 1,000 records in a second, whatever other shards take",
          "[local][put_record]") {
  // Rule 2.5, with its words.
  KinesisLimits limits;
  limits.write_records = KinesisLimits::Aws().write_records;
  LocalTest test({.limits = limits});
  test.CreateStream("s", 2);
  const auto put = [&](std::string_view hash_key) {
    return test.kinesis.PutRecord({.stream_name = "s",
                                   .partition_key = "k",
                                   .data = AsBytes("x"),
                                   .explicit_hash_key = hash_key});
  };
  for (int i = 0; i < 1'000; ++i) REQUIRE(Answer(put("0")) == "OK");
  CHECK(Answer(put("0")) ==
        "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in "
        "stream s under account 111111111111.");
  CHECK(RetryAfter(put("0").status()) == absl::Milliseconds(1));
  CHECK(Answer(put(kMaxHashKey)) == "OK");
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(Answer(put("0")) == "OK");
  CHECK_FALSE(put("0").ok());
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kWriteRecords) == 3);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kWriteBytes) == 0);
}

TEST_CASE("a shard takes 1 MiB of data and keys in a second, to the byte", "[local][put_record]") {
  KinesisLimits limits;
  limits.write_bytes = KinesisLimits::Aws().write_bytes;
  LocalTest test({.limits = limits});
  test.CreateStream();
  test.Put(std::string(1024 * 1024 - 10, 'x'), "k");
  test.Put("12345678", "k");
  const auto over =
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("")});
  CHECK(Answer(over).starts_with("ProvisionedThroughputExceededException"));
  test.clock.Advance(absl::Nanoseconds(954));
  test.Put("", "k");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kWriteBytes) == 1);
}

TEST_CASE("a refused record has taken nothing of the other limit", "[local][put_record]") {
  LocalTest test(
      {.limits = {.write_bytes = {.mode = LimitMode::kEnforce, .rate = {.per_second = 1'048'576}},
                  .write_records = {.mode = LimitMode::kEnforce, .rate = {.per_second = 2}}}});
  test.CreateStream();
  test.Put("x");
  test.Put("x");
  for (int i = 0; i < 10; ++i) {
    const std::string large(500'000, 'x');
    const auto put =
        test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes(large)});
    CHECK(Answer(put).starts_with("ProvisionedThroughputExceededException"));
  }
  test.clock.Advance(absl::Milliseconds(500));
  test.Put(std::string(1'000'000, 'x'));
}

TEST_CASE("what is only observed is counted and let in", "[local][put_record]") {
  LocalTest test(
      {.limits = {.write_records = {.mode = LimitMode::kObserve, .rate = {.per_second = 2}}}});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) test.Put("x");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kWriteRecords) == 3);
  CHECK(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon)).records.size() == 5);
}

TEST_CASE("a record has at most 1 MiB with its key, unless the stream takes more",
          "[local][put_record]") {
  // Rule 2.5.
  LocalTest test;
  test.CreateStream();
  constexpr std::size_t kMax = 1024 * 1024;
  test.Put(std::string(kMax - 1, 'x'), "k");
  const std::string data(kMax, 'x');
  const auto put =
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes(data)});
  CHECK(Answer(put) ==
        "InvalidArgumentException: A record of 1048577 bytes, data and partition key together, "
        "exceeds 1048576 bytes, the maximum record size of stream s under account 111111111111.");
  REQUIRE(test.kinesis
              .CreateStream(
                  {.stream_name = "large", .shard_count = 1, .max_record_size_in_kib = 10'240})
              .ok());
  test.Put(std::string(10 * kMax - 1, 'x'), "k", "large");
  CHECK(Answer(test.kinesis.PutRecord({.stream_name = "large",
                                       .partition_key = "kk",
                                       .data = AsBytes(std::string(10 * kMax - 1, 'x'))}))
            .starts_with("InvalidArgumentException: A record of 10485761 bytes"));
}

TEST_CASE("a record of 10 MiB goes through a limit of 1 MiB in a second, and then ten wait",
          "[local][put_record]") {
  // Rule 2.5, large records: the bucket holds one of them.
  LocalTest test({.limits = {.write_bytes = KinesisLimits::Aws().write_bytes}});
  REQUIRE(
      test.kinesis
          .CreateStream({.stream_name = "s", .shard_count = 1, .max_record_size_in_kib = 10'240})
          .ok());
  const std::string large(10 * 1024 * 1024 - 1, 'x');
  test.Put(large);
  const auto refused =
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes(large)});
  CHECK(RetryAfter(refused.status()) == absl::Seconds(10));
  test.clock.Advance(absl::Seconds(10));
  test.Put(large);
}

TEST_CASE("empty data and the longest key are a record", "[local][put_record]") {
  // Rule 1.1: characters, not bytes.
  LocalTest test;
  test.CreateStream();
  std::string key;
  for (int i = 0; i < 256; ++i) key += "\xE2\x82\xAC";
  test.Put("", key);
  const auto read = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  REQUIRE(read.records.size() == 1);
  CHECK(read.records[0].partition_key == key);
  CHECK(read.records[0].data.empty());
}

TEST_CASE("a stream is meant by name, by ARN or by both that agree", "[local][put_record]") {
  // Rule 1.1.
  LocalTest test;
  test.CreateStream();
  const std::string arn = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
  const auto put = [&](std::optional<std::string_view> name, std::optional<std::string_view> of) {
    return Answer(test.kinesis.PutRecord(
        {.stream_name = name, .stream_arn = of, .partition_key = "k", .data = AsBytes("x")}));
  };
  CHECK(put("s", std::nullopt) == "OK");
  CHECK(put(std::nullopt, arn) == "OK");
  CHECK(put("s", arn) == "OK");
  CHECK(put(std::nullopt, std::nullopt).starts_with("InvalidArgumentException: Either StreamName"));
  CHECK(put("t", arn).starts_with("InvalidArgumentException: StreamName t does not agree"));
  CHECK(put("t", std::nullopt) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  CHECK(put(std::nullopt, "arn:aws:kinesis:us-east-1:222222222222:stream/s") ==
        "ResourceNotFoundException: Stream s under account 222222222222 not found.");
  CHECK(put(std::nullopt, "arn:aws:kinesis:eu-west-1:111111111111:stream/s") ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(put(std::nullopt, "arn:aws-cn:kinesis:us-east-1:111111111111:stream/s") ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

TEST_CASE("accounts and regions have streams of their own", "[local][put_record]") {
  LocalTest test;
  test.CreateStream();
  LocalKinesis other =
      *test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  LocalKinesis abroad =
      *test.kinesis.ForCaller({.account_id = "111111111111", .region = "eu-west-1"});
  for (LocalKinesis* const caller : {&other, &abroad}) {
    CHECK_FALSE(
        caller->PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")}).ok());
    REQUIRE(caller->CreateStream({.stream_name = "s", .shard_count = 1}).ok());
    CHECK(caller->PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")}).ok());
  }
  test.Put("mine");
  CHECK(TextsOf(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon))) == Texts{"mine"});
}

TEST_CASE("a stream that is CREATING takes nothing, and one that is DELETING does",
          "[local][put_record]") {
  // Rules 2.5 and 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(2),
                                      .stream_deleting = absl::Seconds(3)}});
  test.CreateStream();
  const kinesis::PutRecordRequest request = {
      .stream_name = "s", .partition_key = "k", .data = AsBytes("x")};
  CHECK(Answer(test.kinesis.PutRecord(request)) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  test.clock.Advance(absl::Seconds(2));
  CHECK(Answer(test.kinesis.PutRecord(request)) == "OK");
  REQUIRE(test.kinesis.DeleteStream({.stream_name = "s"}).ok());
  CHECK(Answer(test.kinesis.PutRecord(request)) == "OK");
  test.clock.Advance(absl::Seconds(3));
  CHECK(Answer(test.kinesis.PutRecord(request)) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

TEST_CASE("when the memory is used up, a put says so and nothing is lost", "[local][put_record]") {
  // Kinesis has no such limit; a program that retries is right to.
  LocalTest test(
      {.limits = KinesisLimits::Unlimited(), .stream_memory_bytes_max = 32 * 1024 * 1024});
  test.CreateStream();
  const std::string data(1'000'000, 'x');
  std::size_t taken = 0;
  std::string answer = "OK";
  while (taken < 100) {
    answer = Answer(
        test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes(data)}));
    if (answer != "OK") break;
    ++taken;
  }
  CHECK(taken > 10);
  CHECK(answer ==
        "InternalFailureException: Internal Service Failure: stream s holds all of its memory, "
        "33554432 bytes");
  std::size_t read = 0;
  std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  for (int i = 0; i < 100; ++i) {
    const auto page = test.Read(iterator);
    if (page.records.empty()) break;
    read += page.records.size();
    iterator = *page.next_shard_iterator;
  }
  CHECK(read == taken);
}

TEST_CASE("shards that were split by hand are learnt of", "[local][put_record]") {
  // Not how it is to be done, and no reason to be wrong.
  LocalTest test;
  test.CreateStream();
  test.Put("parent");
  const std::shared_ptr<Stream> engine = *test.kinesis.FindStream({.stream_name = "s"});
  REQUIRE(engine
              ->SplitShard({.shard_to_split = {.index = 0},
                            .new_starting_hash_key = *HashKey::Parse(kMaxHashKey.substr(1))})
              .ok());
  CHECK(test.Put("child").shard_id.index > 0);
  CHECK(test.Summary().open_shard_count == 2);
  const auto read = test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  CHECK(TextsOf(read) == Texts{"parent"});
  CHECK(read.next_shard_iterator == std::nullopt);
  CHECK(read.child_shards.size() == 2);
}

TEST_CASE("the number that a shard gave just after a reshard is taken for ordering",
          "[local][put_record]") {
  // Rule 2.2: a child's numbers begin a second after its parent was closed.
  LocalTest test;
  test.CreateStream();
  const auto split = [&](std::string_view shard_id, std::string_view key) {
    REQUIRE(Answer(test.kinesis.SplitShard(
                {.stream_name = "s", .shard_to_split = shard_id, .new_starting_hash_key = key})) ==
            "OK");
  };
  split(testing::kShard0, "170141183460469231731687303715884105728");
  split("shardId-000000000001", "85070591730234615865843651857942052864");
  const auto put = [&](std::string_view number) {
    return test.kinesis.PutRecord({.stream_name = "s",
                                   .partition_key = "k",
                                   .data = AsBytes("x"),
                                   .explicit_hash_key = "0",
                                   .sequence_number_for_ordering = number});
  };
  const auto first = put("0");
  REQUIRE(Answer(first) == "OK");
  CHECK(first->shard_id.ToString() == "shardId-000000000003");
  CHECK(Answer(put(first->sequence_number.ToString())) == "OK");
  // One of another stream, and of a later second, is refused as before.
  LocalTest later;
  later.clock.Advance(absl::Seconds(1));
  later.CreateStream();
  later.clock.Advance(absl::Seconds(3));
  const std::string foreign = later.Put("x").sequence_number.ToString();
  CHECK(Answer(put(foreign)).starts_with("InvalidArgumentException: "));
}

TEST_CASE("what only an observed limit would refuse gives it nothing back", "[local][put_record]") {
  constexpr std::int64_t kMiB = 1024 * 1024;
  LocalTest test({.limits = {.write_bytes = {.mode = LimitMode::kObserve, .rate = {1}},
                             .write_records = {.mode = LimitMode::kEnforce, .rate = {1}}}});
  test.CreateStream();
  const std::string data(kMiB - 1, 'x');
  test.Put(data);
  // The bytes are exceeded and let in, and the records are not.
  const auto refused =
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes(data)});
  CHECK(Answer(refused).starts_with("ProvisionedThroughputExceededException"));
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kWriteBytes) == 1);
  test.clock.Advance(absl::Seconds(1));
  test.Put(data);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kWriteBytes) == 2);
}

}  // namespace
}  // namespace weir::put_record_test

// SPDX-License-Identifier: MIT
//
// Of faults of puts: by the shards to which records go, and record by record.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/support.h"
#include "weir/testing/faulty_kinesis.h"

namespace weir::testing {
namespace {

using enum KinesisOperation;
using Keys = std::vector<std::string>;

// Even shards of hash keys, of which the highest digit decides.
constexpr std::string_view kQuarters[] = {"0", "85070591730234615865843651857942052864",
                                          "170141183460469231731687303715884105728",
                                          "255211775190703847597530955573826158592"};

kinesis::PutRecordRequest ToShard(std::size_t quarter, std::string_view stream_name = "s") {
  return {.stream_name = stream_name,
          .partition_key = "k",
          .data = AsBytes("data"),
          .explicit_hash_key = kQuarters[quarter]};
}

kinesis::PutRecordsRequestEntry Entry(std::string_view key, std::size_t quarter) {
  return {.partition_key = key, .data = AsBytes("data"), .explicit_hash_key = kQuarters[quarter]};
}

kinesis::PutRecordsResult Put(Kinesis& kinesis,
                              const std::vector<kinesis::PutRecordsRequestEntry>& records) {
  auto put = kinesis.PutRecords({.stream_name = "s", .records = records});
  REQUIRE(Answer(put) == "OK");
  return *std::move(put);
}

// x of each record that failed.
std::string FailuresIn(const kinesis::PutRecordsResult& put) {
  std::string pattern;
  for (const kinesis::PutRecordsResultEntry& entry : put.records) {
    CHECK(entry.error_code.has_value() != entry.shard_id.has_value());
    CHECK(entry.error_code.has_value() != entry.sequence_number.has_value());
    CHECK(entry.error_code.has_value() != entry.error_message.empty());
    pattern += entry.error_code.has_value() ? 'x' : '.';
  }
  CHECK(put.failed_record_count == std::count(pattern.begin(), pattern.end(), 'x'));
  return pattern;
}

Keys NumberedKeys(int count) {
  Keys keys;
  for (int i = 0; i < count; ++i) keys.push_back(std::to_string(i));
  return keys;
}

TEST_CASE("the 3rd PutRecords on shard 2 and those of the next 2 s are throttled",
          "[testing][faulty_puts]") {
  ManualClock clock;
  FakeKinesis fake(4);
  auto faulty = Faulty(
      fake,
      {.rules = {{.calls = {.operation = kPutRecords, .shard_id = {{2}}},
                  .when = {.first = 3, .lasting = absl::Seconds(2)},
                  .fault = RaiseException{.exception =
                                              KinesisException::kProvisionedThroughputExceeded}}},
       .clock = &clock});
  const auto to_two = std::vector{Entry("a", 1), Entry("b", 2)};
  const auto to_others = std::vector{Entry("c", 0), Entry("d", 1), Entry("e", 3)};
  const auto put = [&](const std::vector<kinesis::PutRecordsRequestEntry>& records) {
    return Answer(faulty->PutRecords({.stream_name = "s", .records = records}));
  };
  constexpr std::string_view kThrottled =
      "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000002 in "
      "stream s under account 111111111111.";
  CHECK(put(to_two) == "OK");
  CHECK(put(to_two) == "OK");
  CHECK(put(to_others) == "OK");
  CHECK(put(to_two) == kThrottled);
  CHECK(put(to_others) == "OK");
  clock.Advance(absl::Milliseconds(1'999));
  CHECK(put(to_two) == kThrottled);
  clock.Advance(absl::Milliseconds(1));
  CHECK(put(to_two) == "OK");
  CHECK(fake.CountOf(kPutRecords) == 5);
  CHECK(faulty->CountsOf(0).fired == 2);
}

TEST_CASE("PutRecord has the shard of its partition key, as of its explicit hash key",
          "[testing][faulty_puts]") {
  FakeKinesis fake(4);
  for (std::uint32_t shard = 0; shard < 4; ++shard) {
    auto faulty = Faulty(fake, {.rules = {{.calls = {.shard_id = {{shard}}}}}});
    for (std::size_t quarter = 0; quarter < 4; ++quarter) {
      CHECK(faulty->PutRecord(ToShard(quarter)).ok() == (quarter != shard));
    }
    for (const std::string& key : NumberedKeys(20)) {
      const kinesis::PutRecordRequest request = {
          .stream_name = "s", .partition_key = key, .data = AsBytes("data")};
      const bool is_there = fake.PutRecord(request)->shard_id.index == shard;
      CHECK(faulty->PutRecord(request).ok() != is_there);
    }
  }
}

TEST_CASE("shards are asked for once per stream, page by page, and only for a rule of shards",
          "[testing][faulty_puts]") {
  FakeKinesis fake(4);
  auto without = Faulty(fake, {.rules = {{.when = {.first = 100}}}});
  CHECK(without->PutRecord(ToShard(0)).ok());
  CHECK(fake.CountOf(kListShards) == 0);
  auto faulty = Faulty(fake, {.rules = {{.calls = {.shard_id = {{3}}}, .when = {.first = 100}}}});
  for (int i = 0; i < 10; ++i) CHECK(faulty->PutRecord(ToShard(3)).ok());
  CHECK(fake.CountOf(kListShards) == 2);
  CHECK(faulty->PutRecord(ToShard(3, "t")).ok());
  CHECK(fake.CountOf(kListShards) == 4);
  CHECK(faulty->CountsOf(0).matched == 11);
}

TEST_CASE("shards are asked for again when a reshard goes through", "[testing][faulty_puts]") {
  for (const KinesisOperation reshard : {kSplitShard, kMergeShards, kUpdateShardCount,
                                         kDeleteStream, kCreateStream, kUpdateStreamMode}) {
    INFO(ToString(reshard));
    FakeKinesis fake(2);
    auto faulty =
        Faulty(fake, {.rules = {{.calls = {.operation = kPutRecord, .shard_id = {{7}}}}}});
    CHECK(faulty->PutRecord(ToShard(3)).ok());
    fake.shards[1].shard_id = {7};
    CHECK(Answer(CallMinimally(*faulty, reshard)) == "OK");
    CHECK_FALSE(faulty->PutRecord(ToShard(3)).ok());
  }
}

TEST_CASE("a put or a read that tells of an unknown shard has shards asked for again",
          "[testing][faulty_puts]") {
  FakeKinesis fake(2);
  auto faulty = Faulty(fake, {.rules = {{.calls = {.operation = kPutRecord, .shard_id = {{7}}}}}});
  CHECK(faulty->PutRecord(ToShard(3)).ok());
  fake.shards[1].shard_id = {7};
  // Goes where nobody expected it, which is seen by its answer.
  CHECK(faulty->PutRecord(ToShard(3)).ok());
  CHECK_FALSE(faulty->PutRecord(ToShard(3)).ok());
  CHECK(fake.CountOf(kListShards) == 2);

  // The end of a shard, with a child that is not known.
  CHECK(faulty->PutRecord(ToShard(0)).ok());
  const auto iterator = faulty->GetShardIterator({.stream_name = "s", .shard_id = "0"});
  fake.children = {{.shard_id = {8}}};
  fake.is_closed = true;
  CHECK(faulty->GetRecords({.shard_iterator = iterator->shard_iterator}).ok());
  fake.shards[0].shard_id = {7};
  CHECK_FALSE(faulty->PutRecord(ToShard(0)).ok());
  CHECK(fake.CountOf(kListShards) == 3);
}

TEST_CASE("a put whose shards nobody tells has none", "[testing][faulty_puts]") {
  FakeKinesis fake(1);
  fake.shards.clear();
  auto faulty = Faulty(fake, {.rules = {{.calls = {.shard_id = {{0}}}}}});
  CHECK(faulty->PutRecord(ToShard(0)).ok());
  fake.error = KinesisError(KinesisException::kResourceNotFound, "none");
  CHECK(Answer(faulty->PutRecord(ToShard(0, "t"))) == "ResourceNotFoundException: none");
  CHECK(faulty->CountsOf(0).matched == 0);
}

TEST_CASE("every tenth record fails, over calls, and the others are put in their order",
          "[testing][faulty_puts]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.when = {.every = 10}, .fault = FailRecords{}}}});
  const Keys keys = NumberedKeys(12);
  CHECK(FailuresIn(Put(*faulty, RecordsOf(keys))) == ".........x..");
  Keys put = NumberedKeys(12);
  put.erase(put.begin() + 9);
  CHECK(fake.put_keys == put);
  CHECK(FailuresIn(Put(*faulty, RecordsOf(keys))) == ".......x....");
  CHECK(faulty->CountsOf(0).matched == 24);
  CHECK(faulty->CountsOf(0).fired == 2);
}

TEST_CASE("records of one shard fail, each with AWS's text, and answers keep their order",
          "[testing][faulty_puts]") {
  FakeKinesis fake(4);
  auto faulty = Faulty(
      fake, {.rules = {{.calls = {.operation = kPutRecords, .stream = "s", .shard_id = {{2}}},
                        .fault = FailRecords{}}}});
  const kinesis::PutRecordsResult put =
      Put(*faulty, {Entry("a", 2), Entry("b", 0), Entry("c", 3), Entry("d", 2), Entry("e", 1)});
  CHECK(FailuresIn(put) == "x..x.");
  CHECK(put.records[0].error_code == KinesisException::kProvisionedThroughputExceeded);
  CHECK(put.records[3].error_message ==
        "Rate exceeded for shard shardId-000000000002 in stream s under account 111111111111.");
  CHECK(put.records[1].shard_id == ShardId{0});
  CHECK(put.records[2].shard_id == ShardId{3});
  CHECK(put.records[4].shard_id == ShardId{1});
  CHECK(fake.put_keys == Keys{"b", "c", "e"});
}

TEST_CASE("each record's text names its own shard, without a rule of shards",
          "[testing][faulty_puts]") {
  FakeKinesis fake(4);
  auto faulty = Faulty(fake, {.rules = {{.fault = FailRecords{}}}});
  const kinesis::PutRecordsResult put = Put(*faulty, {Entry("a", 3), Entry("b", 1)});
  CHECK(put.records[0].error_message.find("shardId-000000000003") != std::string::npos);
  CHECK(put.records[1].error_message.find("shardId-000000000001") != std::string::npos);
}

TEST_CASE("if all records fail the call is not made, and is a success", "[testing][faulty_puts]") {
  FakeKinesis fake;
  auto faulty = Faulty(
      fake, {.rules = {{.when = {.count = 3},
                        .fault = FailRecords{.error_code = KinesisException::kInternalFailure}}}});
  const kinesis::PutRecordsResult put = Put(*faulty, RecordsOf({"a", "b"}));
  CHECK(FailuresIn(put) == "xx");
  CHECK(put.records[0].error_code == KinesisException::kInternalFailure);
  CHECK(put.records[0].error_message == "Internal Service Failure");
  CHECK(fake.CountOf(kPutRecords) == 0);
  CHECK(FailuresIn(Put(*faulty, RecordsOf({"a", "b"}))) == "x.");
  CHECK(faulty->IsUsedUp());
}

TEST_CASE("a record that one rule fails is not seen by the next", "[testing][faulty_puts]") {
  FakeKinesis fake;
  auto faulty =
      Faulty(fake, {.rules = {{.when = {.every = 2}, .fault = FailRecords{}},
                              {.when = {.every = 2}, .fault = FailRecords{.message = "mine"}}}});
  const kinesis::PutRecordsResult put = Put(*faulty, RecordsOf(NumberedKeys(8)));
  CHECK(FailuresIn(put) == ".xxx.xxx");
  CHECK(put.records[2].error_message == "mine");
  CHECK(put.records[3].error_message != "mine");
  CHECK(faulty->CountsOf(1).matched == 4);
}

TEST_CASE("records that already fail stay where they are among those that a rule fails",
          "[testing][faulty_puts]") {
  FakeKinesis fake;
  auto inner = Faulty(
      fake,
      {.rules = {{.when = {.first = 2, .count = 1}, .fault = FailRecords{.message = "inner"}}}});
  auto outer = Faulty(
      *inner,
      {.rules = {{.when = {.first = 1, .count = 1}, .fault = FailRecords{.message = "outer"}}}});
  const kinesis::PutRecordsResult put = Put(*outer, RecordsOf({"a", "b", "c", "d"}));
  CHECK(FailuresIn(put) == "x.x.");
  CHECK(put.records[0].error_message == "outer");
  CHECK(put.records[2].error_message == "inner");
  CHECK(fake.put_keys == Keys{"b", "d"});
}

TEST_CASE("of a request that is refused as a whole no record fails by itself",
          "[testing][faulty_puts]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.fault = FailRecords{}}}});
  std::vector<kinesis::PutRecordsRequestEntry> records = RecordsOf({"a"});
  records[0].data = std::nullopt;
  const auto put = faulty->PutRecords({.stream_name = "s", .records = records});
  CHECK(KinesisExceptionOf(put.status()) == KinesisException::kValidation);
  CHECK(fake.CountOf(kPutRecords) == 0);
}

TEST_CASE("which records fail by chance repeats with the seed", "[testing][faulty_puts]") {
  const auto pattern = [](std::uint64_t seed) {
    FakeKinesis fake;
    auto faulty = Faulty(
        fake, {.seed = seed, .rules = {{.when = {.probability = 0.3}, .fault = FailRecords{}}}});
    return FailuresIn(Put(*faulty, RecordsOf(NumberedKeys(200))));
  };
  CHECK(pattern(5) == pattern(5));
  CHECK(pattern(5) != pattern(6));
}

}  // namespace
}  // namespace weir::testing

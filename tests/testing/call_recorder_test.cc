// SPDX-License-Identifier: MIT
#include "weir/testing/call_recorder.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testing/support.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/faulty_kinesis.h"

namespace weir::testing {
namespace {

using enum KinesisOperation;

std::string RequestOfLast(const CallRecorder& recorder) { return recorder.Calls().back().request; }

TEST_CASE("each operation is recorded once, by name, and goes through",
          "[testing][call_recorder]") {
  for (const KinesisOperation operation : AllOperations()) {
    INFO(ToString(operation));
    ManualClock clock;
    FakeKinesis fake;
    fake.during = [&](KinesisOperation) { clock.Advance(absl::Seconds(2)); };
    auto recorder = CallRecorder::Create(fake, {.clock = &clock});
    const absl::Time begin = clock.Now();
    CHECK(Answer(CallMinimally(*recorder, operation)) == "OK");
    CHECK(fake.CountOf(operation) == 1);
    CHECK(recorder->Count() == 1);
    for (const KinesisOperation other : AllOperations()) {
      CHECK(recorder->CountOf(other) == (other == operation ? 1 : 0));
    }
    const std::vector<RecordedCall> calls = recorder->Calls();
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].number == 1);
    CHECK(calls[0].end_number == 1);
    CHECK(calls[0].operation == operation);
    CHECK(calls[0].begin_time == begin);
    CHECK(calls[0].end_time == begin + absl::Seconds(2));
    CHECK(calls[0].status.ok());
    fake.error = KinesisError(KinesisException::kAccessDenied, "no");
    CHECK(Answer(CallMinimally(*recorder, operation)) == "AccessDeniedException: no");
    CHECK(Answer(recorder->Calls()[1].status) == "AccessDeniedException: no");
  }
}

TEST_CASE("a request is recorded with AWS's names, without what it carries",
          "[testing][call_recorder]") {
  FakeKinesis fake;
  auto recorder = CallRecorder::Create(fake);
  Kinesis& kinesis = *recorder;
  kinesis
      .PutRecord({.stream_name = "s",
                  .stream_arn = kArn,
                  .partition_key = "k",
                  .data = AsBytes("hello"),
                  .explicit_hash_key = "7"})
      .IgnoreError();
  CHECK(RequestOfLast(*recorder) ==
        "StreamName=s StreamARN=arn:aws:kinesis:us-east-1:111111111111:stream/s PartitionKey=k "
        "Data=(5 bytes) ExplicitHashKey=7");
  const std::vector<kinesis::PutRecordsRequestEntry> records = RecordsOf({"a", "b"});
  kinesis.PutRecords({.stream_name = "s", .records = records}).IgnoreError();
  CHECK(RequestOfLast(*recorder) == "StreamName=s Records=(2 records, 8 bytes)");
  kinesis
      .GetShardIterator({.stream_name = "s",
                         .shard_id = "shardId-000000000003",
                         .shard_iterator_type = kinesis::ShardIteratorType::kAtTimestamp,
                         .timestamp = absl::FromUnixMillis(1'500)})
      .IgnoreError();
  CHECK(RequestOfLast(*recorder) ==
        "StreamName=s ShardId=shardId-000000000003 ShardIteratorType=AT_TIMESTAMP "
        "Timestamp=1970-01-01T00:00:01.5Z");
  kinesis.GetRecords({.shard_iterator = "a long iterator", .limit = 5}).IgnoreError();
  CHECK(RequestOfLast(*recorder) == "ShardIterator=...iterator Limit=5");
  kinesis
      .SubscribeToShard({.consumer_arn = kConsumer,
                         .shard_id = "0",
                         .starting_position = {{.type = kinesis::ShardIteratorType::kLatest}}})
      .IgnoreError();
  CHECK(RequestOfLast(*recorder) ==
        Concat("ConsumerARN=", kConsumer, " ShardId=0 StartingPosition=LATEST"));
  kinesis
      .ListShards(
          {.shard_filter = {{.type = kinesis::ShardFilterType::kAfterShardId, .shard_id = "1"}}})
      .IgnoreError();
  CHECK(RequestOfLast(*recorder) == "ShardFilter=AFTER_SHARD_ID FilterShardId=1");
}

TEST_CASE("requests that change streams are recorded with all of their members",
          "[testing][call_recorder]") {
  FakeKinesis fake;
  auto recorder = CallRecorder::Create(fake);
  Kinesis& kinesis = *recorder;
  kinesis
      .CreateStream({.stream_name = "s",
                     .shard_count = 4,
                     .stream_mode_details = {{.stream_mode = kinesis::StreamMode::kProvisioned}},
                     .tags = {{{"a", "1"}, {"b", "2"}}},
                     .warm_throughput_mibps = 5,
                     .max_record_size_in_kib = 2'048})
      .IgnoreError();
  CHECK(RequestOfLast(*recorder) ==
        "StreamName=s ShardCount=4 StreamModeDetails=PROVISIONED WarmThroughputMiBps=5 "
        "MaxRecordSizeInKiB=2048 Tags={a:1,b:2}");
  kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true}).IgnoreError();
  CHECK(RequestOfLast(*recorder) == "StreamName=s EnforceConsumerDeletion=true");
  kinesis.SplitShard({.shard_to_split = "0", .new_starting_hash_key = "9"}).IgnoreError();
  CHECK(RequestOfLast(*recorder) == "ShardToSplit=0 NewStartingHashKey=9");
  kinesis.UntagResource({.resource_arn = kArn, .tag_keys = {{"a", "b"}}}).IgnoreError();
  CHECK(RequestOfLast(*recorder) == Concat("ResourceARN=", kArn, " TagKeys=[a,b]"));
  kinesis.PutResourcePolicy({.resource_arn = kArn, .policy = "{secret}"}).IgnoreError();
  CHECK(RequestOfLast(*recorder) == Concat("ResourceARN=", kArn, " Policy=(8 bytes)"));
  kinesis
      .EnableEnhancedMonitoring(
          {.stream_name = "s",
           .shard_level_metrics = {{kinesis::MetricsName::kIncomingBytes,
                                    EnumValue<kinesis::MetricsName>::FromText("What")}}})
      .IgnoreError();
  CHECK(RequestOfLast(*recorder) == "StreamName=s ShardLevelMetrics=[IncomingBytes,What]");
  kinesis.DescribeLimits({}).IgnoreError();
  CHECK(RequestOfLast(*recorder).empty());
}

TEST_CASE("a request's text is bounded, and has no control characters",
          "[testing][call_recorder]") {
  FakeKinesis fake;
  auto recorder = CallRecorder::Create(fake, {.request_bytes_max = 40});
  const auto text_of = [&](const std::string& key) {
    recorder->PutRecord({.stream_name = "s", .partition_key = key}).IgnoreError();
    return RequestOfLast(*recorder);
  };
  const std::string before = "StreamName=s PartitionKey=";
  const std::size_t room = 40 - before.size();
  CHECK(text_of(std::string(room, 'k')) == before + std::string(room, 'k'));
  CHECK(text_of(std::string(room + 1, 'k')) == before + std::string(room - 3, 'k') + "...");
  CHECK(text_of(std::string(1'000'000, 'k')).size() == 40);
  CHECK(text_of("a\nb\tc\x7f") == before + "a.b.c.");
  kinesis::TagMap tags;
  for (int i = 0; i < 50; ++i) tags.emplace(std::string(100, 'a') + std::to_string(i), "v");
  recorder->CreateStream({.tags = tags}).IgnoreError();
  CHECK(RequestOfLast(*recorder).size() == 40);
}

TEST_CASE("of more calls than are kept the oldest are dropped, and counted",
          "[testing][call_recorder]") {
  FakeKinesis fake;
  auto recorder = CallRecorder::Create(fake, {.calls_max = 3});
  for (int i = 0; i < 4; ++i) CallMinimally(*recorder, kListShards).IgnoreError();
  CallMinimally(*recorder, kPutRecord).IgnoreError();
  CHECK(recorder->Count() == 5);
  CHECK(recorder->CountOf(kListShards) == 4);
  CHECK(recorder->DroppedCount() == 2);
  const std::vector<RecordedCall> calls = recorder->Calls();
  REQUIRE(calls.size() == 3);
  CHECK(calls[0].number == 3);
  CHECK(calls[2].number == 5);
  CHECK(recorder->CallsOf(kListShards).size() == 2);
  CHECK(recorder->CallsOf(kPutRecord).front().number == 5);
  CHECK(recorder->CallsOf(kGetRecords).empty());

  recorder->Clear();
  CHECK(recorder->Count() == 0);
  CHECK(recorder->CountOf(kListShards) == 0);
  CHECK(recorder->DroppedCount() == 0);
  CHECK(recorder->Calls().empty());
  CallMinimally(*recorder, kPutRecord).IgnoreError();
  CHECK(recorder->Calls().front().number == 6);
  CHECK(recorder->Calls().front().end_number == 6);
}

TEST_CASE("a call that is dropped or cleared while it runs ends nowhere",
          "[testing][call_recorder]") {
  FakeKinesis fake;
  auto recorder = CallRecorder::Create(fake, {.calls_max = 1});
  fake.during = [&](KinesisOperation operation) {
    if (operation == kPutRecord) CallMinimally(*recorder, kListShards).IgnoreError();
    if (operation == kGetRecords) recorder->Clear();
  };
  CallMinimally(*recorder, kPutRecord).IgnoreError();
  REQUIRE(recorder->Calls().size() == 1);
  CHECK(recorder->Calls()[0].operation == kListShards);
  CHECK(recorder->Calls()[0].end_number == 1);
  CallMinimally(*recorder, kGetRecords).IgnoreError();
  CHECK(recorder->Calls().empty());
}

TEST_CASE("a call that runs is seen, and its order of ending is its own",
          "[testing][call_recorder]") {
  FakeKinesis fake;
  auto recorder = CallRecorder::Create(fake);
  std::vector<RecordedCall> during;
  fake.during = [&](KinesisOperation operation) {
    if (operation != kPutRecord) return;
    CallMinimally(*recorder, kListShards).IgnoreError();
    during = recorder->Calls();
  };
  CallMinimally(*recorder, kPutRecord).IgnoreError();
  REQUIRE(during.size() == 2);
  CHECK_FALSE(during[0].end_number.has_value());
  CHECK(ToString(during[0]).ends_with("-> still runs"));
  CHECK(recorder->Calls()[0].end_number == 2);
  CHECK(recorder->Calls()[1].end_number == 1);
}

TEST_CASE("the dump has a line for each call: when, how long, what, and how it ended",
          "[testing][call_recorder]") {
  ManualClock clock;
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.fault = AddLatency{.after = absl::Milliseconds(20)}},
                                        {.when = {.first = 2, .count = 1}, .fault = FailRecords{}},
                                        {.calls = {.operation = kDescribeStream}}},
                              .clock = &clock});
  auto recorder = CallRecorder::Create(*faulty, {.clock = &clock});
  const std::vector<kinesis::PutRecordsRequestEntry> records = RecordsOf({"a", "b"});
  recorder->PutRecords({.stream_name = "s", .records = records}).IgnoreError();
  CallMinimally(*recorder, kPutRecord).IgnoreError();
  recorder->GetRecords({.shard_iterator = "i"}).IgnoreError();
  CallMinimally(*recorder, kDescribeStream).IgnoreError();
  CallMinimally(*recorder, kDescribeLimits).IgnoreError();
  CHECK(recorder->Dump() ==
        "#1 2025-01-01T00:00:00.000Z +20ms PutRecords StreamName=s Records=(2 records, 8 bytes) "
        "-> OK, 1 of 2 records failed\n"
        "#2 2025-01-01T00:00:00.020Z +20ms PutRecord StreamName=s PartitionKey=k Data=(0 bytes) "
        "-> OK, shardId-000000000000\n"
        "#3 2025-01-01T00:00:00.040Z +20ms GetRecords ShardIterator=i -> OK, 0 records\n"
        "#4 2025-01-01T00:00:00.060Z +20ms DescribeStream StreamName=s -> "
        "InternalFailureException: Internal Service Failure\n"
        "#5 2025-01-01T00:00:00.080Z +20ms DescribeLimits -> OK\n");
}

TEST_CASE("recorder and faults go in either order: what was asked, and what got through",
          "[testing][call_recorder]") {
  absl::StatusOr<LocalKinesis> local = LocalKinesis::Create();
  REQUIRE(Answer(local) == "OK");
  auto through = CallRecorder::Create(*local);
  auto faulty = Faulty(
      *through, {.rules = {{.calls = {.operation = kPutRecord}, .when = {.every = 2}, .fault = {}},
                           {.calls = {.operation = kPutRecords}, .fault = FailRecords{}}}});
  auto asked = CallRecorder::Create(*faulty);
  REQUIRE(Answer(asked->CreateStream({.stream_name = "s", .shard_count = 1})) == "OK");
  CHECK(PatternOf(*asked, kPutRecord, 4) == ".x.x");
  CHECK(asked->CountOf(kPutRecord) == 4);
  CHECK(through->CountOf(kPutRecord) == 2);
  CHECK(Answer(CallMinimally(*asked, kPutRecords)) == "OK");
  CHECK(asked->CallsOf(kPutRecords)[0].answer == "1 of 1 records failed");
  CHECK(through->CountOf(kPutRecords) == 0);
}

}  // namespace
}  // namespace weir::testing

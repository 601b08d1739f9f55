// SPDX-License-Identifier: MIT
//
// Rules 2.10: the metrics of streams and shards, as data points of a minute each.
#include "weir/local/metrics.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"

namespace weir {
namespace {

using enum KinesisMetric;
using kinesis::PutRecordsRequestEntry;
using kinesis::ShardIteratorType;
using testing::Answer;
using testing::LocalTest;

std::vector<MetricDataPoint> PointsOf(LocalTest& test, KinesisMetric metric,
                                      std::optional<ShardId> shard_id = std::nullopt) {
  auto points =
      test.kinesis.GetMetricData({.stream_name = "s", .metric = metric, .shard_id = shard_id});
  REQUIRE(Answer(points) == "OK");
  return *std::move(points);
}

// The sum over all minutes, and how many samples it is of.
std::string Sum(LocalTest& test, KinesisMetric metric,
                std::optional<ShardId> shard_id = std::nullopt) {
  double sum = 0;
  std::int64_t samples = 0;
  for (const MetricDataPoint& point : PointsOf(test, metric, shard_id)) {
    sum += point.sum;
    samples += point.sample_count;
  }
  return std::to_string(static_cast<std::int64_t>(sum)) + " of " + std::to_string(samples);
}

TEST_CASE("metrics have CloudWatch's names, each its own", "[local][metrics]") {
  std::set<std::string_view> names;
  for (int i = 0; i < kKinesisMetricCount; ++i) {
    const auto metric = static_cast<KinesisMetric>(i);
    CHECK(KinesisMetricFromName(ToString(metric)) == metric);
    names.insert(ToString(metric));
  }
  CHECK(names.size() == static_cast<std::size_t>(kKinesisMetricCount));
  CHECK(ToString(kPutRecordsThrottledRecords) == "PutRecords.ThrottledRecords");
  CHECK(ToString(kIteratorAgeMilliseconds) == "IteratorAgeMilliseconds");
  CHECK(KinesisMetricFromName("putrecord.bytes") == std::nullopt);
}

TEST_CASE("a put adds its bytes and records, and a refused one that it was refused",
          "[local][metrics]") {
  LocalTest test(
      {.limits = {.write_records = {.mode = LimitMode::kEnforce, .rate = {.per_second = 2}}}});
  test.CreateStream();
  test.Put("1234", "k");
  test.Put("12345678", "k");
  REQUIRE_FALSE(
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")})
          .ok());
  CHECK(Sum(test, kPutRecordBytes) == "14 of 2");
  CHECK(Sum(test, kPutRecordSuccess) == "2 of 3");
  CHECK(Sum(test, kPutRecordLatency) == "0 of 3");
  CHECK(Sum(test, kIncomingBytes) == "14 of 2");
  CHECK(Sum(test, kIncomingRecords) == "2 of 2");
  CHECK(Sum(test, kWriteProvisionedThroughputExceeded) == "1 of 3");
  const MetricDataPoint point = PointsOf(test, kPutRecordBytes).at(0);
  CHECK(point.minimum == 5);
  CHECK(point.maximum == 9);
  CHECK(point.Average() == 7);
}

TEST_CASE("a batch adds what was taken, throttled and failed", "[local][metrics]") {
  LocalTest test(
      {.limits = {.write_records = {.mode = LimitMode::kEnforce, .rate = {.per_second = 3}}}});
  test.CreateStream();
  const std::vector<PutRecordsRequestEntry> records(5,
                                                    {.partition_key = "k", .data = AsBytes("123")});
  REQUIRE(test.kinesis.PutRecords({.stream_name = "s", .records = records}).ok());
  REQUIRE(test.kinesis.PutRecords({.stream_name = "s", .records = records}).ok());
  CHECK(Sum(test, kPutRecordsTotalRecords) == "10 of 2");
  CHECK(Sum(test, kPutRecordsSuccessfulRecords) == "3 of 2");
  CHECK(Sum(test, kPutRecordsThrottledRecords) == "7 of 2");
  CHECK(Sum(test, kPutRecordsFailedRecords) == "0 of 2");
  CHECK(Sum(test, kPutRecordsSuccess) == "1 of 2");
  CHECK(Sum(test, kPutRecordsBytes) == "12 of 2");
  CHECK(Sum(test, kWriteProvisionedThroughputExceeded) == "7 of 2");
  CHECK(Sum(test, kIncomingRecords) == "3 of 2");
}

TEST_CASE("a read adds what it gave and how old it left the rest", "[local][metrics]") {
  LocalTest test(
      {.limits = {.read_calls = {.mode = LimitMode::kEnforce, .rate = {.per_second = 1}}}});
  test.CreateStream();
  test.Put("1234", "k");
  test.Put("1234", "k");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  test.clock.Advance(absl::Seconds(2));
  REQUIRE(test.kinesis.GetRecords({.shard_iterator = iterator, .limit = 1}).ok());
  REQUIRE_FALSE(test.kinesis.GetRecords({.shard_iterator = iterator}).ok());
  CHECK(Sum(test, kGetRecordsBytes) == "5 of 1");
  CHECK(Sum(test, kGetRecordsRecords) == "1 of 1");
  CHECK(Sum(test, kGetRecordsIteratorAgeMilliseconds) == "2000 of 1");
  CHECK(Sum(test, kGetRecordsSuccess) == "1 of 2");
  CHECK(Sum(test, kReadProvisionedThroughputExceeded) == "1 of 2");
}

TEST_CASE("a subscription adds its calls and its events", "[local][metrics]") {
  LocalTest test(
      {.limits = {.subscribe_calls = {.mode = LimitMode::kEnforce, .rate = {.per_second = 1}}}});
  test.CreateStream();
  const auto consumer = test.kinesis.RegisterStreamConsumer(
      {.stream_arn = "arn:aws:kinesis:us-east-1:111111111111:stream/s", .consumer_name = "c"});
  REQUIRE(Answer(consumer) == "OK");
  REQUIRE(test.kinesis
              .EnableEnhancedMonitoring(
                  {.stream_name = "s", .shard_level_metrics = {{kinesis::MetricsName::kAll}}})
              .ok());
  const kinesis::SubscribeToShardRequest request = {
      .consumer_arn = consumer->consumer.consumer_arn,
      .shard_id = testing::kShard0,
      .starting_position = {{.type = ShardIteratorType::kTrimHorizon}}};
  const auto subscription = test.kinesis.SubscribeToShard(request);
  REQUIRE(Answer(subscription) == "OK");
  REQUIRE_FALSE(test.kinesis.SubscribeToShard(request).ok());
  CHECK(Sum(test, kSubscribeToShardSuccess) == "1 of 2");
  CHECK(Sum(test, kSubscribeToShardRateExceeded) == "1 of 2");
  test.Put("1234", "k");
  test.Put("1234", "k");
  REQUIRE(subscription->event_stream->Next().ok());
  CHECK(Sum(test, kSubscribeToShardEventSuccess) == "1 of 1");
  CHECK(Sum(test, kSubscribeToShardEventBytes) == "10 of 1");
  CHECK(Sum(test, kSubscribeToShardEventRecords) == "2 of 1");
  CHECK(Sum(test, kSubscribeToShardEventMillisBehindLatest) == "0 of 1");
  CHECK(Sum(test, kOutgoingBytes, ShardId{0}) == "10 of 1");
  // Nothing to say is no event.
  REQUIRE(subscription->event_stream->Next().ok());
  CHECK(Sum(test, kSubscribeToShardEventSuccess) == "1 of 1");
}

TEST_CASE("data points are of minutes, in their order, and kept for a day", "[local][metrics]") {
  LocalTest test;
  test.CreateStream();
  const absl::Time begin = test.clock.Now();
  test.clock.Advance(absl::Seconds(59));
  test.Put("", "k");
  test.clock.Advance(absl::Seconds(1));
  test.Put("", "kk");
  test.Put("", "kk");
  test.clock.Advance(absl::Minutes(5));
  test.Put("", "kkk");
  const std::vector<MetricDataPoint> points = PointsOf(test, kIncomingBytes);
  REQUIRE(points.size() == 3);
  CHECK(points[0].timestamp == begin);
  CHECK(points[1].timestamp == begin + absl::Minutes(1));
  CHECK(points[1].sum == 4);
  CHECK(points[2].timestamp == begin + absl::Minutes(6));
  const auto between = test.kinesis.GetMetricData({.stream_name = "s",
                                                   .metric = kIncomingBytes,
                                                   .start_time = begin + absl::Minutes(1),
                                                   .end_time = begin + absl::Minutes(6)});
  REQUIRE(Answer(between) == "OK");
  CHECK(between->size() == 1);
  test.clock.Advance(absl::Hours(24) - absl::Minutes(6));
  CHECK(PointsOf(test, kIncomingBytes).size() == 2);
  test.clock.Advance(absl::Hours(1));
  CHECK(PointsOf(test, kIncomingBytes).empty());
  // Two days of a point each minute: a day of them.
  for (int minute = 0; minute < 2 * 24 * 60; ++minute) {
    test.Put("", "k");
    test.clock.Advance(absl::Minutes(1));
  }
  CHECK(PointsOf(test, kIncomingBytes).size() == 24 * 60 - 1);
}

TEST_CASE("a shard has the metrics that were asked for, from then on", "[local][metrics]") {
  LocalTest test(
      {.limits = {.write_records = {.mode = LimitMode::kEnforce, .rate = {.per_second = 2}}}});
  test.CreateStream("s", 2);
  // Of two shards key "a" goes to the first.
  test.Put("123", "a");
  CHECK(Sum(test, kIncomingBytes, ShardId{0}) == "0 of 0");
  REQUIRE(test.kinesis
              .EnableEnhancedMonitoring(
                  {.stream_name = "s",
                   .shard_level_metrics = {{kinesis::MetricsName::kIncomingBytes,
                                            kinesis::MetricsName::kOutgoingRecords}}})
              .ok());
  test.Put("1234", "a");
  CHECK_FALSE(
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "a", .data = AsBytes("x")})
          .ok());
  test.Read(test.Iterator(ShardIteratorType::kTrimHorizon));
  CHECK(Sum(test, kIncomingBytes, ShardId{0}) == "5 of 1");
  CHECK(Sum(test, kIncomingBytes, ShardId{1}) == "0 of 0");
  CHECK(Sum(test, kOutgoingRecords, ShardId{0}) == "2 of 1");
  CHECK(Sum(test, kOutgoingBytes, ShardId{0}) == "0 of 0");
  REQUIRE(test.kinesis
              .EnableEnhancedMonitoring(
                  {.stream_name = "s", .shard_level_metrics = {{kinesis::MetricsName::kAll}}})
              .ok());
  CHECK_FALSE(
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "a", .data = AsBytes("x")})
          .ok());
  CHECK(Sum(test, kWriteProvisionedThroughputExceeded, ShardId{0}) == "1 of 1");
  CHECK(Answer(test.kinesis.GetMetricData(
            {.stream_name = "s", .metric = kIncomingBytes, .shard_id = ShardId{2}})) ==
        "ResourceNotFoundException: Shard shardId-000000000002 in stream s under account "
        "111111111111 does not exist");
  CHECK(Answer(test.kinesis.GetMetricData({.stream_name = "t"})) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

}  // namespace
}  // namespace weir

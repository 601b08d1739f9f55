// SPDX-License-Identifier: MIT
//
// UpdateShardCount, rule by rule.

#include <map>
#include <string>
#include <string_view>

#include "local/reshard_support.h"

namespace weir::update_shard_count_test {
namespace {

using kinesis::ScalingType;
using testing::Answer;
using testing::Indexes;
using testing::IndexesOf;
using testing::LineageTexts;
using testing::LocalTest;
using testing::ReshardTest;
using testing::Texts;
using testing::WithUpdating;

struct ScaleTest : ReshardTest {
  using ReshardTest::ReshardTest;

  absl::StatusOr<kinesis::UpdateShardCountResult> Try(std::int32_t target) {
    return kinesis.UpdateShardCount({.stream_name = "s",
                                     .target_shard_count = target,
                                     .scaling_type = ScalingType::kUniformScaling});
  }
  void Scale(std::int32_t target) { REQUIRE(Answer(Try(target)) == "OK"); }
  // Those that are open, in the order of their hash keys.
  std::vector<HashKeyRange> OpenRanges() {
    std::map<HashKey, HashKeyRange> ranges;
    const kinesis::ShardFilter latest = {.type = kinesis::ShardFilterType::kAtLatest};
    for (const auto& shard : Listed({.stream_name = "s", .shard_filter = latest})) {
      ranges[shard.hash_key_range.starting_hash_key] = shard.hash_key_range;
    }
    std::vector<HashKeyRange> sorted;
    for (const auto& [start, range] : ranges) sorted.push_back(range);
    return sorted;
  }
};

LocalKinesisOptions WithLimits(const KinesisLimits& limits) { return {.limits = limits}; }

bool IsEven(const std::vector<HashKeyRange>& ranges) {
  const auto count = static_cast<std::uint32_t>(ranges.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    if (ranges[i] != EvenHashKeyRange({.shard_count = count, .index = i})) return false;
  }
  return true;
}

// ---- Rules 1.1 and 1.2 ----

TEST_CASE("parameters of UpdateShardCount are checked by themselves",
          "[local][update_shard_count]") {
  ScaleTest test;
  CHECK(Answer(test.Try(0)) ==
        "ValidationException: 1 validation error detected: Value '0' at 'targetShardCount' failed "
        "to satisfy constraint: Member must have value greater than or equal to 1");
  CHECK(Answer(test.kinesis.UpdateShardCount(
            {.stream_name = "s",
             .target_shard_count = 2,
             .scaling_type = EnumValue<ScalingType>::FromText("ODD")})) ==
        "ValidationException: 1 validation error detected: Value 'ODD' at 'scalingType' failed to "
        "satisfy constraint: Member must satisfy enum value set: [UNIFORM_SCALING]");
}

TEST_CASE("UpdateShardCount finds a stream by its name, its ARN or both",
          "[local][update_shard_count]") {
  ScaleTest test;
  test.CreateStream("s");
  const std::string arn = test.Summary().stream_arn;
  const auto scale = [&](std::optional<std::string_view> name,
                         std::optional<std::string_view> by_arn, std::int32_t target) {
    auto scaled = test.kinesis.UpdateShardCount({.stream_name = name,
                                                 .stream_arn = by_arn,
                                                 .target_shard_count = target,
                                                 .scaling_type = ScalingType::kUniformScaling});
    if (!scaled.ok()) return Answer(scaled);
    CHECK(scaled->stream_arn == arn);
    return Concat(scaled->stream_name, " ", scaled->current_shard_count, " ",
                  scaled->target_shard_count);
  };
  CHECK(scale("s", std::nullopt, 2) == "s 1 2");
  CHECK(scale(std::nullopt, arn, 4) == "s 2 4");
  CHECK(scale("s", arn, 3) == "s 4 3");
  CHECK(scale("t", arn, 3) ==
        "InvalidArgumentException: StreamName t does not agree with StreamARN " + arn + ".");
  CHECK(scale(std::nullopt, std::nullopt, 3) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
  CHECK(scale("t", std::nullopt, 3) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(Answer(other->UpdateShardCount({.stream_arn = arn,
                                        .target_shard_count = 2,
                                        .scaling_type = ScalingType::kUniformScaling}))
            .starts_with("AccessDeniedException: "));
}

// ---- Rules 2.7 ----

TEST_CASE("a new shard count divides the hash keys evenly", "[local][update_shard_count]") {
  ScaleTest test;
  test.CreateStream("s");
  for (const std::int32_t target : {2, 3, 6, 4, 5, 5, 10, 7, 4, 2, 1}) {
    INFO(target);
    const std::int32_t before = test.Summary().open_shard_count;
    auto scaled = test.Try(target);
    REQUIRE(Answer(scaled) == "OK");
    CHECK(scaled->current_shard_count == before);
    CHECK(scaled->target_shard_count == target);
    CHECK(test.Summary().open_shard_count == target);
    const auto ranges = test.OpenRanges();
    CHECK(ranges.size() == static_cast<std::size_t>(target));
    CHECK(IsEven(ranges));
    test.clock.Advance(absl::Hours(3));
  }
}

TEST_CASE("every shard of a new count has its parents", "[local][update_shard_count]") {
  ScaleTest test;
  test.CreateStream("s", 2);
  test.Scale(3);
  // The shards of the middle third live for no time.
  CHECK(LineageTexts(test.Shards()) ==
        Texts{"0: 0-170141183460469231731687303715884105727",
              "1: 170141183460469231731687303715884105728-"
              "340282366920938463463374607431768211455",
              "2: of 0 0-113427455640312821154458202477256070484",
              "3: of 0 113427455640312821154458202477256070485-"
              "170141183460469231731687303715884105727",
              "4: of 1 170141183460469231731687303715884105728-"
              "226854911280625642308916404954512140969",
              "5: of 1 226854911280625642308916404954512140970-"
              "340282366920938463463374607431768211455",
              "6: of 3 and 4 113427455640312821154458202477256070485-"
              "226854911280625642308916404954512140969"});
  CHECK_FALSE(test.Shard(6).sequence_number_range.ending_sequence_number.has_value());
  CHECK(test.Shard(3).sequence_number_range.ending_sequence_number.has_value());
}

TEST_CASE("the count that is there already is taken, and made even",
          "[local][update_shard_count]") {
  ScaleTest test;
  test.CreateStream("s", 2);
  test.Scale(2);
  CHECK(IndexesOf(test.Shards()) == Indexes{0, 1});
  test.Split(0, "1000");
  test.Merge(3, 1);
  CHECK_FALSE(IsEven(test.OpenRanges()));
  test.Scale(2);
  CHECK(IsEven(test.OpenRanges()));
}

TEST_CASE("a shard count at most doubles and at most halves", "[local][update_shard_count]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.shard_count_step = LimitMode::kEnforce;
  struct Case {
    std::int32_t current;
    std::int32_t too_many;
    std::int32_t too_few;
  };
  for (const auto& [current, too_many, too_few] :
       {Case{1, 3, 0}, Case{2, 5, 0}, Case{3, 7, 1}, Case{4, 9, 1}, Case{5, 11, 2}}) {
    const std::string counts = Concat(" Current open shard count: ", current);
    {
      ScaleTest test(WithLimits(limits));
      test.CreateStream("s", current);
      CHECK(Answer(test.Try(too_many)) ==
            "LimitExceededException: UpdateShardCount cannot scale up over double your current "
            "open shard count." +
                counts + Concat(" Target shard count: ", too_many));
      CHECK(test.kinesis.ExceededCount(KinesisLimit::kShardCountStep) == 1);
      CHECK(Answer(test.Try(too_many - 1)) == "OK");
    }
    if (too_few == 0) continue;
    ScaleTest test(WithLimits(limits));
    test.CreateStream("s", current);
    CHECK(Answer(test.Try(too_few)) ==
          "LimitExceededException: UpdateShardCount cannot scale down below half your current "
          "open shard count." +
              counts + Concat(" Target shard count: ", too_few));
    CHECK(Answer(test.Try(too_few + 1)) == "OK");
  }
}

TEST_CASE("a step that is only observed is counted and made", "[local][update_shard_count]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  ScaleTest unlimited(WithLimits(limits));
  unlimited.CreateStream("s");
  unlimited.Scale(9);
  CHECK(unlimited.kinesis.ExceededCount(KinesisLimit::kShardCountStep) == 0);
  limits.shard_count_step = LimitMode::kObserve;
  ScaleTest observed(WithLimits(limits));
  observed.CreateStream("s");
  observed.Scale(9);
  observed.Scale(1);
  CHECK(observed.kinesis.ExceededCount(KinesisLimit::kShardCountStep) == 2);
  CHECK(observed.Summary().open_shard_count == 1);
}

TEST_CASE("a stream has at most 10,000 shards", "[local][update_shard_count]") {
  ScaleTest test;
  test.CreateStream("s", 2);
  CHECK(Answer(test.Try(10'001)) ==
        "LimitExceededException: Target shard count or number of open shards cannot be greater "
        "than 10000. Current open shard count: 2 Target shard count: 10001");
  CHECK(test.Summary().open_shard_count == 2);
}

TEST_CASE("a shard count is updated 10 times in any 24 hours", "[local][update_shard_count]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.shard_count_updates = {.mode = LimitMode::kEnforce, .max = 10};
  ScaleTest test(WithLimits(limits));
  test.CreateStream("s", 2);
  test.CreateStream("t");
  // One refused for another reason does not count.
  CHECK(Answer(test.Try(10'001)) != "OK");
  for (int i = 0; i < 10; ++i) {
    test.Scale(2 + i % 2);
    test.clock.Advance(absl::Hours(2));
  }
  const std::string over =
      "LimitExceededException: The shard count of stream s under account 111111111111 was "
      "updated 10 times within 24 hours, which is the limit.";
  CHECK(Answer(test.Try(4)) == over);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kShardCountUpdates) == 1);
  // Each stream has its own.
  CHECK(Answer(test.kinesis.UpdateShardCount({.stream_name = "t",
                                              .target_shard_count = 2,
                                              .scaling_type = ScalingType::kUniformScaling})) ==
        "OK");
  test.clock.Advance(absl::Hours(4) - absl::Nanoseconds(1));
  CHECK(Answer(test.Try(4)) == over);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(Answer(test.Try(4)) == "OK");
  CHECK(Answer(test.Try(4)) == over);
}

TEST_CASE("UpdateShardCount may be called 10 times a second", "[local][update_shard_count]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.control_calls = LimitMode::kEnforce;
  ScaleTest test(WithLimits(limits));
  test.CreateStream("s");
  for (int i = 0; i < 10; ++i) test.Scale(2);
  CHECK(Answer(test.Try(2)).starts_with("LimitExceededException: Rate exceeded for operation"));
}

TEST_CASE("a new shard count needs room in the account's shards", "[local][update_shard_count]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.shards = {.mode = LimitMode::kEnforce, .max = 6};
  ScaleTest test(WithLimits(limits));
  test.CreateStream("s", 2);
  test.CreateStream("t", 1);
  const auto over = [](int count, int additional) {
    return Concat(
        "LimitExceededException: This request would exceed the shard limit for the account "
        "111111111111 in us-east-1. Current shard count for the account: ",
        count,
        ". Limit: 6. Number of additional shards that would have resulted from this "
        "request: ",
        additional,
        ". Refer to the AWS Service Limits page "
        "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current "
        "limits and how to request higher limits.");
  };
  CHECK(Answer(test.Try(6)) == over(3, 4));
  CHECK(Answer(test.Try(5)) == "OK");
  CHECK(Answer(test.Try(6)) == over(6, 1));
  CHECK(Answer(test.Try(4)) == "OK");
  CHECK(Answer(test.Try(5)) == "OK");
}

TEST_CASE("a stream is UPDATING while its shard count changes", "[local][update_shard_count]") {
  ScaleTest test(WithUpdating(absl::Seconds(30)));
  test.CreateStream("s", 2);
  test.Scale(3);
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(test.Summary().open_shard_count == 2);
  CHECK(Answer(test.Try(4)) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state UPDATING");
  test.clock.Advance(absl::Seconds(30) - absl::Nanoseconds(1));
  CHECK(test.Summary().open_shard_count == 2);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
  CHECK(test.Summary().open_shard_count == 3);
}

TEST_CASE("a shard count of an on-demand stream is not updated", "[local][update_shard_count]") {
  ScaleTest test;
  REQUIRE(Answer(test.kinesis.CreateStream(
              {.stream_name = "s",
               .stream_mode_details = kinesis::StreamModeDetails{
                   .stream_mode = kinesis::StreamMode::kOnDemand}})) == "OK");
  CHECK(Answer(test.Try(5)) ==
        "ValidationException: UpdateShardCount is for PROVISIONED mode streams only; stream s "
        "under account 111111111111 is ON_DEMAND.");
}

}  // namespace
}  // namespace weir::update_shard_count_test

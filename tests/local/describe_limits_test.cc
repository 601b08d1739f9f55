// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.9 of DescribeLimits.
#include <cstdint>
#include <string>
#include <string_view>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using kinesis::DescribeLimitsResult;
using kinesis::StreamMode;
using testing::Answer;
using testing::LocalTest;

DescribeLimitsResult Describe(LocalKinesis& kinesis) {
  auto result = kinesis.DescribeLimits({});
  REQUIRE(Answer(result) == "OK");
  return *result;
}

void CreateOnDemand(LocalTest& test, std::string_view name) {
  REQUIRE(Answer(test.kinesis.CreateStream(
              {.stream_name = name,
               .stream_mode_details = kinesis::StreamModeDetails{StreamMode::kOnDemand}})) == "OK");
}

TEST_CASE("limits say what an account has and may have", "[local][describe_limits]") {
  // Rules 1.2.
  LocalTest test;
  DescribeLimitsResult limits = Describe(test.kinesis);
  CHECK(limits.open_shard_count == 0);
  CHECK(limits.on_demand_stream_count == 0);
  test.CreateStream("a", 3);
  CreateOnDemand(test, "b");
  limits = Describe(test.kinesis);
  CHECK(limits.open_shard_count == 7);
  CHECK(limits.on_demand_stream_count == 1);
}

TEST_CASE("by default the limits are AWS's for the region", "[local][describe_limits]") {
  // Rules 2.9.
  for (const KinesisLimits& limits : {KinesisLimits::Aws(), KinesisLimits::Unlimited()}) {
    LocalTest test({.limits = limits});
    for (const std::string_view region : {"us-east-1", "us-west-2", "eu-west-1"}) {
      auto there = test.kinesis.ForCaller({.account_id = "111111111111", .region = region});
      const DescribeLimitsResult result = Describe(*there);
      CHECK(result.shard_limit == 20'000);
      CHECK(result.on_demand_stream_count_limit == 50);
    }
    auto there = test.kinesis.ForCaller({.account_id = "111111111111", .region = "eu-central-1"});
    const DescribeLimitsResult result = Describe(*there);
    CHECK(result.shard_limit == 1'000);
    CHECK(result.on_demand_stream_count_limit == 50);
    if (limits.control_calls == LimitMode::kOff) continue;
    // Rules 1.2: once a second.
    CHECK(Answer(there->DescribeLimits({})) ==
          "LimitExceededException: Rate exceeded for operation DescribeLimits under account "
          "111111111111: 1 calls per second.");
  }
}

TEST_CASE("limits that were chosen are told", "[local][describe_limits]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.shards = {.mode = LimitMode::kEnforce, .max = 7};
  limits.on_demand_streams = {.mode = LimitMode::kObserve, .max = 0};
  LocalTest test({.limits = limits});
  CHECK(Describe(test.kinesis).shard_limit == 7);
  CHECK(Describe(test.kinesis).on_demand_stream_count_limit == 0);
  // What the contract has no number for.
  limits.shards.max = std::int64_t{1} << 40;
  limits.on_demand_streams = {.mode = LimitMode::kOff, .max = 9};
  LocalTest large({.limits = limits});
  CHECK(Describe(large.kinesis).shard_limit == 2'147'483'647);
  CHECK(Describe(large.kinesis).on_demand_stream_count_limit == 9);
}

TEST_CASE("a stream counts from its creation until it is gone", "[local][describe_limits]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10),
                                      .stream_deleting = absl::Seconds(10)}});
  CreateOnDemand(test, "a");
  CHECK(Describe(test.kinesis).open_shard_count == 4);
  test.clock.Advance(absl::Seconds(10));
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "a"})) == "OK");
  CHECK(Describe(test.kinesis).open_shard_count == 4);
  CHECK(Describe(test.kinesis).on_demand_stream_count == 1);
  test.clock.Advance(absl::Seconds(10));
  CHECK(Describe(test.kinesis).open_shard_count == 0);
  CHECK(Describe(test.kinesis).on_demand_stream_count == 0);
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
//
// A reshard for which there is no memory: its first allocation fails, then its second, and so
// on until it needs no more of them, each alone and with all that follow.

#include <cstdint>
#include <functional>
#include <new>
#include <string>

#include "local/on_demand_support.h"
#include "stream/allocation_counter.h"

namespace weir::reshard_failure_test {
namespace {

using testing::Answer;
using testing::Failing;
using testing::FailingAllocations;
using testing::Indexes;
using testing::IndexesOf;
using testing::kLastHashKey;
using testing::kMiddle;
using testing::kNewIsReplaced;
using testing::ReshardTest;
using testing::WithUpdating;

constexpr std::int64_t kAccountShardsMax = 4;

LocalKinesisOptions Options(absl::Duration stream_updating) {
  LocalKinesisOptions options = WithUpdating(stream_updating);
  options.limits.shards = {.mode = LimitMode::kEnforce, .max = kAccountShardsMax};
  return options;
}

// What `act` answers while the allocation that is `first` fails; "bad_alloc" if it throws
// that. Says in `has_failed` whether one did.
std::string AnswerWithout(std::uint64_t first, Failing failing, bool& has_failed,
                          const std::function<absl::Status()>& act) {
  absl::Status status;
  bool has_thrown = false;
  {
    FailingAllocations failures(first, failing);
    try {
      status = act();
    } catch (const std::bad_alloc&) {
      has_thrown = true;
    }
    has_failed = failures.Stop();
  }
  return has_thrown ? "bad_alloc" : Answer(status);
}

// The shards that the stream has, and the account counts, agree with each other.
void CheckWhole(ReshardTest& test) {
  const std::int32_t open = test.Summary().open_shard_count;
  kinesis::ListShardsRequest open_ones = {
      .stream_name = "s",
      .shard_filter = kinesis::ShardFilter{.type = kinesis::ShardFilterType::kAtLatest}};
  CHECK(test.Listed(open_ones).size() == static_cast<std::size_t>(open));
  const auto create = [&](std::int64_t count) {
    return Answer(test.kinesis.CreateStream(
        {.stream_name = "t", .shard_count = static_cast<std::int32_t>(count)}));
  };
  CHECK(create(kAccountShardsMax - open + 1).starts_with("LimitExceededException: "));
  CHECK(create(kAccountShardsMax - open) == "OK");
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "t"})) == "OK");
  test.PutAt("0", "a");
  test.PutAt(kLastHashKey, "b");
}

// ---- Rules 2.7 ----

TEST_CASE("a split at once without memory has happened wholly or not at all", "[local][reshard]") {
  if (!kNewIsReplaced) return;
  for (const Failing failing : {Failing::kOnce, Failing::kFromThenOn}) {
    int not_begun = 0;
    bool has_failed = true;
    for (std::uint64_t first = 1; has_failed; ++first) {
      INFO(first);
      ReshardTest test(Options(absl::ZeroDuration()));
      test.CreateStream("s");
      const std::string answer =
          AnswerWithout(first, failing, has_failed, [&] { return test.TrySplit("0", kMiddle); });
      const Indexes shards = IndexesOf(test.Shards());
      CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
      if (shards == Indexes{0}) {
        ++not_begun;
        CHECK(answer != "OK");
      } else {
        CHECK(shards == Indexes{0, 1, 2});
        CHECK((answer == "OK" || answer == "bad_alloc"));
      }
      CheckWhole(test);
    }
    CHECK(not_begun > 0);
  }
}

TEST_CASE("a split that is due without memory is made later", "[local][reshard]") {
  if (!kNewIsReplaced) return;
  for (const Failing failing : {Failing::kOnce, Failing::kFromThenOn}) {
    int put_off = 0;
    bool has_failed = true;
    for (std::uint64_t first = 1; has_failed; ++first) {
      INFO(first);
      ReshardTest test(Options(absl::Seconds(30)));
      test.CreateStream("s");
      test.Split(0, kMiddle);
      test.clock.Advance(absl::Seconds(30));
      AnswerWithout(first, failing, has_failed, [&] {
        test.kinesis.Tick();
        return absl::OkStatus();
      });
      // Whoever comes next sees it before or after, and can put and read.
      const Indexes shards = IndexesOf(test.Shards());
      if (shards == Indexes{0}) {
        ++put_off;
        CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
        test.PutAt(kLastHashKey, "a");
        test.clock.Advance(absl::Seconds(1) - absl::Nanoseconds(1));
        CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
        test.clock.Advance(absl::Nanoseconds(1));
      }
      CHECK(IndexesOf(test.Shards()) == Indexes{0, 1, 2});
      CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
      CheckWhole(test);
    }
    CHECK(put_off > 0);
  }
}

TEST_CASE("a new shard count without memory has happened wholly or not at all",
          "[local][reshard]") {
  if (!kNewIsReplaced) return;
  int not_begun = 0;
  bool has_failed = true;
  for (std::uint64_t first = 1; has_failed; ++first) {
    INFO(first);
    ReshardTest test(Options(absl::ZeroDuration()));
    test.CreateStream("s", 2);
    const auto update = [&] {
      return test.kinesis
          .UpdateShardCount({.stream_name = "s",
                             .target_shard_count = 3,
                             .scaling_type = kinesis::ScalingType::kUniformScaling})
          .status();
    };
    const std::string answer = AnswerWithout(first, Failing::kOnce, has_failed, update);
    const Indexes shards = IndexesOf(test.Shards());
    if (shards == Indexes{0, 1}) {
      ++not_begun;
      CHECK(answer != "OK");
    } else {
      CHECK(shards == Indexes{0, 1, 2, 3, 4, 5, 6});
    }
    CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
    CheckWhole(test);
  }
  CHECK(not_begun > 0);
}

// ---- Rules 2.9 ----

TEST_CASE("a switch with warm throughput is made when there is memory for it", "[local][reshard]") {
  if (!kNewIsReplaced) return;
  bool has_failed = true;
  for (std::uint64_t first = 1; has_failed; ++first) {
    INFO(first);
    testing::OnDemandTest test(Options(absl::Seconds(30)));
    test.CreateStream("s", 1);
    REQUIRE(Answer(test.TryMode(testing::kOnDemandDetails, 3)) == "OK");
    test.clock.Advance(absl::Seconds(30));
    AnswerWithout(first, Failing::kOnce, has_failed, [&] {
      test.kinesis.Tick();
      return absl::OkStatus();
    });
    test.clock.Advance(absl::Seconds(1));
    CHECK(test.Summary().stream_mode == kinesis::StreamMode::kOnDemand);
    CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
    CHECK(test.OpenCount() == 3);
    CheckWhole(test);
  }
}

TEST_CASE("an on-demand stream that finds no memory scales later", "[local][reshard]") {
  if (!kNewIsReplaced) return;
  int put_off = 0;
  bool has_failed = true;
  for (std::uint64_t first = 1; has_failed; ++first) {
    INFO(first);
    LocalKinesisOptions options = Options(absl::ZeroDuration());
    testing::OnDemandTest test(options);
    test.CreateStream("s", 2);
    REQUIRE(Answer(test.TryMode(testing::kOnDemandDetails)) == "OK");
    test.Write("0", 500 * 1024 + 1);
    test.clock.Advance(absl::Minutes(1));
    AnswerWithout(first, Failing::kOnce, has_failed, [&] {
      test.kinesis.Tick();
      return absl::OkStatus();
    });
    const Indexes shards = IndexesOf(test.Shards());
    if (shards == Indexes{0, 1}) {
      ++put_off;
    } else {
      CHECK(shards == Indexes{0, 1, 2, 3});
    }
    CheckWhole(test);
    test.Write("0", 500 * 1024 + 1);
    test.clock.Advance(absl::Minutes(1));
    CHECK(test.OpenCount() >= 3);
  }
  CHECK(put_off > 0);
}

TEST_CASE("a switch for which there is no memory is not spoken of any more", "[local][reshard]") {
  if (!kNewIsReplaced) return;
  bool has_failed = true;
  for (std::uint64_t first = 1; has_failed; ++first) {
    ReshardTest test(Options(absl::Seconds(10)));
    test.CreateStream();
    const std::string arn = test.Summary().stream_arn;
    AnswerWithout(first, Failing::kOnce, has_failed, [&] {
      return test.kinesis.UpdateStreamMode(
          {.stream_arn = arn, .stream_mode_details = testing::kOnDemandDetails});
    });
    CAPTURE(first);
    const bool is_updating = test.Summary().stream_status == kinesis::StreamStatus::kUpdating;
    CHECK(test.kinesis.DescribeLimits({})->on_demand_stream_count == (is_updating ? 1 : 0));
  }
}

}  // namespace
}  // namespace weir::reshard_failure_test

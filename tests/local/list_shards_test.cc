// SPDX-License-Identifier: MIT
//
// ListShards, rule by rule.

#include <optional>
#include <string>
#include <vector>

#include "local/reshard_support.h"

namespace weir::list_shards_test {
namespace {

using kinesis::ListShardsRequest;
using kinesis::ShardFilter;
using kinesis::ShardFilterType;
using testing::Answer;
using testing::Indexes;
using testing::IndexesOf;
using testing::kMiddle;
using testing::LocalTest;
using testing::ReshardTest;
using testing::ShardName;
using testing::Texts;
using testing::WithUpdating;

// Shard 0 from the beginning; at +1 h it was split into 1 and 2, at +2 h those were merged
// to 3. It is +3 h.
struct Lived : ReshardTest {
  Lived() {
    CreateStream("s");
    clock.Advance(absl::Hours(1));
    Split(0, kMiddle);
    clock.Advance(absl::Hours(1));
    Merge(1, 2);
    clock.Advance(absl::Hours(1));
  }

  Indexes With(const ShardFilter& filter) {
    return IndexesOf(Listed({.stream_name = "s", .shard_filter = filter}));
  }
  Indexes At(ShardFilterType type, absl::Duration after_creation) {
    return With({.type = type, .timestamp = created + after_creation});
  }
  std::string TokenOfFirstPage() {
    auto page = kinesis.ListShards({.stream_name = "s", .max_results = 1});
    REQUIRE(Answer(page) == "OK");
    REQUIRE(page->next_token.has_value());
    return *page->next_token;
  }
  std::string Try(const ListShardsRequest& request) { return Answer(kinesis.ListShards(request)); }

  absl::Time created = clock.Now();
};

// ---- Rules 1.1 and 1.2 ----

TEST_CASE("parameters of ListShards are checked by themselves", "[local][list_shards]") {
  LocalTest test;
  // Rules 1.1: 1 to 10,000.
  CHECK(Answer(test.kinesis.ListShards({.stream_name = "s", .max_results = 0})) ==
        "ValidationException: 1 validation error detected: Value '0' at 'maxResults' failed to "
        "satisfy constraint: Member must have value greater than or equal to 1");
  CHECK(Answer(test.kinesis.ListShards({.stream_name = "s", .max_results = 10'001})) ==
        "ValidationException: 1 validation error detected: Value '10001' at 'maxResults' failed "
        "to satisfy constraint: Member must have value less than or equal to 10000");
}

TEST_CASE("ListShards finds a stream by its name, its ARN or both", "[local][list_shards]") {
  Lived test;
  const std::string arn = test.Summary().stream_arn;
  const Indexes all = {0, 1, 2, 3};
  // Rules 1.1: where both are optional, one of them or both must be given.
  CHECK(IndexesOf(test.Listed({.stream_name = "s"})) == all);
  CHECK(IndexesOf(test.Listed({.stream_arn = arn})) == all);
  CHECK(IndexesOf(test.Listed({.stream_name = "s", .stream_arn = arn})) == all);
  CHECK(test.Try({.stream_name = "t", .stream_arn = arn}) ==
        "InvalidArgumentException: StreamName t does not agree with StreamARN " + arn + ".");
  CHECK(test.Try({.stream_name = "t"}) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

TEST_CASE("ListShards is refused to another account without a policy", "[local][list_shards]") {
  Lived test;
  const std::string arn = test.Summary().stream_arn;
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(Answer(other->ListShards({.stream_arn = arn})).starts_with("AccessDeniedException: "));
  // A page's token gives no access either.
  CHECK(Answer(other->ListShards({.next_token = test.TokenOfFirstPage()}))
            .starts_with("AccessDeniedException: "));
}

TEST_CASE("ListShards may be called 1,000 times a second per stream", "[local][list_shards]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.control_calls = LimitMode::kEnforce;
  LocalTest test({.limits = limits});
  test.CreateStream("s");
  test.CreateStream("t");
  for (int i = 0; i < 1000; ++i) {
    CHECK(Answer(test.kinesis.ListShards({.stream_name = "s"})) == "OK");
  }
  CHECK(Answer(test.kinesis.ListShards({.stream_name = "s"})) ==
        "LimitExceededException: Rate exceeded for operation ListShards on stream s under account "
        "111111111111: 1000 calls per second.");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kControlCalls) == 1);
  // Rules 1.2: the rate is each stream's own.
  CHECK(Answer(test.kinesis.ListShards({.stream_name = "t"})) == "OK");
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(Answer(test.kinesis.ListShards({.stream_name = "s"})) == "OK");
}

// ---- Rules 2.8: the stream, or a page of it ----

TEST_CASE("a token and a stream cannot be given together", "[local][list_shards]") {
  Lived test;
  const std::string token = test.TokenOfFirstPage();
  const std::string arn = test.Summary().stream_arn;
  CHECK(test.Try({}) ==
        "InvalidArgumentException: Either NextToken or StreamName should be provided.");
  CHECK(test.Try({.stream_name = "s", .next_token = token}) ==
        "InvalidArgumentException: NextToken and StreamName cannot be provided together.");
  CHECK(test.Try({.stream_arn = arn, .next_token = token}) ==
        "InvalidArgumentException: NextToken and StreamARN cannot be provided together.");
  CHECK(test.Try({.next_token = token, .exclusive_start_shard_id = "0"}) ==
        "InvalidArgumentException: NextToken and ExclusiveStartShardId cannot be provided "
        "together.");
  CHECK(test.Try({.next_token = token, .stream_creation_timestamp = test.created}) ==
        "InvalidArgumentException: NextToken and StreamCreationTimestamp cannot be provided "
        "together.");
  CHECK(test.Try({.next_token = token,
                  .shard_filter = ShardFilter{.type = ShardFilterType::kAtLatest}}) ==
        "InvalidArgumentException: NextToken and ShardFilter cannot be provided together.");
  // The number of results may change from page to page.
  CHECK(IndexesOf(test.Listed({.next_token = token, .max_results = 10})) == Indexes{1, 2, 3});
}

TEST_CASE("a creation timestamp tells two streams of a name apart", "[local][list_shards]") {
  LocalTest test;
  test.CreateStream("s");
  const absl::Time first = test.Summary().stream_creation_timestamp;
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  test.clock.Advance(absl::Seconds(5));
  test.CreateStream("s");
  const absl::Time second = test.Summary().stream_creation_timestamp;
  const auto with = [&](absl::Time created) {
    return Answer(
        test.kinesis.ListShards({.stream_name = "s", .stream_creation_timestamp = created}));
  };
  CHECK(with(second) == "OK");
  CHECK(with(second + absl::Milliseconds(999)) == "OK");
  const std::string not_found =
      "ResourceNotFoundException: Stream s under account 111111111111 not found.";
  CHECK(with(second + absl::Seconds(1)) == not_found);
  CHECK(with(second - absl::Milliseconds(1)) == not_found);
  CHECK(with(first) == not_found);
}

TEST_CASE("shards are listed of a stream that is ACTIVE or UPDATING", "[local][list_shards]") {
  LocalKinesisOptions options = WithUpdating(absl::Seconds(10));
  options.state_durations.stream_creating = absl::Seconds(10);
  options.state_durations.stream_deleting = absl::Seconds(10);
  ReshardTest test(options);
  test.CreateStream("s");
  const auto list = [&] { return Answer(test.kinesis.ListShards({.stream_name = "s"})); };
  CHECK(list() ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state CREATING");
  test.clock.Advance(absl::Seconds(10));
  CHECK(list() == "OK");
  test.Split(0, kMiddle);
  CHECK(IndexesOf(test.Shards()) == Indexes{0});
  test.clock.Advance(absl::Seconds(10));
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(list() ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state DELETING");
  test.clock.Advance(absl::Seconds(10));
  CHECK(list() == "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

// ---- Rules 2.8: pages ----

TEST_CASE("pages of shards make up the list", "[local][list_shards]") {
  LocalTest test;
  test.CreateStream("s", 7);
  for (const int size : {1, 2, 3, 6, 7, 8}) {
    INFO(size);
    Indexes all;
    std::optional<std::string> token;
    do {
      auto page = token.has_value()
                      ? test.kinesis.ListShards({.next_token = *token, .max_results = size})
                      : test.kinesis.ListShards({.stream_name = "s", .max_results = size});
      REQUIRE(Answer(page) == "OK");
      // Full, but for the last, which is never empty.
      CHECK(page->shards.size() ==
            (page->next_token ? static_cast<std::size_t>(size) : 7 - all.size()));
      for (const auto& shard : page->shards) all.push_back(shard.shard_id.index);
      token = page->next_token;
    } while (token.has_value());
    CHECK(all == Indexes{0, 1, 2, 3, 4, 5, 6});
  }
}

TEST_CASE("a page has at most 1,000 shards", "[local][list_shards]") {
  LocalTest test;
  test.CreateStream("s", 1001);
  for (const std::optional<int> size : {std::optional<int>(), std::optional(10'000)}) {
    auto page = test.kinesis.ListShards({.stream_name = "s", .max_results = size});
    REQUIRE(Answer(page) == "OK");
    CHECK(page->shards.size() == 1000);
    REQUIRE(page->next_token.has_value());
    page = test.kinesis.ListShards({.next_token = *page->next_token});
    REQUIRE(Answer(page) == "OK");
    CHECK(IndexesOf(page->shards) == Indexes{1000});
  }
}

TEST_CASE("a page of shards begins after a shard", "[local][list_shards]") {
  Lived test;
  const auto after = [&](std::string_view shard_id) {
    return IndexesOf(test.Listed({.stream_name = "s", .exclusive_start_shard_id = shard_id}));
  };
  CHECK(after(ShardName(0)) == Indexes{1, 2, 3});
  // Rules 2.3: a bare number means a shard, too.
  CHECK(after("2") == Indexes{3});
  CHECK(after(ShardName(3)).empty());
  CHECK(after(ShardName(99)).empty());
  CHECK(test.Try({.stream_name = "s", .exclusive_start_shard_id = "x-y"}) ==
        "ResourceNotFoundException: Could not find shard x-y in stream s under account "
        "111111111111.");
}

TEST_CASE("a page's token lives for 300 seconds", "[local][list_shards]") {
  Lived test;
  const std::string token = test.TokenOfFirstPage();
  test.clock.Advance(absl::Seconds(300));
  CHECK(IndexesOf(test.Listed({.next_token = token})) == Indexes{1, 2, 3});
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(test.Try({.next_token = token}).starts_with("ExpiredNextTokenException: "));
}

TEST_CASE("a page's token that ListShards did not give is refused", "[local][list_shards]") {
  Lived test;
  std::string token = test.TokenOfFirstPage();
  token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
  CHECK(test.Try({.next_token = token}) == "InvalidArgumentException: Invalid NextToken.");
  CHECK(test.Try({.next_token = "AAAA"}) == "InvalidArgumentException: Invalid NextToken.");
  // An iterator is no token.
  const std::string iterator = test.Iterator(kinesis::ShardIteratorType::kTrimHorizon);
  CHECK(test.Try({.next_token = iterator}) == "InvalidArgumentException: Invalid NextToken.");
}

TEST_CASE("a page's token is of one stream, not of its name", "[local][list_shards]") {
  Lived test;
  const std::string token = test.TokenOfFirstPage();
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  const std::string not_found =
      "ResourceNotFoundException: Stream s under account 111111111111 not found.";
  CHECK(test.Try({.next_token = token}) == not_found);
  test.CreateStream("s");
  CHECK(test.Try({.next_token = token}) == not_found);
}

TEST_CASE("a page's token keeps the filter and its moment", "[local][list_shards]") {
  Lived test;
  const auto second_page = [&](const ShardFilter& filter) {
    auto page =
        test.kinesis.ListShards({.stream_name = "s", .max_results = 1, .shard_filter = filter});
    REQUIRE(Answer(page) == "OK");
    REQUIRE(page->next_token.has_value());
    return IndexesOf(test.Listed({.next_token = *page->next_token}));
  };
  const absl::Time split = test.created + absl::Hours(1);
  CHECK(second_page({.type = ShardFilterType::kAtTimestamp,
                     .timestamp = split + absl::Minutes(1)}) == Indexes{2});
  CHECK(second_page({.type = ShardFilterType::kFromTimestamp,
                     .timestamp = split + absl::Minutes(1)}) == Indexes{2, 3});
  CHECK(second_page({.type = ShardFilterType::kAfterShardId, .shard_id = "1"}) == Indexes{3});
  // Of AT_TRIM_HORIZON, the horizon of the first page.
  test.clock.Advance(absl::Hours(22) + absl::Minutes(30));
  auto page = test.kinesis.ListShards(
      {.stream_name = "s",
       .max_results = 1,
       .shard_filter = ShardFilter{.type = ShardFilterType::kAtTrimHorizon}});
  REQUIRE(Answer(page) == "OK");
  CHECK(IndexesOf(page->shards) == Indexes{1});
  REQUIRE(page->next_token.has_value());
  test.clock.Advance(absl::Minutes(4));
  CHECK(IndexesOf(test.Listed({.next_token = *page->next_token})) == Indexes{2});
}

// ---- Rules 2.8: filters ----

TEST_CASE("each filter admits what its name says", "[local][list_shards]") {
  Lived test;
  CHECK(IndexesOf(test.Listed({.stream_name = "s"})) == Indexes{0, 1, 2, 3});
  CHECK(test.With({.type = ShardFilterType::kFromTrimHorizon}) == Indexes{0, 1, 2, 3});
  CHECK(test.With({.type = ShardFilterType::kAtTrimHorizon}) == Indexes{0});
  CHECK(test.With({.type = ShardFilterType::kAtLatest}) == Indexes{3});
  CHECK(test.With({.type = ShardFilterType::kAfterShardId, .shard_id = ShardName(1)}) ==
        Indexes{2, 3});
  CHECK(test.At(ShardFilterType::kAtTimestamp, absl::Minutes(30)) == Indexes{0});
  CHECK(test.At(ShardFilterType::kAtTimestamp, absl::Minutes(90)) == Indexes{1, 2});
  CHECK(test.At(ShardFilterType::kAtTimestamp, absl::Minutes(150)) == Indexes{3});
  CHECK(test.At(ShardFilterType::kFromTimestamp, absl::Minutes(30)) == Indexes{0, 1, 2, 3});
  CHECK(test.At(ShardFilterType::kFromTimestamp, absl::Minutes(90)) == Indexes{1, 2, 3});
  CHECK(test.At(ShardFilterType::kFromTimestamp, absl::Minutes(150)) == Indexes{3});
}

TEST_CASE("in the millisecond of a reshard, parents and children are open",
          "[local][list_shards]") {
  Lived test;
  const absl::Duration milli = absl::Milliseconds(1);
  const absl::Duration split = absl::Hours(1);
  CHECK(test.At(ShardFilterType::kAtTimestamp, split - milli) == Indexes{0});
  CHECK(test.At(ShardFilterType::kAtTimestamp, split) == Indexes{0, 1, 2});
  CHECK(test.At(ShardFilterType::kAtTimestamp, split + milli) == Indexes{1, 2});
  CHECK(test.At(ShardFilterType::kFromTimestamp, split) == Indexes{0, 1, 2, 3});
  CHECK(test.At(ShardFilterType::kFromTimestamp, split + milli) == Indexes{1, 2, 3});
}

TEST_CASE("a filter's timestamp before the horizon is the horizon", "[local][list_shards]") {
  Lived test;
  // Of a younger stream, its creation.
  CHECK(test.At(ShardFilterType::kAtTimestamp, -absl::Hours(1)) == Indexes{0});
  CHECK(test.At(ShardFilterType::kFromTimestamp, -absl::Hours(1)) == Indexes{0, 1, 2, 3});
  // The horizon is at +1 h 30 min.
  test.clock.Advance(absl::Hours(22) + absl::Minutes(30));
  CHECK(test.With({.type = ShardFilterType::kAtTrimHorizon}) == Indexes{1, 2});
  CHECK(test.At(ShardFilterType::kAtTimestamp, absl::Minutes(30)) == Indexes{1, 2});
  CHECK(test.At(ShardFilterType::kFromTimestamp, absl::Minutes(30)) == Indexes{1, 2, 3});
  // What is to come has the shards that are open now.
  CHECK(test.At(ShardFilterType::kAtTimestamp, absl::Hours(100)) == Indexes{3});
}

TEST_CASE("a filter has the parameter of its type, and no other", "[local][list_shards]") {
  Lived test;
  const auto with = [&](const ShardFilter& filter) {
    return test.Try({.stream_name = "s", .shard_filter = filter});
  };
  CHECK(with({}) ==
        "ValidationException: 1 validation error detected: Value null at 'shardFilter.type' "
        "failed to satisfy constraint: Member must not be null");
  CHECK(with({.type = ShardFilterType::kAfterShardId}) ==
        "InvalidArgumentException: ShardFilter.ShardId must be provided with ShardFilter.Type "
        "AFTER_SHARD_ID.");
  CHECK(with({.type = ShardFilterType::kAtTimestamp}) ==
        "InvalidArgumentException: ShardFilter.Timestamp must be provided with ShardFilter.Type "
        "AT_TIMESTAMP.");
  CHECK(with({.type = ShardFilterType::kFromTimestamp}) ==
        "InvalidArgumentException: ShardFilter.Timestamp must be provided with ShardFilter.Type "
        "FROM_TIMESTAMP.");
  CHECK(with({.type = ShardFilterType::kAtLatest, .shard_id = "0"}) ==
        "InvalidArgumentException: ShardFilter.ShardId must not be provided with "
        "ShardFilter.Type AT_LATEST.");
  CHECK(with({.type = ShardFilterType::kAtTrimHorizon, .timestamp = test.created}) ==
        "InvalidArgumentException: ShardFilter.Timestamp must not be provided with "
        "ShardFilter.Type AT_TRIM_HORIZON.");
}

TEST_CASE("a filter and a start of the page both hold", "[local][list_shards]") {
  Lived test;
  CHECK(IndexesOf(test.Listed({.stream_name = "s",
                               .exclusive_start_shard_id = "2",
                               .shard_filter = ShardFilter{.type = ShardFilterType::kAfterShardId,
                                                           .shard_id = "0"}})) == Indexes{3});
}

// ---- Rules 2.7: expired shards ----

TEST_CASE("a shard that closed before the horizon is not listed", "[local][list_shards]") {
  Lived test;
  // Shard 0 closed at +1 h, and 24 hours later it is expired.
  test.clock.Advance(absl::Hours(22));
  CHECK(IndexesOf(test.Shards()) == Indexes{0, 1, 2, 3});
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(IndexesOf(test.Shards()) == Indexes{1, 2, 3});
  CHECK(test.At(ShardFilterType::kAtTimestamp, absl::Minutes(30)) == Indexes{1, 2});
  test.clock.Advance(absl::Hours(1));
  CHECK(IndexesOf(test.Shards()) == Indexes{3});
  CHECK(test.With({.type = ShardFilterType::kAtTrimHorizon}) == Indexes{3});
}

}  // namespace
}  // namespace weir::list_shards_test

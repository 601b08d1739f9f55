// SPDX-License-Identifier: MIT
//
// Subscriptions of one stream in threads of their own, while others put, reshard and delete:
// rules 2.6 and 2.7, on the real clock. Threads collect; the test asserts.
//   allowed:    each consumer sees every record once; then each of its subscriptions ends with
//               ResourceNotFoundException, or at a closed shard's end before
//   forbidden:  a record that is lost or comes twice | another error | a wait that never ends
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <numeric>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "local/fan_out_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/base/gauge.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir {
namespace {

using testing::Answer;
using testing::EventStream;

constexpr int kProducers = 2;
constexpr int kRecordsEach = 400;
constexpr int kConsumers = 3;
constexpr std::string_view kStream = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

// Follows all shards from the first on, until every subscription is over.
struct Follower {
  Follower(const LocalKinesis& of_kinesis, std::string of_arn)
      : kinesis(of_kinesis), arn(std::move(of_arn)) {}

  LocalKinesis kinesis;
  std::string arn;
  std::vector<EventStream> subscriptions;
  std::vector<std::string> followed;
  std::vector<int> seen;
  // For who waits for it, meanwhile: records, and shards that are subscribed to.
  Gauge seen_count;
  Gauge subscribed_count;
  std::vector<std::string> errors;

  void Follow(const std::string& shard_id) {
    if (std::find(followed.begin(), followed.end(), shard_id) != followed.end()) return;
    followed.push_back(shard_id);
    auto made = kinesis.SubscribeToShard({.consumer_arn = arn,
                                          .shard_id = shard_id,
                                          .starting_position = testing::kFromTrimHorizon});
    if (made.ok()) {
      subscriptions.push_back(std::move(made->event_stream));
      subscribed_count.Add(1);
    } else {
      errors.push_back(Answer(made));
    }
  }

  // Whether there was an event.
  bool Take(kinesis::ShardEventStream& events) {
    const auto next = events.Next();
    if (!next.ok()) errors.push_back(Answer(next));
    if (!next.ok() || !next->has_value()) return false;
    for (const kinesis::Record& record : (*next)->records) {
      seen.push_back(std::stoi(std::string(AsText(record.data))));
    }
    seen_count.Set(seen.size());
    for (const kinesis::ChildShard& child : (*next)->child_shards) {
      Follow(child.shard_id.ToString());
    }
    return true;
  }

  void Run() {
    Follow(std::string(testing::kShard0));
    for (;;) {
      bool is_idle = true;
      std::size_t open = subscriptions.size();
      for (std::size_t i = 0; i < subscriptions.size(); ++i) {
        if (subscriptions[i]->IsOver()) continue;
        open = i;
        while (Take(*subscriptions[i])) is_idle = false;
      }
      if (open == subscriptions.size()) return;
      if (is_idle) subscriptions[open]->Wait(absl::Milliseconds(2));
    }
  }
};

TEST_CASE("subscriptions race puts, reshards, each other and the end of their stream",
          "[local][fan_out_threads]") {
  auto made = LocalKinesis::Create(
      {.account_id = std::string(testing::kAccountId), .limits = KinesisLimits::Unlimited()});
  REQUIRE(Answer(made) == "OK");
  LocalKinesis kinesis = *made;
  REQUIRE(kinesis.CreateStream({.stream_name = "s", .shard_count = 1}).ok());
  std::deque<Follower> followers;
  for (int i = 0; i < kConsumers; ++i) {
    followers.emplace_back(kinesis,
                           testing::Register(kinesis, Concat("c", i), kStream).consumer_arn);
  }

  std::vector<std::thread> readers;
  for (Follower& follower : followers) readers.emplace_back([&follower] { follower.Run(); });
  std::array<int, kProducers> refused = {};
  std::vector<std::thread> writers;
  for (int producer = 0; producer < kProducers; ++producer) {
    writers.emplace_back([&, producer] {
      for (int i = producer * kRecordsEach; i < (producer + 1) * kRecordsEach; ++i) {
        const std::string data = std::to_string(i);
        const auto put =
            kinesis.PutRecord({.stream_name = "s", .partition_key = data, .data = AsBytes(data)});
        if (!put.ok()) ++refused[static_cast<std::size_t>(producer)];
      }
    });
  }
  absl::Status resharded;
  writers.emplace_back([&] {
    resharded = kinesis.SplitShard({.stream_name = "s",
                                    .shard_to_split = "shardId-000000000000",
                                    .new_starting_hash_key = "1000"});
    resharded.Update(
        kinesis.SplitShard({.stream_name = "s",
                            .shard_to_split = "shardId-000000000002",
                            .new_starting_hash_key = "170141183460469231731687303715884105728"}));
    resharded.Update(kinesis.MergeShards({.stream_name = "s",
                                          .shard_to_merge = "shardId-000000000001",
                                          .adjacent_shard_to_merge = "shardId-000000000003"}));
  });
  for (std::thread& writer : writers) writer.join();
  // The end comes when all have everything; if they do not, it is seen below. Shard 0 was split
  // into 1 and 2, and 2 into 3 and 4; 1 and 3 became 5.
  const absl::Time patience = absl::Now() + absl::Seconds(30);
  for (Follower& follower : followers) {
    while ((follower.seen_count.value() < std::uint64_t{kProducers * kRecordsEach} ||
            follower.subscribed_count.value() < 6) &&
           absl::Now() < patience) {
      std::this_thread::yield();
    }
  }
  // The first goes on its own, the others with their stream.
  const absl::Status deregistered =
      kinesis.DeregisterStreamConsumer({.consumer_arn = followers[0].arn});
  const absl::Status deleted =
      kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true});
  for (std::thread& reader : readers) reader.join();

  std::vector<int> all(kProducers * kRecordsEach);
  std::iota(all.begin(), all.end(), 0);
  CHECK(Answer(resharded) == "OK");
  CHECK(Answer(deregistered) == "OK");
  CHECK(Answer(deleted) == "OK");
  CHECK(refused == std::array<int, kProducers>{});
  for (Follower& follower : followers) {
    std::sort(follower.seen.begin(), follower.seen.end());
    CHECK(follower.seen == all);
    CHECK(follower.followed.size() == 6);
    // Of 4 and 5, which are open.
    CHECK(follower.errors.size() == 2);
    for (const std::string& error : follower.errors) {
      CHECK(error.starts_with("ResourceNotFoundException: "));
    }
  }
}

}  // namespace
}  // namespace weir

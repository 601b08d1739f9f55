// SPDX-License-Identifier: MIT
//
// A consumer that lives for an hour on a clock that jumps: rules 2.6 and 2.7. It subscribes
// again when its five minutes are over, takes over what it may have lost, and follows shards
// to their children; and it sees every record exactly once, those of a key in their order.
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "local/fan_out_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir {
namespace {

using testing::After;
using testing::Answer;
using testing::Event;
using testing::EventStream;
using testing::FanOutTest;
using testing::kFromTrimHorizon;
using testing::NextOf;
using testing::SeededRandom;

constexpr int kKeys = 12;

// What the consumer keeps of a shard.
struct Reading {
  EventStream events;
  absl::Time subscribed;
  // Empty before the first event.
  std::string continuation;
};

struct Reader {
  explicit Reader(FanOutTest& of_test) : test(of_test) { Follow(testing::kShard0); }

  void Follow(std::string_view shard_id) {
    // Both parents of a merged shard name it.
    if (!followed.emplace(shard_id).second) return;
    Subscribe(std::string(shard_id), shards[std::string(shard_id)]);
  }
  void Subscribe(const std::string& shard_id, Reading& reading) {
    reading.events = test.Subscribe(
        reading.continuation.empty() ? kFromTrimHorizon : After(reading.continuation), shard_id);
    reading.subscribed = test.clock.Now();
    ++subscription_count;
  }

  // Everything that is there by now. Now and then it begins anew before, and takes itself
  // over: an event that it was handed and did not handle comes again.
  void Poll(SeededRandom& random) {
    std::vector<std::string> ids;
    for (const auto& [shard_id, reading] : shards) ids.push_back(shard_id);
    for (const std::string& shard_id : ids) {
      Reading& reading = shards[shard_id];
      if (test.clock.Now() - reading.subscribed >= absl::Seconds(5) && random.Below(8) == 0) {
        // Its last event gets lost.
        if (random.Below(2) == 0) reading.events->Next().IgnoreError();
        Subscribe(shard_id, reading);
      }
      PollShard(shard_id, reading);
    }
  }
  void PollShard(const std::string& shard_id, Reading& reading) {
    for (;;) {
      const Event event = NextOf(*reading.events);
      if (!event.has_value()) {
        if (!reading.events->IsOver()) return;
        Subscribe(shard_id, reading);
        continue;
      }
      for (const kinesis::Record& record : event->records) {
        seen[std::string(record.partition_key)].push_back(
            std::stoi(std::string(AsText(record.data))));
      }
      if (event->continuation_sequence_number.has_value()) {
        reading.continuation = event->continuation_sequence_number->ToString();
        continue;
      }
      const std::vector<kinesis::ChildShard> children = event->child_shards;
      ended.insert(shard_id);
      shards.erase(shard_id);
      for (const kinesis::ChildShard& child : children) {
        // Not before both parents are read, or the order of a key would be lost.
        bool is_ready = true;
        for (const ShardId& parent : child.parent_shards) {
          is_ready = is_ready && ended.contains(parent.ToString());
        }
        if (is_ready) Follow(child.shard_id.ToString());
      }
      return;
    }
  }

  FanOutTest& test;
  std::map<std::string, Reading> shards;
  std::set<std::string, std::less<>> followed;
  std::set<std::string> ended;
  std::map<std::string, std::vector<int>> seen;
  int subscription_count = 0;
};

// Splits one of the open shards, or merges two.
void Reshard(FanOutTest& test, SeededRandom& random) {
  const auto listed = test.kinesis.ListShards(
      {.stream_name = "s", .shard_filter = {{.type = kinesis::ShardFilterType::kAtLatest}}});
  REQUIRE(Answer(listed) == "OK");
  std::map<HashKey, kinesis::Shard> open;
  for (const kinesis::Shard& shard : listed->shards) {
    open.emplace(shard.hash_key_range.starting_hash_key, shard);
  }
  auto one = open.begin();
  std::advance(one, random.Below(open.size()));
  const std::string shard_id = one->second.shard_id.ToString();
  const auto next = std::next(one);
  if (next != open.end() && (open.size() > 4 || random.Below(2) == 0)) {
    REQUIRE(Answer(test.kinesis.MergeShards(
                {.stream_name = "s",
                 .shard_to_merge = shard_id,
                 .adjacent_shard_to_merge = next->second.shard_id.ToString()})) == "OK");
    return;
  }
  const HashKeyRange& range = one->second.hash_key_range;
  const HashKey middle = {range.starting_hash_key.value +
                          (range.ending_hash_key.value - range.starting_hash_key.value) / 2};
  test.Split(shard_id, middle.ToString());
}

TEST_CASE("a consumer sees every record of an hour exactly once", "[local][fan_out_reader]") {
  SeededRandom random;
  INFO(random.Description());
  FanOutTest test;
  Reader reader(test);
  std::map<std::string, int> put;
  const auto put_some = [&](std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string key = Concat("key-", random.Below(kKeys));
      test.Put(std::to_string(put[key]++), key);
    }
  };
  const absl::Time end = test.clock.Now() + absl::Hours(1);
  while (test.clock.Now() < end) {
    put_some(random.Below(20));
    if (random.Below(6) == 0) Reshard(test, random);
    put_some(random.Below(20));
    if (random.Below(3) != 0) reader.Poll(random);
    // Mostly small steps, now and then beyond a subscription's end.
    const std::uint64_t seconds = random.Below(10) == 0 ? random.Below(700) : random.Below(20);
    test.clock.Advance(absl::Milliseconds(1 + static_cast<std::int64_t>(seconds * 1'000)));
  }
  // Each poll may come to the end of one more generation.
  std::size_t shard_count = 0;
  while (shard_count != reader.followed.size()) {
    shard_count = reader.followed.size();
    reader.Poll(random);
  }
  reader.Poll(random);
  CHECK(reader.subscription_count > 20);
  CHECK(reader.followed.size() > 5);
  for (const auto& [key, count] : put) {
    std::vector<int> wanted;
    for (int i = 0; i < count; ++i) wanted.push_back(i);
    CHECK(reader.seen[key] == wanted);
  }
}

}  // namespace
}  // namespace weir

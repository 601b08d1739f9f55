// SPDX-License-Identifier: MIT
//
// Whatever is split, merged and rescaled in whatever order: the lineage is whole, and who
// follows it reads every record once, and those of one key in order.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "local/on_demand_support.h"
#include "support/seeded_random.h"

namespace weir::lineage_test {
namespace {

using kinesis::Shard;
using kinesis::ShardIteratorType;
using testing::Answer;
using testing::OnDemandTest;
using testing::SeededRandom;
using testing::ShardName;

constexpr Uint128 kOne = {.low = 1};

// ---- A reader who follows children, as the Kinesis Client Library does ----

// Reads a shard once all of its parents are at their ends.
class Follower {
 public:
  // Of shards that have no parents, or no parent that is still listed.
  explicit Follower(OnDemandTest& test) : test_(test) {
    std::set<std::uint32_t> listed;
    const std::vector<Shard> shards = test.Shards();
    for (const Shard& shard : shards) listed.insert(shard.shard_id.index);
    for (const Shard& shard : shards) {
      const bool is_first =
          !shard.parent_shard_id.has_value() || !listed.contains(shard.parent_shard_id->index);
      if (is_first) Begin(shard.shard_id.index);
    }
  }

  // Reads on until nothing is left but open shards without a record.
  void ReadAll() {
    bool is_any = true;
    while (is_any) {
      is_any = false;
      for (const std::uint32_t shard : Indexes()) is_any = ReadOn(shard) || is_any;
    }
  }

  // What was read of each key, in its order.
  const std::map<std::string, std::vector<std::string>>& read() const { return read_; }
  // The shards that are not at their ends.
  std::vector<std::uint32_t> Indexes() const {
    std::vector<std::uint32_t> indexes;
    for (const auto& [shard, iterator] : iterators_) indexes.push_back(shard);
    return indexes;
  }

 private:
  void Begin(std::uint32_t shard) {
    iterators_[shard] = test_.Iterator(ShardIteratorType::kTrimHorizon, ShardName(shard));
  }

  // Behind the last record that was read.
  void GoOn(std::uint32_t shard) {
    const auto last = last_.find(shard);
    if (last == last_.end()) return Begin(shard);
    auto iterator = test_.kinesis.GetShardIterator(
        {.stream_name = "s",
         .shard_id = ShardName(shard),
         .shard_iterator_type = ShardIteratorType::kAfterSequenceNumber,
         .starting_sequence_number = last->second});
    REQUIRE(Answer(iterator) == "OK");
    iterators_[shard] = iterator->shard_iterator;
  }

  // Whether there was a record, or the end.
  bool ReadOn(std::uint32_t shard) {
    auto read = test_.kinesis.GetRecords({.shard_iterator = iterators_[shard], .limit = 7});
    if (KinesisExceptionOf(read.status()) == KinesisException::kExpiredIterator) {
      GoOn(shard);
      read = test_.kinesis.GetRecords({.shard_iterator = iterators_[shard], .limit = 7});
    }
    REQUIRE(Answer(read) == "OK");
    for (const kinesis::Record& record : read->records) {
      read_[std::string(record.partition_key)].emplace_back(AsText(record.data));
      last_[shard] = record.sequence_number.ToString();
    }
    if (read->next_shard_iterator.has_value()) {
      CHECK(read->child_shards.empty());
      iterators_[shard] = *read->next_shard_iterator;
      return !read->records.empty();
    }
    CHECK_FALSE(read->child_shards.empty());
    iterators_.erase(shard);
    ended_.insert(shard);
    for (const kinesis::ChildShard& child : read->child_shards) {
      const bool is_ready =
          std::all_of(child.parent_shards.begin(), child.parent_shards.end(),
                      [this](ShardId parent) { return ended_.contains(parent.index); });
      if (is_ready) Begin(child.shard_id.index);
    }
    return true;
  }

  OnDemandTest& test_;
  std::map<std::uint32_t, std::string> iterators_;
  std::map<std::uint32_t, std::string> last_;
  std::set<std::uint32_t> ended_;
  std::map<std::string, std::vector<std::string>> read_;
};

// ---- What holds of all shards together ----

using ShardMap = std::map<std::uint32_t, Shard>;

bool IsOpen(const Shard& shard) {
  return !shard.sequence_number_range.ending_sequence_number.has_value();
}

// Open shards divide the hash keys exactly.
void CheckOpenRanges(const std::vector<Shard>& shards, std::int32_t open_shard_count) {
  std::vector<HashKeyRange> ranges;
  for (const Shard& shard : shards) {
    if (IsOpen(shard)) ranges.push_back(shard.hash_key_range);
  }
  std::sort(ranges.begin(), ranges.end());
  CHECK(ranges.size() == static_cast<std::size_t>(open_shard_count));
  REQUIRE_FALSE(ranges.empty());
  CHECK(ranges.front().starting_hash_key == HashKey::Min());
  CHECK(ranges.back().ending_hash_key == HashKey::Max());
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    CHECK(ranges[i - 1].IsAdjacentBefore(ranges[i]));
  }
}

// A shard's parents are closed, and end before it begins; it has both of their ranges, or a
// part of the one.
void CheckParents(const Shard& shard, const ShardMap& by_index) {
  std::vector<const Shard*> parents;
  for (const auto& id : {shard.parent_shard_id, shard.adjacent_parent_shard_id}) {
    if (!id.has_value()) continue;
    CHECK(id->index < shard.shard_id.index);
    const auto parent = by_index.find(id->index);
    if (parent == by_index.end()) return;  // It is expired.
    parents.push_back(&parent->second);
  }
  for (const Shard* const parent : parents) {
    REQUIRE_FALSE(IsOpen(*parent));
    CHECK(*parent->sequence_number_range.ending_sequence_number <
          shard.sequence_number_range.starting_sequence_number);
  }
  if (parents.size() != 2) return;
  CHECK(parents[0]->hash_key_range.IsAdjacentBefore(parents[1]->hash_key_range));
  CHECK(shard.hash_key_range == HashKeyRange{parents[0]->hash_key_range.starting_hash_key,
                                             parents[1]->hash_key_range.ending_hash_key});
}

// Children have together what a shard had that was split, and together with others' what one
// had that was merged.
void CheckChildren(const Shard& shard, const ShardMap& by_index) {
  std::vector<const Shard*> children;
  for (const auto& [index, child] : by_index) {
    if (child.parent_shard_id == shard.shard_id ||
        child.adjacent_parent_shard_id == shard.shard_id) {
      children.push_back(&child);
    }
  }
  if (IsOpen(shard)) {
    CHECK(children.empty());
    return;
  }
  const HashKeyRange& range = shard.hash_key_range;
  if (children.size() == 1) {
    CHECK(children[0]->adjacent_parent_shard_id.has_value());
    CHECK(children[0]->hash_key_range.Contains(range.starting_hash_key));
    CHECK(children[0]->hash_key_range.Contains(range.ending_hash_key));
    return;
  }
  REQUIRE(children.size() == 2);
  CHECK(children[0]->hash_key_range.starting_hash_key == range.starting_hash_key);
  CHECK(children[1]->hash_key_range.ending_hash_key == range.ending_hash_key);
  CHECK(children[0]->hash_key_range.IsAdjacentBefore(children[1]->hash_key_range));
}

void CheckPages(OnDemandTest& test, const std::vector<Shard>& shards, std::int32_t page_size) {
  std::vector<Shard> paged;
  std::optional<std::string> token;
  do {
    auto page = token.has_value()
                    ? test.kinesis.ListShards({.next_token = *token, .max_results = page_size})
                    : test.kinesis.ListShards({.stream_name = "s", .max_results = page_size});
    REQUIRE(Answer(page) == "OK");
    paged.insert(paged.end(), page->shards.begin(), page->shards.end());
    token = page->next_token;
  } while (token.has_value());
  CHECK(testing::LineageTexts(paged) == testing::LineageTexts(shards));
}

void CheckLineage(OnDemandTest& test, std::int32_t first_shards, std::int32_t page_size) {
  const std::vector<Shard> shards = test.Shards();
  CheckOpenRanges(shards, test.OpenCount());
  ShardMap by_index;
  for (const Shard& shard : shards) by_index.emplace(shard.shard_id.index, shard);
  for (const Shard& shard : shards) {
    const bool is_first = static_cast<std::int32_t>(shard.shard_id.index) < first_shards;
    CHECK(shard.parent_shard_id.has_value() != is_first);
    CheckParents(shard, by_index);
    CheckChildren(shard, by_index);
  }
  CheckPages(test, shards, page_size);
}

// ---- What happens ----

// Changes of a stream and records, at random.
class Story {
 public:
  Story(SeededRandom& of_random, absl::Duration stream_updating)
      : random(of_random), test(testing::WithUpdating(stream_updating)) {
    first_shards = static_cast<std::int32_t>(1 + random.Below(4));
    test.CreateStream("s", first_shards);
  }

  void PutSome() {
    for (std::uint64_t count = random.Below(30); count > 0; --count) {
      const std::string key = "key-" + std::to_string(random.Below(12));
      const std::string data = std::to_string(put_count_++);
      test.Put(data, key);
      put[key].push_back(data);
    }
  }

  // Whether it is taken depends on what is under way.
  void ChangeSomething() {
    const std::vector<Shard> shards = test.Shards();
    const Shard& shard = shards[random.Below(shards.size())];
    switch (random.Below(4)) {
      case 0: {
        const HashKeyRange& range = shard.hash_key_range;
        const Uint128 width = range.ending_hash_key.value - range.starting_hash_key.value;
        const Uint128 middle = range.starting_hash_key.value + width / (2 + random.Below(5)) + kOne;
        (void)test.TrySplit(shard.shard_id.ToString(), middle.ToDecimal());
        break;
      }
      case 1:
        for (const Shard& next : shards) {
          if (!IsOpen(shard) || !IsOpen(next)) continue;
          if (!shard.hash_key_range.IsAdjacentBefore(next.hash_key_range)) continue;
          (void)test.TryMerge(shard.shard_id.ToString(), next.shard_id.ToString());
          return;
        }
        break;
      case 2:
        (void)test.kinesis.UpdateShardCount(
            {.stream_name = "s",
             .target_shard_count = static_cast<std::int32_t>(1 + random.Below(7)),
             .scaling_type = kinesis::ScalingType::kUniformScaling});
        break;
      default:
        break;
    }
  }

  SeededRandom& random;
  OnDemandTest test;
  std::int32_t first_shards = 0;
  std::map<std::string, std::vector<std::string>> put;

 private:
  std::int64_t put_count_ = 0;
};

// ---- Rules 2.1, 2.2, 2.4, 2.7 and 2.8 ----

TEST_CASE("whatever is resharded, the lineage is whole and every record is read once",
          "[local][lineage]") {
  SeededRandom random;
  INFO(random.Description());
  std::size_t shard_count = 0;
  for (int round = 0; round < 24; ++round) {
    INFO(round);
    Story story(random, round % 2 == 0 ? absl::ZeroDuration() : absl::Seconds(20));
    Follower live(story.test);
    for (int step = 0; step < 25; ++step) {
      INFO(step);
      story.PutSome();
      story.ChangeSomething();
      story.PutSome();
      story.test.clock.Advance(absl::Milliseconds(story.random.Below(2) * 1'000 * 30) +
                               absl::Nanoseconds(story.random.Below(1'000'000'000)));
      CheckLineage(story.test, story.first_shards,
                   static_cast<std::int32_t>(1 + story.random.Below(9)));
      if (story.random.Below(3) == 0) live.ReadAll();
    }
    story.test.clock.Advance(absl::Minutes(1));
    live.ReadAll();
    CHECK(live.read() == story.put);
    // Who comes late reads the same.
    Follower late(story.test);
    late.ReadAll();
    CHECK(late.read() == story.put);
    // Both have come to the open shards, and to no others.
    std::vector<std::uint32_t> open = story.test.Open();
    CHECK(live.Indexes() == open);
    CHECK(late.Indexes() == open);
    shard_count += story.test.Shards().size();
  }
  CHECK(shard_count > 24 * 10);
}

TEST_CASE("with shards that expire, who comes late begins with what is left", "[local][lineage]") {
  SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 12; ++round) {
    INFO(round);
    Story story(random, absl::Seconds(20));
    for (int step = 0; step < 30; ++step) {
      INFO(step);
      story.ChangeSomething();
      story.test.clock.Advance(absl::Hours(static_cast<std::int64_t>(story.random.Below(12))));
      CheckLineage(story.test, story.first_shards,
                   static_cast<std::int32_t>(1 + story.random.Below(9)));
      story.put.clear();
      story.PutSome();
    }
    // Nothing is expired of what was put last.
    story.test.clock.Advance(absl::Hours(23));
    Follower late(story.test);
    late.ReadAll();
    for (const auto& [key, data] : story.put) {
      const auto read = late.read().find(key);
      REQUIRE(read != late.read().end());
      REQUIRE(read->second.size() >= data.size());
      CHECK(std::equal(data.rbegin(), data.rend(), read->second.rbegin()));
    }
    CHECK(late.Indexes() == story.test.Open());
  }
}

// ---- Rules 2.9 ----

TEST_CASE("of an on-demand stream that scales, every record is read once", "[local][lineage]") {
  OnDemandTest test;
  test.CreateOnDemand();
  Follower live(test);
  std::map<std::string, std::vector<std::string>> put;
  SeededRandom random;
  INFO(random.Description());
  // A hot minute a day, and some records of other keys.
  for (int day = 0; day < 3; ++day) {
    const std::string large(1024 * 1024 - 8, 'x');
    for (int i = 0; i < 40; ++i) {
      const std::string key = "key-" + std::to_string(day);
      const std::string data = large.substr(0, large.size() - random.Below(4)) + std::to_string(i);
      test.Put(data, key);
      test.Put(std::to_string(i), "other-" + std::to_string(i % 5));
      put[key].push_back(data);
      put["other-" + std::to_string(i % 5)].push_back(std::to_string(i));
    }
    test.clock.Advance(absl::Minutes(1));
    CheckLineage(test, 4, 3);
    live.ReadAll();
    test.clock.Advance(absl::Hours(24));
  }
  CHECK(test.OpenCount() > 4);
  CHECK(live.read() == put);
  live.ReadAll();
  CHECK(live.Indexes() == test.Open());
}

}  // namespace
}  // namespace weir::lineage_test

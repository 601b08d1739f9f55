// SPDX-License-Identifier: MIT
//
// Goal: splits, merges and rescales under full load lose, repeat and reorder
// nothing per key. Method: two producers put numbered records under their own
// keys, two stream cursors read all of it, and a third thread reshards at random
// a thousand times.
//   allowed:    records of different keys in any order
//   forbidden:  a number of a key missing, twice, or before a lower one; a trim

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

constexpr int kProducers = 2;
constexpr int kKeysPerProducer = 32;
constexpr int kReshards = 1'000;
constexpr std::uint32_t kShardsMax = 24;

struct Payload {
  std::uint32_t producer;
  std::uint32_t key;
  std::uint64_t number;
};

// What one reader saw, by producer and key: how many, in order.
struct Seen {
  std::array<std::array<std::uint64_t, kKeysPerProducer>, kProducers> next{};
  std::uint64_t out_of_order = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t records = 0;
};

void ReadAll(StreamCursor& cursor, std::atomic<std::uint64_t>& progress, Seen& seen) {
  for (;;) {
    const Batch batch = cursor.Read();
    seen.trimmed += batch.trimmed().records;
    for (const RecordView& record : batch) {
      Payload payload{};
      std::memcpy(&payload, record.data.data(), sizeof(payload));
      std::uint64_t& next = seen.next[payload.producer][payload.key];
      if (payload.number != next) ++seen.out_of_order;
      next = payload.number + 1;
      ++seen.records;
    }
    progress.store(seen.records);
    if (batch.code() == ReadCode::kEndOfStream) return;
    if (batch.empty()) cursor.Wait(absl::Milliseconds(100));
  }
}

std::vector<ShardDescription> OpenShards(const Stream& stream) {
  std::vector<ShardDescription> open;
  for (const ShardDescription& shard : stream.ListShards()) {
    if (shard.state == ShardState::kOpen) open.push_back(shard);
  }
  std::sort(open.begin(), open.end(), [](const ShardDescription& a, const ShardDescription& b) {
    return a.hash_key_range < b.hash_key_range;
  });
  return open;
}

// One reshard that is allowed, at random. False if the stream refused it.
bool ReshardOnce(Stream& stream, std::mt19937_64& random) {
  const std::vector<ShardDescription> open = OpenShards(stream);
  const std::size_t at = random() % open.size();
  switch (random() % 8) {
    case 0:
      return stream.UpdateShardCount(static_cast<std::uint32_t>(1 + random() % kShardsMax)).ok();
    case 1:
    case 2:
    case 3:
      if (at + 1 < open.size()) {
        return stream
            .MergeShards({.shard_to_merge = open[at].shard_id,
                          .adjacent_shard_to_merge = open[at + 1].shard_id})
            .ok();
      }
      return true;
    default: {
      if (open.size() >= kShardsMax) return true;
      const HashKeyRange range = open[at].hash_key_range;
      const Uint128 width = range.ending_hash_key.value - range.starting_hash_key.value;
      const HashKey middle{range.starting_hash_key.value + width / (2 + random() % 3)};
      return stream
          .SplitShard({.shard_to_split = open[at].shard_id, .new_starting_hash_key = middle})
          .ok();
    }
  }
}

TEST_CASE("a thousand reshards under load lose, repeat and reorder nothing per key",
          "[stream][reshard][racing]") {
  testing::SeededRandom seeded;
  std::mt19937_64 random(seeded.Bits());
  absl::StatusOr<Stream> stream = Stream::Create({.shard_count = 3,
                                                  .record_bytes_max = 4'096,
                                                  .memory_bytes_max = 64 << 20,
                                                  .memory_policy = MemoryPolicy::kDropOldest,
                                                  .segment_bytes_max = 16 * 1024});
  REQUIRE(stream.ok());
  std::array<Seen, 2> seen;
  std::array<std::atomic<std::uint64_t>, 2> progress{};
  std::vector<StreamCursor> cursors;
  for (int i = 0; i < 2; ++i) {
    absl::StatusOr<StreamCursor> cursor = stream->OpenStreamCursor(Position::TrimHorizon());
    REQUIRE(cursor.ok());
    cursors.push_back(*std::move(cursor));
  }
  std::atomic<bool> is_done{false};
  std::atomic<std::uint64_t> put_count{0};
  std::array<std::array<std::uint64_t, kKeysPerProducer>, kProducers> put{};
  std::atomic<int> refused{0};

  std::vector<std::thread> readers;
  for (std::size_t i = 0; i < 2; ++i) {
    readers.emplace_back([&, i] { ReadAll(cursors[i], progress[i], seen[i]); });
  }
  std::vector<std::thread> producers;
  for (std::uint32_t p = 0; p < kProducers; ++p) {
    producers.emplace_back([&, p] {
      for (std::uint32_t key = 0; !is_done.load(); key = (key + 1) % kKeysPerProducer) {
        // Not so far ahead that what is dropped was not read.
        while (put_count.load() > std::min(progress[0].load(), progress[1].load()) + 100'000) {
          std::this_thread::yield();
        }
        const std::string name = std::to_string(p) + "/" + std::to_string(key);
        const Payload payload{p, key, put[p][key]};
        std::array<std::byte, sizeof(Payload)> bytes;
        std::memcpy(bytes.data(), &payload, sizeof(payload));
        if (stream->TryPut({.partition_key = name, .data = bytes}).code != PutCode::kOk) {
          ++refused;
          continue;
        }
        ++put[p][key];
        ++put_count;
      }
    });
  }
  int failed = 0;
  for (int i = 0; i < kReshards; ++i) {
    if (!ReshardOnce(*stream, random)) ++failed;
    stream->Tick();
    const std::uint64_t before = put_count.load();
    while (put_count.load() < before + 200) std::this_thread::yield();
  }
  is_done = true;
  for (std::thread& producer : producers) producer.join();
  stream->Close();
  for (std::thread& reader : readers) reader.join();

  INFO(seeded.Description());
  CHECK(failed == 0);
  CHECK(refused == 0);
  for (const Seen& one : seen) {
    CHECK(one.out_of_order == 0);
    CHECK(one.trimmed == 0);
    CHECK(one.records == put_count.load());
    CHECK(one.next == put);
  }
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
//
// Producers and readers run at full load while shards are split, merged and
// rescaled under them. Every record says who put it, under which key and as which
// of that key, so that a reader knows at once what is lost, twice or out of order.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "log/support/build_kind.h"
#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir::reshard_race_test {
namespace {

using testing::MakeStream;
using testing::MakeTinyStream;
using testing::OpenAll;
using testing::OpenShards;
using testing::SeededRandom;

// ThreadSanitizer takes about ten times as long for each.
constexpr int kReshards = WEIR_THREAD_SANITIZER ? 400 : 1'000;
// Records that the producers put between two reshards, so that each happens under
// load, on a fast machine and under a sanitizer.
constexpr std::uint64_t kRecordsPerReshard = 3'000;
constexpr std::uint32_t kProducers = 2;
constexpr std::uint32_t kKeys = 48;

struct Payload {
  std::uint32_t producer = 0;
  std::uint32_t key = 0;
  std::uint64_t counter = 0;
  std::uint64_t check = 0;

  std::uint64_t Check() const {
    return (counter * 0x9e3779b97f4a7c15u) ^ (std::uint64_t{producer} << 32 | key);
  }
};

std::string KeyName(std::uint32_t producer, std::uint32_t key) {
  return std::to_string(producer) + "-" + std::to_string(key);
}

// What one producer has done. Touched by its thread alone until it has ended.
struct Producer {
  explicit Producer(std::uint32_t of_number) : number(of_number) {
    for (std::uint32_t key = 0; key < kKeys; ++key) names.push_back(KeyName(number, key));
  }

  Payload Next(std::uint32_t key) {
    Payload payload{.producer = number, .key = key, .counter = counters[key]++};
    payload.check = payload.Check();
    return payload;
  }

  const std::uint32_t number;
  std::vector<std::string> names;
  std::vector<std::uint64_t> counters = std::vector<std::uint64_t>(kKeys);
  std::uint64_t refused = 0;
};

std::span<const std::byte> BytesOf(const Payload& payload) {
  return {reinterpret_cast<const std::byte*>(&payload), sizeof(payload)};
}

// Single puts, batches and claims in turns, until told to stop.
void Produce(Stream& stream, Producer& producer, std::atomic<std::uint64_t>& put,
             const std::atomic<bool>& is_over) {
  std::uint64_t turn = producer.number * 7;
  while (!is_over) {
    ++turn;
    const auto key = static_cast<std::uint32_t>(turn * 31 % kKeys);
    if (turn % 8 == 0) {
      std::vector<Payload> payloads;
      // Several of each key, so that a batch can put them in the wrong order.
      for (std::uint32_t i = 0; i < 40; ++i) {
        payloads.push_back(producer.Next((key + i * 7 % 10) % kKeys));
      }
      std::vector<PutEntry> entries;
      for (const Payload& payload : payloads) {
        entries.push_back({.partition_key = producer.names[payload.key], .data = BytesOf(payload)});
      }
      std::vector<PutOutcome> outcomes(entries.size());
      producer.refused += stream.PutBatch(entries, outcomes);
      put += entries.size();
      continue;
    }
    const Payload payload = producer.Next(key);
    if (turn % 8 == 1) {
      absl::StatusOr<RecordClaim> claim =
          stream.Claim({.partition_key = producer.names[key], .data_bytes = sizeof(payload)});
      if (claim.ok()) std::memcpy(claim->data().data(), &payload, sizeof(payload));
      if (!claim.ok() || !claim->Commit().ok()) ++producer.refused;
    } else {
      const PutOutcome outcome =
          stream.TryPut({.partition_key = producer.names[key], .data = BytesOf(payload)});
      producer.refused += outcome.code == PutCode::kOk ? 0 : 1;
    }
    ++put;
  }
}

// What one reader has seen. Touched by its thread alone until it has ended.
struct Reader {
  explicit Reader(StreamCursor of_cursor) : cursor(std::move(of_cursor)) {}

  void Look(const RecordView& record) {
    ++records;
    Payload payload;
    if (record.data.size() != sizeof(payload)) return Complain("a record of another size");
    std::memcpy(&payload, record.data.data(), sizeof(payload));
    if (payload.check != payload.Check() || payload.producer >= kProducers ||
        payload.key >= kKeys || record.partition_key != KeyName(payload.producer, payload.key)) {
      return Complain("a record that nobody put");
    }
    std::uint64_t& expected = next[payload.producer * kKeys + payload.key];
    if (payload.counter != expected) {
      Complain("key " + std::string(record.partition_key) + " is at " +
               std::to_string(payload.counter) + ", not at " + std::to_string(expected));
    }
    expected = payload.counter + 1;
  }
  void Complain(const std::string& what) {
    if (wrong.empty()) wrong = what;
  }

  StreamCursor cursor;
  std::vector<std::uint64_t> next = std::vector<std::uint64_t>(kProducers * kKeys);
  std::uint64_t records = 0;
  std::uint64_t missed = 0;
  std::string wrong;
};

// To the end of the stream; sleeping where there is nothing, or never.
void ReadToEnd(Reader& reader, bool is_sleeping) {
  for (int reads = 0;; ++reads) {
    if (is_sleeping && !reader.cursor.Wait(absl::Seconds(120))) {
      return reader.Complain("nothing came in two minutes");
    }
    const Batch batch = reader.cursor.Read({.records_max = 1 + reads % 500});
    reader.missed += batch.trimmed().records + batch.aborted();
    for (const RecordView& record : batch) reader.Look(record);
    if (batch.code() == ReadCode::kEndOfStream) return;
    if (!is_sleeping && batch.empty()) std::this_thread::yield();
  }
}

// One random split, merge or rescale. Returns what went wrong, or nothing.
std::string Reshard(Stream& stream, SeededRandom& random) {
  const std::vector<ShardDescription> open = OpenShards(stream);
  const std::uint64_t what = random.Below(20);
  if (what == 0 || open.size() > 24) {
    const auto target = 1 + static_cast<std::uint32_t>(random.Below(12));
    const absl::Status status = stream.UpdateShardCount(target);
    return status.ok() ? "" : "rescale: " + testing::MessageOf(status);
  }
  const std::size_t at = random.Below(open.size());
  if (what < 10 && at > 0) {
    const absl::Status status =
        stream.MergeShards({open[at - 1].shard_id, open[at].shard_id}).status();
    return status.ok() ? "" : "merge: " + testing::MessageOf(status);
  }
  const absl::Status status =
      stream.SplitShard({open[at].shard_id, testing::MiddleOf(open[at].hash_key_range)}).status();
  return status.ok() ? "" : "split: " + testing::MessageOf(status);
}

void RunRace(Stream stream, SeededRandom& random) {
  std::vector<Reader> readers;
  readers.emplace_back(OpenAll(stream));
  readers.emplace_back(OpenAll(stream, Position::Latest()));
  std::vector<Producer> producers;
  for (std::uint32_t i = 0; i < kProducers; ++i) producers.emplace_back(i);

  std::atomic<std::uint64_t> put{0};
  std::atomic<bool> is_over{false};
  std::vector<std::thread> producing;
  for (Producer& producer : producers) {
    producing.emplace_back([&] { Produce(stream, producer, put, is_over); });
  }
  std::vector<std::thread> reading;
  reading.emplace_back([&] { ReadToEnd(readers[0], /*is_sleeping=*/true); });
  reading.emplace_back([&] { ReadToEnd(readers[1], /*is_sleeping=*/false); });

  std::vector<std::string> wrong;
  for (int i = 0; i < kReshards; ++i) {
    while (put < static_cast<std::uint64_t>(i) * kRecordsPerReshard) std::this_thread::yield();
    const std::string problem = Reshard(stream, random);
    if (!problem.empty()) wrong.push_back(problem);
    if (i % 50 == 0) stream.Tick();
  }
  is_over = true;
  for (std::thread& thread : producing) thread.join();
  stream.Close();
  for (std::thread& thread : reading) thread.join();

  CHECK(wrong == std::vector<std::string>{});
  std::uint64_t expected = 0;
  for (const Producer& producer : producers) {
    CHECK(producer.refused == 0);
    for (const std::uint64_t counter : producer.counters) expected += counter;
  }
  CHECK(expected >= (kReshards - 1) * kRecordsPerReshard);
  for (const Reader& reader : readers) {
    CHECK(reader.wrong == "");
    CHECK(reader.records == expected);
    CHECK(reader.missed == 0);
  }
  CHECK(stream.Statistics().incoming_records == expected);
}

// Two producers put, two readers read, one thread reshards a thousand times.
//   allowed:    records of different keys in any order
//   forbidden:  of one key: a record lost | twice | before an earlier one | altered
TEST_CASE("a thousand reshards under full load lose, repeat and reorder nothing",
          "[stream][reshard_race]") {
  SeededRandom random;
  INFO(random.Description());
  RunRace(MakeStream({.shard_count = 4,
                      .memory_bytes_max = 1024 * 1024 * 1024,
                      .segment_bytes_max = 64 * 1024}),
          random);
}

// The same; every shard is in the midst of changing its segment, too.
TEST_CASE("a thousand reshards lose nothing where segments end all the time",
          "[stream][reshard_race]") {
  SeededRandom random;
  INFO(random.Description());
  RunRace(MakeTinyStream({.shard_count = 4,
                          .record_bytes_max = 200,
                          .memory_bytes_max = 1024 * 1024 * 1024,
                          .segment_bytes_max = 1024}),
          random);
}

// One thread splits and merges the only shard, one puts batches in which every key
// comes several times, one reads. The table of routes has 8,192 slices, so that a
// batch often meets it half changed.
//   allowed:    records of different keys in any order
//   forbidden:  of one key: a record before an earlier one of the same batch
TEST_CASE("a batch keeps the order of each key when it meets a reshard", "[stream][reshard_race]") {
  Stream stream =
      MakeStream({.shard_count = 4'096, .memory_bytes_max = std::int64_t{2} * 1024 * 1024 * 1024});
  REQUIRE(stream.UpdateShardCount(1).ok());
  StreamCursor cursor = OpenAll(stream, Position::Latest());
  std::atomic<bool> is_over{false};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<int> batches{0};
  std::thread producing([&] {
    constexpr std::uint64_t kManyKeys = 128;
    std::vector<std::uint64_t> data(512);
    std::vector<PutEntry> entries(512);
    std::vector<PutOutcome> outcomes(512);
    for (std::uint64_t number = 0; !is_over;) {
      for (std::size_t i = 0; i < 512; ++i) {
        // Up and down: neighbours in the batch are far apart in the table.
        const std::uint64_t key =
            i % 2 == 0 ? i / 2 % kManyKeys : kManyKeys - 1 - i / 2 % kManyKeys;
        data[i] = key << 48 | ++number;
        entries[i] = {.partition_key = "k",
                      .data = std::as_bytes(std::span(&data[i], 1)),
                      .explicit_hash_key = HashKey{{.high = key << 57, .low = 0}}};
      }
      refused += stream.PutBatch(entries, outcomes);
      ++batches;
    }
  });
  std::uint64_t out_of_order = 0;
  std::thread reading([&] {
    std::vector<std::uint64_t> last(128);
    for (ReadCode code = ReadCode::kOk; code != ReadCode::kEndOfStream;) {
      const Batch batch = cursor.Read();
      code = batch.code();
      for (const RecordView& record : batch) {
        std::uint64_t word = 0;
        std::memcpy(&word, record.data.data(), sizeof(word));
        std::uint64_t& before = last[word >> 48];
        if (word < before) ++out_of_order;
        before = word;
      }
    }
  });
  // As many as there are batches: one in some hundreds comes at the wrong moment.
  constexpr int kManyReshards = testing::kIsSanitized ? 1'500 : 30'000;
  ShardId open = OpenShards(stream)[0].shard_id;
  for (int i = 0; i < kManyReshards; ++i) {
    while (batches < i) std::this_thread::yield();
    const auto children = stream.SplitShard({open, HashKey{{.high = std::uint64_t{1} << 63}}});
    if (!children.ok()) break;
    const auto child = stream.MergeShards({(*children)[0], (*children)[1]});
    if (!child.ok()) break;
    open = *child;
  }
  is_over = true;
  producing.join();
  stream.Close();
  reading.join();
  CHECK(refused == 0);
  CHECK(out_of_order == 0);
  CHECK(stream.ListShards().size() >= 3 * kManyReshards);
}

// One thread reshards, another looks at the list.
//   allowed:    the shards before a reshard | the shards after it
//   forbidden:  open shards that overlap or leave a hash key out
TEST_CASE("open shards divide the hash keys whenever one looks, also in the midst of a reshard",
          "[stream][reshard_race]") {
  SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream({.shard_count = 4});
  std::atomic<bool> is_over{false};
  std::string wrong;
  std::thread looking([&] {
    while (!is_over && wrong.empty()) {
      const std::vector<ShardDescription> open = OpenShards(stream);
      if (open.empty() || open[0].hash_key_range.starting_hash_key != HashKey::Min() ||
          open.back().hash_key_range.ending_hash_key != HashKey::Max()) {
        wrong = "an end is left out";
      }
      for (std::size_t i = 1; i < open.size() && wrong.empty(); ++i) {
        if (open[i - 1].hash_key_range.IsAdjacentBefore(open[i].hash_key_range)) continue;
        wrong = open[i - 1].shard_id.ToString() + " and " + open[i].shard_id.ToString();
      }
    }
  });
  std::vector<std::string> problems;
  for (int i = 0; i < 1'500; ++i) {
    const std::string problem = Reshard(stream, random);
    if (!problem.empty()) problems.push_back(problem);
  }
  is_over = true;
  looking.join();
  CHECK(wrong == "");
  CHECK(problems == std::vector<std::string>{});
}

// Cursors on single shards walk the family tree by what ChildShards() tells.
//   allowed:    any order between shards
//   forbidden:  a shard of the tree that cannot be reached, or is reached unread
TEST_CASE("a reader that follows ChildShards by itself finds every record",
          "[stream][reshard_race]") {
  SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream({.shard_count = 3, .memory_bytes_max = 1024 * 1024 * 1024});
  std::vector<Producer> producers;
  for (std::uint32_t i = 0; i < kProducers; ++i) producers.emplace_back(i);
  std::atomic<std::uint64_t> put{0};
  std::atomic<bool> is_over{false};
  std::vector<std::thread> producing;
  for (Producer& producer : producers) {
    producing.emplace_back([&] { Produce(stream, producer, put, is_over); });
  }
  std::map<std::uint32_t, std::optional<Cursor>> cursors;
  std::uint64_t records = 0;
  std::string wrong;
  for (std::uint32_t i = 0; i < 3; ++i) {
    cursors.emplace(i, *stream.OpenCursor(ShardId{i}, Position::TrimHorizon()));
  }
  std::thread reading([&] {
    for (bool is_any = true; is_any;) {
      is_any = false;
      std::vector<ShardId> born;
      for (auto& [index, cursor] : cursors) {
        if (!cursor.has_value()) continue;
        is_any = true;
        const Batch batch = cursor->Read();
        records += batch.size();
        if (batch.code() == ReadCode::kEndOfStream) cursor.reset();
        if (batch.code() != ReadCode::kEndOfShard) continue;
        for (const ChildShard& child : cursor->ChildShards()) born.push_back(child.shard_id);
        cursor.reset();
      }
      for (const ShardId child : born) {
        if (cursors.count(child.index) != 0) continue;
        absl::StatusOr<Cursor> opened = stream.OpenCursor(child, Position::TrimHorizon());
        if (!opened.ok()) wrong = testing::MessageOf(opened.status());
        if (opened.ok()) cursors.emplace(child.index, *std::move(opened));
      }
    }
  });
  for (int i = 0; i < 200; ++i) {
    while (put < static_cast<std::uint64_t>(i) * kRecordsPerReshard) std::this_thread::yield();
    const std::string problem = Reshard(stream, random);
    if (!problem.empty()) break;
  }
  is_over = true;
  for (std::thread& thread : producing) thread.join();
  stream.Close();
  reading.join();
  CHECK(wrong == "");
  CHECK(cursors.size() == stream.ListShards().size());
  CHECK(records == stream.Statistics().incoming_records);
}

}  // namespace
}  // namespace weir::reshard_race_test

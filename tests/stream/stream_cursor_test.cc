// SPDX-License-Identifier: MIT
#include "weir/stream/stream_cursor.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Harvest;
using testing::Kept;
using testing::MakeStream;
using testing::MakeTinyStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::OpenAll;
using testing::OpenShards;
using testing::PutAt;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

// Puts "key-<k>" records whose data is a counter per key, and checks that they
// are read in that order.
class KeyedLoad {
 public:
  explicit KeyedLoad(Stream& stream) : stream_(stream) {}

  void Put(std::uint64_t key) {
    PutText(stream_, "key-" + std::to_string(key), std::to_string(put_[key]++));
  }
  // Forgets what came before: a reader that starts at the tip sees only what follows.
  void StartReadingHere() { read_ = put_; }
  void Check(const std::vector<Kept>& records) {
    for (const Kept& record : records) {
      const std::uint64_t key = std::stoull(record.partition_key.substr(4));
      if (record.data != std::to_string(read_[key])) {
        FAIL(record.partition_key << " is at " << record.data << ", expected " << read_[key]);
      }
      ++read_[key];
    }
  }
  bool IsAllRead() const { return read_ == put_; }

 private:
  Stream& stream_;
  std::map<std::uint64_t, std::uint64_t> put_;
  std::map<std::uint64_t, std::uint64_t> read_;
};

TEST_CASE("a stream cursor reads every shard", "[stream][stream_cursor]") {
  Stream stream = MakeStream({.shard_count = 10});
  StreamCursor all = OpenAll(stream);
  std::set<std::string> expected;
  for (int i = 0; i < 1'000; ++i) {
    PutText(stream, "key-" + std::to_string(i), std::to_string(i));
    expected.insert(std::to_string(i));
  }
  const std::vector<std::string> data = ReadAll(all).Data();
  CHECK(data.size() == 1'000);
  CHECK((std::set<std::string>(data.begin(), data.end()) == expected));
}

TEST_CASE("a batch of a stream cursor is from one shard, which it names",
          "[stream][stream_cursor]") {
  Stream stream = MakeStream({.shard_count = 5});
  StreamCursor all = OpenAll(stream);
  for (int i = 0; i < 100; ++i) PutText(stream, "key-" + std::to_string(i), "");
  std::set<std::uint32_t> shards;
  for (;;) {
    const Batch batch = all.Read();
    if (batch.empty()) break;
    shards.insert(batch.shard_id().index);
    for (const RecordView& record : batch) {
      CHECK(stream.ShardFor(HashPartitionKey(KeyHash::kXxh3, record.partition_key)) ==
            batch.shard_id());
    }
  }
  CHECK(shards.size() == 5);
}

TEST_CASE("shards take turns, whoever has the most to tell", "[stream][stream_cursor]") {
  constexpr std::uint32_t kShards = 4;
  Stream stream = MakeStream({.shard_count = kShards});
  StreamCursor all = OpenAll(stream);
  for (std::uint32_t i = 0; i < kShards; ++i) {
    const HashKey key = EvenHashKeyRange({.shard_count = kShards, .index = i}).starting_hash_key;
    for (int record = 0; record < (i == 1 ? 1'000 : 10); ++record) PutAt(stream, key, "");
  }
  // Ten rounds of one record from each; then the busy one alone.
  for (int round = 0; round < 10; ++round) {
    std::set<std::uint32_t> seen;
    for (std::uint32_t i = 0; i < kShards; ++i) {
      seen.insert(all.Read({.records_max = 1}).shard_id().index);
    }
    CHECK(seen.size() == kShards);
  }
  CHECK(ReadAll(all, {.records_max = 1}).records.size() == 990);
}

TEST_CASE("a shard that never ends its news does not starve one that ends",
          "[stream][stream_cursor]") {
  Stream stream = MakeStream({.shard_count = 2});
  StreamCursor all = OpenAll(stream);
  PutAt(stream, HashKey::Max(), "parent");
  testing::Split(stream, ShardId{1});
  PutAt(stream, HashKey::Max(), "child");
  int reads = 0;
  for (bool is_found = false; !is_found && reads < 100; ++reads) {
    PutAt(stream, HashKey::Min(), "busy");
    const std::vector<Kept> records = testing::Keep(all.Read({.records_max = 1}));
    is_found = !records.empty() && records[0].data == "child";
  }
  CHECK(reads <= 6);
}

TEST_CASE("parents are read to their ends before their children", "[stream][stream_cursor]") {
  Stream stream = MakeStream({.shard_count = 2});
  StreamCursor before = OpenAll(stream);
  PutAt(stream, HashKey::Min(), "0");
  PutAt(stream, HashKey::Max(), "0");
  const ShardId merged = testing::Merge(stream, ShardId{0}, ShardId{1});
  PutAt(stream, HashKey::Min(), "1");
  const std::array<ShardId, 2> halves = testing::Split(stream, merged);
  PutAt(stream, HashKey::Max(), "2");
  PutAt(stream, HashKey::Min(), "2");
  testing::Merge(stream, halves[0], halves[1]);
  PutAt(stream, HashKey::Min(), "3");
  StreamCursor after = OpenAll(stream);
  for (StreamCursor* all : {&before, &after}) {
    const Harvest harvest = ReadAll(*all, {.records_max = 1});
    CHECK(harvest.Data() == std::vector<std::string>{"0", "0", "1", "2", "2", "3"});
    CHECK(harvest.code == ReadCode::kOk);
  }
}

TEST_CASE("records of a key come in the order they were put, over any reshards",
          "[stream][stream_cursor]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 10; ++round) {
    Stream stream =
        MakeTinyStream({.shard_count = 3, .record_bytes_max = 300, .memory_bytes_max = 16 << 20});
    KeyedLoad load(stream);
    StreamCursor all = OpenAll(stream);
    for (int step = 0; step < 300; ++step) {
      for (std::uint64_t i = random.Below(20); i-- > 0;) load.Put(random.Below(50));
      const std::vector<ShardDescription> open = OpenShards(stream);
      const std::size_t at = random.Below(open.size());
      switch (random.Below(4)) {
        case 0:
          testing::Split(stream, open[at].shard_id);
          break;
        case 1:
          if (at > 0) testing::Merge(stream, open[at - 1].shard_id, open[at].shard_id);
          break;
        case 2:
          if (step % 20 != 0) break;
          REQUIRE(stream.UpdateShardCount(1 + static_cast<std::uint32_t>(random.Below(12))).ok());
          break;
        default:
          load.Check(
              testing::Keep(all.Read({.records_max = 1 + static_cast<int>(random.Below(9))})));
      }
    }
    load.Check(ReadAll(all).records);
    CHECK(load.IsAllRead());
    // One that comes late sees the same, from the first record on.
    StreamCursor late = OpenAll(stream);
    CHECK(ReadAll(late).records.size() == stream.Statistics().incoming_records);
  }
}

TEST_CASE("several reshards between two reads lose nothing", "[stream][stream_cursor]") {
  Stream stream = MakeStream();
  KeyedLoad load(stream);
  StreamCursor all = OpenAll(stream);
  for (const std::uint32_t count : {7u, 2u, 13u, 1u, 64u, 3u, 3u, 1u}) {
    for (std::uint64_t i = 0; i < 500; ++i) load.Put(i % 37);
    REQUIRE(stream.UpdateShardCount(count).ok());
  }
  for (std::uint64_t i = 0; i < 500; ++i) load.Put(i % 37);
  load.Check(ReadAll(all).records);
  CHECK(load.IsAllRead());
}

TEST_CASE("from Latest on, nothing that is put after the opening is missed",
          "[stream][stream_cursor]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream({.shard_count = 4});
  KeyedLoad load(stream);
  for (int round = 0; round < 30; ++round) {
    for (std::uint64_t i = 0; i < 100; ++i) load.Put(random.Below(40));
    if (round % 2 == 0) {
      REQUIRE(stream.UpdateShardCount(1 + static_cast<std::uint32_t>(random.Below(9))).ok());
    }
    StreamCursor all = OpenAll(stream, Position::Latest());
    load.StartReadingHere();
    if (round % 3 == 0) {
      REQUIRE(stream.UpdateShardCount(1 + static_cast<std::uint32_t>(random.Below(9))).ok());
    }
    for (std::uint64_t i = 0; i < 100; ++i) load.Put(random.Below(40));
    load.Check(ReadAll(all).records);
    CHECK(load.IsAllRead());
  }
}

TEST_CASE("from a time on, what arrived then or later is read, over reshards",
          "[stream][stream_cursor]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 3, .clock = &clock});
  std::vector<absl::Time> times;
  for (std::uint32_t round = 0; round < 10; ++round) {
    clock.Advance(absl::Seconds(1));
    times.push_back(clock.Now());
    for (int i = 0; i < 20; ++i) {
      PutText(stream, "key-" + std::to_string(i), std::to_string(round));
    }
    REQUIRE(stream.UpdateShardCount(1 + (round * 5) % 7).ok());
  }
  for (std::size_t from = 0; from < times.size(); ++from) {
    for (const absl::Duration before : {absl::ZeroDuration(), absl::Nanoseconds(1)}) {
      StreamCursor all = OpenAll(stream, Position::AtTimestamp(times[from] - before));
      const Harvest harvest = ReadAll(all);
      CHECK(harvest.records.size() == 20 * (times.size() - from));
      CHECK(harvest.trimmed == 0);
      for (const Kept& record : harvest.records) CHECK(std::stoul(record.data) >= from);
    }
  }
  clock.Advance(absl::Seconds(1));
  StreamCursor all = OpenAll(stream, Position::AtTimestamp(clock.Now()));
  CHECK(ReadAll(all).records.empty());
  PutText(stream, "k", "news");
  CHECK(ReadAll(all).Data() == std::vector<std::string>{"news"});
}

TEST_CASE("a sequence number means nothing to a stream cursor", "[stream][stream_cursor]") {
  Stream stream = MakeStream();
  PutMany(stream, 3);
  for (const Position& position :
       {Position::AtSequenceNumber({0}), Position::AfterSequenceNumber({0})}) {
    const absl::Status status = stream.OpenStreamCursor(position).status();
    CHECK(absl::IsInvalidArgument(status));
    CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
    CHECK(MessageOf(status).find("sequence number") != std::string::npos);
  }
}

TEST_CASE("kEndOfStream comes when the stream is closed and all is read, and stays",
          "[stream][stream_cursor]") {
  Stream stream = MakeStream({.shard_count = 3});
  StreamCursor all = OpenAll(stream);
  StreamCursor latest = OpenAll(stream, Position::Latest());
  PutMany(stream, 10);
  REQUIRE(stream.UpdateShardCount(5).ok());
  for (int i = 0; i < 100; ++i) PutText(stream, "key-" + std::to_string(i), "");
  CHECK(ReadAll(latest).code == ReadCode::kOk);
  stream.Close();
  const Harvest harvest = ReadAll(all, {.records_max = 3});
  CHECK(harvest.records.size() == 110);
  CHECK(harvest.code == ReadCode::kEndOfStream);
  StreamCursor late = OpenAll(stream);
  StreamCursor late_latest = OpenAll(stream, Position::Latest());
  CHECK(ReadAll(late).records.size() == 110);
  for (StreamCursor* cursor : {&all, &latest, &late, &late_latest}) {
    for (int i = 0; i < 3; ++i) {
      const Batch batch = cursor->Read();
      CHECK(batch.code() == ReadCode::kEndOfStream);
      CHECK(batch.empty());
      CHECK(batch.status().ok());
    }
    CHECK(cursor->Lag().records == 0);
  }
}

TEST_CASE("what a stream cursor lost is told per shard, exactly", "[stream][stream_cursor]") {
  ManualClock clock;
  Stream stream = MakeTinyStream(
      {.shard_count = 3, .record_bytes_max = 300, .memory_bytes_max = 64 * 1024, .clock = &clock});
  StreamCursor all = OpenAll(stream);
  for (int i = 0; i < 100; ++i) PutText(stream, "key-" + std::to_string(i), "0123456789");
  testing::Split(stream, ShardId{0});
  testing::Merge(stream, ShardId{1}, ShardId{2});
  for (int i = 0; i < 100; ++i) PutText(stream, "key-" + std::to_string(i), "0123456789");
  clock.Advance(absl::Hours(25));
  for (const int ticks : {0, 3}) {
    for (int i = 0; i < ticks; ++i) stream.Tick();
    if (ticks > 0) CHECK(stream.Statistics().memory_bytes == 0);
    StreamCursor late = OpenAll(stream);
    CHECK(ReadAll(late).Sum() == 0);
  }
  std::map<std::uint32_t, std::uint64_t> trimmed;
  std::uint64_t bytes = 0;
  for (;;) {
    const Batch batch = all.Read();
    CHECK(batch.empty());
    if (!testing::TellsSomething(batch)) break;
    CHECK(trimmed.count(batch.shard_id().index) == 0);
    CHECK(batch.trimmed().first_sequence_number == SequenceNumber{0});
    trimmed[batch.shard_id().index] = batch.trimmed().records;
    bytes += batch.trimmed().bytes;
  }
  std::uint64_t sum = 0;
  for (const auto& [shard, records] : trimmed) {
    CHECK(records == testing::StatisticsOf(stream, ShardId{shard}).incoming_records);
    sum += records;
  }
  CHECK(sum == 200);
  CHECK(bytes == stream.Statistics().incoming_bytes);
}

TEST_CASE("a stream cursor's last batch lives while it reads no other", "[stream][stream_cursor]") {
  ManualClock clock;
  Stream stream = MakeTinyStream(
      {.shard_count = 2, .record_bytes_max = 300, .memory_bytes_max = 16 * 1024, .clock = &clock});
  StreamCursor all = OpenAll(stream);
  PutAt(stream, HashKey::Min(), "lower");
  PutAt(stream, HashKey::Max(), "upper");
  const Batch batch = all.Read();
  const std::vector<Kept> before = testing::Keep(batch);
  clock.Advance(absl::Hours(25));
  for (int i = 0; i < 300; ++i) {
    PutText(stream, std::to_string(i), std::string(250, 'x'));
    if (i % 20 == 0) clock.Advance(absl::Hours(25));
    stream.Tick();
  }
  CHECK(testing::Keep(batch) == before);
  CHECK(stream.Statistics().detached_bytes > 0);
  all.Release();
  CHECK(stream.Statistics().detached_bytes == 0);
}

TEST_CASE("a stream cursor moves and goes on where it was", "[stream][stream_cursor]") {
  Stream stream = MakeStream({.shard_count = 2});
  PutAt(stream, HashKey::Min(), "1");
  PutAt(stream, HashKey::Max(), "2");
  StreamCursor one = OpenAll(stream);
  CHECK(one.Read().size() == 1);
  StreamCursor two = std::move(one);
  CHECK(two.Read().size() == 1);
  one = std::move(two);
  CHECK(one.Read().empty());
  std::vector<StreamCursor> many;
  for (int i = 0; i < 20; ++i) many.push_back(OpenAll(stream));
  many.erase(many.begin(), many.begin() + 10);
  for (StreamCursor& cursor : many) CHECK(ReadAll(cursor).records.size() == 2);
}

}  // namespace
}  // namespace weir

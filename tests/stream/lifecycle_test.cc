// SPDX-License-Identifier: MIT
//
// How streams close, move and end.
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "stream/support.h"

namespace weir {
namespace {

using testing::Harvest;
using testing::MakeStream;
using testing::ManualClock;
using testing::Open;
using testing::OpenAll;
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

TEST_CASE("a closed stream takes nothing and gives everything", "[stream][lifecycle]") {
  Stream stream = MakeStream({.shard_count = 3});
  Cursor before = OpenFirst(stream);
  for (int i = 0; i < 30; ++i) PutText(stream, std::to_string(i), "x");
  stream.Close();
  CHECK(stream.TryPut({.partition_key = "k"}).code == PutCode::kStreamClosed);
  StreamCursor all = OpenAll(stream);
  const Harvest harvest = ReadAll(all);
  CHECK(harvest.records.size() == 30);
  CHECK(harvest.code == ReadCode::kEndOfStream);
  CHECK(ReadAll(before).code == ReadCode::kEndOfStream);
  CHECK(before.ChildShards().empty());
}

TEST_CASE("closing twice changes nothing", "[stream][lifecycle]") {
  Stream stream = MakeStream();
  PutMany(stream, 3);
  stream.Close();
  stream.Close();
  Cursor cursor = OpenFirst(stream);
  CHECK(ReadAll(cursor).records.size() == 3);
}

TEST_CASE("a shard that was closed by a reshard still ends as one when the stream is closed",
          "[stream][lifecycle]") {
  Stream stream = MakeStream();
  const std::array<ShardId, 2> children = testing::Split(stream, ShardId{0});
  stream.Close();
  Cursor parent = OpenFirst(stream);
  CHECK(parent.Read().code() == ReadCode::kEndOfShard);
  CHECK(parent.ChildShards().size() == 2);
  Cursor child = Open(stream, children[0], Position::TrimHorizon());
  CHECK(child.Read().code() == ReadCode::kEndOfStream);
}

TEST_CASE("a tick, statistics and lists go on in a closed stream", "[stream][lifecycle]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  PutMany(stream, 10);
  stream.Close();
  clock.Advance(absl::Hours(25));
  stream.Tick();
  CHECK(stream.Statistics().memory_bytes == 0);
  CHECK(stream.Statistics().incoming_records == 10);
  CHECK(stream.ListShards().size() == 1);
}

TEST_CASE("a stream moves, and its cursors go on", "[stream][lifecycle]") {
  Stream one = MakeStream({.name = "one"});
  Cursor cursor = OpenFirst(one);
  PutText(one, "k", "1");
  Stream two = std::move(one);
  CHECK(two.name() == "one");
  PutText(two, "k", "2");
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"1", "2"});
  // What is assigned over ends as if destroyed.
  Stream three = MakeStream({.name = "three"});
  Cursor of_three = OpenFirst(three);
  three = std::move(two);
  CHECK(of_three.Read().code() == ReadCode::kStreamDestroyed);
  PutText(three, "k", "3");
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"3"});
  // A moved-from one may be assigned to.
  one = std::move(three);
  Stream& same = one;
  one = std::move(same);
  PutText(one, "k", "4");
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"4"});
}

TEST_CASE("streams live in containers", "[stream][lifecycle]") {
  std::vector<Stream> streams;
  std::vector<Cursor> cursors;
  for (int i = 0; i < 20; ++i) {
    streams.push_back(MakeStream());
    cursors.push_back(OpenFirst(streams.back()));
  }
  for (Stream& stream : streams) PutText(stream, "k", "x");
  streams.erase(streams.begin(), streams.begin() + 10);
  // Erasing moves the last ten down, over the first.
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(cursors[i].Read().code() == ReadCode::kStreamDestroyed);
    CHECK(cursors[i + 10].Read().size() == 1);
  }
}

TEST_CASE("the order in which a stream's cursors and consumers end does not matter",
          "[stream][lifecycle]") {
  for (int order = 0; order < 6; ++order) {
    std::optional<Stream> stream = MakeStream({.shard_count = 2});
    std::optional<Consumer> consumer = *stream->RegisterConsumer("archiver");
    std::optional<Cursor> cursor =
        Open(*stream, ShardId{1}, Position::TrimHorizon(), {.consumer = &*consumer});
    std::optional<StreamCursor> all =
        OpenAll(*stream, Position::TrimHorizon(), {.consumer = &*consumer});
    for (int i = 0; i < 10; ++i) PutText(*stream, std::to_string(i), "x");
    cursor->Read();
    all->Read();
    for (int step = 0; step < 4; ++step) {
      switch ((order + step * (order % 2 == 0 ? 1 : 3)) % 4) {
        case 0:
          stream.reset();
          break;
        case 1:
          cursor.reset();
          break;
        case 2:
          all.reset();
          break;
        default:
          consumer.reset();
      }
    }
  }
  SUCCEED("the sanitizers saw no use of what had ended");
}

TEST_CASE("a cursor that outlives its stream keeps its memory, and gives it back at its end",
          "[stream][lifecycle]") {
  ManualClock clock;
  std::vector<Cursor> cursors;
  for (int i = 0; i < 20; ++i) {
    Stream stream = MakeStream({.shard_count = 4, .clock = &clock});
    for (int record = 0; record < 100; ++record) PutText(stream, std::to_string(record), "x");
    REQUIRE(stream.UpdateShardCount(3).ok());
    for (int record = 0; record < 100; ++record) PutText(stream, std::to_string(record), "x");
    cursors.push_back(OpenFirst(stream));
    REQUIRE_FALSE(cursors.back().Read().empty());
  }
  for (Cursor& cursor : cursors) CHECK(cursor.Read().code() == ReadCode::kStreamDestroyed);
}

// One thread puts and one reads while a third closes the stream.
//   allowed:    a put is taken and read | it is refused as closed
//   forbidden:  a put that was taken and is not read | one read that was refused
TEST_CASE("what was taken before a stream closed is read, and nothing else",
          "[stream][lifecycle]") {
  for (int round = 0; round < 200; ++round) {
    Stream stream = MakeStream({.shard_count = 4});
    StreamCursor all = OpenAll(stream);
    std::size_t taken = 0;
    std::size_t read = 0;
    ReadCode code = ReadCode::kOk;
    std::thread producer([&] {
      for (int i = 0;; ++i) {
        const PutOutcome outcome = stream.TryPut({.partition_key = std::to_string(i % 16)});
        if (outcome.code != PutCode::kOk) break;
        ++taken;
      }
    });
    std::thread reader([&] {
      while (code != ReadCode::kEndOfStream && all.Wait(absl::Seconds(60))) {
        const Batch batch = all.Read();
        code = batch.code();
        read += batch.size();
      }
    });
    absl::SleepFor(absl::Microseconds(round * 5));
    stream.Close();
    producer.join();
    reader.join();
    CHECK(code == ReadCode::kEndOfStream);
    CHECK(read == taken);
  }
}

// Readers are in the midst of reading and waiting when their stream ends.
//   allowed:    a batch of records | kStreamDestroyed | kEndOfStream before it
//   forbidden:  a crash | a read that never returns | records that were not put
TEST_CASE("a stream is destroyed under its readers' hands", "[stream][lifecycle]") {
  for (int round = 0; round < 200; ++round) {
    std::optional<Stream> stream = MakeStream({.shard_count = 2});
    Cursor cursor = OpenFirst(*stream);
    StreamCursor all = OpenAll(*stream);
    // True if all went well.
    const auto read_on = [](auto& one) {
      while (one.Wait(absl::Seconds(60))) {
        const Batch batch = one.Read();
        for (const RecordView& record : batch) {
          if (AsText(record.data) != "data") return false;
        }
        if (batch.code() == ReadCode::kStreamDestroyed) return true;
      }
      return false;
    };
    bool is_first_well = false;
    bool is_second_well = false;
    std::thread first([&] { is_first_well = read_on(cursor); });
    std::thread second([&] { is_second_well = read_on(all); });
    for (int i = 0; i < round; ++i) PutText(*stream, std::to_string(i), "data");
    stream.reset();
    first.join();
    second.join();
    CHECK(is_first_well);
    CHECK(is_second_well);
  }
}

}  // namespace
}  // namespace weir

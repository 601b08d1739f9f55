// SPDX-License-Identifier: MIT
//
// What one put accepts, what it refuses and in which words, and what becomes of
// the record.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Harvest;
using testing::Kept;
using testing::kMiB;
using testing::MakeStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::OpenFirst;
using testing::PutText;
using testing::ReadAll;

std::string Repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

// Checks that Put() and TryPut() refuse the entry alike; returns the Status.
absl::Status Refusal(Stream& stream, const PutEntry& entry, PutCode code) {
  const StreamStatistics before = stream.Statistics();
  const PutOutcome outcome = stream.TryPut(entry);
  CHECK(outcome.code == code);
  const absl::Status status = stream.Put(entry).status();
  CHECK(stream.OutcomeStatus(outcome, entry) == status);
  CHECK(stream.Statistics().incoming_records == before.incoming_records);
  CHECK(stream.Statistics().incoming_bytes == before.incoming_bytes);
  return status;
}

TEST_CASE("a record is read as it was put, with its number and the time of its arrival",
          "[stream][put]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  const std::int64_t start = absl::ToUnixNanos(clock.Now());
  const PutResult first = PutText(stream, "key", "one");
  clock.Advance(absl::Nanoseconds(7));
  const PutResult second = PutText(stream, "another", "two");
  CHECK(first.shard_id == ShardId{0});
  CHECK(first.sequence_number == SequenceNumber{0});
  CHECK(second.sequence_number == SequenceNumber{1});
  Cursor cursor = OpenFirst(stream);
  CHECK(ReadAll(cursor).records ==
        std::vector<Kept>{{0, start, "key", "one"}, {1, start + 7, "another", "two"}});
}

TEST_CASE("the bytes of key and data may be any, and are read byte for byte", "[stream][put]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream();
  std::vector<Kept> put;
  for (std::uint64_t i = 0; i < 500; ++i) {
    const std::string key = random.Bytes(1 + random.Below(256));
    const std::string data = random.Bytes(random.Below(5'000));
    REQUIRE(PutText(stream, key, data).sequence_number.value == i);
    put.push_back({i, 0, key, data});
  }
  Cursor cursor = OpenFirst(stream);
  std::vector<Kept> read = ReadAll(cursor).records;
  for (Kept& record : read) record.arrival_nanos = 0;
  CHECK(read == put);
}

TEST_CASE("a partition key has 1 to 256 characters", "[stream][put]") {
  Stream stream = MakeStream();
  for (const std::size_t size : {1u, 2u, 255u, 256u}) PutText(stream, std::string(size, 'k'), "x");
  for (const auto& [key, said] :
       {std::pair<std::string, std::string>{"", "empty"}, {std::string(257, 'k'), "257"}}) {
    const PutEntry entry{.partition_key = key, .data = AsBytes("x")};
    const absl::Status status = Refusal(stream, entry, PutCode::kInvalidPartitionKey);
    INFO(status);
    CHECK(absl::IsInvalidArgument(status));
    CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
    CHECK(MessageOf(status).find(said) != std::string::npos);
    CHECK(MessageOf(status).find("256") != std::string::npos);
  }
  Cursor cursor = OpenFirst(stream);
  CHECK(ReadAll(cursor).records.size() == 4);
}

TEST_CASE("a key's characters are counted and not its bytes", "[stream][put]") {
  Stream stream = MakeStream();
  std::vector<std::string> keys;
  for (const std::string_view character : {"\u00E9", "\u20AC", "\U0001F600"}) {
    keys.push_back(Repeat(character, 255));
    keys.push_back(Repeat(character, 256));
    const std::string longer = Repeat(character, 257);
    CHECK_FALSE(Refusal(stream, {.partition_key = longer}, PutCode::kInvalidPartitionKey).ok());
  }
  for (const std::string& key : keys) PutText(stream, key, "x");
  Cursor cursor = OpenFirst(stream);
  const Harvest harvest = ReadAll(cursor);
  REQUIRE(harvest.records.size() == keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    CHECK(harvest.records[i].partition_key == keys[i]);
  }
}

TEST_CASE("a record may have no data", "[stream][put]") {
  Stream stream = MakeStream();
  REQUIRE(stream.Put({.partition_key = "k"}).ok());
  REQUIRE(stream.Put({.partition_key = "k", .data = AsBytes("")}).ok());
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read();
  REQUIRE(batch.size() == 2);
  CHECK(batch.bytes() == 2);
  for (const RecordView& record : batch) CHECK(record.data.empty());
}

TEST_CASE("a record's limit counts data and partition key together", "[stream][put]") {
  for (const std::size_t limit : {1u, 2u, 100u, 1'000u, 20'000u}) {
    INFO("limit " << limit);
    Stream stream = MakeStream({.record_bytes_max = static_cast<std::int64_t>(limit)});
    for (const std::size_t key_bytes : {std::size_t{1}, limit / 2, limit}) {
      if (key_bytes == 0 || key_bytes > 256) continue;
      const std::string key(key_bytes, 'k');
      if (limit > key_bytes) PutText(stream, key, std::string(limit - key_bytes - 1, 'x'));
      PutText(stream, key, std::string(limit - key_bytes, 'x'));
      const std::string data(limit - key_bytes + 1, 'x');
      const absl::Status status =
          Refusal(stream, {.partition_key = key, .data = AsBytes(data)}, PutCode::kRecordTooLarge);
      INFO(status);
      CHECK(absl::IsInvalidArgument(status));
      CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
      CHECK(MessageOf(status).find(std::to_string(limit + 1)) != std::string::npos);
      CHECK(MessageOf(status).find("is " + std::to_string(limit)) != std::string::npos);
    }
  }
}

TEST_CASE("a bad key is named before a bad size", "[stream][put]") {
  Stream stream = MakeStream({.record_bytes_max = 10});
  const std::string data(11, 'x');
  const PutEntry entry{.partition_key = "", .data = AsBytes(data)};
  CHECK_FALSE(Refusal(stream, entry, PutCode::kInvalidPartitionKey).ok());
}

TEST_CASE("records of 10 MiB go in and come out whole", "[stream][put]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream({.record_bytes_max = 10 * kMiB, .memory_bytes_max = 80 * kMiB});
  std::vector<std::string> data;
  for (const std::int64_t bytes : {10 * kMiB - 1, 10 * kMiB - 2, 5 * kMiB, kMiB, std::int64_t{1}}) {
    data.push_back(random.Bytes(static_cast<std::size_t>(bytes)));
    PutText(stream, "k", data.back());
  }
  const PutEntry larger{.partition_key = "kk", .data = AsBytes(data[0])};
  CHECK_FALSE(Refusal(stream, larger, PutCode::kRecordTooLarge).ok());
  Cursor cursor = OpenFirst(stream);
  // A byte limit that the first record exceeds lets it through all the same.
  const Batch first = cursor.Read({.bytes_max = 1});
  REQUIRE(first.size() == 1);
  CHECK((AsText(first.begin()->data) == data[0]));
  const std::vector<std::string> rest = ReadAll(cursor).Data();
  REQUIRE(rest.size() == 4);
  for (std::size_t i = 0; i < rest.size(); ++i) CHECK((rest[i] == data[i + 1]));
}

TEST_CASE("a refused put says where the record would have gone", "[stream][put]") {
  Stream stream = MakeStream({.shard_count = 4});
  const HashKey third = EvenHashKeyRange({.shard_count = 4, .index = 2}).starting_hash_key;
  stream.Close();
  const PutOutcome outcome = stream.TryPut({.partition_key = "k", .explicit_hash_key = third});
  CHECK(outcome.code == PutCode::kStreamClosed);
  CHECK(outcome.shard_id == ShardId{2});
}

TEST_CASE("a closed stream refuses a put as one that is not found", "[stream][put]") {
  Stream stream = MakeStream({.name = "river"});
  stream.Close();
  const absl::Status status =
      Refusal(stream, {.partition_key = "k", .data = AsBytes("x")}, PutCode::kStreamClosed);
  CHECK(absl::IsFailedPrecondition(status));
  CHECK(KinesisExceptionName(status) == "ResourceNotFoundException");
  CHECK(MessageOf(status).find("river") != std::string::npos);
}

TEST_CASE("the Status of a put that was taken is OK", "[stream][put]") {
  Stream stream = MakeStream();
  const PutEntry entry{.partition_key = "k", .data = AsBytes("x")};
  const PutOutcome outcome = stream.TryPut(entry);
  CHECK(outcome.code == PutCode::kOk);
  CHECK(outcome.retry_after_nanos == 0);
  CHECK(stream.OutcomeStatus(outcome, entry).ok());
}

TEST_CASE("arrival times never decrease within a shard, while sequence numbers are dense",
          "[stream][put]") {
  Stream stream = MakeStream({.memory_bytes_max = 64 * 1024 * 1024});
  testing::PutMany(stream, 100'000);
  Cursor cursor = OpenFirst(stream);
  std::uint64_t next = 0;
  std::int64_t last_nanos = 0;
  bool is_in_order = true;
  while (true) {
    const Batch batch = cursor.Read();
    if (batch.empty()) break;
    for (const RecordView& record : batch) {
      is_in_order = is_in_order && record.sequence_number.value == next++ &&
                    record.approximate_arrival_nanos >= last_nanos;
      last_nanos = record.approximate_arrival_nanos;
    }
  }
  CHECK(is_in_order);
  CHECK(next == 100'000);
}

}  // namespace
}  // namespace weir

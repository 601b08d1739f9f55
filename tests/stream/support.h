// SPDX-License-Identifier: MIT
//
// Short words for what the tests of the stream do all the time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "support/catch.h"
#include "weir/base/status.h"
#include "weir/stream/internal/stream_factory.h"
#include "weir/stream/stream.h"
#include "weir/testing/manual_clock.h"

// How a failed check prints them.
namespace Catch {

template <>
struct StringMaker<weir::SequenceNumber> {
  static std::string convert(const weir::SequenceNumber& number) { return number.ToString(); }
};
template <>
struct StringMaker<weir::ShardId> {
  static std::string convert(const weir::ShardId& id) { return id.ToString(); }
};
template <>
struct StringMaker<weir::HashKey> {
  static std::string convert(const weir::HashKey& key) { return key.ToString(); }
};
template <>
struct StringMaker<weir::HashKeyRange> {
  static std::string convert(const weir::HashKeyRange& range) {
    return range.starting_hash_key.ToString() + " to " + range.ending_hash_key.ToString();
  }
};
template <>
struct StringMaker<weir::PutCode> {
  static std::string convert(weir::PutCode code) {
    return "PutCode " + std::to_string(static_cast<int>(code));
  }
};
template <>
struct StringMaker<weir::ReadCode> {
  static std::string convert(weir::ReadCode code) {
    return "ReadCode " + std::to_string(static_cast<int>(code));
  }
};
template <>
struct StringMaker<weir::ShardState> {
  static std::string convert(weir::ShardState state) {
    return "ShardState " + std::to_string(static_cast<int>(state));
  }
};

}  // namespace Catch

namespace weir::testing {

inline constexpr std::int64_t kMiB = 1024 * 1024;
// The distance between two neighbouring hash keys.
inline constexpr Uint128 kOne{.high = 0, .low = 1};

inline std::string MessageOf(const absl::Status& status) {
  return std::string(FromAbsl(status.message()));
}

// The stream that such options make; that none is made ends the test.
inline Stream MakeStream(const StreamOptions& options = {}) {
  absl::StatusOr<Stream> stream = Stream::Create(options);
  INFO(stream.status());
  REQUIRE(stream.ok());
  return *std::move(stream);
}

// Memory in pieces of 1 KiB, so that segments end all the time. Never destroyed,
// as the process's own.
inline Slab& TinySlab() {
  static Slab* const slab = new Slab({.smallest_block_bytes = 1024});
  return *slab;
}

inline Stream MakeTinyStream(const StreamOptions& options) {
  absl::StatusOr<Stream> stream = stream_internal::CreateStream(options, TinySlab());
  INFO(stream.status());
  REQUIRE(stream.ok());
  return *std::move(stream);
}

// A record as a test keeps it.
struct Kept {
  std::uint64_t sequence_number = 0;
  std::int64_t arrival_nanos = 0;
  std::string partition_key;
  std::string data;

  friend bool operator==(const Kept&, const Kept&) = default;
};

inline Kept Keep(const RecordView& record) {
  return {record.sequence_number.value, record.approximate_arrival_nanos,
          std::string(record.partition_key), std::string(AsText(record.data))};
}

inline std::vector<Kept> Keep(const Batch& batch) {
  std::vector<Kept> kept;
  for (const RecordView& record : batch) kept.push_back(Keep(record));
  return kept;
}

// Whether the batch tells anything but "the tip" or "the end".
inline bool TellsSomething(const Batch& batch) {
  return !batch.empty() || batch.aborted() > 0 || batch.trimmed().records > 0;
}

// Everything there is to read, and the word at the end of it.
struct Harvest {
  std::vector<Kept> records;
  std::uint64_t aborted = 0;
  std::uint64_t trimmed = 0;
  ReadCode code = ReadCode::kOk;

  std::uint64_t Sum() const { return records.size() + aborted + trimmed; }
  std::vector<std::string> Data() const {
    std::vector<std::string> data;
    for (const Kept& record : records) data.push_back(record.data);
    return data;
  }
};

template <class AnyCursor>
Harvest ReadAll(AnyCursor& cursor, const ReadOptions& options = {}) {
  Harvest harvest;
  for (;;) {
    const Batch batch = cursor.Read(options);
    harvest.code = batch.code();
    if (!TellsSomething(batch)) return harvest;
    harvest.aborted += batch.aborted();
    harvest.trimmed += batch.trimmed().records;
    for (const RecordView& record : batch) harvest.records.push_back(Keep(record));
  }
}

// A put that must succeed.
inline PutResult PutText(Stream& stream, std::string_view key, std::string_view data) {
  const absl::StatusOr<PutResult> result =
      stream.Put({.partition_key = key, .data = AsBytes(data)});
  INFO(result.status());
  REQUIRE(result.ok());
  return *result;
}

// The same into the shard that holds `hash_key`.
inline PutResult PutAt(Stream& stream, const HashKey& hash_key, std::string_view data) {
  const absl::StatusOr<PutResult> result =
      stream.Put({.partition_key = "key", .data = AsBytes(data), .explicit_hash_key = hash_key});
  INFO(result.status());
  REQUIRE(result.ok());
  return *result;
}

// Puts `count` records of the same text.
inline void PutMany(Stream& stream, std::size_t count, std::string_view data = "data") {
  for (std::size_t i = 0; i < count; ++i) PutText(stream, "key", data);
}

inline Cursor Open(Stream& stream, ShardId shard_id, const Position& position,
                   const CursorOptions& options = {}) {
  absl::StatusOr<Cursor> cursor = stream.OpenCursor(shard_id, position, options);
  INFO(cursor.status());
  REQUIRE(cursor.ok());
  return *std::move(cursor);
}

inline Cursor OpenFirst(Stream& stream, const Position& position = Position::TrimHorizon()) {
  return Open(stream, ShardId{0}, position);
}

inline StreamCursor OpenAll(Stream& stream, const Position& position = Position::TrimHorizon(),
                            const CursorOptions& options = {}) {
  absl::StatusOr<StreamCursor> cursor = stream.OpenStreamCursor(position, options);
  INFO(cursor.status());
  REQUIRE(cursor.ok());
  return *std::move(cursor);
}

inline ShardStatistics StatisticsOf(const Stream& stream, ShardId shard_id) {
  const absl::StatusOr<ShardStatistics> statistics = stream.StatisticsOf(shard_id);
  REQUIRE(statistics.ok());
  return *statistics;
}

// The middle of a range: where a split makes two halves of it.
inline HashKey MiddleOf(const HashKeyRange& range) {
  return {range.starting_hash_key.value +
          (range.ending_hash_key.value - range.starting_hash_key.value) / 2 + Uint128{.low = 1}};
}

inline ShardDescription DescriptionOf(const Stream& stream, ShardId shard_id) {
  const std::vector<ShardDescription> shards = stream.ListShards();
  REQUIRE(shard_id.index < shards.size());
  return shards[shard_id.index];
}

// Splits a shard in the middle.
inline std::array<ShardId, 2> Split(Stream& stream, ShardId shard_id) {
  const HashKey middle = MiddleOf(DescriptionOf(stream, shard_id).hash_key_range);
  const absl::StatusOr<std::array<ShardId, 2>> children =
      stream.SplitShard({.shard_to_split = shard_id, .new_starting_hash_key = middle});
  INFO(children.status());
  REQUIRE(children.ok());
  return *children;
}

inline ShardId Merge(Stream& stream, ShardId lower, ShardId upper) {
  const absl::StatusOr<ShardId> child =
      stream.MergeShards({.shard_to_merge = lower, .adjacent_shard_to_merge = upper});
  INFO(child.status());
  REQUIRE(child.ok());
  return *child;
}

// The open shards in the order of their hash keys.
inline std::vector<ShardDescription> OpenShards(const Stream& stream) {
  std::map<HashKey, ShardDescription> by_start;
  for (const ShardDescription& shard : stream.ListShards()) {
    if (shard.state != ShardState::kOpen) continue;
    by_start.emplace(shard.hash_key_range.starting_hash_key, shard);
  }
  std::vector<ShardDescription> open;
  for (const auto& [start, shard] : by_start) open.push_back(shard);
  return open;
}

inline HashKey HashKeyOf(std::uint64_t high, std::uint64_t low = 0) {
  return {{.high = high, .low = low}};
}

}  // namespace weir::testing

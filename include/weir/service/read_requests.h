// SPDX-License-Identifier: MIT
//
// What goes into GetShardIterator and GetRecords, and what comes out.
//
// Records are handed out where they lie: a RecordList refers to memory that it keeps from
// being reused, as a cursor's batch does, so that reading through the contract copies
// nothing. What is held too long is held of the stream's memory budget.
//
//   auto read = kinesis.GetRecords({.shard_iterator = token});
//   for (const weir::kinesis::Record& record : read->records) Handle(record.data);
//
// Threads:   values; a RecordList may be read by many and moved by one.
// Progress:  wait-free.
// Cost:      a list allocates 48 bytes for each record; a step makes a number of 24.
// Lifetime:  what a request refers to must live during the call. A record's views live as
//            long as the list that they came from, whatever becomes of the stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"
#include "weir/service/kinesis_sequence_number.h"
#include "weir/service/shard_numbering.h"
#include "weir/service/stream_shapes.h"

namespace weir {
namespace kinesis {

enum class ShardIteratorType : std::uint8_t {
  kAtSequenceNumber,
  kAfterSequenceNumber,
  kTrimHorizon,
  kLatest,
  kAtTimestamp,
};

struct GetShardIteratorRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there.
  std::optional<std::string_view> shard_id = {};
  std::optional<EnumValue<ShardIteratorType>> shard_iterator_type = {};
  // With kAtSequenceNumber and kAfterSequenceNumber, and with no other.
  std::optional<std::string_view> starting_sequence_number = {};
  // With kAtTimestamp: not in the future.
  std::optional<absl::Time> timestamp = {};
};

struct GetShardIteratorResult {
  // 1 to 512 characters that mean something to the service alone. Good for five minutes,
  // and for any number of reads.
  std::string shard_iterator = {};
};

struct GetRecordsRequest {
  // Must be there.
  std::optional<std::string_view> shard_iterator = {};
  // Records at most: 1 to 10,000.
  std::optional<std::int32_t> limit = {};
  // If it is there, it must be the iterator's stream.
  std::optional<std::string_view> stream_arn = {};
};

struct Record {
  KinesisSequenceNumber sequence_number = {};
  absl::Time approximate_arrival_timestamp = {};
  std::span<const std::byte> data = {};
  std::string_view partition_key = {};
  EncryptionType encryption_type = EncryptionType::kNone;
};

// Consecutive records of one shard.
class RecordList {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Record;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Record;

    Iterator() = default;
    Iterator(const RecordList* list, std::size_t index) : list_(list), index_(index) {}

    Record operator*() const { return (*list_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++index_;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }

   private:
    const RecordList* list_ = nullptr;
    std::size_t index_ = 0;
  };

  RecordList() = default;
  // For implementations of the contract: `views` point into what `held` keeps alive, and
  // are of the shard of `numbering`.
  RecordList(std::vector<RecordView> views, const ShardNumbering& numbering,
             EncryptionType encryption_type, std::shared_ptr<const void> held)
      : views_(std::move(views)),
        numbering_(numbering),
        encryption_type_(encryption_type),
        held_(std::move(held)) {}

  std::size_t size() const { return views_.size(); }
  bool empty() const { return views_.empty(); }
  // The record at `index`, which is less than size().
  Record operator[](std::size_t index) const {
    const RecordView& view = views_[index];
    return {.sequence_number = numbering_.Of(view.sequence_number, view.approximate_arrival_nanos),
            .approximate_arrival_timestamp = absl::FromUnixNanos(view.approximate_arrival_nanos),
            .data = view.data,
            .partition_key = view.partition_key,
            .encryption_type = encryption_type_};
  }
  Record front() const { return (*this)[0]; }
  Record back() const { return (*this)[size() - 1]; }

  Iterator begin() const { return Iterator(this, 0); }
  Iterator end() const { return Iterator(this, size()); }

  // The same with the engine's dense numbers.
  std::span<const RecordView> views() const { return views_; }

 private:
  std::vector<RecordView> views_;
  ShardNumbering numbering_ = ShardNumbering::OfNewStream({}, {});
  EncryptionType encryption_type_ = EncryptionType::kNone;
  std::shared_ptr<const void> held_;
};

// A shard that came of one whose end is reached.
struct ChildShard {
  ShardId shard_id = {};
  // One, or two if they were merged.
  std::vector<ShardId> parent_shards = {};
  HashKeyRange hash_key_range = {};
};

struct GetRecordsResult {
  // Possibly none, and then not always at the tip.
  RecordList records = {};
  // nullopt: the shard is closed, and all of it has been read.
  std::optional<std::string> next_shard_iterator = {};
  // How old the oldest record is that this read has left: 0 at the tip.
  std::int64_t millis_behind_latest = 0;
  // Without a next iterator: what follows, none if the shard has no children.
  std::vector<ChildShard> child_shards = {};
};

// The greatest number of records of a GetRecords, and of their bytes with their keys.
inline constexpr std::int32_t kGetRecordsMax = 10'000;
inline constexpr std::int64_t kGetRecordsBytesMax = 10 * 1024 * 1024;

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const GetShardIteratorRequest& request);
absl::Status Validate(const GetRecordsRequest& request);

}  // namespace kinesis

template <>
struct EnumWords<kinesis::ShardIteratorType> {
  static constexpr std::array<std::string_view, 5> kWords = {
      "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"};
};

}  // namespace weir

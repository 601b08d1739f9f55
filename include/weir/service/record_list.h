// SPDX-License-Identifier: MIT
//
// A RecordList is the records of one read, where they lie.
//
// Not a vector: to make a struct of every record before anybody looks at one costs more
// than to read them. So a list is walked, which decodes as it goes, and what it shows is
// kept from being reused for as long as the list lives. Whoever picks records by their
// index pays for all of them once, with the first.
//
//   for (const weir::kinesis::Record& record : read->records) Handle(record.data);
//   if (!read->records.empty()) Handle(read->records.back().sequence_number.ToString());
//
// Threads:   a list may be read by many and moved by one.
// Progress:  wait-free; the first who picks by index makes others wait who do.
// Cost:      walking allocates once; picking allocates 48 bytes a record, once.
// Lifetime:  a record's views live as long as any copy of the list that they came from,
//            whatever becomes of the stream. Its memory counts in the stream's budget.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "weir/model/record.h"
#include "weir/service/kinesis_sequence_number.h"
#include "weir/service/shard_numbering.h"
#include "weir/service/stream_shapes.h"

namespace weir::kinesis {

struct Record {
  KinesisSequenceNumber sequence_number = {};
  absl::Time approximate_arrival_timestamp = {};
  std::span<const std::byte> data = {};
  std::string_view partition_key = {};
  EncryptionType encryption_type = EncryptionType::kNone;
};

// Where a list's records are: for implementations of the contract. One of a fixed number
// of records, which live as long as it.
class RecordSource {
 public:
  class Walk {
   public:
    virtual ~Walk() = default;
    // The next records, which live until the next call; none at the end.
    virtual std::span<const RecordView> Next() = 0;
  };

  RecordSource() = default;
  RecordSource(const RecordSource&) = delete;
  RecordSource& operator=(const RecordSource&) = delete;
  virtual ~RecordSource() = default;

  virtual std::size_t size() const = 0;
  // From the first on. It must not outlive its source.
  virtual std::unique_ptr<Walk> Begin() const = 0;

  // All at once, from any thread.
  std::span<const RecordView> All() const;

 private:
  mutable std::once_flag once_;
  // Written once.
  mutable std::vector<RecordView> all_;
};

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
    explicit Iterator(const RecordList& list) : list_(&list) {
      if (list.source_ == nullptr) return;
      walk_ = list.source_->Begin();
      views_ = walk_->Next();
    }

    Record operator*() const { return list_->Of(views_[index_]); }
    Iterator& operator++() {
      if (++index_ == views_.size()) [[unlikely]] {
        views_ = walk_->Next();
        index_ = 0;
      }
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& it, std::default_sentinel_t) {
      return it.views_.empty();
    }

   private:
    const RecordList* list_ = nullptr;
    std::unique_ptr<RecordSource::Walk> walk_;
    std::span<const RecordView> views_;
    std::size_t index_ = 0;
  };

  RecordList() = default;
  // Of the shard of `numbering`, in their order.
  RecordList(std::shared_ptr<const RecordSource> source, const ShardNumbering& numbering,
             EncryptionType encryption_type)
      : source_(std::move(source)), numbering_(numbering), encryption_type_(encryption_type) {}

  std::size_t size() const { return source_ == nullptr ? 0 : source_->size(); }
  bool empty() const { return size() == 0; }

  Iterator begin() const { return Iterator(*this); }
  std::default_sentinel_t end() const { return {}; }

  // The record at `index`, which is less than size().
  Record operator[](std::size_t index) const { return Of(source_->All()[index]); }
  Record front() const { return (*this)[0]; }
  Record back() const { return (*this)[size() - 1]; }

  // All of them with the engine's dense numbers; none if there is no record.
  std::span<const RecordView> views() const {
    return source_ == nullptr ? std::span<const RecordView>() : source_->All();
  }

 private:
  Record Of(const RecordView& view) const {
    return {.sequence_number = numbering_.Of(view.sequence_number, view.approximate_arrival_nanos),
            .approximate_arrival_timestamp = absl::FromUnixNanos(view.approximate_arrival_nanos),
            .data = view.data,
            .partition_key = view.partition_key,
            .encryption_type = encryption_type_};
  }

  // Null: there are none.
  std::shared_ptr<const RecordSource> source_;
  ShardNumbering numbering_ = ShardNumbering::OfNewStream({}, {});
  EncryptionType encryption_type_ = EncryptionType::kNone;
};

// A source of `views`, which point into what `held` keeps alive.
std::shared_ptr<const RecordSource> MakeRecordSource(std::vector<RecordView> views,
                                                     std::shared_ptr<const void> held);

}  // namespace weir::kinesis

// SPDX-License-Identifier: MIT
//
// A reader that believes nothing: it checks whatever a read says against what the
// read before it said, and against the payload.
//
// It asserts nothing itself, since it may be on any thread; what it finds wrong
// it keeps, for the main thread to look at.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "log/support/payload.h"
#include "weir/log/log_reader.h"

namespace weir::testing {

// What a payload must be: that of its sequence number.
inline bool IsIntactBySequence(const RecordView& record) {
  return IsIntact(record, record.sequence_number.value);
}

template <class Atomics, class Beside = NothingBeside>
class BasicFollower {
 public:
  using Reader = BasicLogReader<Atomics, Beside>;
  using Log = BasicLog<Atomics, Beside>;
  using Pin = BasicPin<Atomics>;
  using Position = typename Reader::Position;

  // `is_intact(record)` tells whether it is what was put.
  using IsIntactFunction = bool (*)(const RecordView& record);

  BasicFollower(Log& log, Pin* pin, const Position& position,
                IsIntactFunction is_intact = IsIntactBySequence)
      : log_(&log),
        pin_(pin),
        is_intact_(is_intact),
        position_(position),
        // What was trimmed under a search is told first.
        next_(position.unreported.records > 0 ? position.unreported_first
                                              : position.totals.records) {}
  static BasicFollower FromHead(Log& log, Pin* pin,
                                IsIntactFunction is_intact = IsIntactBySequence) {
    return BasicFollower(log, pin, Reader::AtHead(log), is_intact);
  }

  // Reads once. `on_record(record)` gets what was found.
  template <class OnRecord>
  LogReadResult Read(const LogReadLimits& limits, OnRecord&& on_record) {
    CheckLastView();
    const LogReadResult result = Reader::Read(*log_, *pin_, position_, limits);
    log_internal::FrameRange frames = result.frames;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t aborted = 0;
    for (; !frames.empty(); frames.PopFront()) {
      RecordView record;
      if (!frames.Front(record)) {
        ++aborted;
        continue;
      }
      ++records;
      bytes += record.partition_key.size() + record.data.size();
      CheckRecord(record, limits);
      on_record(record);
      last_view_ = record.data;
    }
    last_sum_ = ChecksumOf(last_view_);
    Account(result, records, bytes, records + aborted);
    return result;
  }
  LogReadResult Read(const LogReadLimits& limits = {}) {
    return Read(limits, [](const RecordView&) {});
  }

  // Reads until there is nothing more; returns why.
  LogReadCode ReadOn(const LogReadLimits& limits = {}) {
    LogReadResult result;
    do {
      result = Read(limits);
    } while (result.code == LogReadCode::kRecords);
    return result.code;
  }

  std::uint64_t received() const { return received_.records; }
  std::uint64_t received_bytes() const { return received_.bytes; }
  std::uint64_t trimmed() const { return trimmed_.records; }
  std::uint64_t trimmed_bytes() const { return trimmed_.bytes; }
  std::uint64_t aborted() const { return aborted_; }
  // Received, given up or trimmed.
  std::uint64_t accounted() const { return received_.records + trimmed_.records + aborted_; }
  Position& position() { return position_; }
  Pin& pin() { return *pin_; }

  // What was wrong; empty if nothing was.
  const std::string& faults() const { return faults_; }
  // That the last record handed out is still what it was.
  void CheckLastView() {
    if (!last_view_.empty() && ChecksumOf(last_view_) != last_sum_) {
      Blame("the bytes of a view changed before", next_);
    }
    last_view_ = {};
  }
  // Leaves the segment; the last view is then gone.
  void LetGo() {
    CheckLastView();
    pin_->Clear();
  }

 private:
  void Blame(const std::string& what, std::uint64_t sequence) {
    if (faults_.size() < 1'000) faults_ += what + " #" + std::to_string(sequence) + "\n";
  }

  void CheckRecord(const RecordView& record, const LogReadLimits& limits) {
    const std::uint64_t sequence = record.sequence_number.value;
    if (sequence < next_) Blame("a number came back", sequence);
    if (!is_intact_(record)) Blame("not what was put", sequence);
    if (record.approximate_arrival_nanos < last_arrival_nanos_) Blame("time went back", sequence);
    if (record.approximate_arrival_nanos < limits.horizon_nanos) Blame("expired", sequence);
    last_arrival_nanos_ = record.approximate_arrival_nanos;
  }

  // Nothing between this read and the one before it is missing or double.
  void Account(const LogReadResult& result, std::uint64_t records, std::uint64_t bytes,
               std::uint64_t frames) {
    if (records != result.records) Blame("a false count of records before", next_);
    if (bytes != result.bytes) Blame("a false count of bytes before", next_);
    if ((result.code == LogReadCode::kRecords) != (records > 0)) Blame("a false code at", next_);
    if (records == 0 && frames != 0) Blame("frames without a pin at", next_);
    const std::uint64_t after = position_.totals.records;
    if (after < next_) Blame("a reader went back to", after);
    const std::uint64_t told = result.records + result.aborted + result.trimmed.records;
    if (position_.start_sequence <= next_ && position_.start_nanos == kNoTime && !begins_inside_ &&
        after - next_ != told) {
      Blame("neither handed out nor reported: " + std::to_string(after - next_) + " against " +
                std::to_string(told) + " before",
            after);
    }
    // Claims that were given up may lie before what was trimmed; nothing else does.
    if (result.trimmed.records > 0 && !begins_inside_ &&
        (result.trimmed_first < next_ || result.trimmed_first > next_ + result.aborted)) {
      Blame("a false first trimmed number " + std::to_string(result.trimmed_first) + " at", next_);
    }
    begins_inside_ = false;
    next_ = after;
    received_.records += result.records;
    received_.bytes += result.bytes;
    trimmed_.records += result.trimmed.records;
    trimmed_.bytes += result.trimmed.bytes;
    aborted_ += result.aborted;
  }

  Log* log_;
  Pin* pin_;
  IsIntactFunction is_intact_;
  Position position_;
  // The number that comes next.
  std::uint64_t next_;
  // Until the first read: records before a wanted one may be passed over.
  bool begins_inside_ = position_.start_sequence != 0 || position_.start_nanos != kNoTime;
  std::int64_t last_arrival_nanos_ = kNoTime;
  LogTotals received_;
  LogTotals trimmed_;
  std::uint64_t aborted_ = 0;
  std::span<const std::byte> last_view_;
  std::uint64_t last_sum_ = ChecksumOf({});
  std::string faults_;
};

using Follower = BasicFollower<StdAtomics>;

}  // namespace weir::testing

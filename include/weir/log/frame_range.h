// SPDX-License-Identifier: MIT
//
// A FrameRange is a run of committed frames of one segment, with the sequence
// number of the first.
//
// It is what a read finds and a Batch walks. Not for users: a Batch passes over
// abandoned claims and says what was missed.
//
//   for (; !range.empty(); range.PopFront())
//     if (RecordView record; range.Front(record)) Handle(record);
//
// Threads:   a value; the bytes are read-only.
// Progress:  wait-free.
// Cost:      a step reads 16 bytes.
// Lifetime:  while the segment is pinned.
#pragma once

#include <cstddef>
#include <cstdint>

#include "weir/log/frame.h"
#include "weir/model/record.h"

namespace weir::log_internal {

class FrameRange {
 public:
  FrameRange() = default;
  FrameRange(const std::byte* next, const std::byte* end, std::uint64_t sequence)
      : next_(next), end_(end), sequence_(sequence) {}

  bool empty() const { return next_ == end_; }
  const std::byte* next() const { return next_; }
  // The empty range behind this one.
  FrameRange End() const { return FrameRange(end_, end_, 0); }

  // The first frame as a record; false if it is an abandoned claim.
  bool Front(RecordView& record) const {
    const FrameHeader header = FrameHeader::Load(next_);
    if (header.kind() != FrameKind::kRecord) return false;
    const std::byte* key = next_ + kFrameHeaderBytes;
    record.sequence_number = SequenceNumber{sequence_};
    record.approximate_arrival_nanos = header.arrival_nanos();
    record.partition_key = {reinterpret_cast<const char*>(key), header.key_bytes()};
    record.data = {key + header.key_bytes(), header.data_bytes()};
    return true;
  }

  // Front() and PopFront(), with one look at the frame, which a write of `record` could
  // have changed for all that a compiler knows.
  bool TakeFront(RecordView& record) {
    const FrameHeader header = FrameHeader::Load(next_);
    const std::byte* const key = next_ + kFrameHeaderBytes;
    next_ += header.FrameBytes();
    const std::uint64_t sequence = sequence_++;
    if (header.kind() != FrameKind::kRecord) return false;
    record.sequence_number = SequenceNumber{sequence};
    record.approximate_arrival_nanos = header.arrival_nanos();
    record.partition_key = {reinterpret_cast<const char*>(key), header.key_bytes()};
    record.data = {key + header.key_bytes(), header.data_bytes()};
    return true;
  }

  void PopFront() {
    next_ += FrameHeader::Load(next_).FrameBytes();
    ++sequence_;
  }

 private:
  const std::byte* next_ = nullptr;
  const std::byte* end_ = nullptr;
  std::uint64_t sequence_ = 0;
};

}  // namespace weir::log_internal

// SPDX-License-Identifier: MIT
//
// A frame is one record as it lies in a segment: 16 bytes of header, the
// partition key, the data.
//
// Frames follow one another without padding, so a frame starts at any address
// and everything is read with memcpy. The header has no word that says "ready":
// that stands in the segment's commit lane, beside the data, so that payload of
// an earlier use can never be taken for a header. Not a format for disks or
// wires: it has the machine's byte order.
//
//    0              8           12        14        16
//   +--------------+-----------+---------+---------+-----------+--------+
//   | arrival      | data      | key     | kind    | partition | data   |
//   | nanoseconds  | bytes     | bytes   |         | key       |        |
//   +--------------+-----------+---------+---------+-----------+--------+
//
//   weir::FrameHeader header = weir::FrameHeader::Load(bytes);
//   next = bytes + header.FrameBytes();
//
// Threads:   a value; the bytes are ordered by the commit lane (edge P).
// Progress:  wait-free.
// Cost:      one 16-byte move.
// Lifetime:  none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "weir/log/internal/tail_word.h"

namespace weir {

enum class FrameKind : std::uint16_t {
  kRecord = 0,
  // A claim that was given up: it has its sequence number and its place, and
  // readers pass over it.
  kAborted = 1,
};

class FrameHeader {
 public:
  FrameHeader() = default;
  FrameHeader(std::int64_t arrival_nanos, std::uint16_t key_bytes, std::uint32_t data_bytes,
              FrameKind kind = FrameKind::kRecord)
      : arrival_nanos_(arrival_nanos),
        sizes_(std::uint64_t{data_bytes} | std::uint64_t{key_bytes} << 32 |
               static_cast<std::uint64_t>(kind) << 48) {}

  static FrameHeader Load(const std::byte* frame) {
    FrameHeader header;
    std::memcpy(&header, frame, sizeof(header));
    return header;
  }
  void Store(std::byte* frame) const {
    // Word by word: as a whole it would be gathered in memory first, and loading that
    // again waits for the store buffer.
    std::memcpy(frame, &arrival_nanos_, sizeof(arrival_nanos_));
    std::memcpy(frame + sizeof(arrival_nanos_), &sizes_, sizeof(sizes_));
  }

  std::int64_t arrival_nanos() const { return arrival_nanos_; }
  std::uint32_t data_bytes() const { return static_cast<std::uint32_t>(sizes_); }
  std::uint16_t key_bytes() const { return static_cast<std::uint16_t>(sizes_ >> 32); }
  FrameKind kind() const { return static_cast<FrameKind>(sizes_ >> 48); }

  // Key and data.
  std::uint64_t PayloadBytes() const { return std::uint64_t{data_bytes()} + key_bytes(); }
  std::uint64_t FrameBytes() const { return log_internal::kFrameHeaderBytes + PayloadBytes(); }

 private:
  std::int64_t arrival_nanos_ = 0;
  // One word and not three members: written in pieces and read as a whole, it would
  // stall the store buffer, which doubled the cost of an append.
  std::uint64_t sizes_ = 0;
};

static_assert(sizeof(FrameHeader) == log_internal::kFrameHeaderBytes,
              "the header is as long as the tail's arithmetic says");

}  // namespace weir

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
//    0              8           12        14    15    16
//   +--------------+-----------+---------+-----+-----+-----------+--------+
//   | arrival      | data      | key     |kind | 0   | partition | data   |
//   | nanoseconds  | bytes     | bytes   |     |     | key       |        |
//   +--------------+-----------+---------+-----+-----+-----------+--------+
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

enum class FrameKind : std::uint8_t {
  kRecord = 0,
  // A claim that was given up: it has its sequence number and its place, and
  // readers pass over it.
  kAborted = 1,
};

struct FrameHeader {
  std::int64_t arrival_nanos;
  std::uint32_t data_bytes;
  std::uint16_t key_bytes;
  FrameKind kind;
  std::uint8_t reserved;

  static FrameHeader Load(const std::byte* frame) {
    FrameHeader header;
    std::memcpy(&header, frame, sizeof(header));
    return header;
  }
  void Store(std::byte* frame) const { std::memcpy(frame, this, sizeof(*this)); }

  // Key and data.
  std::uint64_t PayloadBytes() const { return std::uint64_t{data_bytes} + key_bytes; }
  std::uint64_t FrameBytes() const { return log_internal::kFrameHeaderBytes + PayloadBytes(); }
};

static_assert(sizeof(FrameHeader) == log_internal::kFrameHeaderBytes,
              "the header is as long as the tail's arithmetic says");
static_assert(offsetof(FrameHeader, data_bytes) == 8, "data bytes stand where they are drawn");
static_assert(offsetof(FrameHeader, key_bytes) == 12, "key bytes stand where they are drawn");
static_assert(offsetof(FrameHeader, kind) == 14, "the kind stands where it is drawn");

}  // namespace weir

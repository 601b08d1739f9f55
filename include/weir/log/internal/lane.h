// SPDX-License-Identifier: MIT
//
// What a byte of the commit lane says, and eight of them at once.
//
// The frame that starts in the 16 bytes that belong to this one is whole, if the
// generation is that of the segment's present use. Where in the 16 it starts makes the
// lane a list of all frames: they can be counted, and the last of them found, without a
// look at any.
//
//     7   6   5   4 |     3     |  2   1   0
//    +--------------+-----------+-------------+
//    | starts at    | abandoned | generation  |
//    +--------------+-----------+-------------+
#pragma once

#include <bit>
#include <cstdint>

namespace weir::log_internal {

// One byte of lane for this many of data.
inline constexpr std::uint64_t kLaneStride = 16;
// 1 to this; 0 stands for no use yet.
inline constexpr std::uint8_t kGenerationMax = 7;
inline constexpr std::uint8_t kGenerationMask = 7;
inline constexpr std::uint8_t kAbandonedBit = 8;

// For a frame that starts `offset_bytes` into its segment.
constexpr std::uint8_t LaneByte(std::uint8_t generation, std::uint64_t offset_bytes) {
  return static_cast<std::uint8_t>(generation | offset_bytes % kLaneStride << 4);
}

// Eight neighbouring bytes, the first in the lowest place: what they say of one use.
class LaneWord {
 public:
  static constexpr std::uint64_t kBytes = 8;
  // Of the segment.
  static constexpr std::uint64_t kCoveredBytes = kBytes * kLaneStride;

  constexpr LaneWord(std::uint64_t bytes, std::uint8_t generation)
      : bytes_(bytes),
        // Byte by byte, 8 less what is different: that bit is left where nothing is.
        starts_((8 * kOnes - ((bytes & kGenerationMask * kOnes) ^ generation * kOnes)) &
                8 * kOnes) {}

  // Without what starts in the first `count` bytes of the lane.
  constexpr LaneWord From(std::uint64_t count) const {
    LaneWord rest = *this;
    rest.starts_ &= count < kBytes ? ~std::uint64_t{0} << 8 * count : 0;
    return rest;
  }
  // Of those alone.
  constexpr LaneWord First(std::uint64_t count) const {
    LaneWord first = *this;
    if (count < kBytes) first.starts_ &= ~(~std::uint64_t{0} << 8 * count);
    return first;
  }

  constexpr bool empty() const { return starts_ == 0; }
  constexpr std::uint64_t count() const { return (starts_ >> 3) * kOnes >> 56; }
  // Without those that were given up.
  constexpr std::uint64_t RecordCount() const { return ((starts_ & ~bytes_) >> 3) * kOnes >> 56; }
  constexpr bool HasAbandoned() const { return (starts_ & bytes_) != 0; }
  // Where the first frame starts, and the last, in the bytes that these cover. There is one.
  constexpr std::uint64_t FirstStart() const {
    return StartAt(static_cast<unsigned>(std::countr_zero(starts_)) / 8);
  }
  constexpr std::uint64_t LastStart() const {
    return StartAt(static_cast<unsigned>(63 - std::countl_zero(starts_)) / 8);
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101;

  constexpr std::uint64_t StartAt(unsigned index) const {
    return index * kLaneStride + (bytes_ >> (8 * index + 4) & 15);
  }

  std::uint64_t bytes_;
  // The bit of kAbandonedBit, in each byte where a frame starts.
  std::uint64_t starts_;
};

}  // namespace weir::log_internal

// SPDX-License-Identifier: MIT
//
// The tail of a log: where the next claim goes, in one 64-bit word.
//
// One word because a claim is one compare-and-swap, and everything it decides
// must be decided by that swap: which segment, which bytes, which sequence
// number, and whether the log still takes records at all.
//
//   63        42 41 40 39            24 23                              0
//  +------------+-----+----------------+--------------------------------+
//  |  ordinal   |state|  frame count   |  offset in bytes               |
//  +------------+-----+----------------+--------------------------------+
//
// Frames lie without gaps, 16 bytes of header each. Count and offset therefore
// give the payload bytes too: offset - 16 * count. That is why frames are not
// aligned: limits, lag and statistics in bytes are exact and cost nothing.
//
// `ordinal` is the low 22 bits of the segment's. To confuse a claim, a log would
// have to fill a multiple of 4,194,304 segments (64 GiB at the least) between
// its load and its swap, and stand at the same frame and byte again.
#pragma once

#include <cstdint>

namespace weir::log_internal {

inline constexpr std::uint64_t kFrameHeaderBytes = 16;

inline constexpr unsigned kOffsetBits = 24;
inline constexpr unsigned kCountBits = 16;
inline constexpr unsigned kStateBits = 2;
inline constexpr unsigned kOrdinalBits = 22;
static_assert(kOffsetBits + kCountBits + kStateBits + kOrdinalBits == 64,
              "the four fields fill the word exactly");

// A segment is full at this many frames, so that the count cannot overflow.
inline constexpr std::uint64_t kFramesMax = (std::uint64_t{1} << kCountBits) - 1;
inline constexpr std::uint64_t kOffsetMax = (std::uint64_t{1} << kOffsetBits) - 1;

enum class TailState : std::uint64_t {
  // Claims are taken.
  kOpen = 0,
  // The segment has got its last frame; whoever comes by helps to move the tail
  // to the next segment.
  kRolling = 1,
  // No claim is ever taken again.
  kClosed = 2,
};

class TailWord {
 public:
  constexpr TailWord() = default;
  constexpr explicit TailWord(std::uint64_t raw) : raw_(raw) {}
  // The start of segment `ordinal`.
  static constexpr TailWord StartOf(std::uint64_t ordinal) {
    return TailWord(ordinal << (64 - kOrdinalBits));
  }

  constexpr std::uint64_t raw() const { return raw_; }
  constexpr std::uint64_t offset_bytes() const { return raw_ & kOffsetMax; }
  constexpr std::uint64_t count() const { return (raw_ >> kOffsetBits) & kFramesMax; }
  constexpr TailState state() const {
    return static_cast<TailState>((raw_ >> (kOffsetBits + kCountBits)) & 3);
  }
  constexpr std::uint64_t ordinal() const { return raw_ >> (64 - kOrdinalBits); }

  // Whether this is in the segment `ordinal`, by the bits there are.
  constexpr bool IsIn(std::uint64_t ordinal) const {
    return this->ordinal() == (ordinal & kOrdinalMask);
  }

  // The same, and claims are taken. One comparison: state and ordinal lie together.
  constexpr bool IsOpenIn(std::uint64_t ordinal) const {
    static_assert(TailState::kOpen == TailState{0}, "an open tail has no state bits");
    return raw_ >> (kOffsetBits + kCountBits) == (ordinal & kOrdinalMask) << kStateBits;
  }

  // Payload bytes before the tail, in its segment.
  constexpr std::uint64_t payload_bytes() const {
    return offset_bytes() - kFrameHeaderBytes * count();
  }

  // This word after `count` frames of `bytes` together, headers included.
  constexpr TailWord After(std::uint64_t count, std::uint64_t bytes) const {
    return TailWord(raw_ + (count << kOffsetBits) + bytes);
  }
  constexpr TailWord With(TailState state) const {
    return TailWord((raw_ & ~kStateMask) |
                    (static_cast<std::uint64_t>(state) << (kOffsetBits + kCountBits)));
  }
  // Count and offset alone: how a segment keeps its end.
  constexpr std::uint64_t extent() const {
    return raw_ & ((std::uint64_t{1} << (kOffsetBits + kCountBits)) - 1);
  }

  friend constexpr bool operator==(TailWord, TailWord) = default;

 private:
  static constexpr std::uint64_t kStateMask = std::uint64_t{3} << (kOffsetBits + kCountBits);
  static constexpr std::uint64_t kOrdinalMask = (std::uint64_t{1} << kOrdinalBits) - 1;

  std::uint64_t raw_ = 0;
};

}  // namespace weir::log_internal

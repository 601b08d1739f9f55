// SPDX-License-Identifier: MIT
//
// A pointer and a small tag in one 64-bit word, so that both change in one
// compare-and-swap.
//
// The tag is what makes the swap safe: a segment that was retired, reused and
// has come to the same place again has another tag, so a thread that slept
// through all of that fails its swap. 23 bits of tag: to be fooled, a thread
// must sleep between its load and its swap while that very place changes a
// multiple of 8,388,608 times.
//
//   63                                     23 22                    0
//  +-----------------------------------------+-----------------------+
//  |  address / 128: 41 bits                 |  tag: 23 bits         |
//  +-----------------------------------------+-----------------------+
#pragma once

#include <cstdint>

#include "weir/base/check.h"

namespace weir::log_internal {

inline constexpr unsigned kTagBits = 23;
inline constexpr unsigned kPointerAlignBits = 7;
inline constexpr unsigned kAddressBits = 48;
static_assert(kTagBits + kAddressBits - kPointerAlignBits == 64,
              "address and tag fill the word exactly");

template <class T>
class TaggedPointer {
 public:
  constexpr TaggedPointer() = default;
  constexpr explicit TaggedPointer(std::uint64_t raw) : raw_(raw) {}
  TaggedPointer(T* pointer, std::uint64_t tag)
      : raw_((reinterpret_cast<std::uintptr_t>(pointer) >> kPointerAlignBits << kTagBits) |
             (tag & kTagMask)) {
    WEIR_CHECK(this->pointer() == pointer, "a pointer is 128-aligned and has 48 bits");
  }

  T* pointer() const { return reinterpret_cast<T*>(raw_ >> kTagBits << kPointerAlignBits); }
  std::uint64_t tag() const { return raw_ & kTagMask; }
  std::uint64_t raw() const { return raw_; }

  // Whether the tag is the low bits of `number`.
  bool IsTagged(std::uint64_t number) const { return tag() == (number & kTagMask); }

  friend bool operator==(TaggedPointer, TaggedPointer) = default;

  static constexpr std::uint64_t kTagMask = (std::uint64_t{1} << kTagBits) - 1;

 private:
  std::uint64_t raw_ = 0;
};

}  // namespace weir::log_internal

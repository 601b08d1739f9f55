// SPDX-License-Identifier: MIT
//
// An EnumValue is a parameter that must be one of a few words, as a caller gave it:
// one of them, or a text that is none.
//
// Not the enumeration itself: a request that came over a wire can hold any word, and
// Kinesis names a wrong one together with whatever else is wrong with the request. A
// program in C++ never sees this; it writes the enumerator.
//
//   weir::EnumValue<weir::kinesis::StreamMode> mode = weir::kinesis::StreamMode::kOnDemand;
//   weir::EnumValue<weir::kinesis::StreamMode>::FromText("PER_HOUR").known();  // nullopt
//
// Threads:   a value.
// Progress:  wait-free.
// Cost:      24 bytes; reading a text compares it with each word.
// Lifetime:  a text that is none of the words must outlive it; words are literals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace weir {

// The words of an enumeration whose values are 0, 1, 2 and so on: each has a
// specialization with `static constexpr std::array<std::string_view, n> kWords`.
template <class Enum>
struct EnumWords;

// AWS's word.
template <class Enum>
constexpr std::string_view WordOf(Enum value) {
  return EnumWords<Enum>::kWords[static_cast<std::size_t>(value)];
}

template <class Enum>
class EnumValue {
 public:
  // Not explicit: a request names the enumerator.
  constexpr EnumValue(Enum value) : text_(WordOf(value)), value_(value) {}

  static constexpr EnumValue FromText(std::string_view text) {
    for (std::size_t i = 0; i < EnumWords<Enum>::kWords.size(); ++i) {
      if (EnumWords<Enum>::kWords[i] == text) return EnumValue(static_cast<Enum>(i));
    }
    return EnumValue(text);
  }

  // nullopt if the text is none of the words.
  constexpr std::optional<Enum> known() const { return value_; }
  constexpr std::string_view text() const { return text_; }
  // Whether it is `value`.
  constexpr bool Is(Enum value) const { return value_ == value; }

  static constexpr std::span<const std::string_view> Words() { return EnumWords<Enum>::kWords; }

 private:
  explicit constexpr EnumValue(std::string_view text) : text_(text) {}

  std::string_view text_;
  std::optional<Enum> value_ = std::nullopt;
};

}  // namespace weir

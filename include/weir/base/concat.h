// SPDX-License-Identifier: MIT
//
// Concat joins texts and integers into one string, for messages.
//
// Not absl::StrCat: in headers its parsing costs more than the messages are
// worth, and it may not know std::string_view. Not for a put or a read: it
// allocates. It knows no floating point, no bool and no width.
//
//   weir::Concat("shard count ", 10'001, " is above the limit of ", 10'000)
//
// Threads:   any.
// Progress:  wait-free, but for the allocation.
// Cost:      allocates.
// Lifetime:  the result owns its bytes.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace weir {
namespace base_internal {

inline void AppendPiece(std::string& text, std::string_view piece) { text += piece; }

// Not bool, nor char: they would print as numbers, which nobody means.
template <class T>
concept PrintableInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <PrintableInteger Integer>
void AppendPiece(std::string& text, Integer piece) {
  text += std::to_string(piece);
}

}  // namespace base_internal

// Each piece is a text (anything that converts to std::string_view) or an
// integer, printed in decimal.
template <class... Pieces>
[[nodiscard]] std::string Concat(const Pieces&... pieces) {
  std::string text;
  (base_internal::AppendPiece(text, pieces), ...);
  return text;
}

}  // namespace weir

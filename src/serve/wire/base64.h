// SPDX-License-Identifier: MIT
//
// Base64 of RFC 4648, in which JSON writes blobs, strictly: with its padding, and nothing
// between.
//
// Not Abseil's, which skips white space and takes a text without padding: the service
// does not, and says what is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weir::serve_internal {

// Behind `text`.
void AppendBase64(std::span<const std::byte> data, std::string& text);

enum class Base64Fault : std::uint8_t {
  kNone,
  // The length is no multiple of four.
  kLength,
  // A character that is not of Base64.
  kCharacter,
  // Padding where there is none, or before it a character that has bits left.
  kPadding,
};

// How many bytes DecodeBase64() may write for a text of so many.
constexpr std::size_t Base64BytesMax(std::size_t text_bytes) { return text_bytes / 4 * 3; }

struct Base64Decoded {
  Base64Fault fault = Base64Fault::kNone;
  // Without a fault: how many bytes were written. Of kCharacter: where it stands.
  std::size_t count = 0;
};

// Writes to `data`, where there is room.
Base64Decoded DecodeBase64(std::string_view text, std::byte* data);

}  // namespace weir::serve_internal

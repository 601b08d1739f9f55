// SPDX-License-Identifier: MIT
//
// How the parts of a token become bytes, and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/base/check.h"

namespace weir::service_internal {

// What a token is, its first byte. Another number is another layout.
enum class TokenKind : std::uint8_t { kShardIterator = 1, kPage = 2 };

class TokenWriter {
 public:
  explicit TokenWriter(TokenKind kind) { Number(static_cast<std::uint64_t>(kind), 1); }

  // The lowest `bytes` bytes of `value`, lowest first.
  void Number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) bytes_ += static_cast<char>(value >> (8 * i));
  }
  void Text(std::string_view text) {
    WEIR_CHECK(text.size() <= 0xff, "a text of a token has its size in a byte");
    Number(text.size(), 1);
    bytes_ += text;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what a TokenWriter wrote; what is not there reads as 0 or as nothing, and then
// IsWhole() is false.
class TokenReader {
 public:
  TokenReader(std::string_view bytes, TokenKind kind) : rest_(bytes) {
    if (Number(1) != static_cast<std::uint64_t>(kind)) is_sound_ = false;
  }

  std::uint64_t Number(int bytes) {
    const std::string_view part = Take(static_cast<std::size_t>(bytes));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(part[i])} << (8 * i);
    }
    return value;
  }
  std::string Text() { return std::string(Take(static_cast<std::size_t>(Number(1)))); }

  // Whether all was there, and nothing else.
  bool IsWhole() const { return is_sound_ && rest_.empty(); }

 private:
  std::string_view Take(std::size_t bytes) {
    if (bytes > rest_.size()) {
      is_sound_ = false;
      return {};
    }
    const std::string_view part = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return part;
  }

  std::string_view rest_;
  bool is_sound_ = true;
};

}  // namespace weir::service_internal

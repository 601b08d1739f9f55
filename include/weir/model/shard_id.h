// SPDX-License-Identifier: MIT
//
// A ShardId names a shard within its stream.
//
// It is a small number; the text that Kinesis uses, "shardId-000000000003", is
// made where a text is wanted. Ids count up from 0 in the order of creation and
// are never reused, so a greater id is a younger shard.
//
//   ShardId::Parse("shardId-000000000003")->index;    // 3
//
// Threads:   a value; as an int.
// Progress:  wait-free.
// Cost:      one register; ToString() builds a string, nothing else allocates.
// Lifetime:  a value.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

struct ShardId {
  std::uint32_t index = 0;

  static constexpr std::string_view kPrefix = "shardId-";
  static constexpr std::size_t kDigits = 12;

  // Reads what ToString() writes, and nothing else: the prefix, then exactly 12
  // digits. Returns nullopt for any other form, and for an index above 2^32 - 1.
  static constexpr std::optional<ShardId> Parse(std::string_view text);

  // Zero-padded, so that texts sort as ids do.
  std::string ToString() const;

  friend constexpr auto operator<=>(const ShardId&, const ShardId&) = default;
};

constexpr std::optional<ShardId> ShardId::Parse(std::string_view text) {
  if (text.size() != kPrefix.size() + kDigits || !text.starts_with(kPrefix)) return std::nullopt;
  std::uint64_t index = 0;
  for (const char character : text.substr(kPrefix.size())) {
    if (character < '0' || character > '9') return std::nullopt;
    index = index * 10 + static_cast<std::uint64_t>(character - '0');
  }
  if (index > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return ShardId{.index = static_cast<std::uint32_t>(index)};
}

inline std::string ShardId::ToString() const {
  const std::string digits = std::to_string(index);
  std::string text(kPrefix);
  text.append(kDigits - digits.size(), '0');
  return text += digits;
}

static_assert(std::numeric_limits<std::uint32_t>::digits10 < ShardId::kDigits,
              "every index has room in the text's digits");

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// A ShardIteratorToken is what a shard iterator says: which record of which shard of which
// stream is to be read next, and since when it says so.
//
// All five types of iterators become the same: a place, found once when the iterator is
// asked for. So one of LATEST stands where the tip was then, and reading with one twice
// reads the same. It names its stream with the number that this one has and no other, so
// that one of the same name, made later, is not taken for it.
//
//   std::string iterator = weir::ShardIteratorToken{.stream_name = "clicks"}.Seal(seal);
//   weir::ShardIteratorToken::Open(seal, iterator)->stream_name;    // "clicks"
//
// Threads:   values.
// Progress:  wait-free, but for allocations.
// Cost:      as TokenSeal's.
// Lifetime:  values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "weir/model/sequence_number.h"
#include "weir/model/shard_id.h"
#include "weir/service/token_seal.h"

namespace weir {

struct ShardIteratorToken {
  // A stream's parts, each of which is valid (service/names.h).
  std::string account_id = {};
  std::string region = {};
  std::string stream_name = {};
  // Of all streams that an implementation makes, this one's.
  std::uint64_t stream_number = 0;
  ShardId shard_id = {};
  // Of the engine: the least that the next record can have.
  SequenceNumber next = {};
  // Milliseconds since the epoch.
  std::int64_t created_millis = 0;

  // At most 512 characters.
  std::string Seal(const TokenSeal& seal) const;
  // nullopt if `text` is no shard iterator that was sealed with the same key.
  static std::optional<ShardIteratorToken> Open(const TokenSeal& seal, std::string_view text);

  // Whether it is older than five minutes.
  bool IsExpired(std::int64_t now_millis) const;

  friend bool operator==(const ShardIteratorToken&, const ShardIteratorToken&) = default;
};

// ExpiredIteratorException, in AWS's words, for one that was made at `created_millis`.
absl::Status ExpiredIterator(std::int64_t created_millis, std::int64_t now_millis);

// How long iterators and page tokens are good for, in milliseconds.
inline constexpr std::int64_t kTokenLifeMillis = 300'000;

}  // namespace weir

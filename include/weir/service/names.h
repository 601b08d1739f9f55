// SPDX-License-Identifier: MIT
//
// The small names of the Kinesis contract: of streams, consumers and shards, account
// ids, regions and partitions.
//
// Not types: a request holds them as text, as a caller wrote them, and a wrapper would
// have to hold the wrong ones too, which are to be named in an answer. A region or
// partition that AWS does not have is as good as one that it has, as long as it has
// the form of one: "test-region-1".
//
//   weir::IsValidAccountId("123456789012");                 // true
//   weir::ParseLooseShardId("shardId-000000000003")->index; // 3
//
// Threads:   any.
// Progress:  wait-free.
// Cost:      a look at each character, and at no more than a name may have.
// Lifetime:  nothing is kept; partitions are literals.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "weir/model/shard_id.h"

namespace weir {

// The greatest number of characters of a stream's, consumer's or shard's name.
inline constexpr std::size_t kKinesisNameCharactersMax = 128;
inline constexpr std::size_t kAccountIdDigits = 12;
inline constexpr std::size_t kRegionCharactersMax = 64;
inline constexpr std::size_t kPartitionCharactersMax = 64;

namespace service_internal {

constexpr bool IsDigit(char c) { return '0' <= c && c <= '9'; }
constexpr bool IsLowerCaseOrDigit(char c) { return ('a' <= c && c <= 'z') || IsDigit(c); }

// Of the class [a-zA-Z0-9_.-].
constexpr bool IsNameCharacter(char c) {
  return IsLowerCaseOrDigit(c) || ('A' <= c && c <= 'Z') || c == '_' || c == '.' || c == '-';
}

}  // namespace service_internal

// Whether `name` may be a stream's or a consumer's: 1 to 128 of [a-zA-Z0-9_.-].
constexpr bool IsValidKinesisName(std::string_view name) {
  return !name.empty() && name.size() <= kKinesisNameCharactersMax &&
         std::all_of(name.begin(), name.end(), service_internal::IsNameCharacter);
}

// 12 digits.
constexpr bool IsValidAccountId(std::string_view account_id) {
  return account_id.size() == kAccountIdDigits &&
         std::all_of(account_id.begin(), account_id.end(), service_internal::IsDigit);
}

// Lower-case letters, digits and single hyphens, which neither begin nor end it; 1 to 64
// characters: "eu-central-1".
constexpr bool IsValidRegion(std::string_view region) {
  if (region.empty() || region.size() > kRegionCharactersMax) return false;
  char before = '-';
  for (const char c : region) {
    if (c == '-' ? before == '-' : !service_internal::IsLowerCaseOrDigit(c)) return false;
    before = c;
  }
  return before != '-';
}

// "aws", or that with a hyphen and more, which has the form of a region: "aws-cn".
constexpr bool IsValidPartition(std::string_view partition) {
  constexpr std::string_view kAws = "aws";
  if (partition.size() > kPartitionCharactersMax || !partition.starts_with(kAws)) return false;
  partition.remove_prefix(kAws.size());
  return partition.empty() || (partition.front() == '-' && IsValidRegion(partition.substr(1)));
}

// The partition that AWS has `region` in; "aws" if none of the others claims it.
constexpr std::string_view PartitionOfRegion(std::string_view region) {
  struct Row {
    std::string_view region_prefix;
    std::string_view partition;
  };
  constexpr Row kRows[] = {
      {"cn-", "aws-cn"},         {"us-gov-", "aws-us-gov"}, {"us-iso-", "aws-iso"},
      {"us-isob-", "aws-iso-b"}, {"eu-isoe-", "aws-iso-e"}, {"us-isof-", "aws-iso-f"},
      {"eusc-", "aws-eusc"},
  };
  for (const Row& row : kRows) {
    if (region.starts_with(row.region_prefix)) return row.partition;
  }
  return "aws";
}

// Reads a shard's id as Kinesis takes one in a request: only what stands between the
// first hyphen and the next counts, or all of it if there is no hyphen or nothing behind
// it; that must be digits, and at most 2147483647. Returns nullopt for any other form.
// ShardId::Parse() reads the one form in which ids are given out.
constexpr std::optional<ShardId> ParseLooseShardId(std::string_view text) {
  std::string_view digits = text;
  if (const std::size_t hyphen = text.find('-'); hyphen != std::string_view::npos) {
    const std::string_view behind = text.substr(hyphen + 1);
    if (const std::string_view part = behind.substr(0, behind.find('-')); !part.empty()) {
      digits = part;
    }
  }
  if (digits.empty()) return std::nullopt;
  constexpr std::uint64_t kIndexMax = 2'147'483'647;
  std::uint64_t index = 0;
  for (const char c : digits) {
    if (!service_internal::IsDigit(c)) return std::nullopt;
    index = index * 10 + static_cast<std::uint64_t>(c - '0');
    if (index > kIndexMax) return std::nullopt;
  }
  return ShardId{.index = static_cast<std::uint32_t>(index)};
}

}  // namespace weir

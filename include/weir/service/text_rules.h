// SPDX-License-Identifier: MIT
//
// A TextRule is what AWS's model demands of a text parameter: a pattern, and how many
// characters it may have.
//
// The pattern is there twice, as the words that an answer quotes and as a function that
// a request can afford: a general engine of regular expressions would cost more than the
// put. The tests compare the two.
//
//   weir::kStreamArnRule.matches("arn:aws:kinesis:us-east-1:123456789012:stream/clicks");
//
// Threads:   any.
// Progress:  wait-free.
// Cost:      linear in the text, whatever it holds; no allocation.
// Lifetime:  constants.
#pragma once

#include <cstddef>
#include <string_view>

namespace weir {
namespace service_internal {

bool MatchesName(std::string_view text);
bool MatchesStreamId(std::string_view text);
bool MatchesStreamArn(std::string_view text);
bool MatchesResourceArn(std::string_view text);
bool MatchesConsumerArn(std::string_view text);
bool MatchesHashKey(std::string_view text);
bool MatchesSequenceNumber(std::string_view text);

}  // namespace service_internal

struct TextRule {
  // As an answer quotes it; empty if every text will do.
  std::string_view pattern;
  // Whether the whole of a text matches the pattern; null if there is none.
  bool (*matches)(std::string_view) = nullptr;
  // Unicode characters, each byte that is not UTF-8 counting as one.
  std::size_t characters_min = 1;
  // kUnlimited: the pattern alone says how many.
  std::size_t characters_max = kUnlimited;

  static constexpr std::size_t kUnlimited = ~std::size_t{0};
};

// Of StreamName, ConsumerName and ShardId, and of what is called differently and is one
// of them: ExclusiveStartStreamName, ShardToSplit, ParentShardId and so on.
inline constexpr TextRule kNameRule = {
    .pattern = "[a-zA-Z0-9_.-]+", .matches = service_internal::MatchesName, .characters_max = 128};
inline constexpr TextRule kStreamIdRule = {.pattern = "[a-z0-9]{20}-[a-z0-9]{3}",
                                           .matches = service_internal::MatchesStreamId,
                                           .characters_max = 24};
inline constexpr TextRule kStreamArnRule = {.pattern = "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+",
                                            .matches = service_internal::MatchesStreamArn,
                                            .characters_max = 2048};
// Of a stream or a consumer.
inline constexpr TextRule kResourceArnRule = {
    .pattern = "arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+",
    .matches = service_internal::MatchesResourceArn,
    .characters_max = 2048};
inline constexpr TextRule kConsumerArnRule = {
    .pattern =
        "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/"
        "[a-zA-Z0-9_.-]+:[0-9]+",
    .matches = service_internal::MatchesConsumerArn,
    .characters_max = 2048};
inline constexpr TextRule kPartitionKeyRule = {.pattern = {}, .characters_max = 256};
// Of ExplicitHashKey and NewStartingHashKey. It lets pass what is above 2^128 - 1.
inline constexpr TextRule kHashKeyRule = {.pattern = "0|([1-9]\\d{0,38})",
                                          .matches = service_internal::MatchesHashKey,
                                          .characters_min = 0};
inline constexpr TextRule kSequenceNumberRule = {.pattern = "0|([1-9]\\d{0,128})",
                                                 .matches = service_internal::MatchesSequenceNumber,
                                                 .characters_min = 0};
inline constexpr TextRule kShardIteratorRule = {.pattern = {}, .characters_max = 512};
inline constexpr TextRule kNextTokenRule = {.pattern = {}, .characters_max = 1'048'576};
inline constexpr TextRule kTagKeyRule = {.pattern = {}, .characters_max = 128};
inline constexpr TextRule kKmsKeyIdRule = {.pattern = {}, .characters_max = 2048};

}  // namespace weir

// SPDX-License-Identifier: MIT
#include "service/request_checks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/constraints.h"
#include "weir/base/concat.h"

namespace weir::service_internal {
namespace {

// How many a request may name at a time; a resource has fewer.
constexpr SizeRule kTagsRule = {.min = 1, .max = 200};
constexpr SizeRule kTagKeysRule = {.min = 1, .max = 50};
constexpr TextRule kTagValueRule = {.pattern = {}, .characters_min = 0, .characters_max = 256};

bool HasLengthOf(std::string_view text, const TextRule& rule) {
  return !HasFewerCharacters(text, rule.characters_min) &&
         !HasMoreCharacters(text, rule.characters_max);
}

// Of what a list or a map holds: one error of the whole, whichever element breaks it.
std::string EachMust(std::string_view what, const TextRule& rule) {
  return Concat(what, " must satisfy constraint: [", LengthAtMost(rule.characters_max), ", ",
                LengthAtLeast(rule.characters_min), "]");
}

// AWS's order is that of a hash table; here it is that of the keys.
std::string PrintTags(const kinesis::TagMap& tags) {
  std::string text = "{";
  for (const auto& [key, value] : tags) {
    text += Concat(text.size() > 1 ? ", " : "", key, "=", value);
  }
  return text += '}';
}

}  // namespace

void RequireShardIteratorType(
    ValidationErrors& errors, const MemberName& member,
    const std::optional<EnumValue<kinesis::ShardIteratorType>>& shard_iterator_type) {
  // In AWS's answers they do not stand as in its model.
  constexpr std::array<std::string_view, 5> kWords = {
      "AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"};
  RequireEnum(errors, member, shard_iterator_type, kWords);
}

void CheckStreamModeDetails(ValidationErrors& errors,
                            const std::optional<kinesis::StreamModeDetails>& details) {
  if (details.has_value()) {
    RequireEnum(errors, "streamModeDetails.streamMode", details->stream_mode);
  }
}

void RequireStreamModeDetails(ValidationErrors& errors,
                              const std::optional<kinesis::StreamModeDetails>& details) {
  if (!details.has_value()) return errors.AddNull("streamModeDetails");
  CheckStreamModeDetails(errors, details);
}

void CheckTags(ValidationErrors& errors, const std::optional<kinesis::TagMap>& tags) {
  constexpr std::string_view kMember = "tags";
  if (!tags.has_value()) return;
  errors.CheckCount(kMember, tags->size(), kTagsRule, [&tags] { return PrintTags(*tags); });
  if (!std::all_of(tags->begin(), tags->end(),
                   [](const auto& tag) { return HasLengthOf(tag.first, kTagKeyRule); })) {
    errors.Add(kMember, PrintTags(*tags), EachMust("Map keys", kTagKeyRule));
  }
  if (!std::all_of(tags->begin(), tags->end(),
                   [](const auto& tag) { return HasLengthOf(tag.second, kTagValueRule); })) {
    errors.Add(kMember, PrintTags(*tags), EachMust("Map value", kTagValueRule));
  }
}

void RequireTags(ValidationErrors& errors, const std::optional<kinesis::TagMap>& tags) {
  if (!tags.has_value()) return errors.AddNull("tags");
  CheckTags(errors, tags);
}

void RequireTagKeys(ValidationErrors& errors,
                    const std::optional<std::vector<std::string_view>>& tag_keys) {
  constexpr std::string_view kMember = "tagKeys";
  if (!tag_keys.has_value()) return errors.AddNull(kMember);
  const auto print = [&tag_keys] {
    return PrintList(*tag_keys, [](std::string_view key) { return key; });
  };
  errors.CheckCount(kMember, tag_keys->size(), kTagKeysRule, print);
  if (!std::all_of(tag_keys->begin(), tag_keys->end(),
                   [](std::string_view key) { return HasLengthOf(key, kTagKeyRule); })) {
    errors.Add(kMember, print(), EachMust("Member", kTagKeyRule));
  }
}

}  // namespace weir::service_internal

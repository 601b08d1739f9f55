// SPDX-License-Identifier: MIT
//
// What the requests of several operations have in common, checked.
//
// Members are checked in the order in which AWS has been seen to name them, which is not
// that of its model. Those of which no answer of AWS's is published follow in the order
// of the model, so in most requests StreamARN is the last; and so do the words of
// enumerations, but for the types of shard iterators.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weir/service/enum_value.h"
#include "weir/service/read_requests.h"
#include "weir/service/stream_shapes.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::service_internal {

// "[a, b]", of what `print_element` makes of each element.
template <class List, class Print>
std::string PrintList(const List& list, const Print& print_element) {
  std::string text = "[";
  for (const auto& element : list) {
    if (text.size() > 1) text += ", ";
    text += print_element(element);
  }
  return text += ']';
}

// Of a word that must be there: it must be one of `words`, which a message lists in
// that order.
template <class Enum>
void RequireEnum(ValidationErrors& errors, const MemberName& member,
                 const std::optional<EnumValue<Enum>>& value,
                 std::span<const std::string_view> words = EnumValue<Enum>::Words()) {
  if (!value.has_value()) return errors.AddNull(member);
  if (!value->known().has_value()) errors.CheckEnum(member, value->text(), words);
}

// Of StreamName and StreamARN, neither of which must be there.
template <class Request>
void CheckStreamName(ValidationErrors& errors, const Request& request) {
  errors.CheckText("streamName", request.stream_name, kNameRule);
}
template <class Request>
void CheckStreamArn(ValidationErrors& errors, const Request& request) {
  errors.CheckText("streamARN", request.stream_arn, kStreamArnRule);
}
template <class Request>
void CheckStream(ValidationErrors& errors, const Request& request) {
  CheckStreamName(errors, request);
  CheckStreamArn(errors, request);
}

void RequireShardIteratorType(
    ValidationErrors& errors, const MemberName& member,
    const std::optional<EnumValue<kinesis::ShardIteratorType>>& shard_iterator_type);

// Of the structure and the mode in it.
void CheckStreamModeDetails(ValidationErrors& errors,
                            const std::optional<kinesis::StreamModeDetails>& details);
void RequireStreamModeDetails(ValidationErrors& errors,
                              const std::optional<kinesis::StreamModeDetails>& details);

// Of Tags, and of TagKeys: how many, and how long each is.
void CheckTags(ValidationErrors& errors, const std::optional<kinesis::TagMap>& tags);
void RequireTags(ValidationErrors& errors, const std::optional<kinesis::TagMap>& tags);
void RequireTagKeys(ValidationErrors& errors,
                    const std::optional<std::vector<std::string_view>>& tag_keys);

inline constexpr NumberRule kMaxRecordSizeInKibRule = {.min = 1'024, .max = 10'240};
inline constexpr NumberRule kPositiveRule = {.min = 1};
inline constexpr NumberRule kNaturalRule = {.min = 0};
// Of Limit and MaxResults, but for the one of ListTagsForStream.
inline constexpr NumberRule kLimitRule = {.min = 1, .max = 10'000};

}  // namespace weir::service_internal

// SPDX-License-Identifier: MIT
//
// What may be a tag, and how many a stream or a consumer may have.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "weir/service/tag_requests.h"

namespace weir::local_internal {

// How many tags a resource may have.
inline constexpr std::size_t kTagsMax = 50;

// What is tagged, for messages: a "stream" or a "consumer", its name and whose it is.
struct TaggedResource {
  std::string_view kind = "stream";
  std::string_view name;
  std::string_view account_id;
};

// InvalidArgumentException if one of them has characters that no tag may have, or begins
// as AWS's own do, or there are more than a resource may have.
absl::Status CheckTags(const kinesis::TagMap& tags, const TaggedResource& of);

// The same of keys, of tags that are to be removed: of those none is too many.
absl::Status CheckTagKeys(const std::vector<std::string_view>& tag_keys, const TaggedResource& of);

// Adds `added`, which was checked, to `tags`, or nothing: InvalidArgumentException if that
// were too many.
absl::Status AddTags(kinesis::TagMap& tags, const kinesis::TagMap& added, const TaggedResource& of);

// Takes what is there of `tag_keys` out of `tags`.
void RemoveTags(kinesis::TagMap& tags, const std::vector<std::string_view>& tag_keys);

// In the order of their keys.
std::vector<kinesis::Tag> ListTags(const kinesis::TagMap& tags);

}  // namespace weir::local_internal

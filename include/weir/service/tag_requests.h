// SPDX-License-Identifier: MIT
//
// What goes into the operations on tags and resource policies, and what comes out:
// AddTagsToStream, RemoveTagsFromStream, ListTagsForStream, TagResource, UntagResource,
// ListTagsForResource, PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy.
//
//   kinesis.AddTagsToStream({.stream_name = "clicks",
//                            .tags = weir::kinesis::TagMap{{"team", "billing"}}});
//
// Threads:   values.
// Progress:  wait-free, but for the allocations of copies.
// Cost:      results copy what they say.
// Lifetime:  what a request refers to must live during the call, no longer; results own
//            what they hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "weir/service/stream_shapes.h"

namespace weir::kinesis {

struct Tag {
  std::string key = {};
  std::string value = {};
  friend bool operator==(const Tag&, const Tag&) = default;
};

struct AddTagsToStreamRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1 to 200, of which a resource may have 50; keys of 1 to 128 characters,
  // values of up to 256, both of letters, digits, white space and _ . / = + - @ : alone. No
  // key begins with "aws:". A value replaces the one that its key had.
  std::optional<TagMap> tags = {};
};

struct RemoveTagsFromStreamRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1 to 50, of 1 to 128 characters. Nothing happens where there is no such
  // tag.
  std::optional<std::vector<std::string_view>> tag_keys = {};
};

struct ListTagsForStreamRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // The last key of the page before.
  std::optional<std::string_view> exclusive_start_tag_key = {};
  // Tags at most: 1 to 50; all if absent.
  std::optional<std::int32_t> limit = {};
};

struct ListTagsForStreamResult {
  // In the order of their keys.
  std::vector<Tag> tags = {};
  bool has_more_tags = false;
};

struct TagResourceRequest {
  // Must be there: of a stream or a consumer.
  std::optional<std::string_view> resource_arn = {};
  // As of AddTagsToStream.
  std::optional<TagMap> tags = {};
};

struct UntagResourceRequest {
  // As of TagResource and RemoveTagsFromStream.
  std::optional<std::string_view> resource_arn = {};
  std::optional<std::vector<std::string_view>> tag_keys = {};
};

struct ListTagsForResourceRequest {
  // As of TagResource.
  std::optional<std::string_view> resource_arn = {};
};

struct ListTagsForResourceResult {
  // In the order of their keys.
  std::vector<Tag> tags = {};
};

struct PutResourcePolicyRequest {
  // As of TagResource.
  std::optional<std::string_view> resource_arn = {};
  // Must be there: a policy in JSON, of at most 20 KiB and nested at most 32 times. It has a
  // Version, and a Statement or a list of them; each of those an Effect, a Principal, an
  // Action and a Resource. What it allows, another account may do by ARN. A principal counts
  // as its whole account, and a Condition as met: here nobody knows more of a caller.
  std::optional<std::string_view> policy = {};
};

struct GetResourcePolicyRequest {
  // As of TagResource.
  std::optional<std::string_view> resource_arn = {};
};

struct GetResourcePolicyResult {
  // "{}" if there is none.
  std::string policy = {};
};

// Where there is no policy, nothing happens.
struct DeleteResourcePolicyRequest {
  // As of TagResource.
  std::optional<std::string_view> resource_arn = {};
};

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const AddTagsToStreamRequest& request);
absl::Status Validate(const RemoveTagsFromStreamRequest& request);
absl::Status Validate(const ListTagsForStreamRequest& request);
absl::Status Validate(const TagResourceRequest& request);
absl::Status Validate(const UntagResourceRequest& request);
absl::Status Validate(const ListTagsForResourceRequest& request);
absl::Status Validate(const PutResourcePolicyRequest& request);
absl::Status Validate(const GetResourcePolicyRequest& request);
absl::Status Validate(const DeleteResourcePolicyRequest& request);

}  // namespace weir::kinesis

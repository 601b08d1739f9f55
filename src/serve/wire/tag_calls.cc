// SPDX-License-Identifier: MIT
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/shape.h"
#include "weir/service/kinesis.h"
#include "weir/service/tag_requests.h"

namespace weir::serve_internal {

using kinesis::AddTagsToStreamRequest;
using kinesis::DeleteResourcePolicyRequest;
using kinesis::GetResourcePolicyRequest;
using kinesis::GetResourcePolicyResult;
using kinesis::ListTagsForResourceRequest;
using kinesis::ListTagsForResourceResult;
using kinesis::ListTagsForStreamRequest;
using kinesis::ListTagsForStreamResult;
using kinesis::PutResourcePolicyRequest;
using kinesis::RemoveTagsFromStreamRequest;
using kinesis::Tag;
using kinesis::TagResourceRequest;
using kinesis::UntagResourceRequest;

template <>
struct Shape<AddTagsToStreamRequest> {
  using Request = AddTagsToStreamRequest;
  static constexpr std::tuple kMembers = {Member{"StreamName", &Request::stream_name},
                                          Member{"Tags", &Request::tags},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<DeleteResourcePolicyRequest> {
  using Request = DeleteResourcePolicyRequest;
  static constexpr std::tuple kMembers = {Member{"ResourceARN", &Request::resource_arn}};
};

template <>
struct Shape<GetResourcePolicyRequest> {
  using Request = GetResourcePolicyRequest;
  static constexpr std::tuple kMembers = {Member{"ResourceARN", &Request::resource_arn}};
};

template <>
struct Shape<GetResourcePolicyResult> {
  using Result = GetResourcePolicyResult;
  static constexpr std::tuple kMembers = {Member{"Policy", &Result::policy}};
};

template <>
struct Shape<ListTagsForResourceRequest> {
  using Request = ListTagsForResourceRequest;
  static constexpr std::tuple kMembers = {Member{"ResourceARN", &Request::resource_arn}};
};

template <>
struct Shape<Tag> {
  static constexpr std::tuple kMembers = {Member{"Key", &Tag::key}, Member{"Value", &Tag::value}};
};

template <>
struct Shape<ListTagsForResourceResult> {
  using Result = ListTagsForResourceResult;
  static constexpr std::tuple kMembers = {Member{"Tags", &Result::tags}};
};

template <>
struct Shape<ListTagsForStreamRequest> {
  using Request = ListTagsForStreamRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"ExclusiveStartTagKey", &Request::exclusive_start_tag_key},
      Member{"Limit", &Request::limit}, Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<ListTagsForStreamResult> {
  using Result = ListTagsForStreamResult;
  static constexpr std::tuple kMembers = {Member{"Tags", &Result::tags},
                                          Member{"HasMoreTags", &Result::has_more_tags}};
};

template <>
struct Shape<PutResourcePolicyRequest> {
  using Request = PutResourcePolicyRequest;
  static constexpr std::tuple kMembers = {Member{"ResourceARN", &Request::resource_arn},
                                          Member{"Policy", &Request::policy}};
};

template <>
struct Shape<RemoveTagsFromStreamRequest> {
  using Request = RemoveTagsFromStreamRequest;
  static constexpr std::tuple kMembers = {Member{"StreamName", &Request::stream_name},
                                          Member{"TagKeys", &Request::tag_keys},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<TagResourceRequest> {
  using Request = TagResourceRequest;
  static constexpr std::tuple kMembers = {Member{"Tags", &Request::tags},
                                          Member{"ResourceARN", &Request::resource_arn}};
};

template <>
struct Shape<UntagResourceRequest> {
  using Request = UntagResourceRequest;
  static constexpr std::tuple kMembers = {Member{"TagKeys", &Request::tag_keys},
                                          Member{"ResourceARN", &Request::resource_arn}};
};

CallReply CallAddTagsToStream(const CallInput& input) {
  return Call(input, &Kinesis::AddTagsToStream);
}
CallReply CallDeleteResourcePolicy(const CallInput& input) {
  return Call(input, &Kinesis::DeleteResourcePolicy);
}
CallReply CallGetResourcePolicy(const CallInput& input) {
  return Call(input, &Kinesis::GetResourcePolicy);
}
CallReply CallListTagsForResource(const CallInput& input) {
  return Call(input, &Kinesis::ListTagsForResource);
}
CallReply CallListTagsForStream(const CallInput& input) {
  return Call(input, &Kinesis::ListTagsForStream);
}
CallReply CallPutResourcePolicy(const CallInput& input) {
  return Call(input, &Kinesis::PutResourcePolicy);
}
CallReply CallRemoveTagsFromStream(const CallInput& input) {
  return Call(input, &Kinesis::RemoveTagsFromStream);
}
CallReply CallTagResource(const CallInput& input) { return Call(input, &Kinesis::TagResource); }
CallReply CallUntagResource(const CallInput& input) { return Call(input, &Kinesis::UntagResource); }

}  // namespace weir::serve_internal

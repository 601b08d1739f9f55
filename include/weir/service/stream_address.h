// SPDX-License-Identifier: MIT
//
// A StreamAddress is how a request says which stream it means: by name, by ARN or by
// both, and a ConsumerAddress how it says which consumer.
//
// A name alone means a stream of the account and region that call. An ARN says both
// itself, so streams of other accounts and regions can be meant too; whether that is
// allowed is not decided here. Where both are given, they must agree. AWS's answer to
// two that do not, or to neither, is not published: the sentences are Weir's own.
//
//   auto arn = weir::ResolveStream({.stream_name = "clicks"},
//                                  {.account_id = "123456789012", .region = "eu-central-1"});
//
// Threads:   any.
// Progress:  wait-free, but for allocations.
// Cost:      an ARN's four texts.
// Lifetime:  what comes back owns its parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/model/shard_id.h"
#include "weir/service/arn.h"

namespace weir {

// What of a request names its stream; that each keeps its own constraints, kNameRule and
// kStreamArnRule, was checked before.
struct StreamAddress {
  std::optional<std::string_view> stream_name = std::nullopt;
  std::optional<std::string_view> stream_arn = std::nullopt;
};

// Likewise of a consumer: its ARN, or the stream's ARN and its own name, or all.
struct ConsumerAddress {
  std::optional<std::string_view> stream_arn = std::nullopt;
  std::optional<std::string_view> consumer_name = std::nullopt;
  std::optional<std::string_view> consumer_arn = std::nullopt;
};

// Who calls, and where: both valid (service/names.h).
struct CallerScope {
  std::string_view account_id;
  std::string_view region;
};

// A stream, for messages.
struct StreamPlace {
  std::string_view stream_name;
  std::string_view account_id;
};

struct ConsumerTarget {
  StreamArn stream;
  std::string consumer_name;
  // The second of its registration, if an ARN said which of that name is meant.
  std::optional<std::int64_t> creation_seconds = std::nullopt;
};

// The stream that `address` means, which need not exist. InvalidArgumentException if it
// names none or two different ones; ResourceNotFoundException if the ARN is of no form
// that a stream's can have.
absl::StatusOr<StreamArn> ResolveStream(const StreamAddress& address, const CallerScope& caller);

// The consumer that `address` means, likewise.
absl::StatusOr<ConsumerTarget> ResolveConsumer(const ConsumerAddress& address,
                                               const CallerScope& caller);

// The shard that `text` means in that stream, which need not have it.
// ResourceNotFoundException if it is of no form that names a shard.
absl::StatusOr<ShardId> ResolveShardId(std::string_view text, const StreamPlace& place);

// ResourceNotFoundException, in the words for a stream that does not exist; for a shard
// that is named in no form, or by operations that change shards does not exist; and for one
// that does not exist by operations that read.
absl::Status StreamNotFound(const StreamPlace& place);
absl::Status ShardNotFound(std::string_view shard_id, const StreamPlace& place);
absl::Status ShardDoesNotExist(ShardId shard_id, const StreamPlace& place);

}  // namespace weir

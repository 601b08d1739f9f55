// SPDX-License-Identifier: MIT
//
// A StreamArn and a ConsumerArn name a stream, and a consumer of one, in all the world.
//
// They are AWS's Amazon Resource Names taken apart, with every part checked. Kinesis's
// own patterns are laxer, "arn:aws.*:kinesis:.*:\d{12}:stream/\S+", and decide by what
// error a request is refused (service/validation.h); what passes those and does not
// pass here names nothing that can exist. The consumer's has the second of its
// creation, so that one of the same name that is registered later is another.
//
//   auto arn = weir::StreamArn::Parse("arn:aws:kinesis:us-east-1:123456789012:stream/clicks");
//   arn->stream_name;    // "clicks"
//
// Threads:   values.
// Progress:  wait-free, but for the allocation of texts.
// Cost:      four texts; parsing looks at no more than 512 bytes.
// Lifetime:  an ARN owns its parts.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

struct StreamArn {
  std::string partition = "aws";
  std::string region = {};
  std::string account_id = {};
  std::string stream_name = {};

  // Reads what ToString() writes of valid parts (service/names.h), and nothing else.
  static std::optional<StreamArn> Parse(std::string_view text);

  // "arn:aws:kinesis:us-east-1:123456789012:stream/clicks"
  std::string ToString() const;

  friend auto operator<=>(const StreamArn&, const StreamArn&) = default;
};

struct ConsumerArn {
  StreamArn stream = {};
  std::string consumer_name = {};
  // Of the registration, since the Unix epoch; not negative.
  std::int64_t creation_seconds = 0;

  // Reads what ToString() writes of valid parts, and nothing else: the seconds are "0",
  // or up to 18 digits of which the first is not 0.
  static std::optional<ConsumerArn> Parse(std::string_view text);

  // "arn:aws:kinesis:us-east-1:123456789012:stream/clicks/consumer/billing:1764787734"
  std::string ToString() const;

  friend auto operator<=>(const ConsumerArn&, const ConsumerArn&) = default;
};

// More bytes than the longest text that is an ARN of either kind.
inline constexpr std::size_t kArnBytesMax = 512;

}  // namespace weir

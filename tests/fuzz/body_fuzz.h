// SPDX-License-Identifier: MIT
//
// Any body to any operation of a Kinesis that has a stream: the answer is one that a client
// understands, whatever was asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/wire_body.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/manual_clock.h"

namespace weir::fuzz {

// The first byte says which operation, the others are the body.
inline void CallWith(serve_internal::WireFormat format, const std::uint8_t* data,
                     std::size_t bytes) {
  using serve_internal::WireBody;
  if (bytes == 0) return;
  const auto operation = static_cast<KinesisOperation>(data[0] % kKinesisOperationCount);
  const std::optional<WireBody> body =
      WireBody::Parse(format, std::string(TextOf(data + 1, bytes - 1)));
  if (!body.has_value()) return;

  // Made anew for each, so that an input means the same each time; small, to be quick.
  testing::ManualClock clock;
  LocalKinesis kinesis = *LocalKinesis::Create({.clock = &clock});
  const absl::Status made = kinesis.CreateStream({.stream_name = "s", .shard_count = 2});
  Require(made.ok(), "a stream can be made");
  const serve_internal::CallReply reply =
      serve_internal::CallOperation(kinesis, operation, format, *body);
  Require(reply.http_status == 200 || reply.http_status == 400 || reply.http_status == 500,
          "an answer has one of three statuses");
  Require((reply.http_status == 200) == reply.error_type.empty(), "an error has a name");
  if (reply.event_stream != nullptr || reply.body.empty()) return;
  Require(WireBody::Parse(format, reply.body).has_value(), "an answer is well-formed");
}

}  // namespace weir::fuzz

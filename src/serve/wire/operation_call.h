// SPDX-License-Identifier: MIT
//
// Calls an operation of the contract by what came over the wire, and encodes what came of
// it: between a WireBody and a CallReply stands the Kinesis that was asked.
//
// A body is read in two steps, because AWS looks at a signature between them: whether it
// is well-formed at all is said before, what is wrong with a member after.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "serve/wire/wire_body.h"
#include "serve/wire/wire_format.h"
#include "weir/service/kinesis.h"
#include "weir/service/kinesis_operation.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::serve_internal {

struct CallReply {
  int http_status = 200;
  // The exception's name, as x-amzn-ErrorType has it; empty if it went well.
  std::string error_type = {};
  // Encoded. Of SubscribeToShard, the first message of the event stream.
  std::string body = {};
  // Of SubscribeToShard that went well: what follows.
  std::unique_ptr<kinesis::ShardEventStream> event_stream = {};
};

// Never fails otherwise than by its reply: SerializationException names a member of the
// wrong type; what the contract refuses has its exception. A member that the operation does
// not know, and one that is null, is as one that is absent.
CallReply CallOperation(Kinesis& kinesis, KinesisOperation operation, WireFormat format,
                        const WireBody& body);

// How an error's body says what it means.
enum class ErrorText : std::uint8_t {
  // Nothing but __type.
  kNone,
  // In "message", as nearly all.
  kMessage,
  // In "Message", as a SerializationException.
  kCapitalMessage,
};

// {"__type": "…", "message": "…"}
CallReply ErrorReply(WireFormat format, int http_status, std::string_view type, ErrorText text,
                     std::string_view message);
// Of what a call of the contract ended with; one without a Kinesis exception is an
// InternalFailureException.
CallReply ErrorReplyOf(WireFormat format, const absl::Status& status);

// ---- Messages of an event stream, framed: application/vnd.amazon.eventstream ----

std::string EncodeInitialResponse(WireFormat format);
std::string EncodeEvent(WireFormat format, const kinesis::SubscribeToShardEvent& event);
// The last one of a stream that ends with an error.
std::string EncodeException(WireFormat format, const absl::Status& status);

}  // namespace weir::serve_internal

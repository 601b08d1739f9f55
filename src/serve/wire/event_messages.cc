// SPDX-License-Identifier: MIT
//
// The messages of SubscribeToShard's event stream.
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "serve/wire/body_writer.h"
#include "serve/wire/event_stream_message.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/read_shapes.h"
#include "serve/wire/result_writer.h"
#include "serve/wire/shape.h"
#include "serve/wire/wire_format.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::serve_internal {

template <>
struct Shape<kinesis::SubscribeToShardEvent> {
  using Event = kinesis::SubscribeToShardEvent;
  static constexpr std::tuple kMembers = {
      Member{"Records", &Event::records},
      Member{"ContinuationSequenceNumber", &Event::continuation_sequence_number},
      Member{"MillisBehindLatest", &Event::millis_behind_latest},
      Computed{"ChildShards", kChildShards}};
};

namespace {

std::string_view BodyType(WireFormat format) {
  return format == WireFormat::kJson ? "application/x-amz-json-1.1" : "application/x-amz-cbor-1.1";
}

std::string_view PayloadType(WireFormat format) {
  return format == WireFormat::kJson ? "application/json" : "application/cbor";
}

}  // namespace

std::string EncodeInitialResponse(WireFormat format) {
  BodyWriter writer(format);
  writer.BeginMap();
  writer.EndMap();
  const std::array<EventStreamHeader, 3> headers = {{{":event-type", "initial-response"},
                                                     {":content-type", BodyType(format)},
                                                     {":message-type", "event"}}};
  return EventStreamMessage(headers, std::move(writer).Take());
}

std::string EncodeEvent(WireFormat format, const kinesis::SubscribeToShardEvent& event) {
  BodyWriter writer(format);
  WriteValue(writer, event);
  const std::array<EventStreamHeader, 3> headers = {{{":event-type", "SubscribeToShardEvent"},
                                                     {":content-type", PayloadType(format)},
                                                     {":message-type", "event"}}};
  return EventStreamMessage(headers, std::move(writer).Take());
}

std::string EncodeException(WireFormat format, const absl::Status& status) {
  const KinesisException exception =
      KinesisExceptionOf(status).value_or(KinesisException::kInternalFailure);
  BodyWriter writer(format);
  writer.BeginMap();
  writer.Name("message");
  writer.Text(FromAbsl(status.message()));
  writer.EndMap();
  const std::array<EventStreamHeader, 3> headers = {{{":exception-type", ToString(exception)},
                                                     {":content-type", PayloadType(format)},
                                                     {":message-type", "exception"}}};
  return EventStreamMessage(headers, std::move(writer).Take());
}

}  // namespace weir::serve_internal

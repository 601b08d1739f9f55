// SPDX-License-Identifier: MIT
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "serve/wire/body_writer.h"
#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/wire_format.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"

namespace weir::serve_internal {

CallReply ErrorReply(WireFormat format, int http_status, std::string_view type, ErrorText text,
                     std::string_view message) {
  BodyWriter writer(format);
  writer.BeginMap();
  writer.Name("__type");
  writer.Text(type);
  if (text != ErrorText::kNone) {
    writer.Name(text == ErrorText::kMessage ? "message" : "Message");
    writer.Text(message);
  }
  writer.EndMap();
  return {.http_status = http_status,
          .error_type = std::string(type),
          .body = std::move(writer).Take()};
}

CallReply ErrorReplyOf(WireFormat format, const absl::Status& status) {
  const KinesisException exception =
      KinesisExceptionOf(status).value_or(KinesisException::kInternalFailure);
  return ErrorReply(format, HttpStatusOf(exception), ToString(exception), ErrorText::kMessage,
                    FromAbsl(status.message()));
}

CallReply SerializationFault(WireFormat format, std::string_view message) {
  return ErrorReply(format, 400, "SerializationException", ErrorText::kCapitalMessage, message);
}

}  // namespace weir::serve_internal

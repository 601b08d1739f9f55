// SPDX-License-Identifier: MIT
#include "testing/internal/call_facts.h"

#include <optional>
#include <string_view>

#include "weir/service/arn.h"

namespace weir::testing_internal {

StreamRef StreamOfArn(std::string_view text) {
  std::optional<StreamArn> stream = StreamArn::Parse(text);
  if (!stream.has_value()) {
    const std::optional<ConsumerArn> consumer = ConsumerArn::Parse(text);
    if (!consumer.has_value()) return {};
    stream = consumer->stream;
  }
  return {.name = stream->stream_name, .arn = stream->ToString()};
}

}  // namespace weir::testing_internal

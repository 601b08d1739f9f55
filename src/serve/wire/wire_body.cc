// SPDX-License-Identifier: MIT
#include "serve/wire/wire_body.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "serve/wire/body_readers.h"
#include "serve/wire/wire_format.h"

namespace weir::serve_internal {

std::optional<WireBody> WireBody::Parse(WireFormat format, std::string_view body) {
  const std::size_t size = body.size();
  // A node says in 32 bits where a text is.
  if (size > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  WireBody parsed(format);
  parsed.size_ = size;
  // Once, with the room that a reader wants behind it.
  parsed.bytes_.reserve(size + kBodyPaddingBytes);
  parsed.bytes_ = body;
  parsed.bytes_.resize(size + kBodyPaddingBytes);
  const bool is_read = format == WireFormat::kJson ? ReadJson(parsed.bytes_, size, parsed.nodes_)
                                                   : ReadCbor(parsed.bytes_, size, parsed.nodes_);
  if (!is_read) return std::nullopt;
  return parsed;
}

}  // namespace weir::serve_internal

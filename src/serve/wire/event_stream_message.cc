// SPDX-License-Identifier: MIT
#include "serve/wire/event_stream_message.h"

#include <boost/crc.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "weir/base/check.h"

namespace weir::serve_internal {
namespace {

constexpr std::size_t kChecksumBytes = 4;
// The two sizes and their checksum.
constexpr std::size_t kPreludeBytes = 8 + kChecksumBytes;
constexpr char kTextType = 7;

template <class Integer>
void AppendBigEndian(Integer value, std::string& message) {
  for (std::size_t bits = 8 * sizeof(value); bits > 0; bits -= 8) {
    message += static_cast<char>((value >> (bits - 8)) & 0xFFU);
  }
}

void AppendChecksum(std::string& message) {
  boost::crc_32_type checksum;
  checksum.process_bytes(message.data(), message.size());
  AppendBigEndian(std::uint32_t{checksum.checksum()}, message);
}

}  // namespace

std::string EventStreamMessage(std::span<const EventStreamHeader> headers,
                               std::string_view payload) {
  std::size_t header_bytes = 0;
  for (const EventStreamHeader& header : headers) {
    WEIR_CHECK(header.name.size() <= std::numeric_limits<std::uint8_t>::max() &&
                   header.value.size() <= std::numeric_limits<std::uint16_t>::max(),
               "a header is one of the few that are known");
    header_bytes += 1 + header.name.size() + 1 + 2 + header.value.size();
  }
  const std::size_t bytes = kPreludeBytes + header_bytes + payload.size() + kChecksumBytes;
  std::string message;
  message.reserve(bytes);
  AppendBigEndian(static_cast<std::uint32_t>(bytes), message);
  AppendBigEndian(static_cast<std::uint32_t>(header_bytes), message);
  AppendChecksum(message);
  for (const EventStreamHeader& header : headers) {
    AppendBigEndian(static_cast<std::uint8_t>(header.name.size()), message);
    message += header.name;
    message += kTextType;
    AppendBigEndian(static_cast<std::uint16_t>(header.value.size()), message);
    message += header.value;
  }
  message += payload;
  AppendChecksum(message);
  return message;
}

}  // namespace weir::serve_internal

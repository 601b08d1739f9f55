// SPDX-License-Identifier: MIT
//
// The two encodings in which bodies come and go. A response has that of its request.
#pragma once

#include <cstdint>

namespace weir::serve_internal {

enum class WireFormat : std::uint8_t {
  // application/x-amz-json-1.1: blobs in base64, times as seconds since the epoch.
  kJson,
  // application/x-amz-cbor-1.1: blobs as byte strings, times as milliseconds.
  kCbor,
};

}  // namespace weir::serve_internal

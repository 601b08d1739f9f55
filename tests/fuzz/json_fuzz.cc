// SPDX-License-Identifier: MIT
//
// Any bytes as a body in JSON, to any operation.

#include <cstddef>
#include <cstdint>

#include "fuzz/body_fuzz.h"
#include "serve/wire/wire_format.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes) {
  weir::fuzz::CallWith(weir::serve_internal::WireFormat::kJson, data, bytes);
  return 0;
}

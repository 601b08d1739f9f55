// SPDX-License-Identifier: MIT
//
// The two readers of bodies. Each makes nodes of bytes, in which it undoes escapes and
// joins what came in pieces, for that never takes more room than it had.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "serve/wire/wire_body.h"

namespace weir::serve_internal {

// What a reader may look at beyond the end of a body, and what is there.
inline constexpr std::size_t kBodyPaddingBytes = 64;

// `bytes` is a body of `size` bytes and kBodyPaddingBytes of zero. False if it is not to
// be read; then `nodes` and `bytes` mean nothing.
bool ReadJson(std::string& bytes, std::size_t size, std::vector<WireNode>& nodes);
bool ReadCbor(std::string& bytes, std::size_t size, std::vector<WireNode>& nodes);

}  // namespace weir::serve_internal

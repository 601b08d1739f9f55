// SPDX-License-Identifier: MIT
//
// What AWS puts beside each answer, so that somebody can be asked about it.
#pragma once

#include <string>

namespace weir::serve_internal {

// "8f6f8b4e-3f0c-4d0e-9b1c-5b7a2d9c6e10", random: none is likely to come twice.
std::string MakeRequestId();
// 72 random bytes, in base64.
std::string MakeExtendedRequestId();

}  // namespace weir::serve_internal

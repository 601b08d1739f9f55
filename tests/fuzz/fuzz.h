// SPDX-License-Identifier: MIT
//
// What the fuzz targets have in common: a check that ends the run, which libFuzzer reports
// with the input, and the input as a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace weir::fuzz {

inline void Require(bool is_true, const char* what) {
  if (is_true) return;
  std::fprintf(stderr, "Not so: %s\n", what);
  std::abort();
}

inline std::string_view TextOf(const std::uint8_t* data, std::size_t bytes) {
  return {reinterpret_cast<const char*>(data), bytes};
}

}  // namespace weir::fuzz

// libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes);

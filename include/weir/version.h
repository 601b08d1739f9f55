// SPDX-License-Identifier: MIT
//
// The version of the Weir headers that a file is compiled against.
//
// The one place that states it: the CMake package and the pkg-config file read
// it from here. Below 1.0.0 a new minor version may change any interface; from
// then on only a new major version may. Not for asking what is supported: a
// feature that is missing does not compile.
//
//   static_assert(WEIR_VERSION_MAJOR == 0 && WEIR_VERSION_MINOR >= 1);
//   std::cout << "Weir " << weir::kVersion << '\n';
//
// Threads:   constants.
// Progress:  wait-free.
// Cost:      none.
// Lifetime:  the program's.
#pragma once

#include <string_view>

#define WEIR_VERSION_MAJOR 0
#define WEIR_VERSION_MINOR 1
#define WEIR_VERSION_PATCH 0

// The second macro is called with the numbers, since the first expands them.
#define WEIR_INTERNAL_DOTTED(major, minor, patch) WEIR_INTERNAL_DOTTED_TEXT(major, minor, patch)
#define WEIR_INTERNAL_DOTTED_TEXT(major, minor, patch) #major "." #minor "." #patch

namespace weir {

// "major.minor.patch".
inline constexpr std::string_view kVersion =
    WEIR_INTERNAL_DOTTED(WEIR_VERSION_MAJOR, WEIR_VERSION_MINOR, WEIR_VERSION_PATCH);

}  // namespace weir

#undef WEIR_INTERNAL_DOTTED
#undef WEIR_INTERNAL_DOTTED_TEXT

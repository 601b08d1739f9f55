// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>

#include "every_header.h"

const void* VersionInSecondUnit();

// An inline constant is one object for the whole program, a static one is two.
int main() {
  const void* const version_in_first_unit = &weir::kVersion;
  if (version_in_first_unit != VersionInSecondUnit()) {
    std::puts("weir::kVersion is not inline");
    return EXIT_FAILURE;
  }
  std::puts("two units agree");
  return EXIT_SUCCESS;
}

// SPDX-License-Identifier: MIT
#include "every_header.h"

const void* VersionInSecondUnit() { return &weir::kVersion; }

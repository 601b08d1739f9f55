// SPDX-License-Identifier: MIT
//
// Where in the source an operation stands: the defaulted last argument of every
// verb of ModelAtomics, so that the code under test need not know of it.
//
// Not std::source_location, which clang 14 does not have.
#pragma once

#include <cstring>

namespace weir::explore {

struct CallSite {
  const char* file = "";
  int line = 0;

  static CallSite Here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }

  // The last part of the path.
  const char* FileName() const {
    const char* const slash = std::strrchr(file, '/');
    return slash == nullptr ? file : slash + 1;
  }

  friend bool operator==(const CallSite& a, const CallSite& b) {
    return a.line == b.line && (a.file == b.file || std::strcmp(a.file, b.file) == 0);
  }
};

}  // namespace weir::explore

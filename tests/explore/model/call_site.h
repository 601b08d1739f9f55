// SPDX-License-Identifier: MIT
//
// Where in the source an operation stands: the defaulted last argument of every
// verb of ModelAtomics, so that the code under test need not know of it.
//
// Not std::source_location, which clang 14 does not have.
#pragma once

#include <cstring>
#include <string_view>

namespace weir::explore {

struct CallSite {
  const char* file = "";
  int line = 0;
  // As the compiler spells it: without its class, perhaps with template arguments.
  const char* function = "";

  static CallSite Here(const char* file = __builtin_FILE(), int line = __builtin_LINE(),
                       const char* function = __builtin_FUNCTION()) {
    return {file, line, function};
  }

  std::string_view FunctionName() const {
    const std::string_view name(function);
    return name.substr(0, name.find('<'));
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

// SPDX-License-Identifier: MIT
//
// The lines of the source that call sites stand on, to tell a reader more than a number.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "explore/model/operation.h"

namespace weir::explore {

class SourceLines {
 public:
  // All of a file's; none if it is not there.
  const std::vector<std::string>& Lines(const std::string& file);
  // Empty if the file is not there.
  std::string_view Line(const CallSite& site);
  // The atomic that the verb is called on: "tail_" of "log.tail_.LoadAcquire()".
  std::string NameAt(const CallSite& site, Verb verb);

 private:
  // Read when it is first asked for.
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace weir::explore

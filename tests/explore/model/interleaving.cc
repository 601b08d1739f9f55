// SPDX-License-Identifier: MIT
#include "explore/model/interleaving.h"

#include <cstdio>

#include "explore/model/source_lines.h"

namespace weir::explore {

std::string InterleavingText(const std::vector<TraceStep>& trace) {
  SourceLines sources;
  std::string text;
  for (const TraceStep& step : trace) {
    // Setting up and looking at the end are of no interest.
    if (step.thread == 0) continue;
    const Operation& operation = step.operation;
    std::string place = operation.site.FileName();
    place += ':' + std::to_string(operation.site.line);
    std::string atomic;
    if (operation.location != kNoLocation) {
      atomic =
          sources.NameAt(operation.site, operation.verb) + '@' + std::to_string(operation.location);
    }
    std::string verb = NameOf(operation.verb);
    if (operation.verb < Verb::kPause) verb += NameOf(operation.order);
    char line[256];
    std::snprintf(line, sizeof(line), "%*sthread %d  %-24s %-22s %-23s %s\n", 2 * step.thread, "",
                  step.thread, place.c_str(), atomic.c_str(), verb.c_str(), step.what.c_str());
    text += line;
  }
  return text;
}

}  // namespace weir::explore

// SPDX-License-Identifier: MIT
#include "explore/model/interleaving.h"

#include <cctype>
#include <cstdio>
#include <fstream>
#include <map>
#include <string_view>

namespace weir::explore {

namespace {

// Sources, read when they are first asked for.
class SourceLines {
 public:
  std::string_view Line(const CallSite& site) {
    const auto [entry, is_new] = files_.try_emplace(site.file);
    std::vector<std::string>& lines = entry->second;
    if (is_new) {
      std::ifstream file(site.file);
      for (std::string line; std::getline(file, line);) lines.push_back(line);
    }
    const auto index = static_cast<std::size_t>(site.line) - 1;
    return index < lines.size() ? std::string_view(lines[index]) : std::string_view();
  }

 private:
  std::map<std::string, std::vector<std::string>> files_;
};

bool IsNameCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// "tail_" of "const TailWord tail(log.tail_.LoadAcquire());".
std::string_view NameBeforeVerb(std::string_view line, const Operation& operation) {
  std::size_t dot = line.find(std::string(".") + NameOf(operation.verb));
  if (dot == std::string_view::npos) dot = line.find(std::string("->") + NameOf(operation.verb));
  if (dot == std::string_view::npos) return "atomic";
  std::size_t begin = dot;
  while (begin > 0 && IsNameCharacter(line[begin - 1])) --begin;
  return begin == dot ? "atomic" : line.substr(begin, dot - begin);
}

}  // namespace

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
      atomic = std::string(NameBeforeVerb(sources.Line(operation.site), operation)) + '@' +
               std::to_string(operation.location);
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

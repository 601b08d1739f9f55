// SPDX-License-Identifier: MIT
#include <cstdio>

#include "report/writers.h"

namespace weir::bench {
namespace {

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    // A control character has no place in what is written here.
    quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return quoted + '"';
}

void WriteSpread(std::FILE* out, const char* name, const std::optional<Spread>& spread) {
  if (!spread) {
    std::fprintf(out, ", \"%s\": null", name);
    return;
  }
  std::fprintf(out, ", \"%s\": {\"min\": %.4f, \"median\": %.4f, \"max\": %.4f, \"rounds\": %zu}",
               name, spread->min, spread->median, spread->max, spread->rounds);
}

void WriteOutcome(std::FILE* out, const Outcome& outcome) {
  const Comparison& of = outcome.comparison;
  std::fprintf(out, "{\"goal\": %s, \"ours\": %s, \"peer\": %s, \"metric\": %s, \"kind\": \"%s\"",
               Quoted(of.goal).c_str(), Quoted(of.ours).c_str(), Quoted(of.peer).c_str(),
               Quoted(of.metric).c_str(), KindName(of.kind));
  if (of.at_most) std::fprintf(out, ", \"at_most\": %g", *of.at_most);
  WriteSpread(out, "ours_spread", outcome.ours);
  WriteSpread(out, "peer_spread", outcome.peer);
  WriteSpread(out, "value", outcome.value);
  if (!of.floor.empty()) {
    std::fprintf(out, ", \"floor\": %s", Quoted(of.floor).c_str());
    WriteSpread(out, "floor_value", outcome.floor);
  }
  std::fprintf(out, ", \"verdict\": %s}", Quoted(VerdictName(outcome.verdict)).c_str());
}

void WriteRounds(std::FILE* out, const Results& results) {
  const char* separator = "";
  for (const auto& [name, metrics] : results.cases) {
    for (const auto& [metric, rounds] : metrics) {
      std::fprintf(out, "%s\n    {\"case\": %s, \"metric\": %s, \"rounds\": {", separator,
                   Quoted(name).c_str(), Quoted(metric).c_str());
      const char* comma = "";
      for (const auto& [round, value] : rounds) {
        std::fprintf(out, "%s\"%d\": %.4f", comma, round, value);
        comma = ", ";
      }
      std::fprintf(out, "}}");
      separator = ",";
    }
  }
}

}  // namespace

void WriteJson(const Report& report, std::FILE* out) {
  std::fprintf(out, "{\n  \"facts\": {");
  const char* separator = "";
  for (const auto& [name, fact] : report.facts) {
    std::fprintf(out, "%s\n    %s: %s", separator, Quoted(name).c_str(), Quoted(fact).c_str());
    separator = ",";
  }
  std::fprintf(out, "\n  },\n  \"comparisons\": [");
  separator = "";
  for (const Outcome& outcome : report.outcomes) {
    std::fprintf(out, "%s\n    ", separator);
    WriteOutcome(out, outcome);
    separator = ",";
  }
  std::fprintf(out, "\n  ],\n  \"cases\": [");
  WriteRounds(out, report.results);
  std::fprintf(out, "\n  ]\n}\n");
}

}  // namespace weir::bench

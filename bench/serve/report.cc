// SPDX-License-Identifier: MIT
#include "serve/report.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace weir::bench {
namespace {

bool IsWithin(const Goal& goal, double value) {
  return goal.bound == Bound::kAtLeast ? value >= goal.limit : value <= goal.limit;
}

const char* NameOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNone:
      return "";
    case Verdict::kMet:
      return "met";
    case Verdict::kWithinSpread:
      return "within spread";
    case Verdict::kOutOfReach:
      return "out of reach";
    case Verdict::kMissed:
      return "MISSED";
  }
  return "";
}

std::string Figure(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.*f", value < 10 ? 2 : (value < 100 ? 1 : 0), value);
  return text;
}

void Cells(std::FILE* out, const std::vector<double>& rounds) {
  if (rounds.empty()) {
    std::fprintf(out, " %9s %9s %9s", "-", "-", "-");
    return;
  }
  const Spread spread = SpreadOf(rounds);
  std::fprintf(out, " %9s %9s %9s", Figure(spread.min).c_str(), Figure(spread.median).c_str(),
               Figure(spread.max).c_str());
}

std::string LimitOf(const Row& row) {
  if (!row.goal.has_value()) return "";
  return (row.goal->bound == Bound::kAtLeast ? ">= " : "<= ") + Figure(row.goal->limit) +
         (row.goal->judged == Judged::kRatio ? " x" : "");
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return quoted + '"';
}

std::string ListOf(const std::vector<double>& rounds) {
  std::string list;
  for (const double value : rounds) {
    char text[32];
    std::snprintf(text, sizeof(text), "%s%.6g", list.empty() ? "" : ", ", value);
    list += text;
  }
  return '[' + list + ']';
}

}  // namespace

std::vector<double> Row::RatiosOf(const std::vector<double>& rounds) const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(rounds.size(), others.size()); ++i) {
    // A server that used less than can be measured is not compared.
    if (others[i] > 0) ratios.push_back(rounds[i] / others[i]);
  }
  return ratios;
}

Verdict Row::Judge() const {
  if (!goal.has_value()) return Verdict::kNone;
  const std::vector<double> rounds = goal->judged == Judged::kOurs ? ours : Ratios();
  if (rounds.empty()) return Verdict::kNone;
  if (IsWithin(*goal, SpreadOf(rounds).median)) return Verdict::kMet;
  const auto is_any_within = [this](const std::vector<double>& values) {
    return std::any_of(values.begin(), values.end(), [&](double v) { return IsWithin(*goal, v); });
  };
  if (is_any_within(rounds)) return Verdict::kWithinSpread;
  const std::vector<double> floor_rounds = RatiosOf(floors);
  return floor_rounds.empty() || is_any_within(floor_rounds) ? Verdict::kMissed
                                                             : Verdict::kOutOfReach;
}

void WriteTable(const Report& report, std::FILE* out) {
  for (const auto& [name, value] : report.facts) {
    std::fprintf(out, "%s: %s\n", name.c_str(), value.c_str());
  }
  int what = 0;
  int metric = 0;
  for (const Row& row : report.rows) {
    what = std::max(what, static_cast<int>(row.what.size()));
    metric = std::max(metric, static_cast<int>(row.metric.size()));
  }
  std::fprintf(out, "\n%-4s %-*s %-*s %9s %9s %9s %9s %9s %9s %9s  %8s\n", "goal", what, "what",
               metric, "", "ours min", "median", "max", "other", "ratio min", "median", "max",
               "goal");
  for (const Row& row : report.rows) {
    std::fprintf(out, "%-4s %-*s %-*s", row.goal.has_value() ? row.goal->name.c_str() : "", what,
                 row.what.c_str(), metric, row.metric.c_str());
    Cells(out, row.ours);
    std::fprintf(out, " %9s",
                 row.others.empty() ? "-" : Figure(SpreadOf(row.others).median).c_str());
    Cells(out, row.Ratios());
    if (row.goal.has_value()) {
      std::fprintf(out, "  %8s  %s", LimitOf(row).c_str(), NameOf(row.Judge()));
    }
    std::fputc('\n', out);
  }
}

void WriteJson(const Report& report, std::FILE* out) {
  std::fprintf(out, "{\n  \"facts\": {");
  const char* separator = "\n";
  for (const auto& [name, value] : report.facts) {
    std::fprintf(out, "%s    %s: %s", separator, Quoted(name).c_str(), Quoted(value).c_str());
    separator = ",\n";
  }
  std::fprintf(out, "\n  },\n  \"peer\": %s,\n  \"rows\": [", Quoted(report.peer).c_str());
  separator = "\n";
  for (const Row& row : report.rows) {
    std::fprintf(out, "%s    {\"what\": %s, \"metric\": %s, \"ours\": %s, \"other\": %s", separator,
                 Quoted(row.what).c_str(), Quoted(row.metric).c_str(), ListOf(row.ours).c_str(),
                 ListOf(row.others).c_str());
    if (row.goal.has_value()) {
      std::fprintf(out, ", \"goal\": %s, \"limit\": %s, \"verdict\": %s",
                   Quoted(row.goal->name).c_str(), Quoted(LimitOf(row)).c_str(),
                   Quoted(NameOf(row.Judge())).c_str());
    }
    std::fprintf(out, "}");
    separator = ",\n";
  }
  std::fprintf(out, "\n  ]\n}\n");
}

}  // namespace weir::bench

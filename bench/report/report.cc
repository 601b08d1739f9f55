// SPDX-License-Identifier: MIT
//
// Makes one report of what the benchmarks wrote: a table on stdout, report.json and
// report.svg.
//
//   bench_report GOALS DIRECTORY ROUNDS
//
// DIRECTORY has a file ROUND.BENCH.json of each benchmark in each of 1 to ROUNDS, as
// Google Benchmark writes it, and facts.txt with lines `name: what it is`. The reports
// go there too. Exits with 0; 1 if a goal is missed in every round, or a case has
// failed, or there are fewer than seven rounds; 2 if something cannot be read.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "report/goals.h"
#include "report/results.h"
#include "report/writers.h"

namespace weir::bench {
namespace {

namespace fs = std::filesystem;

// False, and why on stderr, if a file cannot be read or a round has none.
bool ReadRounds(const fs::path& directory, int rounds, Results& results) {
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    const int round = std::atoi(name.c_str());
    if (round < 1 || round > rounds || entry.path().extension() != ".json") continue;
    ++files;
    if (!AddFile(entry.path().string(), round, results)) {
      std::fprintf(stderr, "%s: no results\n", entry.path().c_str());
      return false;
    }
  }
  if (files > 0) return true;
  std::fprintf(stderr, "%s: no results\n", directory.c_str());
  return false;
}

void ReadFacts(const fs::path& path, Report& report) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    report.facts.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
}

std::string Joined(const std::set<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

bool WriteFile(const fs::path& path, const Report& report,
               void (*write)(const Report&, std::FILE*)) {
  std::FILE* const file = std::fopen(path.c_str(), "w");
  if (file == nullptr) {
    std::perror(path.c_str());
    return false;
  }
  write(report, file);
  return std::fclose(file) == 0;
}

// What keeps the report from being a good one, in words; returns whether it is.
bool IsGood(const Report& report, int rounds) {
  bool is_good = true;
  if (rounds < kRoundsMin) {
    std::printf("\nOnly %d rounds: at least %d are needed to say anything.\n", rounds, kRoundsMin);
    is_good = false;
  }
  for (const auto& [name, message] : report.results.failed) {
    std::printf("\n%s FAILED: %s\n", name.c_str(), message.c_str());
    is_good = false;
  }
  for (const Verdict bad : {Verdict::kMissed, Verdict::kFailed}) {
    const auto count =
        std::count_if(report.outcomes.begin(), report.outcomes.end(),
                      [bad](const Outcome& outcome) { return outcome.verdict == bad; });
    if (count == 0) continue;
    std::printf("\n%d of the comparisons: %s.\n", static_cast<int>(count), VerdictName(bad));
    is_good = false;
  }
  return is_good;
}

int Run(const fs::path& goals_path, const fs::path& directory, int rounds) {
  const std::optional<Goals> goals = ReadGoals(goals_path.string());
  if (!goals) return 2;
  Report report;
  if (!ReadRounds(directory, rounds, report.results)) return 2;
  ReadFacts(directory / "facts.txt", report);
  report.facts.emplace_back("build", Joined(report.results.build_types));
  report.facts.emplace_back("rounds", std::to_string(rounds));
  if (!report.results.absent.empty()) {
    report.facts.emplace_back("absent", Joined(report.results.absent));
  }
  report.panels = goals->panels;
  report.labels = goals->labels;
  for (const Comparison& comparison : goals->comparisons) {
    report.outcomes.push_back(Compare(comparison, goals->needs, report.results));
  }
  WriteTable(report, stdout);
  if (!WriteFile(directory / "report.json", report, WriteJson) ||
      !WriteFile(directory / "report.svg", report, WritePicture)) {
    return 2;
  }
  return IsGood(report, rounds) ? 0 : 1;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  const int rounds = argc == 4 ? std::atoi(argv[3]) : 0;
  if (rounds < 1) {
    std::fputs("usage: bench_report GOALS DIRECTORY ROUNDS\n", stderr);
    return 2;
  }
  return weir::bench::Run(argv[1], argv[2], rounds);
}

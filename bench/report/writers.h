// SPDX-License-Identifier: MIT
//
// The three forms of a report.
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "report/goals.h"
#include "report/results.h"

namespace weir::bench {

struct Report {
  // "cpu", "compiler" and so on, in the order in which they are shown.
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<Outcome> outcomes;
  std::vector<Panel> panels;
  std::vector<Label> labels;
  Results results;
};

void WriteTable(const Report& report, std::FILE* out);
void WriteJson(const Report& report, std::FILE* out);
void WritePicture(const Report& report, std::FILE* out);

}  // namespace weir::bench

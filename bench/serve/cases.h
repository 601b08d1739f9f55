// SPDX-License-Identifier: MIT
//
// The cases that every server is measured with: what is sent to it, and what is prepared.
#pragma once

#include <string>
#include <vector>

#include "serve/load.h"
#include "serve/server.h"

namespace weir::bench {

enum class Operation { kPutRecord, kPutRecords, kGetRecords };

struct Case {
  std::string goal;
  std::string name;
  Operation operation;
  int connections;
  // How many times the peer's requests per second.
  double factor_min;
  // Whether an echo is measured too, so that it shows if that can be reached at all.
  bool has_floor = false;
};

const std::vector<Case>& AllCases();

// Makes what the case needs under the name of `stream`, which is new, measures, and leaves
// nothing behind.
LoadResult Measure(const Server& server, const Case& of, const std::string& stream,
                   std::int64_t millis);
// The same of an echo, which prepares nothing.
LoadResult MeasureEcho(const Server& echo, const Case& of, std::int64_t millis);

}  // namespace weir::bench

// SPDX-License-Identifier: MIT
//
// A load: so many connections, each of which sends a request when it has the answer to the
// last one, for a while.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "serve/server.h"

namespace weir::bench {

struct Load {
  int connections = 1;
  // They are sent in turn.
  std::vector<std::string> requests;
  // What each answer has so often, or the run stops.
  std::string answer_text;
  int answer_text_count = 1;
  int records_per_request = 1;
};

struct LoadResult {
  double requests_per_second = 0;
  double p50_micros = 0;
  double p99_micros = 0;
  // The server's, all of its threads.
  double cpu_nanos_per_record = 0;
};

LoadResult Run(const Server& server, const Load& load, std::int64_t millis);

}  // namespace weir::bench

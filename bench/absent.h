// SPDX-License-Identifier: MIT
//
// How a benchmark says which of its cases are left out, for the report to name them.
#pragma once

#include <benchmark/benchmark.h>

#include <string>

namespace weir::bench {

// To initialize a variable of a benchmark, once: what is not there, words with blanks in
// between. goals.txt says which cases need what.
inline bool SayAbsent(const std::string& words) {
  benchmark::AddCustomContext("weir_absent_peers", words);
  return true;
}

}  // namespace weir::bench

// SPDX-License-Identifier: MIT
//
// The main() of every benchmark.

#include <benchmark/benchmark.h>

int main(int argc, char** argv) {
  // What Google Benchmark itself says of the build is how it was built, not this.
  benchmark::AddCustomContext("weir_build_type", WEIR_BUILD_TYPE);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}

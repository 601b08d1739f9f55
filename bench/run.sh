#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Measures Weir beside what people would use instead, after installing what that takes,
# and prints one table: ours, each peer, and the ratios.
#
#   sh bench/run.sh [FLAG...] [-DCMAKE_VARIABLE=VALUE...]
#
#   --quick      within two minutes on a quiet machine: fewer records, seven rounds
#   --rounds N   so many rounds; 11 unless told otherwise, and no goal is judged by
#                fewer than 7
#   --check      fails if a goal is missed in every round, or a case says that something
#                is wrong. Without it the table says so, and that is all.
#
# Each round runs every case once, in an order of its own, since machines drift: only
# ratios within a round count. The table goes to build/bench/results too, with report.json
# and report.svg. goals.txt says what is compared, README.md what the cases are.
set -eu
cd "$(dirname "$0")/.."
. tests/support/prepare.sh

usage() {
  sed -n '4,/^set/s/^# \{0,1\}//p' bench/run.sh
}

quick=
check=
rounds=
for argument; do
  shift
  if [ "$rounds" = next ]; then
    case $argument in '' | 0* | *[!0-9]*) usage >&2 && exit 2 ;; esac
    rounds=$argument
    continue
  fi
  case $argument in
    --quick) quick=yes ;;
    --check) check=yes ;;
    --rounds) rounds=next ;;
    -D*) set -- "$@" "$argument" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
if [ "$rounds" = next ]; then usage >&2 && exit 2; fi
if [ -n "$quick" ]; then
  export WEIR_BENCH_QUICK=yes
  rounds=${rounds:-7}
else
  unset WEIR_BENCH_QUICK
fi
rounds=${rounds:-11}

install_missing cmake ninja-build g++ libabsl-dev libxxhash-dev libbenchmark-dev
build=${WEIR_BUILD_DIR:-build}/bench
peers='libboost-dev libtbb-dev libconcurrentqueue-dev libreaderwriterqueue-dev'
# shellcheck disable=SC2086  # One word per package.
if [ -n "$(missing_packages $peers)" ]; then
  # A peer that cannot be had is named in the table.
  install_missing $peers || echo "== Going on without some peers" >&2
  rm -f "$build/configured_with"
fi
configure "$build" -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_EXAMPLES=OFF "$@"
echo "== Building $build"
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)"

results=$build/results
rm -rf "$results"
mkdir -p "$results"
{
  echo "date: $(date -u '+%Y-%m-%d %H:%M UTC')"
  echo "cpu: $(awk -F ': ' '/^model name/ {print $2; exit}' /proc/cpuinfo 2> /dev/null ||
    uname -m), $(getconf _NPROCESSORS_ONLN) cores"
  sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt" | while read -r compiler; do
    echo "compiler: $("$compiler" --version | sed 1q)"
  done
  echo "load before: $(cut -d ' ' -f 1 /proc/loadavg 2> /dev/null || echo unknown)"
} > "$results/facts.txt"

if awk -v cores="$(getconf _NPROCESSORS_ONLN)" '{exit !($1 > cores / 4)}' /proc/loadavg 2> /dev/null; then
  echo "== The machine has other work: the figures will mean little, and take long" >&2
fi

round=1
while [ "$round" -le "$rounds" ]; do
  echo "== Round $round of $rounds"
  for source in bench/*_bench.cc; do
    bench=$(basename "$source" .cc)
    # With one repetition each, interleaving is an order by chance.
    if ! "$build/bench/$bench" --benchmark_enable_random_interleaving=true \
      --benchmark_out_format=json --benchmark_out="$results/$round.$bench.json" \
      > "$results/log.txt" 2>&1; then
      cat "$results/log.txt" >&2
      exit 1
    fi
  done
  round=$((round + 1))
done

result=0
"$build/bench/bench_report" bench/goals.txt "$results" "$rounds" > "$results/report.txt" ||
  result=$?
echo
cat "$results/report.txt"
echo
echo "Also: $results/report.txt, report.json, report.svg"
if [ "$result" -gt 1 ] || [ -n "$check" ]; then exit "$result"; fi

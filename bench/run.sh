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
#   --clang      with clang instead of the system's compiler, in build/bench-clang
#   --compare REPORT
#                says in a second table what changed since an earlier run, of which this
#                is the report.json; `bench_compare` says it of any two
#
# Each round runs every case once, in an order of its own, since machines drift: only
# ratios within a round count. The table goes to build/bench/results too, with report.json
# and report.svg. goals.txt says what is compared, README.md what the cases are.
set -eu
called_from=$PWD
cd "$(dirname "$0")/.."
. tests/support/prepare.sh

usage() {
  sed -n '4,/^set/s/^# \{0,1\}//p' bench/run.sh
}

quick=
check=
rounds=
clang=
earlier=
for argument; do
  shift
  if [ "$earlier" = next ]; then
    case $argument in /*) earlier=$argument ;; *) earlier=$called_from/$argument ;; esac
    if [ ! -f "$earlier" ]; then echo "$earlier: no such report" >&2 && exit 2; fi
    continue
  fi
  if [ "$rounds" = next ]; then
    case $argument in '' | 0* | *[!0-9]*) usage >&2 && exit 2 ;; esac
    rounds=$argument
    continue
  fi
  case $argument in
    --quick) quick=yes ;;
    --check) check=yes ;;
    --rounds) rounds=next ;;
    --clang) clang=yes ;;
    --compare) earlier=next ;;
    -D*) set -- "$@" "$argument" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
if [ "$rounds" = next ] || [ "$earlier" = next ]; then usage >&2 && exit 2; fi
if [ -n "$quick" ]; then
  export WEIR_BENCH_QUICK=yes
  rounds=${rounds:-7}
else
  unset WEIR_BENCH_QUICK
fi
rounds=${rounds:-11}

compiler=g++
if [ -n "$clang" ]; then compiler=clang; fi
install_missing cmake ninja-build "$compiler" libabsl-dev libxxhash-dev libbenchmark-dev
build=${WEIR_BUILD_DIR:-build}/bench${clang:+-clang}
if [ -n "$clang" ]; then set -- -DCMAKE_CXX_COMPILER=clang++ "$@"; fi
peers='libboost-dev libtbb-dev libconcurrentqueue-dev libreaderwriterqueue-dev'
# A server is nothing to install unasked: Debian would start it. Whoever has one gets its
# peer, which starts another for itself.
if command -v redis-server > /dev/null; then
  peers="$peers libhiredis-dev"
  if grep -qs '^WEIR_REDIS_SERVER:.*NOTFOUND' "$build/CMakeCache.txt"; then
    rm -f "$build/configured_with"
  fi
fi
# shellcheck disable=SC2086  # One word per package.
if [ -n "$(missing_packages $peers)" ]; then
  # A peer that cannot be had is named in the table.
  install_missing $peers || echo "== Going on without some peers" >&2
  rm -f "$build/configured_with"
fi
configure "$build" -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_EXAMPLES=OFF "$@"
echo "== Building $build"
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)"

# It may be the one that is about to go.
if [ -n "$earlier" ]; then cp "$earlier" "$build/earlier.json"; fi
results=$build/results
rm -rf "$results"
mkdir -p "$results"
{
  echo "date: $(date -u '+%Y-%m-%d %H:%M UTC')"
  commit=$(git describe --always --dirty 2> /dev/null) && echo "commit: $commit"
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

# A count, so once is enough.
sh bench/put_instructions.sh --json "$build/bench/put_path" > "$results/1.put_instructions.json"

result=0
"$build/bench/bench_report" bench/goals.txt "$results" "$rounds" > "$results/report.txt" ||
  result=$?
echo
cat "$results/report.txt"
echo
echo "Also: $results/report.txt, report.json, report.svg"
if [ -n "$earlier" ]; then
  "$build/bench/bench_compare" bench/goals.txt "$build/earlier.json" "$results/report.json" \
    > "$results/compare.txt"
  echo
  cat "$results/compare.txt"
  echo
  echo "Also: $results/compare.txt"
fi
if [ "$result" -gt 1 ] || [ -n "$check" ]; then exit "$result"; fi

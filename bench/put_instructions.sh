#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Counts the instructions that one Stream::Put executes, with the limits on and off.
# A count, unlike a time, does not depend on what else the machine does.
#
#   sh bench/put_instructions.sh [-DCMAKE_VARIABLE=VALUE...]
#   sh bench/put_instructions.sh --json PUT_PATH
#
# The second is for run.sh: it installs and builds nothing, and prints what bench_report
# reads; if there is no valgrind that works, that.
set -eu
cd "$(dirname "$0")/.."
. tests/support/prepare.sh

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$put_path" "$1" "$2" 2>&1 |
    awk '/Collected/ {print $NF; seen = 1} END {exit !seen}'
}

# The second 100,000 puts: the first fill caches and first segments. What the caller's
# loop does, about 20 instructions, is in it.
per_put() {
  few=$(count 100000 "$1") && many=$(count 200000 "$1") && echo "$(((many - few) / 100000))"
}

if [ "${1-}" = --json ]; then
  put_path=$2
  if limited=$(per_put limited) && unlimited=$(per_put unlimited); then
    printf '"name": "Instructions/Put",\n"instructions_count": %d,\n' "$limited"
    printf '"name": "Instructions/PutUnlimited",\n"instructions_count": %d\n' "$unlimited"
  else
    printf '"weir_absent_peers": "valgrind",\n"name": "Instructions/Put"\n'
  fi
  exit
fi

install_missing cmake ninja-build g++ libabsl-dev libxxhash-dev libbenchmark-dev valgrind
build=${WEIR_BUILD_DIR:-build}/bench
configure "$build" -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_EXAMPLES=OFF "$@"
cmake --build "$build" --target put_path > /dev/null
put_path=$build/bench/put_path
for mode in limited unlimited; do
  echo "instructions a put, $mode: $(per_put "$mode")"
done

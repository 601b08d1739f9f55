#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Counts the instructions that one Stream::Put executes, with the limits on and off.
# A count, unlike a time, does not depend on what else the machine does.
#
#   sh bench/put_instructions.sh [-DCMAKE_VARIABLE=VALUE...]
set -eu
cd "$(dirname "$0")/.."
. tests/support/prepare.sh

install_missing cmake ninja-build g++ libabsl-dev libxxhash-dev libbenchmark-dev valgrind
build=${WEIR_BUILD_DIR:-build}/bench
configure "$build" -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_EXAMPLES=OFF "$@"
cmake --build "$build" --target put_path > /dev/null

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$build/bench/put_path" "$1" "$2" 2>&1 |
    awk '/Collected/ {print $NF; seen = 1} END {exit !seen}'
}

# The second 100,000 puts: the first fill caches and first segments. What the caller's
# loop does, about 20 instructions, is in it.
for mode in limited unlimited; do
  few=$(count 100000 "$mode")
  many=$(count 200000 "$mode")
  echo "instructions a put, $mode: $(((many - few) / 100000))"
done

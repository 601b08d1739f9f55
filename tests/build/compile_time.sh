#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Fails if weir/stream/stream.h costs the compiler more than 1.5 times what
# absl/status/statusor.h alone costs, which whoever reports errors pays anyway.
#
#   sh tests/build/compile_time.sh COMPILER [FLAG...]
#
# The two are compiled in turns, so that whatever else the machine does slows
# both; the figure is the median over the turns of the ratio of processor times.
set -eu

ratio_max=1.5
rounds=7

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo '#include "weir/stream/stream.h"' > "$scratch/weir.cc"
echo '#include "absl/status/statusor.h"' > "$scratch/abseil.cc"

# Prints the seconds, user and system, that the compiler takes over file $1.
# `times` prints those of a shell's children on its second line: 0m1.23s 0m0.12s.
# Not into a pipe, as a shell made for one has had no children.
processor_seconds() (
  file=$1
  shift
  "$@" -std=c++20 -fsyntax-only "$file"
  times > "$scratch/times"
  awk 'NR == 2 { split($0, t, /[ms ]+/); print 60 * t[1] + t[2] + 60 * t[3] + t[4] }' \
    "$scratch/times"
)

# One turn unmeasured, to bring the headers into memory.
round=0
while [ "$round" -le "$rounds" ]; do
  weir=$(processor_seconds "$scratch/weir.cc" "$@")
  abseil=$(processor_seconds "$scratch/abseil.cc" "$@")
  [ "$round" -eq 0 ] || echo "$weir $abseil"
  round=$((round + 1))
done > "$scratch/seconds"

awk '{ print $1 / $2, $1, $2 }' "$scratch/seconds" | sort -n |
  awk -v ratio_max="$ratio_max" '
    { ratio[NR] = $1; weir[NR] = $2; abseil[NR] = $3 }
    END {
      middle = (NR + 1) / 2
      printf "weir/stream/stream.h / absl/status/statusor.h: %.2f (%.2f to %.2f in %d rounds;",
             ratio[middle], ratio[1], ratio[NR], NR
      printf " in the median round %.2f s / %.2f s); limit %.2f\n",
             weir[middle], abseil[middle], ratio_max
      exit ratio[middle] > ratio_max
    }'

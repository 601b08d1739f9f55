#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the stress tests and the explorer in turn, with fresh seeds and more rounds each
# time, until the time is over.
#
#   sh tests/support/soak.sh DIRECTORY MINUTES
#
# The first program that fails ends it; what it printed says how to repeat that. So does
# one that holds more memory the longer it runs (I14). What a stress test holds goes up
# and down with what it remembers of a round, and freed segments stay where they are, so
# it is the least that it held in the second half of its time that counts: that may be
# twice the most of the first three times, and 64 MiB more.
set -eu
programs=$(ls "$1"/weir_*_stress "$1"/weir_explore_test 2> /dev/null)
seconds=$(($2 * 60))
unset WEIR_SEED WEIR_EXPLORE_REPLAY
# Or glibc keeps what threads that have ended had freed, and more of it each time.
export MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=65536 MALLOC_MMAP_THRESHOLD_=65536
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
start=$(date +%s)

elapsed() {
  echo $(($(date +%s) - start))
}

# The sum of NAME=... over the tally lines of all programs so far, or of this round.
sum_of() {
  cat "$directory"/*."$2" | awk -v name="$1" '
    /^tally:/ { for (i = 2; i <= NF; ++i) if (split($i, pair, "=") == 2 && pair[1] == name) sum += pair[2] }
    /^explore / && name == "executions" { sum += $3 }
    END { printf "%.0f", sum }'
}

figures() {
  echo "$(sum_of put "$1") put, $(sum_of read "$1") read, $(sum_of pin_races "$1") pin races of" \
    "$(sum_of pin_attempts "$1") pins, $(sum_of executions "$1") explorer executions, 0 violations"
}

# run PROGRAM: leaves what it prints in NAME.round, and in $memory the least that it held
# in the second half of its time, in MiB.
run() {
  name=$(basename "$1")
  # The scenarios, and not what proves that the explorer is not blind, at any scale.
  filter=
  if [ "$name" = weir_explore_test ]; then filter='[explore]~[explorer]'; fi
  WEIR_STRESS_SCALE=$scale WEIR_EXPLORE_SCALE=$scale "$1" ${filter:+"$filter"} > "$directory/$name.round" 2>&1 &
  pid=$!
  : > "$directory/$name.samples"
  while kill -0 "$pid" 2> /dev/null; do
    awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status" 2> /dev/null \
      >> "$directory/$name.samples" || true
    sleep 0.2
  done
  if ! wait "$pid"; then
    cat "$directory/$name.round"
    echo "soak: $name failed in round $round, at a scale of $scale" >&2
    exit 1
  fi
  cat "$directory/$name.round" >> "$directory/$name.all"
  memory=$(awk '{ held[NR] = $1 }
    END {
      least = held[NR]
      for (i = int(NR / 2) + 1; i <= NR; ++i) if (held[i] < least) least = held[i]
      print least + 0
    }' "$directory/$name.samples")
  if [ "$round" -le 3 ]; then echo "$memory" >> "$directory/$name.first"; fi
  first=$(sort -n "$directory/$name.first" | tail -n 1)
  if [ "$memory" -gt $((2 * first + 64)) ]; then
    echo "soak: $name held $first MiB at first, and $memory MiB in round $round" >&2
    exit 1
  fi
}

# Twice as much each time, as long as that fits into the time that is left.
round=0
hundredths=5
last=0
while [ "$(elapsed)" -lt "$seconds" ]; do
  round=$((round + 1))
  scale=$(awk "BEGIN { print $hundredths / 100 }")
  began=$(elapsed)
  held=
  for program in $programs; do
    run "$program"
    held="$held $(basename "$program" | sed 's/^weir_//; s/_stress$//; s/_test$//') $memory,"
  done
  last=$(($(elapsed) - began + 1))
  echo "soak: $(elapsed) s, round $round, scale $scale: $(figures round); MiB:${held%,}"
  left=$((seconds - $(elapsed)))
  if [ $((2 * last)) -le "$left" ]; then
    hundredths=$((2 * hundredths))
  elif [ "$last" -gt "$left" ] && [ "$left" -gt 0 ]; then
    hundredths=$((hundredths * left / last))
    if [ "$hundredths" -lt 1 ]; then hundredths=1; fi
  fi
done
echo "soak: $round rounds in $(elapsed) s: $(figures all)"

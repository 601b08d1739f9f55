#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The sum of the figures must see that a test did too little, or was not run at all.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
log=$(mktemp)
trap 'rm -f "$log" "$log.sum"' EXIT

# As CTest writes it. The last line is of what the stress came to.
write_log() {
  for canary in 1 2 3 4 5 6 7 8 9 10; do
    printf '1/9 Testing: canary.%s\nOutput:\nTest Passed.\n' "$canary"
  done
  echo '2/9 Testing: explore.scenarios'
  for scenario in $(seq 50); do
    echo "explore scenario_$scenario 200000 executions (all there are), 9 steps each, 0.1 s"
  done
  echo '3/9 Testing: mutant.orders'
  echo '300 orders weakened: 200 noticed, 100 equivalent, 0 never changed'
  echo '4/9 Testing: stress.accounting'
  echo 'tally: rounds=1 put=1 read=1 trimmed=1000000'
  echo '5/9 Testing: stress.all'
  echo 'tally: pin_attempts=20000000 pin_races=10000 freeze_steps=1000 freeze_pairs=10000 schedules=1000'
  echo "tally: put=$1 read=99999999 trimmed=5"
}

sums() {
  sh "$here/figures.sh" "$log" > "$log.sum"
}

write_log 99999999 > "$log"
sums || { cat "$log.sum" && echo "refused what is enough" >&2 && exit 1; }
write_log 99999998 > "$log"
! sums || { echo "accepted a record too few" >&2 && exit 1; }
! sh "$here/figures.sh" /dev/null > "$log.sum" || { echo "accepted nothing" >&2 && exit 1; }

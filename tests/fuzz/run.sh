#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs one fuzz target for so many seconds, from a copy of its corpus: what it finds on its
# way is thrown away, what makes it fail is kept beside it and named.
#
#   sh tests/fuzz/run.sh TARGET CORPUS SECONDS
set -eu
target=$1
corpus=$2
seconds=$3
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
artifacts=$(dirname "$target")/artifacts
mkdir -p "$artifacts"
if ! "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -max_len=8192 \
  -artifact_prefix="$artifacts/" -print_final_stats=1 "$found" "$corpus" > "$found.log" 2>&1; then
  tail -n 60 "$found.log"
  rm -f "$found.log"
  echo "The input is in $artifacts."
  exit 1
fi
grep -E 'DONE|number_of_executed_units|new_units_added' "$found.log"
rm -f "$found.log"

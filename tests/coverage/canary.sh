#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The report must see what is not covered, and fail below either limit.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# report LINES_LIMIT BRANCHES_LIMIT [SHOWN]: its result.
report() {
  result=0
  awk -v root=/weir -v lines_limit="$1" -v branches_limit="$2" \
    -f "$here/report.awk" "${3:-$here/canary.shown}" > "$output" || result=$?
  return $result
}

fail() {
  echo "$*; the report was:" >&2
  cat "$output" >&2
  exit 1
}

# Of the 13 lines 12 are run, of the 6 outcomes of three branches 5.
report 92 83 || fail "refused what is above both limits"
diff "$here/canary.expected" "$output" || fail "reported something else"
! report 93 83 || fail "accepted too few lines"
! report 92 84 || fail "accepted too few branches"
! report 92 83 /dev/null || fail "accepted that nothing was counted"

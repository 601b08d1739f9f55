#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Of two made-up runs it must be said what got better, what worse and what neither, and a
# machine that is slower as a whole must not count.
#
#   sh bench/report/compare_canary.sh BENCH_REPORT BENCH_COMPARE
set -eu
report=$1
compare=$2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

cat > "$here/goals.txt" << 'END'
compare - ns ratio - A/Weir A/Peer
reference A A/Other
reference A/ A/Peer
END

# run NAME COMPILER PEER OURS... : the report of so many rounds, in millions a second.
run() {
  mkdir "$here/$1"
  echo "compiler: $2" > "$here/$1/facts.txt"
  name=$1 peer=$3 round=0
  shift 3
  for ours; do
    round=$((round + 1))
    cat > "$here/$name/$round.a_bench.json" << END
      "name": "A/Weir/iterations:1",
      "items_per_second": ${ours}e+06,
      "calls_count": 3,
      "name": "A/Peer/iterations:1",
      "items_per_second": ${peer}e+06,
END
  done
  "$report" "$here/goals.txt" "$here/$name" "$round" > /dev/null || [ "$round" -lt 7 ]
}

# expect WORDS: what comparing `earlier` with `later` says.
expect() {
  "$compare" "$here/goals.txt" "$here/earlier/report.json" "$here/later/report.json" > "$here/said.txt"
  if ! grep -q "$1" "$here/said.txt"; then
    echo "expected '$1', got:" >&2
    cat "$here/said.txt" >&2
    exit 1
  fi
  rm -r "$here/later"
}

# Multiples of the peer of 1.11, 1.0, 0.95.
run earlier g++ 100 90 100 105
run later g++ 100 80 85 88
expect 'A/Weir  *ns  *10.00  *11.76  *x  1.18  *WORSE  *A/Peer'
run later g++ 100 80 85 91
expect 'A/Weir  *ns  *10.00  *11.76  *x  1.18   *A/Peer'
run later g++ 100 110 120 130
expect 'A/Weir  *ns  *10.00  *8.33  *x  0.83  *better  *A/Peer'

# A machine of half the speed: then and now are the same, and the peer alone is not put
# beside itself.
run later g++ 50 45 50 52
expect 'A/Weir  *ns  *10.00  *20.00  *x  1.00   *A/Peer'
run later clang++ 50 45 50 52
expect 'A/Peer  *ns  *10.00  *20.00  *x  2.00  *WORSE *$'
run later clang++ 50 45 50 52
expect '^compiler: g++, and now clang++'
run later g++ 50 45 50 52
expect '^compiler: g++$'

# A count is compared as it is, to the last.
run later g++ 50 45 50 52
sed -i 's/"calls_count", "rounds": {.*}/"calls_count", "rounds": {"1": 4}/' "$here/later/report.json"
expect 'A/Weir  *calls_count  *3.00  *4.00  *x  1.33  *WORSE'

# What only one of them has.
run later g++ 100 90 100 105
sed -i 's/A\/Weir/A\/Late/' "$here/later/report.json"
expect 'A/Late  *ns  *-  *10.00  *-  *new'
run later g++ 100 90 100 105
sed -i '/"case": "A\/Weir", "metric": "ns"/d' "$here/later/report.json"
expect 'A/Weir  *ns  *10.00  *-  *-  *gone'
run later g++ 100 90 100 105
expect '^WORSE: 0 of 3$'

# So few rounds are said to be few; seven are not.
run later g++ 100 90 100 105
expect 'may be chance'
rm -r "$here/earlier"
run earlier g++ 100 90 100 105 90 100 105 100
run later g++ 100 90 100 105 90 100 105 100
"$compare" "$here/goals.txt" "$here/earlier/report.json" "$here/later/report.json" > "$here/said.txt"
if grep -q 'may be chance' "$here/said.txt"; then exit 1; fi

# What is no report.
for broken in '' '{"case": "A", "metric": "ns", "rounds": {"1" 2}}' '{"case": "A"}'; do
  echo "$broken" > "$here/broken.json"
  result=0
  "$compare" "$here/goals.txt" "$here/earlier/report.json" "$here/broken.json" \
    > /dev/null 2>&1 || result=$?
  [ "$result" -eq 2 ]
done

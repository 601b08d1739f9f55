#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The report must say of made-up rounds which goals are met, missed and in between, and
# fail where it should.
#
#   sh bench/report/canary.sh BENCH_REPORT
set -eu
report=$1
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

# rounds OURS... : seven rounds, of ours as said, and of a peer with 10 ns.
rounds() {
  rm -f "$here"/*.json
  round=0
  for ours; do
    round=$((round + 1))
    cat > "$here/$round.a_bench.json" << END
  "context": {
    "weir_absent_peers": "libnone-dev",
  },
      "name": "A/Weir/iterations:1/manual_time",
      "items_per_second": $ours,
      "name": "A/Peer/iterations:1",
      "items_per_second": 1.0e+08
END
  done
}

# expect RESULT WORDS: how the report ends, and what it says of the one comparison.
expect() {
  result=0
  "$report" "$here/goals.txt" "$here" "$round" > "$here/report.txt" || result=$?
  if [ "$result" -ne "$1" ] || ! grep -q "^P1 .*$2" "$here/report.txt"; then
    echo "expected $1 and '$2', got $result and:" >&2
    cat "$here/report.txt" >&2
    exit 1
  fi
}

echo 'compare P1 ns ratio 0.5 A/Weir A/Peer' > "$here/goals.txt"
echo 'panel ns A A title' >> "$here/goals.txt"
echo 'label Weir Ours & <more>' >> "$here/goals.txt"

# 2.5e8 a second are 4 ns, 0.4 of the peer's.
rounds 2.5e8 2.5e8 2.5e8 2.5e8 1.0e8 1.0e8 1.0e8
expect 0 '0.40 *0.40 *1.00 *0.50 *met'
rounds 2.5e8 1.0e8 1.0e8 1.0e8 1.0e8 1.0e8 1.0e8
expect 0 '0.40 *1.00 *1.00 *0.50 *within spread'
rounds 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8
expect 1 '0.56 *0.56 *0.56 *0.50 *MISSED'
grep -q 'absent: libnone-dev' "$here/report.txt"
grep -q '"verdict": "MISSED"' "$here/report.json"
grep -q '>Ours &amp; &lt;more&gt;</text>' "$here/report.svg"
grep -q '>5.6</text>' "$here/report.svg"
grep -q '</svg>' "$here/report.svg"

# A floor that misses the goal as we do, in every round or not in every one.
echo 'compare P1 ns ratio 0.5 A/Weir A/Peer A/Floor' > "$here/goals.txt"
# floors OURS... : the same of the floor.
floors() {
  round=0
  for ours; do
    round=$((round + 1))
    printf '"name": "A/Floor",\n"items_per_second": %s,\n' "$ours" >> "$here/$round.a_bench.json"
  done
}
floors 1.9e8 1.9e8 1.9e8 1.9e8 1.9e8 1.9e8 1.9e8
expect 0 '0.56 *0.56 *0.56 *0.50 *0.53 *out of reach'
rounds 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8
floors 1.9e8 2.1e8 1.9e8 1.9e8 1.9e8 1.9e8 1.9e8
expect 1 '0.56 *0.56 *0.56 *0.50 *0.53 *MISSED'
rounds 2.5e8 2.5e8 2.5e8 2.5e8 1.0e8 1.0e8 1.0e8
floors 1.9e8 1.9e8 1.9e8 1.9e8 1.9e8 1.9e8 1.9e8
expect 0 '0.40 *0.40 *1.00 *0.50 *0.53 *met'
rounds 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8 1.8e8
expect 1 'FAILED'
echo 'compare P1 ns ratio 0.5 A/Weir A/Peer' > "$here/goals.txt"

# Too few rounds, a case that failed, one of ours that is not there, a peer that is not.
rounds 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8
expect 1 'met'
rounds 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8
printf '"name": "A/Peer",\n"error_occurred": true,\n"error_message": "it is lost",\n' \
  >> "$here/3.a_bench.json"
expect 1 'FAILED'
grep -q '^A/Peer FAILED: it is lost$' "$here/report.txt"
rounds 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8 2.5e8
echo 'compare P1 ns ratio 0.5 A/None A/Peer' > "$here/goals.txt"
expect 1 'FAILED'
echo 'compare P1 ns ratio 0.5 A/Weir A/None' > "$here/goals.txt"
expect 1 'FAILED'
echo 'needs libother-dev /None' >> "$here/goals.txt"
expect 1 'FAILED'
echo 'needs libnone-dev /Other' >> "$here/goals.txt"
expect 1 'FAILED'
echo 'needs libnone-dev /None' >> "$here/goals.txt"
expect 0 'absent'
sed -i '/absent/d' "$here"/*.json
expect 1 'FAILED'

# A difference, and values: with a goal of none at all, what is a count and what is not.
echo 'compare P1 ns difference -5 A/Weir A/Peer' > "$here/goals.txt"
expect 0 '-6.00 *-6.00 *-6.00 *-5.00 *met'
for file in "$here"/*.json; do
  printf '"name": "A/Weir",\n"calls_count": 0.0e+00,\n"leaked_bytes": 5.0e+00,\n"odd": 1,\n' \
    >> "$file"
done
echo 'compare P1 calls_count value 0 A/Weir -' > "$here/goals.txt"
expect 0 '0.00 *0.00 *0.00 *0.00 *met'
echo 'compare P1 leaked_bytes value 0 A/Weir -' > "$here/goals.txt"
expect 1 '5.00 *5.00 *5.00 *0.00 *MISSED'
echo 'compare P1 odd value 0 A/Weir -' > "$here/goals.txt"
expect 1 'FAILED'

# Lines that cannot be understood.
for line in 'compare P1 ns ratio half A/Weir A/Peer' 'compare P1 ns ratio 0.5 A/Weir -' \
  'compare P1 ns value 0.5 A/Weir A/Peer' 'compare P1 ns product 0.5 A/Weir A/Peer' \
  'compare P1 ns difference 0.5 A/Weir A/Peer A/Floor' 'compare - ns ratio - A/Weir A/Peer A/Floor' \
  'compare P1 ns ratio 0.5 A/Weir A/Peer A/Floor A/More' 'needs a'; do
  echo "$line" > "$here/goals.txt"
  result=0
  "$report" "$here/goals.txt" "$here" 7 2> "$here/report.txt" || result=$?
  [ "$result" -eq 2 ]
done

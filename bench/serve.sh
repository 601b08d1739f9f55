#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Measures weir-server beside kinesalite, after installing what that takes, and prints one
# table.
#
#   sh bench/serve.sh [FLAG...] [-DCMAKE_VARIABLE=VALUE...]
#
#   --quick      3 short rounds, within two minutes; 5 otherwise
#   --rounds N   so many rounds
#   --only TEXT  nothing but the cases that have TEXT in their names
#   --check      fails if a goal is missed in every round
#
# The table goes to build/bench/serve too, with results.json. Without node, npm or a
# registry to have kinesalite from, ours is measured alone. serve/README.md says what the
# cases are.
set -eu
cd "$(dirname "$0")/.."
. tests/support/prepare.sh

usage() {
  sed -n '4,/^set/s/^# \{0,1\}//p' bench/serve.sh
}

# The program's own, which are not CMake's.
flags=
rounds=
only=
for argument; do
  shift
  if [ "$rounds" = next ]; then
    case $argument in '' | 0* | *[!0-9]*) usage >&2 && exit 2 ;; esac
    rounds=$argument
    continue
  fi
  if [ "$only" = next ]; then
    only=$argument
    continue
  fi
  case $argument in
    --quick | --check) flags="$flags $argument" ;;
    --rounds) rounds=next ;;
    --only) only=next ;;
    -D*) set -- "$@" "$argument" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
if [ "$rounds" = next ] || [ "$only" = next ]; then usage >&2 && exit 2; fi

build=${WEIR_BUILD_DIR:-build}/bench
needed='libabsl-dev libxxhash-dev libboost-dev libnghttp2-dev libssl-dev libsimdjson-dev libcbor-dev'
# shellcheck disable=SC2086  # One word per package.
if [ -n "$(missing_packages cmake ninja-build g++ $needed)" ]; then
  install_missing cmake ninja-build g++ $needed
  # It may have been configured without the endpoint.
  rm -f "$build/configured_with"
fi
configure "$build" -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_EXAMPLES=OFF "$@"
echo "== Building $build"
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" --target weir_server serve_bench

results=$build/serve
peer=$results/npm
mkdir -p "$peer"
# Whatever its packages would run when they are installed is not run: it needs none of it.
install_peer() {
  if ! command -v node > /dev/null || ! command -v npm > /dev/null; then return 1; fi
  if cmp -s bench/serve/package-lock.json "$peer/installed.json"; then return; fi
  echo "== Installing kinesalite into $peer"
  rm -f "$peer/installed.json"
  cp bench/serve/package.json bench/serve/package-lock.json "$peer"
  (cd "$peer" && npm ci --ignore-scripts --no-audit --no-fund > npm.txt 2>&1) || return 1
  cp bench/serve/package-lock.json "$peer/installed.json"
}
kinesalite=
if install_peer; then
  kinesalite=$peer/node_modules/kinesalite/cli.js
else
  echo "== Going on without kinesalite" >&2
fi

{
  echo "date: $(date -u '+%Y-%m-%d %H:%M UTC')"
  commit=$(git describe --always --dirty 2> /dev/null) && echo "commit: $commit"
  echo "cpu: $(awk -F ': ' '/^model name/ {print $2; exit}' /proc/cpuinfo 2> /dev/null ||
    uname -m), $(getconf _NPROCESSORS_ONLN) cores"
  echo "kernel: $(uname -sr)"
  sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt" | while read -r compiler; do
    echo "compiler: $("$compiler" --version | sed 1q)"
  done
  if [ -n "$kinesalite" ]; then
    echo "node: $(node --version)"
    echo "kinesalite: $(sed -n 's/^  "version": "\(.*\)",*$/\1/p' \
      "$peer/node_modules/kinesalite/package.json")"
  fi
  echo "load before: $(cut -d ' ' -f 1 /proc/loadavg 2> /dev/null || echo unknown)"
} > "$results/facts.txt"

if awk -v cores="$(getconf _NPROCESSORS_ONLN)" '{exit !($1 > cores / 4)}' /proc/loadavg 2> /dev/null; then
  echo "== The machine has other work: the figures will mean little" >&2
fi

set -- --server "$build/weir-server" --facts "$results/facts.txt" --json "$results/results.json"
if [ -n "$kinesalite" ]; then
  # Its warnings are about the age of what it is made of.
  set -- "$@" --peer node --no-warnings "$kinesalite" --port PORT --createStreamMs 0 \
    --deleteStreamMs 0 --shardLimit 1000
fi
if [ -n "$only" ]; then set -- "$@" --only "$only"; fi
if [ -n "$rounds" ]; then set -- "$@" --rounds "$rounds"; fi
result=0
# shellcheck disable=SC2086  # One word per flag.
"$build/bench/serve_bench" "$@" $flags > "$results/report.txt" || result=$?
echo
cat "$results/report.txt"
echo
echo "Also: $results/report.txt, results.json"
exit "$result"

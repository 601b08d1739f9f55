#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds Weir and runs its tests, after installing what that takes.
#
#   sh tests/run.sh [FLAG...] [-DCMAKE_VARIABLE=VALUE...]
#
#   --fast    without the stress tests, the explorer, its mutants, the consumer projects,
#             AWS's clients and the measuring of compile times
#   --clang   with clang instead of g++
#   --asan    under AddressSanitizer and UndefinedBehaviorSanitizer
#   --tsan    under ThreadSanitizer, with clang: g++ 12's misses races behind a
#             memset that it has inlined
#   --coverage  with clang, and at the end what the unit tests leave out of the engine;
#             fails if it is too much. Without a sanitizer, the unit tests only.
#   --soak MINUTES
#             instead of the tests, the stress and the explorer in turn for so long, with
#             fresh seeds and more rounds each time; a line each round, and the sums
#
# Each combination has a build directory of its own, under $WEIR_BUILD_DIR or
# build/. The sanitizers run the unit and stress tests only, ThreadSanitizer those that
# start threads, AddressSanitizer with clang the fuzzers too: the explorer has stacks that
# they do not know, and the rest are programs of their own. What CTest, the report of
# coverage or the sum of the figures find to be wrong makes it fail; the last lines are
# CTest's summary.
set -eu
cd "$(dirname "$0")/.."
. tests/support/prepare.sh

usage() {
  sed -n '4,/^set/s/^# \{0,1\}//p' tests/run.sh
}

compiler=gcc
sanitizer=
fast=
coverage=
soak=
for argument; do
  shift
  if [ "$soak" = next ]; then
    case $argument in '' | 0* | *[!0-9]*) usage >&2 && exit 2 ;; esac
    soak=$argument
    continue
  fi
  case $argument in
    --soak) soak=next ;;
    --fast) fast=yes ;;
    --clang) compiler=clang ;;
    --asan) sanitizer=asan ;;
    --tsan) sanitizer=tsan compiler=clang ;;
    --coverage) coverage=coverage compiler=clang ;;
    -D*) set -- "$@" "$argument" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
done
if [ "$soak" = next ]; then usage >&2 && exit 2; fi

tools='cmake ninja-build'
libraries='libabsl-dev libxxhash-dev catch2'
# Of the endpoint.
libraries="$libraries libboost-dev libnghttp2-dev libssl-dev libsimdjson-dev libcbor-dev"
libraries="$libraries libtomlplusplus-dev"
settings=
case $compiler in
  gcc) tools="$tools g++" settings='-DCMAKE_CXX_COMPILER=g++' ;;
  clang) tools="$tools clang" settings='-DCMAKE_CXX_COMPILER=clang++' ;;
esac
case $compiler-$sanitizer$coverage in clang-?*) tools="$tools libclang-rt-dev llvm" ;; esac
case $sanitizer in
  asan) settings="$settings -DWEIR_SANITIZE=address" ;;
  tsan) settings="$settings -DWEIR_SANITIZE=thread" ;;
esac
if [ -n "$sanitizer" ]; then
  settings="$settings -DWEIR_BUILD_BENCH=OFF -DWEIR_BUILD_EXAMPLES=OFF"
fi
if [ -n "$coverage" ]; then
  settings="$settings -DWEIR_COVERAGE=ON"
  if [ -z "$sanitizer" ]; then
    fast=yes settings="$settings -DWEIR_BUILD_BENCH=OFF -DWEIR_BUILD_EXAMPLES=OFF"
  fi
fi
# Several files at a time, and what they all include only once: a third of the
# compiling. The build with all tests compiles each file of the engine and of the contract
# alone, and so notices an #include that is missing.
settings="$settings -DWEIR_UNITE_TESTS=ON"
if [ -n "$sanitizer$coverage" ]; then
  settings="$settings -DCMAKE_UNITY_BUILD=ON -DWEIR_PRECOMPILE_TESTS=ON"
fi
if [ -z "$fast" ]; then tools="$tools pkgconf" libraries="$libraries libbenchmark-dev"; fi
case "$*" in *-DWEIR_DEPS=fetch*) libraries= ;; esac
# shellcheck disable=SC2086  # One word per package.
install_missing $tools $libraries
# Of the clients that the endpoint is tested with: what is not there is not tested.
if [ -z "$fast$sanitizer$soak" ]; then
  # shellcheck disable=SC2046  # One word per package.
  install_missing awscli python3-boto3 python3-prometheus-client curl $(node_packages) ||
    echo "== Tests of clients that are missing will be skipped"
fi

build=${WEIR_BUILD_DIR:-build}/$compiler${sanitizer:+-$sanitizer}${coverage:+-$coverage}
# shellcheck disable=SC2086  # One word per setting.
configure "$build" $settings "$@"

left_out=${fast:+stress|explore|mutant|consume|build|clients}
if [ -n "$sanitizer" ]; then left_out=${left_out:-consume|build|clients}; fi

# Where the kernel scatters addresses more widely than ThreadSanitizer allows
# for, its programs don't start.
with_plain_addresses=
if [ "$sanitizer" = tsan ] && setarch -R true 2> /dev/null; then
  with_plain_addresses='setarch -R'
fi
export UBSAN_OPTIONS="print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
# For those that have no better name for what they counted: see tests/CMakeLists.txt.
export LLVM_PROFILE_FILE=/dev/null
rm -rf "$build/coverage"

jobs=$(getconf _NPROCESSORS_ONLN)
echo "== Building $build"
if [ -n "$soak" ]; then
  cmake --build "$build" --parallel "$jobs" --target weir_soak
  echo "== Soaking $build for $soak minutes"
  $with_plain_addresses sh tests/support/soak.sh "$build/tests" "$soak"
  exit
fi
cmake --build "$build" --parallel "$jobs"
echo "== Testing $build"
summary=$build/Testing/summary.txt
result=0
$with_plain_addresses ctest --test-dir "$build" --parallel "$jobs" --output-on-failure \
  --output-log "$summary" ${left_out:+--label-exclude "$left_out"} || result=$?
if [ -n "$coverage" ]; then
  sh tests/coverage/report.sh "$build" || result=1
elif [ -z "$left_out" ]; then
  echo "== What that was"
  sh tests/support/figures.sh "$build/Testing/Temporary/LastTest.log" || result=1
fi
# Once more, so that it is the last.
sed -n "/tests passed, /,\$p" "$summary"
exit $result

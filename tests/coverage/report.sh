#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints which lines and branches of the engine the unit tests ran, in a build directory
# that was configured with WEIR_COVERAGE. Fails if it is less than the limits.
#
#   sh tests/coverage/report.sh BUILD_DIR
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."

lines_limit=95
branches_limit=90

# The compiler's own tools, as they must know its format.
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
llvm() {
  tool=$1
  shift
  "$("$compiler" -print-prog-name="llvm-$tool")" "$@"
}

counts=$build/coverage/counts.profdata
shown=$build/coverage/shown.txt
llvm profdata merge -sparse -o "$counts" "$build"/coverage/*.profraw
# The tests of a floor are linked with what they need of src/. Names that have no
# counts are of functions that one of several compilations does not use.
set --
for floor in include/weir/*/; do
  program=$build/tests/weir_$(basename "$floor")_test
  if [ -x "$program" ]; then set -- "$@" -object "$program"; fi
done
llvm cov show "$@" -instr-profile "$counts" -show-branches=count -show-instantiations=false \
  > "$shown" 2> "$build/coverage/shown.err" || {
  cat "$build/coverage/shown.err" >&2
  exit 1
}

# What waits for sockets has tests with threads, which are not counted; weir-server is a
# program.
find "$PWD/src" -name '*.cc' | while read -r source; do
  case $source in */src/serve/net/* | */src/serve/endpoint*.cc | */src/server/*) continue ;; esac
  # What instantiates a template is code of the header that defines it.
  if grep -q "^template class" "$source"; then continue; fi
  if ! grep -qxF "$source:" "$shown"; then
    echo "coverage: nothing is counted in $source" >&2
    exit 1
  fi
done

awk -v root="$PWD" -v lines_limit=$lines_limit -v branches_limit=$branches_limit \
  -f tests/coverage/report.awk "$shown"

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Configures, builds and runs a consumer that is built with CMake.
#
#   sh tests/consume/cmake_project.sh PROJECT BUILD_DIR [CMAKE_ARGUMENT...]
#
# PROJECT is a directory beside this script; its executable is called `consumer`.
set -eu

project=$(dirname "$0")/$1
build=$2
shift 2

rm -rf "$build"
cmake -S "$project" -B "$build" "$@"
cmake --build "$build"
"$build/consumer"

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds and runs the example live_telemetry, after installing what that takes.
#
#   sh examples/quickstart.sh [ARGUMENT...]
#
# The arguments are live_telemetry's.
set -eu
cd "$(dirname "$0")/.."
. tests/support/prepare.sh

install_missing cmake g++ ninja-build libabsl-dev libxxhash-dev

build=${WEIR_BUILD_DIR:-build}/quickstart
configure "$build" -DWEIR_BUILD_TESTS=OFF -DWEIR_BUILD_BENCH=OFF
echo "== Building $build"
cmake --build "$build" --target live_telemetry --parallel "$(getconf _NPROCESSORS_ONLN)"
exec "$build/examples/live_telemetry" "$@"

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Installs what was built into an empty prefix, so that no file of an earlier
# installation can stand in for one that is missing.
#
#   sh tests/consume/install.sh BUILD_DIR PREFIX
set -eu

build=$1
prefix=$2

rm -rf "$prefix"
cmake --install "$build" --prefix "$prefix"

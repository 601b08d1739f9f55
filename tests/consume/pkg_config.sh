#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds and runs a consumer with nothing but the compiler and pkg-config.
#
#   sh tests/consume/pkg_config.sh PKG_CONFIG COMPILER PC_DIR BUILD_DIR [PACKAGE SOURCE]
set -eu

pkg_config=$1
compiler=$2
pc_dir=$3
build=$4
package=${5:-weir}
source=$(dirname "$0")/${6:-consumer.cc}

# shellcheck disable=SC2086  # It may be several.
flags=$(PKG_CONFIG_PATH=$pc_dir "$pkg_config" --cflags $package)
libraries=$(PKG_CONFIG_PATH=$pc_dir "$pkg_config" --libs $package)
version=$(PKG_CONFIG_PATH=$pc_dir "$pkg_config" --modversion $package | head -n 1)

rm -rf "$build"
mkdir -p "$build"
# shellcheck disable=SC2086  # Flags and libraries are several words each.
"$compiler" -std=c++20 $flags "$source" -o "$build/consumer" $libraries
printf '%s.pc %s: ' "$package" "$version"
"$build/consumer"

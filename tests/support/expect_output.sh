#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs a program, which must succeed and print what a file holds.
#
#   sh tests/support/expect_output.sh EXPECTED_FILE PROGRAM [ARGUMENT...]
set -eu

expected=$1
shift

output=$("$@")
printf '%s\n' "$output" | diff -u "$expected" -

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Puts the client in JavaScript into a directory, with the packages that its lock file names,
# unless they are there already. Their scripts are not run.
#
#   sh tests/serve_clients/js/install.sh DIRECTORY
#
# 77, CTest's word for a test that could not be run, where node, npm or npm's registry is
# missing, or node is too old for the SDK.
set -eu

source=$(dirname "$0")
directory=$1

skip() {
  echo "skipped: $*"
  exit 77
}

command -v node > /dev/null || skip "there is no node"
major=$(node -p 'process.versions.node.split(".")[0]')
if [ "$major" -lt 20 ]; then skip "the SDK needs node 20 or newer, and this is $major"; fi
command -v npm > /dev/null || skip "there is no npm"

mkdir -p "$directory"
cp "$source"/*.mjs "$source/package.json" "$directory"
if cmp -s "$source/package-lock.json" "$directory/installed.json"; then exit; fi

unreachable='ENOTFOUND|EAI_AGAIN|ECONN[A-Z]*|E[A-Z]*UNREACH|[A-Z_]*TIMEDOUT|[A-Z_]*TIMEOUT'
unreachable="$unreachable|E403|E407|E50[0-9]|[A-Z_]*CERT[A-Z_]*|[A-Z_]*LEAF[A-Z_]*"

rm -f "$directory/installed.json"
cp "$source/package-lock.json" "$directory"
if ! npm ci --prefix "$directory" --ignore-scripts --no-audit --no-fund --prefer-offline \
  --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=20000 \
  > "$directory/npm.log" 2>&1; then
  cat "$directory/npm.log"
  # No network, no way through a proxy, or one that npm does not trust. A package with other
  # contents than the lock file says is none of these.
  if grep -qE "code ($unreachable)" "$directory/npm.log"; then
    skip "npm's registry cannot be reached"
  fi
  exit 1
fi
# Last, so that what was broken off is begun anew.
cp "$source/package-lock.json" "$directory/installed.json"

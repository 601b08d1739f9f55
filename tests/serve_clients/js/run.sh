#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the client in JavaScript from the directory that install.sh has filled.
#
#   sh tests/serve_clients/js/run.sh DIRECTORY [ARGUMENT...]
set -eu

directory=$1
shift
if [ ! -e "$directory/installed.json" ]; then
  echo "skipped: the SDK is not installed; clients.js_install says why"
  exit 77
fi
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED=true
exec node "$directory/run.mjs" "$@"

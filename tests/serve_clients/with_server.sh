#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs a client against two servers of its own: one that verifies signatures and has no
# limits, and one with those that AWS has, on which streams are CREATING for a while. Both must
# end well when they are told to.
#
#   sh tests/serve_clients/with_server.sh [--tls] WEIR_SERVER CLIENT [ARGUMENT...]
#
# The client is given --url and --limited-url, and credentials in the environment; with --tls
# also whom to trust. Its exit status is this script's; 77 is CTest's word for a test that could
# not be run here.
set -eu
. "$(dirname "$0")/environment.sh"

tls=
if [ "$1" = --tls ]; then
  tls=yes
  shift
fi
server=$1
shift

scratch=$(mktemp -d)
servers=
# shellcheck disable=SC2086  # One word per process.
trap 'kill $servers 2> /dev/null || true; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# What the servers logged last.
show_logs() {
  for log in "$scratch"/*.err; do
    tail -n 5 "$log" | sed "s|^|$(basename "$log" .err): |" >&2
  done
}

fail() {
  echo "wrong: $*" >&2
  show_logs
  exit 1
}

# start NAME [FLAG...]: starts a server; $url is where it listens.
start() {
  name=$1
  shift
  if [ -n "$tls" ]; then set -- "$@" --tls-self-signed --tls-cert-out "$scratch/$name.pem"; fi
  "$server" --port 0 "$@" > "$scratch/$name.out" 2> "$scratch/$name.err" &
  process=$!
  servers="$servers $process"
  url=
  until [ -n "$url" ]; do
    kill -0 "$process" 2> /dev/null || fail "the server $name ends at once"
    sleep 0.05
    url=$(sed -n 's|.*\(https\{0,1\}://[0-9.:]*[0-9]\).*|\1|p;q' "$scratch/$name.out")
  done
}

start unlimited --limits unlimited --auth env
first=$url
start limited --limits aws --create-ms 300

if [ -n "$tls" ]; then
  cat "$scratch"/*.pem > "$scratch/certificates"
  export AWS_CA_BUNDLE="$scratch/certificates" NODE_EXTRA_CA_CERTS="$scratch/certificates"
fi

result=0
"$@" --url "$first" --limited-url "$url" || result=$?

for process in $servers; do
  is_running=yes
  kill -TERM "$process" 2> /dev/null || is_running=
  status=0
  wait "$process" || status=$?
  if [ -z "$is_running" ]; then fail "a server ended before it was told to, with $status"; fi
  if [ "$status" -ne 0 ]; then fail "after SIGTERM a server ends with $status"; fi
done
servers=
if [ "$result" -ne 0 ] && [ "$result" -ne 77 ]; then show_logs; fi
exit "$result"

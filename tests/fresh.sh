#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Proves that the two commands of the README work on a bare Debian: makes one,
# copies the source tree in, runs each command twice and prints how long it
# took. Needs root, mmdebstrap and a network.
#
#   sh tests/fresh.sh [RELEASE...]          bookworm and trixie, if none is named
set -eu
cd "$(dirname "$0")/.."

if [ "$(id -u)" -ne 0 ]; then
  echo "tests/fresh.sh makes a root file system and enters it: please run it as root." >&2
  exit 1
fi
if ! command -v mmdebstrap > /dev/null; then
  echo "tests/fresh.sh needs mmdebstrap: apt-get install mmdebstrap" >&2
  exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# A bare machine of release $1 in $machine, with the source tree in /weir. It
# downloads as this one does: through the same proxy, with the same name server.
make_machine() {
  apt-config dump Acquire > "$scratch/apt.conf"
  mmdebstrap --quiet --variant=minbase --aptopt="$scratch/apt.conf" "$1" "$machine"
  cp /etc/resolv.conf "$machine/etc/resolv.conf"
  mkdir "$machine/weir"
  tar -c --exclude=./build --exclude=./.git . | tar -x -C "$machine/weir"
}

# Runs a command in /weir on $machine, and notes the seconds it took. Its /proc
# goes away with the command.
run_timed() {
  echo "== $release: $*"
  start=$(date +%s)
  unshare --mount --pid --fork --mount-proc="$machine/proc" \
    chroot "$machine" sh -c 'cd /weir && exec "$@"' sh "$@" < /dev/null
  echo "$release: $*: $(($(date +%s) - start)) s" | tee -a "$scratch/times"
}

if [ $# -eq 0 ]; then set -- bookworm trixie; fi
for release; do
  machine=$scratch/$release
  echo "== $release: making a bare machine"
  make_machine "$release"
  for turn in first second; do
    echo "$release, the $turn time:" >> "$scratch/times"
    run_timed sh examples/quickstart.sh
    run_timed sh tests/run.sh --fast
  done
  rm -rf "$machine"
done

echo "== Every command succeeded"
cat "$scratch/times"

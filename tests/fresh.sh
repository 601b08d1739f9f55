#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Proves that the two commands of the README work on a bare Debian: makes one,
# copies the source tree in, runs each command twice and prints how long it
# took. The second time must install, configure and compile nothing. Needs root,
# mmdebstrap and a network.
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

# Runs a command in /weir on $machine, notes the seconds it took and keeps what it
# printed in $scratch/output. Its /proc goes away with the command.
run_timed() {
  echo "== $release: $*"
  start=$(date +%s)
  : > "$scratch/begin"
  # A pipe has the status of its last part.
  {
    unshare --mount --pid --fork --mount-proc="$machine/proc" \
      chroot "$machine" sh -c 'cd /weir && exec "$@"' sh "$@" < /dev/null 2>&1 ||
      touch "$scratch/failed"
  } | tee "$scratch/output"
  if [ -e "$scratch/failed" ]; then fail "$* failed"; fi
  echo "$release: $*: $(($(date +%s) - start)) s" | tee -a "$scratch/times"
}

fail() {
  echo "tests/fresh.sh: $release: $*" >&2
  exit 1
}

# Fails unless the last command found everything done. What the tests of consumers
# build, they build afresh each time: that is what they test.
require_nothing_was_done() {
  if grep -E '^== (Installing|Configuring)|Re-running CMake|Building C|Linking' \
    "$scratch/output" >&2; then
    fail "a second run did this again"
  fi
  grep -q '^ninja: no work to do' "$scratch/output" || fail "a second run built something"
  compiled=$(find "$machine/weir/build" -name '*.o' -newer "$scratch/begin" \
    ! -path '*/tests/consume/*')
  [ -z "$compiled" ] || fail "a second run compiled" "$compiled"
  installed=$(find "$machine/var/lib/dpkg/status" -newer "$scratch/begin")
  [ -z "$installed" ] || fail "a second run installed packages"
}

if [ $# -eq 0 ]; then set -- bookworm trixie; fi
for release; do
  machine=$scratch/$release
  echo "== $release: making a bare machine"
  make_machine "$release"
  for turn in first second; do
    echo "$release, the $turn time:" >> "$scratch/times"
    for command in examples/quickstart.sh tests/run.sh; do
      run_timed sh "$command"
      if [ "$turn" = second ]; then require_nothing_was_done; fi
    done
  done
  rm -rf "$machine"
done

echo "== Every command succeeded, and the second time had nothing to do"
cat "$scratch/times"

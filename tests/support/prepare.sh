# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What a script needs before it can build: packages, and a configured build
# directory. To be sourced at the top of the source tree. What has been done
# before costs no more than a look.

# Prints those of the given Debian packages that are missing. A tool counts as
# there wherever it came from. For a library the package must be installed; on
# other systems CMake looks for it, and says so if it is not found.
missing_packages() {
  for package; do
    case $package in
      cmake | g++ | clang | curl) command -v "$package" ;;
      llvm) command -v llvm-symbolizer && command -v llvm-cov ;;
      ninja-build) command -v ninja || command -v make ;;
      pkgconf) command -v pkg-config ;;
      *) ! command -v dpkg-query || dpkg-query -s "$package" ;;
    esac > /dev/null 2>&1 || printf '%s ' "$package"
  done
}

# Prints the packages of node and npm where there is neither, and Debian's node is new enough
# for AWS's SDK: 12's is 18, two too old, and npm is 300 packages.
node_packages() {
  if command -v node || command -v npm; then return; fi > /dev/null
  (
    # shellcheck source=/dev/null
    . /etc/os-release
    [ "$ID" = debian ] && [ "${VERSION_ID:-0}" -ge 13 ] && echo nodejs npm
  ) 2> /dev/null || true
}

# Installs those of the given Debian packages that are missing, or says how.
install_missing() {
  missing=$(missing_packages "$@")
  if [ -z "$missing" ]; then return; fi

  if ! command -v apt-get > /dev/null; then
    echo "Please install what Debian packages as: $missing" >&2
    echo "Libraries can be downloaded instead: run this again with -DWEIR_DEPS=fetch." >&2
    return 1
  fi
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
      echo "Please run as root: apt-get install --no-install-recommends $missing" >&2
      return 1
    fi
    as_root=sudo
  fi
  echo "== Installing $missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086  # One word per package.
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends $missing > /dev/null
}

# configure BUILD_DIR [CMAKE_ARGUMENT...]: afresh, unless that has been done with
# these arguments. (CMake itself notices when its own files change.)
configure() {
  build_dir=$1
  shift
  if command -v ninja > /dev/null; then set -- -G Ninja "$@"; fi
  if [ "$(cat "$build_dir/configured_with" 2> /dev/null)" = "$*" ]; then return; fi
  echo "== Configuring $build_dir"
  rm -f "$build_dir/CMakeCache.txt"
  cmake -S . -B "$build_dir" "$@"
  echo "$*" > "$build_dir/configured_with"
}

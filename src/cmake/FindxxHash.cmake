# SPDX-License-Identifier: MIT
#
# Finds xxHash and defines xxHash::xxhash: its own CMake package if there is one
# (Debian's has none), else the header. The header is enough, as Weir has
# it compiled into its includer (XXH_INLINE_ALL).

include(FindPackageHandleStandardArgs)

find_package(xxHash CONFIG QUIET)
if(TARGET xxHash::xxhash)
  find_package_handle_standard_args(xxHash CONFIG_MODE)
  return()
endif()

find_path(xxHash_INCLUDE_DIR xxhash.h)
mark_as_advanced(xxHash_INCLUDE_DIR)
find_package_handle_standard_args(xxHash REQUIRED_VARS xxHash_INCLUDE_DIR)
if(xxHash_FOUND)
  add_library(xxHash::xxhash INTERFACE IMPORTED)
  target_include_directories(xxHash::xxhash INTERFACE "${xxHash_INCLUDE_DIR}")
endif()

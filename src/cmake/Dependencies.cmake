# SPDX-License-Identifier: MIT
#
# What Weir builds on, and where it comes from: WEIR_DEPS.
#
#   auto     what the enclosing project has added or the system has installed;
#            if neither has it, an error that names both ways out
#   system   the same, but nothing that the enclosing project has added
#   fetch    downloads the versions pinned here
#
# Nothing is ever downloaded unless WEIR_DEPS=fetch asks for it.

include(FetchContent)

# A commit names its content, so the archive of a commit is a pin; and unlike a
# clone it needs no git. FETCHCONTENT_SOURCE_DIR_<NAME> takes a local copy instead.
# Abseil 20250814.1; those from 20260526 on do not compile with clang 14.
set(weir_abseil_url
    https://github.com/abseil/abseil-cpp/archive/d38452e1ee03523a208362186fd42248ff2609f6.tar.gz)
# xxHash 0.8.2
set(weir_xxhash_url
    https://github.com/Cyan4973/xxHash/archive/bbb27a5efb85b92a0486cf361a8635715a53f6ba.tar.gz)
# Catch2 3.7.1
set(weir_catch2_url
    https://github.com/catchorg/Catch2/archive/fa43b77429ba76c462b1898d6cd2f2d7a9416b14.tar.gz)
# Google Benchmark 1.9.4
set(weir_benchmark_url
    https://github.com/google/benchmark/archive/eddb0241389718a23a42db6af5f0164b6e0139af.tar.gz)

if(NOT WEIR_DEPS MATCHES "^(auto|system|fetch)$")
  message(FATAL_ERROR "WEIR_DEPS is \"${WEIR_DEPS}\"; it may be auto, system or fetch")
endif()

# Downloads `name` and adds those of its targets that something of ours needs.
macro(weir_fetch name url)
  message(STATUS "Weir: fetching ${name}")
  FetchContent_Declare(${name} URL ${url})
  FetchContent_MakeAvailable(${name})
  if(EXISTS "${${name}_SOURCE_DIR}/CMakeLists.txt")
    set_property(DIRECTORY "${${name}_SOURCE_DIR}" PROPERTY EXCLUDE_FROM_ALL ON)
  endif()
endmacro()

# Headers of a fetched target give no warnings, as those of an installed one don't.
function(weir_silence_headers target)
  get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
  set_property(TARGET ${target} PROPERTY INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${directories})
endfunction()

# Finds `package`, which defines `target` and is called `debian_package` there.
# No version is asked for: Abseil's releases declare themselves incompatible
# with one another, and those that are too old do not compile.
macro(weir_find package target debian_package)
  if(NOT (WEIR_DEPS STREQUAL "auto" AND TARGET ${target}))
    find_package(${package} QUIET)
    if(NOT TARGET ${target})
      message(
        FATAL_ERROR
          "Weir needs ${package}, and CMake found none that defines ${target}. Either install it "
          "(on Debian and Ubuntu: apt-get install ${debian_package}), or let CMake download "
          "what Weir needs, with -DWEIR_DEPS=fetch.")
    endif()
  endif()
endmacro()

macro(weir_require_core_dependencies)
  find_package(Threads REQUIRED)
  if(WEIR_DEPS STREQUAL "fetch")
    weir_fetch_abseil()
    weir_fetch_xxhash()
  else()
    weir_find(absl absl::statusor libabsl-dev)
    weir_find(xxHash xxHash::xxhash libxxhash-dev)
  endif()

  # A project that adds Weir as a subdirectory links what Weir links, so it must
  # see these targets: find_package shows them to this directory only.
  get_property(found_targets DIRECTORY PROPERTY IMPORTED_TARGETS)
  foreach(found_target IN LISTS found_targets)
    set_target_properties(${found_target} PROPERTIES IMPORTED_GLOBAL ON)
  endforeach()
endmacro()

function(weir_fetch_abseil)
  # One language level for Abseil and Weir: what string_view and the orderings
  # are depends on it.
  set(CMAKE_CXX_STANDARD 20)
  set(ABSL_PROPAGATE_CXX_STD ON)
  set(ABSL_USE_SYSTEM_INCLUDES ON)
  weir_fetch(absl ${weir_abseil_url})
endfunction()

function(weir_fetch_xxhash)
  # Its header is all that is used, and it has no CMakeLists.txt at its top.
  weir_fetch(xxhash ${weir_xxhash_url})
  add_library(xxHash::xxhash INTERFACE IMPORTED)
  target_include_directories(xxHash::xxhash INTERFACE "${xxhash_SOURCE_DIR}")
endfunction()

macro(weir_require_catch2)
  if(WEIR_DEPS STREQUAL "fetch")
    weir_fetch_catch2()
  else()
    weir_find(Catch2 Catch2::Catch2WithMain catch2)
  endif()
endmacro()

function(weir_fetch_catch2)
  set(CMAKE_CXX_STANDARD 20)
  weir_fetch(catch2 ${weir_catch2_url})
  weir_silence_headers(Catch2)
endfunction()

# Optional: the caller asks whether benchmark::benchmark is there.
macro(weir_look_for_benchmark)
  if(WEIR_DEPS STREQUAL "fetch")
    weir_fetch_benchmark()
  else()
    find_package(benchmark QUIET)
  endif()
endmacro()

function(weir_fetch_benchmark)
  set(BENCHMARK_ENABLE_TESTING OFF)
  set(BENCHMARK_ENABLE_INSTALL OFF)
  set(BENCHMARK_ENABLE_WERROR OFF)
  weir_fetch(benchmark ${weir_benchmark_url})
  weir_silence_headers(benchmark)
endfunction()

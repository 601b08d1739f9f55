# SPDX-License-Identifier: MIT
#
# WEIR_COVERAGE: the engine counts which of its lines and branches are run, in clang's
# coverage format. tests/coverage/report.sh reads the counts.

if(WEIR_COVERAGE AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "WEIR_COVERAGE needs clang")
endif()

# Has the engine's code in `target` counted, by plain increments: with atomic ones the
# tests take six times as long. So counts of threads that race are not exact, and tests
# that start threads are not looked at, see tests/CMakeLists.txt.
function(weir_count_coverage target)
  if(WEIR_COVERAGE)
    set(counted "${PROJECT_SOURCE_DIR}/tests/coverage/counted.txt")
    target_compile_options(${target} PRIVATE -fprofile-instr-generate -fcoverage-mapping
                                             "-fprofile-list=${counted}")
    target_link_options(${target} PUBLIC -fprofile-instr-generate)
  endif()
endfunction()

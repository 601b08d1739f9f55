# SPDX-License-Identifier: MIT

# Warnings are for Weir's own targets only: who embeds Weir chooses their own.
# Without -Wrestrict in g++ 12, which sees overlapping copies in its own
# std::string's operator+ (GCC bug 105329, mended in 13).
function(weir_enable_warnings target)
  set(is_gcc_12 "$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>")
  target_compile_options(
    ${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                      $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wthread-safety>
                      $<${is_gcc_12}:-Wno-restrict> $<$<BOOL:${WEIR_WERROR}>:-Werror>)
endfunction()

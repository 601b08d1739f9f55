# SPDX-License-Identifier: MIT
#
# WEIR_SANITIZE: everything below this directory is compiled and linked with the
# sanitizers, and the first report ends the program.

if(NOT WEIR_SANITIZE)
  return()
elseif(WEIR_SANITIZE STREQUAL "address")
  set(sanitizers -fsanitize=address,undefined)
elseif(WEIR_SANITIZE STREQUAL "thread")
  set(sanitizers -fsanitize=thread)
else()
  message(FATAL_ERROR "WEIR_SANITIZE is \"${WEIR_SANITIZE}\"; it may be empty, address or thread")
endif()

# -g1 gives reports their file names and lines, at little cost in build time.
add_compile_options(${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
add_link_options(${sanitizers})

# SPDX-License-Identifier: MIT
#
# weir::serve, the contract over HTTP, and weir-server, a program of its own: if what they
# build on is found (WEIR_BUILD_SERVE).

include(ServeDependencies)
if(NOT WEIR_SERVE_FOUND)
  list(JOIN WEIR_SERVE_MISSING " " missing)
  if(WEIR_BUILD_SERVE STREQUAL "ON")
    message(FATAL_ERROR "Weir: weir::serve needs what Debian packages as: ${missing}")
  endif()
  message(STATUS "Weir: no weir::serve and no weir-server; they need what Debian packages as: "
                 "${missing}")
  return()
endif()

weir_add_part(serve weir_serve_sources weir::service)
target_include_directories(weir_serve SYSTEM PRIVATE "${WEIR_BOOST_INCLUDE_DIR}"
                                                     "${WEIR_NGHTTP2_INCLUDE_DIR}"
                                                     "${WEIR_CBOR_INCLUDE_DIR}")
target_link_libraries(
  weir_serve
  PRIVATE OpenSSL::SSL
          simdjson::simdjson
          "$<BUILD_INTERFACE:${WEIR_NGHTTP2_LIBRARY}>"
          "$<BUILD_INTERFACE:${WEIR_CBOR_LIBRARY}>"
          # Whoever uses an installed Weir has them where it was built, or elsewhere.
          "$<INSTALL_INTERFACE:nghttp2>"
          "$<INSTALL_INTERFACE:cbor>")

# Beside AddressSanitizer clang's libFuzzer runs what reads strangers' bytes: it wants to see
# how far it comes.
if(WEIR_SANITIZE STREQUAL "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(WEIR_FUZZ ON)
  target_compile_options(weir_serve PRIVATE -fsanitize=fuzzer-no-link)
endif()

if(NOT weir_server_sources)
  return()
endif()
# The program: all but its main() once more for who tests it.
set(weir_server_main "${PROJECT_SOURCE_DIR}/src/server/main.cc")
list(REMOVE_ITEM weir_server_sources "${weir_server_main}")
add_library(weir_server_parts STATIC EXCLUDE_FROM_ALL ${weir_server_sources})
target_include_directories(weir_server_parts PUBLIC "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(weir_server_parts PUBLIC weir::serve weir::local PRIVATE simdjson::simdjson)
if(WEIR_TOML_INCLUDE_DIR)
  target_include_directories(weir_server_parts SYSTEM PRIVATE "${WEIR_TOML_INCLUDE_DIR}")
endif()
target_compile_definitions(weir_server_parts
                           PRIVATE WEIR_SERVER_TOML=$<BOOL:${WEIR_TOML_INCLUDE_DIR}>)
weir_enable_warnings(weir_server_parts)

add_executable(weir_server "${weir_server_main}")
set_target_properties(weir_server PROPERTIES OUTPUT_NAME weir-server)
if(NOT WEIR_BUILD_INSTALL)
  set_property(TARGET weir_server PROPERTY EXCLUDE_FROM_ALL ON)
endif()
target_link_libraries(weir_server PRIVATE weir_server_parts)
weir_enable_warnings(weir_server)

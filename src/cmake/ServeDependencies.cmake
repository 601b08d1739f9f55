# SPDX-License-Identifier: MIT
#
# What weir::serve builds on: WEIR_SERVE_FOUND says whether all of it is there, and
# WEIR_SERVE_MISSING what is not. Nothing of it is ever downloaded.
#
#   Boost     Asio for sockets and timers, Beast for HTTP/1.1; headers alone
#   nghttp2   HTTP/2
#   OpenSSL   TLS, SHA-256 and HMAC
#   simdjson  reads JSON
#   libcbor   reads CBOR
#
# And what weir-server reads its configuration with, if it is in TOML; without, only JSON.
#
#   toml++    headers alone

set(WEIR_SERVE_MISSING "")

# Defines weir_NAME, an imported target, of a library that brings no CMake package.
function(weir_find_plain_library name header library debian_package)
  find_path(WEIR_${name}_INCLUDE_DIR ${header})
  find_library(WEIR_${name}_LIBRARY ${library})
  mark_as_advanced(WEIR_${name}_INCLUDE_DIR WEIR_${name}_LIBRARY)
  if(NOT WEIR_${name}_INCLUDE_DIR OR NOT WEIR_${name}_LIBRARY)
    set(WEIR_SERVE_MISSING ${WEIR_SERVE_MISSING} ${debian_package} PARENT_SCOPE)
  endif()
endfunction()

find_package(OpenSSL 1.1.1 QUIET)
if(NOT TARGET OpenSSL::SSL)
  list(APPEND WEIR_SERVE_MISSING libssl-dev)
endif()
find_package(simdjson QUIET)
if(NOT TARGET simdjson::simdjson)
  list(APPEND WEIR_SERVE_MISSING libsimdjson-dev)
endif()
find_path(WEIR_BOOST_INCLUDE_DIR boost/beast/http/parser.hpp)
mark_as_advanced(WEIR_BOOST_INCLUDE_DIR)
if(NOT WEIR_BOOST_INCLUDE_DIR)
  list(APPEND WEIR_SERVE_MISSING libboost-dev)
endif()
weir_find_plain_library(NGHTTP2 nghttp2/nghttp2.h nghttp2 libnghttp2-dev)
weir_find_plain_library(CBOR cbor.h cbor libcbor-dev)

find_path(WEIR_TOML_INCLUDE_DIR toml++/toml.h)
mark_as_advanced(WEIR_TOML_INCLUDE_DIR)

if(WEIR_SERVE_MISSING)
  set(WEIR_SERVE_FOUND OFF)
else()
  set(WEIR_SERVE_FOUND ON)
endif()

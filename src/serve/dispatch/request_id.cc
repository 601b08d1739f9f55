// SPDX-License-Identifier: MIT
#include "serve/dispatch/request_id.h"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace weir::serve_internal {
namespace {

std::uint64_t Random() {
  // Of each thread, so that none waits for another.
  thread_local std::mt19937_64 engine = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return engine();
}

}  // namespace

std::string MakeRequestId() {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id(kForm);
  std::uint64_t bits = Random();
  int left = 16;
  for (char& c : id) {
    if (c != 'x') continue;
    if (left-- == 0) {
      bits = Random();
      left = 15;
    }
    c = kDigits[bits & 0xF];
    bits >>= 4;
  }
  return id;
}

std::string MakeExtendedRequestId() {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t kCharacters = 96;
  std::string id(kCharacters, 'A');
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kCharacters; ++i) {
    // Ten characters of six bits are in one number.
    if (i % 10 == 0) bits = Random();
    id[i] = kDigits[bits & 0x3F];
    bits >>= 6;
  }
  return id;
}

}  // namespace weir::serve_internal

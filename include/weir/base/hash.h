// SPDX-License-Identifier: MIT
//
// Xxh3_128 is the fast hash: 128 well-mixed bits of a key in a few nanoseconds.
//
// Not std::hash or absl::Hash: those may change between two runs, and a record
// must find the same shard tomorrow and in another process. XXH3's value is
// fixed by its specification. Not when shards must agree with Amazon Kinesis:
// that is Md5(). Not against an adversary who picks keys to overload one shard:
// no unkeyed hash is.
//
//   const weir::Uint128 hash = weir::Xxh3_128("player-42");
//
// Threads:   any.
// Progress:  wait-free.
// Cost:      2 to 5 ns for a key of up to 64 bytes; no allocation. xxhash.h adds
//            about 0.02 s to the parsing of a file.
// Lifetime:  nothing is kept.
#pragma once

#include <string_view>

#include "weir/base/internal/xxhash.h"
#include "weir/base/uint128.h"

namespace weir {

// XXH3, 128 bits, seed 0, default secret.
inline Uint128 Xxh3_128(std::string_view bytes) {
  XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  // Keeps the halves apart. g++ 12 would swap them by way of memory, with two stores
  // and one load of both, which waits until every earlier store has reached the cache.
  asm("" : "+r"(hash.high64));
  return {.high = hash.high64, .low = hash.low64};
}

}  // namespace weir

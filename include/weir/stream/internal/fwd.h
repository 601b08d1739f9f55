// SPDX-License-Identifier: MIT
//
// Names that public headers need of the stream's insides, and nothing about them.
#pragma once

namespace weir {

struct StdAtomics;

namespace stream_internal {

template <class Atomics>
struct BasicShard;
using Shard = BasicShard<StdAtomics>;
struct ConsumerCore;
struct ShardReadQuota;
struct StreamCore;

}  // namespace stream_internal
}  // namespace weir

// SPDX-License-Identifier: MIT
//
// An IteratorBook remembers of shard iterators that were given out what they are of, and
// makes such as have expired.
//
// An iterator that is to expire is given out as another text, which no service ever gave:
// the same place, asked for at the same time, may be the same text, and must not be as good
// as expired then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/time/time.h"
#include "testing/internal/call_facts.h"
#include "weir/base/mutex.h"
#include "weir/model/shard_id.h"

namespace weir::testing_internal {

// How many are remembered; of more, the oldest are forgotten.
inline constexpr std::size_t kIteratorsMax = 10'000;

struct IteratorFacts {
  StreamRef stream = {};
  std::optional<ShardId> shard_id = std::nullopt;
};

class IteratorBook {
 public:
  void Remember(const std::string& iterator, const IteratorFacts& facts);
  IteratorFacts FactsOf(std::string_view iterator) const;

  // An iterator that is expired, as if it had been given at `created`.
  std::string MakeExpired(absl::Time created);
  // When an iterator was given that MakeExpired() made; nullopt of any other. It does not
  // depend on what is remembered.
  static std::optional<absl::Time> CreatedIfExpired(std::string_view iterator);

 private:
  mutable Mutex mutex_;
  std::unordered_map<std::string, IteratorFacts> facts_ ABSL_GUARDED_BY(mutex_);
  // The keys of `facts_`, oldest first.
  std::deque<std::string> order_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t expired_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace weir::testing_internal

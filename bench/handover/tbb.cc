// SPDX-License-Identifier: MIT
//
// oneTBB's concurrent_bounded_queue.

#include <tbb/concurrent_queue.h>

#include "handover/handover.h"

namespace weir::bench {
namespace {

struct TbbQueue {
  struct Producer {
    explicit Producer(TbbQueue& of) : queue(&of.queue) {}
    bool TryPut(const Payload& payload) { return queue->try_push(payload); }
    tbb::concurrent_bounded_queue<Payload>* queue;
  };

  struct Consumer {
    explicit Consumer(TbbQueue& of) : queue(&of.queue) {}
    template <class F>
    std::size_t Take(const F& visit) {
      Payload payload;
      if (!queue->try_pop(payload)) return 0;
      visit(payload.Key(), payload.Data());
      return 1;
    }
    tbb::concurrent_bounded_queue<Payload>* queue;
  };

  TbbQueue() { queue.set_capacity(kQueueRecords); }
  tbb::concurrent_bounded_queue<Payload> queue;
};

[[maybe_unused]] const bool bounded = RegisterHandover<CopyPerConsumer<TbbQueue>>(
    "TbbBoundedQueue", {kOneToOne, kOneToThree, kTwoToOne, kFourToOne});

}  // namespace
}  // namespace weir::bench

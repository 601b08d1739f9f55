// SPDX-License-Identifier: MIT
//
// moodycamel::ConcurrentQueue as its author advises: a token for each producer and
// consumer, taken out in bulk. It has no bound of its own, so producers look how long
// it is now and then.

#include <concurrentqueue/concurrentqueue.h>

#include <array>

#include "handover/handover.h"

namespace weir::bench {
namespace {

struct MoodycamelConcurrent {
  using Queue = moodycamel::ConcurrentQueue<Payload>;

  struct Producer {
    explicit Producer(MoodycamelConcurrent& of) : queue(&of.queue), token(of.queue) {}
    bool TryPut(const Payload& payload) {
      if (puts % 64 == 0 && queue->size_approx() >= kQueueRecords) return false;
      ++puts;
      return queue->enqueue(token, payload);
    }
    Queue* queue;
    moodycamel::ProducerToken token;
    std::size_t puts = 0;
  };

  struct Consumer {
    explicit Consumer(MoodycamelConcurrent& of) : queue(&of.queue), token(of.queue) {}
    template <class F>
    std::size_t Take(const F& visit) {
      const std::size_t count = queue->try_dequeue_bulk(token, taken.begin(), taken.size());
      for (std::size_t i = 0; i < count; ++i) visit(taken[i].Key(), taken[i].Data());
      return count;
    }
    Queue* queue;
    moodycamel::ConsumerToken token;
    std::array<Payload, 256> taken{};
  };

  Queue queue{kQueueRecords};
};

[[maybe_unused]] const bool concurrent = RegisterHandover<CopyPerConsumer<MoodycamelConcurrent>>(
    "MoodycamelConcurrent", {kOneToOne, kOneToThree, kTwoToOne, kFourToOne});

}  // namespace
}  // namespace weir::bench

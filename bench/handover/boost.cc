// SPDX-License-Identifier: MIT
//
// Boost.Lockfree's two queues of fixed capacity. spsc_queue hands records out in
// place; queue, for any number of producers and consumers, copies them out.

#include <boost/lockfree/queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>

#include "handover/handover.h"
#include "handover/round_trip.h"

namespace weir::bench {
namespace {

template <class Boost>
struct BoostQueue {
  struct Producer {
    explicit Producer(BoostQueue& of) : queue(&of.queue) {}
    bool TryPut(const Payload& payload) { return Push(*queue, payload); }
    Boost* queue;
  };

  struct Consumer {
    explicit Consumer(BoostQueue& of) : queue(&of.queue) {}
    template <class F>
    std::size_t Take(const F& visit) {
      return queue->consume_all(
          [&visit](const Payload& payload) { visit(payload.Key(), payload.Data()); });
    }
    Boost* queue;
  };

  // push() of a queue without a capacity of its own type would allocate.
  static bool Push(Boost& queue, const Payload& payload) {
    if constexpr (requires { queue.bounded_push(payload); }) {
      return queue.bounded_push(payload);
    } else {
      return queue.push(payload);
    }
  }

  Boost queue{kQueueRecords};
};

using Spsc = CopyPerConsumer<BoostQueue<boost::lockfree::spsc_queue<Payload>>>;
using Any = CopyPerConsumer<BoostQueue<boost::lockfree::queue<Payload>>>;

[[maybe_unused]] const bool spsc = RegisterHandover<Spsc>("BoostSpsc", {kOneToOne, kOneToThree});
[[maybe_unused]] const bool queue =
    RegisterHandover<Any>("BoostQueue", {kOneToOne, kOneToThree, kTwoToOne, kFourToOne});
[[maybe_unused]] const bool round_trip = RegisterRoundTrip<Spsc>("BoostSpsc");

}  // namespace
}  // namespace weir::bench

// SPDX-License-Identifier: MIT
//
// moodycamel::ReaderWriterQueue: one producer, one consumer, read in place.

#include <readerwriterqueue/readerwriterqueue.h>

#include "handover/handover.h"

namespace weir::bench {
namespace {

struct MoodycamelReaderWriter {
  using Queue = moodycamel::ReaderWriterQueue<Payload>;

  struct Producer {
    explicit Producer(MoodycamelReaderWriter& of) : queue(&of.queue) {}
    // Without allocating, so false is full.
    bool TryPut(const Payload& payload) { return queue->try_enqueue(payload); }
    Queue* queue;
  };

  struct Consumer {
    explicit Consumer(MoodycamelReaderWriter& of) : queue(&of.queue) {}
    template <class F>
    std::size_t Take(const F& visit) {
      const Payload* const payload = queue->peek();
      if (payload == nullptr) return 0;
      visit(payload->Key(), payload->Data());
      queue->pop();
      return 1;
    }
    Queue* queue;
  };

  Queue queue{kQueueRecords};
};

[[maybe_unused]] const bool reader_writer =
    RegisterHandover<CopyPerConsumer<MoodycamelReaderWriter>>("MoodycamelReaderWriter",
                                                              {kOneToOne, kOneToThree});

}  // namespace
}  // namespace weir::bench

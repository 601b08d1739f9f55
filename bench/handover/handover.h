// SPDX-License-Identifier: MIT
//
// Hands records from producers to consumers through whatever is to be measured: a
// channel. Every record goes to every consumer, which reads every byte of it.
//
// A channel provides
//
//   Producer MakeProducer(int producer);   // bool TryPut(const Payload&): false is full
//   Consumer MakeConsumer(int consumer);   // size_t Take(visit): calls visit(key, data)
//                                          // for what is there, and says how many
//
// Both are made before the clock starts and used by one thread each. CopyPerConsumer
// makes a channel of a queue, which can hand a record to one consumer only.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "weir/base/atomic.h"
#include "workload.h"

namespace weir::bench {

// Of each pass, unless a shape says otherwise. Divisible by the number of producers of
// each shape.
inline constexpr std::size_t kRecordsPerPass = 480'000;

struct Shape {
  const char* name;
  int producers;
  int consumers;
  std::size_t records = kRecordsPerPass;
};
inline constexpr Shape kOneToOne{"1P1C", 1, 1};
inline constexpr Shape kOneToThree{"1P3C", 1, 3};
inline constexpr Shape kTwoToOne{"2P1C", 2, 1};
inline constexpr Shape kFourToOne{"4P1C", 4, 1};

// Records that a queue of fixed capacity holds: 1.9 MB of them.
inline constexpr std::size_t kQueueRecords = 1 << 14;

// A pass that takes longer is given up: the slowest peer takes a second or two on a quiet
// machine, and on one that has other work nobody wants to wait for minutes.
inline constexpr std::chrono::seconds kPassTimeMax{10};

// One pass: what all its threads share.
struct Pass {
  using Time = std::chrono::steady_clock::time_point;

  void WaitForStart() const {
    while (!has_started.load(std::memory_order_acquire)) std::this_thread::yield();
  }
  void Fail(const char* why) {
    const char* none = nullptr;
    error.compare_exchange_strong(none, why);
  }
  // False if somebody failed, or it takes too long. Reads the clock.
  bool GoesOn() {
    if (std::chrono::steady_clock::now() > deadline) {
      Fail("given up after 10 s: the machine has other work, or a record was lost");
    }
    return error.load() == nullptr;
  }

  const Time deadline = std::chrono::steady_clock::now() + kPassTimeMax;
  std::atomic<bool> has_started = false;
  // Why it failed, in words that live for ever; the first reason.
  std::atomic<const char*> error = nullptr;
};

// How everybody waits: some pauses, then the core is for who has work, since there
// may be more threads than cores.
class Backoff {
 public:
  // False if the pass is over; it looks every 64 turns.
  bool Wait(Pass& pass) {
    if (++turns_ < kPauses) {
      weir::StdAtomics::Pause();
      return true;
    }
    std::this_thread::yield();
    return turns_ % kPauses != 0 || pass.GoesOn();
  }
  void Reset() { turns_ = 0; }

 private:
  static constexpr unsigned kPauses = 64;
  unsigned turns_ = 0;
};

template <class Producer>
void Produce(Pass& pass, Producer producer, std::size_t first, std::size_t count) {
  const Payloads& payloads = Payloads::Get();
  Backoff backoff;
  pass.WaitForStart();
  for (std::size_t i = first; i < first + count; ++i) {
    // Also where it never has to wait, but everything is slow.
    if (i % 1024 == 0 && !pass.GoesOn()) return;
    while (!producer.TryPut(payloads[i])) {
      if (!backoff.Wait(pass)) return;
    }
    backoff.Reset();
  }
}

// What a consumer must get in a pass: so many records, and this sum of Touch().
struct Expected {
  std::size_t records = 0;
  std::uint64_t sum = 0;

  static Expected Of(std::size_t records) {
    Expected expected{.records = records};
    for (std::size_t i = 0; i < records; ++i) {
      expected.sum += Touch(Payloads::Get()[i].Key(), Payloads::Get()[i].Data());
    }
    return expected;
  }
};

// Returns when it had the last record.
template <class Consumer>
Pass::Time Consume(Pass& pass, Consumer consumer, Expected expected) {
  std::uint64_t sum = 0;
  std::size_t count = 0;
  Backoff backoff;
  pass.WaitForStart();
  while (count < expected.records) {
    const std::size_t taken = consumer.Take(
        [&sum](std::string_view key, std::string_view data) { sum += Touch(key, data); });
    count += taken;
    if (taken > 0) {
      backoff.Reset();
    } else if (!backoff.Wait(pass)) {
      break;
    }
  }
  const Pass::Time end = std::chrono::steady_clock::now();
  if (count != expected.records || sum != expected.sum) {
    pass.Fail("a consumer did not get what was put");
  }
  return end;
}

struct PassResult {
  // From the start until the last consumer had the last record.
  double seconds = 0;
  // Null, or why there is no time.
  const char* error = nullptr;
};

template <class Channel>
PassResult RunPass(Channel& channel, const Shape& shape) {
  const std::size_t share = shape.records / static_cast<std::size_t>(shape.producers);
  const Expected expected = Expected::Of(shape.records);
  Pass pass;
  std::vector<Pass::Time> ends(static_cast<std::size_t>(shape.consumers));
  Pass::Time start;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < shape.consumers; ++i) {
      threads.emplace_back([&pass, expected, &end = ends[static_cast<std::size_t>(i)],
                            consumer = channel.MakeConsumer(i)]() mutable {
        end = Consume(pass, std::move(consumer), expected);
      });
    }
    for (int i = 0; i < shape.producers; ++i) {
      threads.emplace_back([&pass, first = share * static_cast<std::size_t>(i), share,
                            producer = channel.MakeProducer(i)]() mutable {
        Produce(pass, std::move(producer), first, share);
      });
    }
    start = std::chrono::steady_clock::now();
    pass.has_started.store(true, std::memory_order_release);
  }
  const auto time = *std::max_element(ends.begin(), ends.end()) - start;
  return {std::chrono::duration<double>(time).count(), pass.error};
}

// A queue of its own for each consumer; a record is copied into each.
//
//   struct Queue {
//     struct Producer { explicit Producer(Queue&); bool TryPut(const Payload&); };
//     struct Consumer { explicit Consumer(Queue&); template <F> size_t Take(F visit); };
//   };
template <class Queue>
class CopyPerConsumer {
 public:
  explicit CopyPerConsumer(const Shape& shape) {
    for (int i = 0; i < shape.consumers; ++i) queues_.push_back(std::make_unique<Queue>());
  }

  class Producer {
   public:
    explicit Producer(CopyPerConsumer& channel) {
      for (const auto& queue : channel.queues_) producers_.emplace_back(*queue);
    }
    // Goes on at the queue that was full.
    bool TryPut(const Payload& payload) {
      for (; next_ < producers_.size(); ++next_) {
        if (!producers_[next_].TryPut(payload)) return false;
      }
      next_ = 0;
      return true;
    }

   private:
    std::vector<typename Queue::Producer> producers_;
    std::size_t next_ = 0;
  };

  Producer MakeProducer(int) { return Producer(*this); }
  typename Queue::Consumer MakeConsumer(int consumer) {
    return typename Queue::Consumer(*queues_[static_cast<std::size_t>(consumer)]);
  }

 private:
  std::vector<std::unique_ptr<Queue>> queues_;
};

template <class Channel>
void MeasureHandover(benchmark::State& state, const Shape& shape) {
  Channel channel(shape);
  for (auto _ : state) {
    const PassResult pass = RunPass(channel, shape);
    if (pass.error != nullptr) {
      state.SkipWithError(pass.error);
      break;
    }
    state.SetIterationTime(pass.seconds);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(shape.records));
}

// To initialize a variable of each channel's file: registers "Handover/SHAPE/`name`".
template <class Channel>
bool RegisterHandover(const std::string& name, std::initializer_list<Shape> shapes) {
  for (const Shape& shape : shapes) {
    benchmark::RegisterBenchmark(
        ("Handover/" + std::string(shape.name) + "/" + name).c_str(),
        [shape](benchmark::State& state) { MeasureHandover<Channel>(state, shape); })
        ->Iterations(IsQuick() ? 1 : 4)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}

}  // namespace weir::bench

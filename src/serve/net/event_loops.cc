// SPDX-License-Identifier: MIT
#include "serve/net/event_loops.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>

#include "serve/steady_nanos.h"

namespace weir::serve_internal {

// Asio wakes no second thread of a loop that is said to have one.
EventLoop::EventLoop(int threads, std::int64_t busy_poll_nanos)
    : thread_count_(threads),
      busy_poll_nanos_(busy_poll_nanos),
      io_(threads),
      work_(io_.get_executor()) {}

void EventLoop::Start() {
  for (int i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { Run(); });
}

void EventLoop::Stop() {
  io_.stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void EventLoop::Run() {
  if (busy_poll_nanos_ == 0) {
    io_.run();
    return;
  }
  // Whether the last wait was so short that another is worth to be awake for: who comes rarely
  // costs no more than a look before the sleep.
  bool is_worth_it = false;
  while (!io_.stopped()) {
    // What is there already, as the rest of a request is, says nothing of when the next comes.
    if (io_.poll() > 0) continue;
    const std::int64_t begun_nanos = SteadyNanos();
    std::size_t done = 0;
    while (done == 0 && is_worth_it && SteadyNanos() - begun_nanos < busy_poll_nanos_) {
      // It may be the client that has no processor.
      std::this_thread::yield();
      done = io_.poll();
    }
    if (done == 0) io_.run_one();
    is_worth_it = SteadyNanos() - begun_nanos < busy_poll_nanos_;
  }
}

EventLoops::EventLoops(Sharing sharing, int threads, std::int64_t busy_poll_nanos) {
  if (sharing == Sharing::kOneLoop) {
    loops_.push_back(std::make_unique<EventLoop>(threads, 0));
    return;
  }
  for (int i = 0; i < threads; ++i) {
    loops_.push_back(std::make_unique<EventLoop>(1, busy_poll_nanos));
  }
}

EventLoops::~EventLoops() {
  Stop();
  // In this order: the first holds what waits for a connection, which may be another's socket.
  for (auto& loop : loops_) loop.reset();
}

EventLoop& EventLoops::LeastBusy() {
  return **std::min_element(loops_.begin(), loops_.end(), [](const auto& left, const auto& right) {
    return left->connections() < right->connections();
  });
}

void EventLoops::Start() {
  for (const auto& loop : loops_) loop->Start();
}

void EventLoops::Stop() {
  for (const auto& loop : loops_) loop->Stop();
}

}  // namespace weir::serve_internal

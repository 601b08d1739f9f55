// SPDX-License-Identifier: MIT
//
// The threads that answer, and which of them looks after which connection.
//
// Shared, there is one loop that all threads run: what a connection brings is for whichever is
// free. Else each thread has a loop, and a connection stays with the one that it was given to.
// That costs a request two wake-ups less, and only then can a thread look for what comes next
// without sleeping: of threads that share a loop, one sleeps in the system for all.
//
// Threads:   any, but Start() and Stop().
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "weir/base/atomic.h"
#include "weir/base/gauge.h"

namespace weir::serve_internal {

class EventLoop {
 public:
  // One that asks what has come for up to `busy_poll_nanos` before it sleeps may have one
  // thread.
  EventLoop(int threads, std::int64_t busy_poll_nanos);

  boost::asio::io_context& io() { return io_; }

  // Those that it looks after: a hint by which a new one is given to a loop.
  void AddConnections(int number) { connections_.Add(number); }
  int connections() const { return connections_.value(); }

  void Start();
  // What it has not begun is never done.
  void Stop();

 private:
  void Run();

  const int thread_count_;
  const std::int64_t busy_poll_nanos_;
  BasicGauge<StdAtomics, int> connections_{0};
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::vector<std::thread> threads_;
};

class EventLoops {
 public:
  enum class Sharing : std::uint8_t { kOneLoop, kLoopPerThread };

  EventLoops(Sharing sharing, int threads, std::int64_t busy_poll_nanos);
  EventLoops(const EventLoops&) = delete;
  EventLoops& operator=(const EventLoops&) = delete;
  ~EventLoops();

  // Where connections are taken in.
  EventLoop& first() { return *loops_.front(); }
  // For a connection that is to come.
  EventLoop& LeastBusy();

  void Start();
  void Stop();

 private:
  std::vector<std::unique_ptr<EventLoop>> loops_;
};

}  // namespace weir::serve_internal

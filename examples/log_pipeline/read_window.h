// SPDX-License-Identifier: MIT
//
// A ReadWindow keeps the producer near its slowest reader: this is the
// pipeline's back-pressure.
//
// A stream is a log. Reading frees nothing, and a stream whose memory is used up
// either refuses the put until retention lets go (which knows nothing of
// readers) or drops its oldest records (whether they were read or not). Neither
// alone is lossless. So this pipeline lets the stream drop the oldest, and the
// producer stops while more than the window, half of the stream's memory, lies
// between what it put and what every reader has finished. The oldest half, which
// is what gets dropped, has then been read by all. Should that reasoning be
// wrong, the proof shows it: each cursor counts the records it lost.
//
// "Has finished" is about places, not amounts: now and then the producer notes,
// for each shard, the number that its next record will have (a mark). A mark is
// passed when every reader is past it in every shard.
//
// Threads: the producer's methods from one thread, each reader's from one.
// Progress: WaitForReaders() blocks. Cost: one lock per batch.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "weir/model/sequence_number.h"
#include "weir/model/shard_id.h"

namespace log_pipeline {

struct ReadWindowOptions {
  std::size_t shard_count = 1;
  std::size_t reader_count = 1;
  // Of the stream's memory.
  std::uint64_t window_bytes = 0;
};

class ReadWindow {
 public:
  explicit ReadWindow(const ReadWindowOptions& options);

  // ---- The producer's ----

  // A record was put that takes `memory_bytes`.
  void NotePut(weir::ShardId shard_id, weir::SequenceNumber number, std::uint64_t memory_bytes);

  // Waits while the slowest reader is further behind than the window.
  void WaitForReaders();

  // How often it had to wait.
  std::uint64_t waits() const { return waits_; }

  // ---- Each reader's ----

  // Reader `reader` needs nothing of `shard_id` before `next` any more.
  void NoteRead(std::size_t reader, weir::ShardId shard_id, weir::SequenceNumber next);

  // Reader `reader` reads no more: nobody waits for it.
  void Leave(std::size_t reader);

 private:
  // The next number of each shard when so many bytes had been put.
  struct Mark {
    std::uint64_t put_bytes;
    std::vector<std::uint64_t> next;
  };

  bool IsPassed(const Mark& mark) const;

  const std::uint64_t window_bytes_;

  // The producer's.
  std::uint64_t put_bytes_ = 0;
  std::uint64_t marked_bytes_ = 0;
  std::uint64_t passed_bytes_ = 0;
  std::vector<std::uint64_t> next_;
  std::deque<Mark> marks_;
  std::uint64_t waits_ = 0;

  // Shared, under the mutex: of each reader, the next number of each shard.
  std::mutex mutex_;
  std::condition_variable has_moved_;
  std::vector<std::vector<std::uint64_t>> read_;
};

}  // namespace log_pipeline

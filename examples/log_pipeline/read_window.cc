// SPDX-License-Identifier: MIT
#include "log_pipeline/read_window.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace log_pipeline {
namespace {

// So many marks to a window: more wake the producer sooner, and more often.
constexpr std::uint64_t kMarksPerWindow = 8;

}  // namespace

ReadWindow::ReadWindow(const ReadWindowOptions& options)
    : window_bytes_(options.window_bytes),
      next_(options.shard_count, 0),
      read_(options.reader_count, std::vector<std::uint64_t>(options.shard_count, 0)) {}

void ReadWindow::NotePut(weir::ShardId shard_id, weir::SequenceNumber number,
                         std::uint64_t memory_bytes) {
  next_[shard_id.index] = number.value + 1;
  put_bytes_ += memory_bytes;
}

void ReadWindow::WaitForReaders() {
  if (put_bytes_ - marked_bytes_ >= window_bytes_ / kMarksPerWindow) {
    marks_.push_back({.put_bytes = put_bytes_, .next = next_});
    marked_bytes_ = put_bytes_;
  }
  // What is beyond the window was marked, so the loop finds a mark.
  while (put_bytes_ - passed_bytes_ > window_bytes_) {
    const Mark& oldest = marks_.front();
    std::unique_lock lock(mutex_);
    if (!IsPassed(oldest)) {
      ++waits_;
      has_moved_.wait(lock, [&] { return IsPassed(oldest); });
    }
    passed_bytes_ = oldest.put_bytes;
    marks_.pop_front();
  }
}

void ReadWindow::NoteRead(std::size_t reader, weir::ShardId shard_id, weir::SequenceNumber next) {
  {
    const std::lock_guard lock(mutex_);
    read_[reader][shard_id.index] = next.value;
  }
  has_moved_.notify_one();
}

void ReadWindow::Leave(std::size_t reader) {
  {
    const std::lock_guard lock(mutex_);
    std::fill(read_[reader].begin(), read_[reader].end(),
              std::numeric_limits<std::uint64_t>::max());
  }
  has_moved_.notify_one();
}

bool ReadWindow::IsPassed(const Mark& mark) const {
  for (const std::vector<std::uint64_t>& reader : read_) {
    for (std::size_t shard = 0; shard < reader.size(); ++shard) {
      if (reader[shard] < mark.next[shard]) return false;
    }
  }
  return true;
}

}  // namespace log_pipeline

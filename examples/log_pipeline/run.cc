// SPDX-License-Identifier: MIT
#include "log_pipeline/run.h"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "log_pipeline/memory_plan.h"
#include "log_pipeline/stop_request.h"
#include "log_pipeline/summary.h"
#include "weir/model/partition_key.h"

namespace log_pipeline {
namespace {

absl::StatusOr<weir::Stream> CreateStream(const Options& options, const MemoryPlan& plan) {
  return weir::Stream::Create({
      .name = "log_pipeline",
      .shard_count = options.shard_count,
      // The longest there is: what leaves the stream leaves it for want of
      // memory, when everybody has read it.
      .retention_period = absl::Hours(8'760),
      .record_bytes_max =
          static_cast<std::int64_t>(options.line_bytes_max + weir::kPartitionKeyBytesMax),
      .memory_bytes_max = options.memory_bytes_max,
      .memory_policy = weir::MemoryPolicy::kDropOldest,
      .segment_bytes_max = plan.segment_bytes,
  });
}

// Reads the inputs until the last one ends or a stop is requested. Another input
// is read even if one fails.
std::vector<absl::Status> ReadInputs(const std::vector<std::string>& paths, Ingest& ingest) {
  std::vector<absl::Status> failures;
  for (const std::string& path : paths) {
    if (StopRequest::IsRequested()) break;
    absl::Status status = ingest.ReadInput(path);
    if (!status.ok()) failures.push_back(std::move(status));
  }
  return failures;
}

}  // namespace

Run::Run(const Options& options, Keyer keyer, Watcher watcher)
    : options_(options),
      keyer_(std::move(keyer)),
      watcher_(std::move(watcher)),
      checker_(options.shard_count) {
  handlers_ = {&watcher_, &checker_};
  if (options.archive_directory.empty()) return;
  archiver_.emplace(options);
  handlers_.push_back(&*archiver_);
}

absl::StatusOr<std::unique_ptr<Run>> Run::Create(const Options& options) {
  absl::StatusOr<Keyer> keyer = Keyer::Create(options);
  if (!keyer.ok()) return keyer.status();
  absl::StatusOr<Watcher> watcher = Watcher::Create(options);
  if (!watcher.ok()) return watcher.status();
  std::unique_ptr<Run> run(new Run(options, *std::move(keyer), *std::move(watcher)));

  const absl::StatusOr<MemoryPlan> plan = PlanMemory(options, run->handlers_.size());
  if (!plan.ok()) return plan.status();
  absl::StatusOr<weir::Stream> stream = CreateStream(options, *plan);
  if (!stream.ok()) return stream.status();
  run->stream_ = *std::move(stream);
  run->window_.emplace(ReadWindowOptions{.shard_count = options.shard_count,
                                         .reader_count = run->handlers_.size(),
                                         .window_bytes = plan->window_bytes});
  return run;
}

absl::StatusOr<Proof> Run::Do() {
  // Before the first record is put, so that every consumer sees every record.
  std::vector<weir::StreamCursor> cursors;
  for (std::size_t i = 0; i < handlers_.size(); ++i) {
    absl::StatusOr<weir::StreamCursor> cursor =
        stream_->OpenStreamCursor(weir::Position::TrimHorizon());
    if (!cursor.ok()) return cursor.status();
    cursors.push_back(*std::move(cursor));
  }
  if (absl::Status status = StopRequest::Install(); !status.ok()) return status;
  Proof proof = Pump(*stream_, cursors);
  ReadBack(proof);
  return proof;
}

Proof Run::Pump(weir::Stream& stream, std::vector<weir::StreamCursor>& cursors) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<ConsumerReport> reports(handlers_.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < handlers_.size(); ++i) {
    threads.emplace_back([&, i] {
      reports[i] = Consume({.cursor = cursors[i],
                            .window = *window_,
                            .reader = i,
                            .shard_count = options_.shard_count},
                           *handlers_[i]);
    });
  }
  Ingest ingest({.stream = stream,
                 .window = *window_,
                 .shard_count = options_.shard_count,
                 .line_bytes_max = options_.line_bytes_max},
                std::move(keyer_));
  std::vector<absl::Status> failures = ReadInputs(options_.inputs, ingest);
  stream.Close();
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;

  const std::string summary =
      DescribeWatch(options_, watcher_) + DescribeInput({.counts = ingest.counts(),
                                                         .keyer = ingest.keyer(),
                                                         .checker = checker_,
                                                         .seconds = seconds.count(),
                                                         .waits = window_->waits()});
  std::fputs(summary.c_str(), stdout);
  return {.ingested = ingest.counts(),
          .put = ingest.ledger(),
          .consumers = std::move(reports),
          .archived = std::nullopt,
          .failures = std::move(failures)};
}

void Run::ReadBack(Proof& proof) const {
  if (!archiver_.has_value()) return;
  absl::StatusOr<Ledger> archived = archiver_->ReadBack(options_.shard_count);
  if (archived.ok()) {
    proof.archived = *std::move(archived);
  } else {
    proof.failures.push_back(archived.status());
  }
}

}  // namespace log_pipeline

// SPDX-License-Identifier: MIT
#include "log_pipeline/ingest.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "log_pipeline/memory_plan.h"
#include "support/atomic_file.h"

namespace log_pipeline {
namespace {

// A put that finds no memory is repeated at this pace, and given up after so
// many times without a single success. It is not expected at all: see ReadWindow.
constexpr absl::Duration kRepeatAfter = absl::Milliseconds(1);
constexpr int kFruitlessRepeatsMax = 10'000;

}  // namespace

Ingest::Ingest(const IngestContext& context, Keyer keyer)
    : context_(context),
      keyer_(std::move(keyer)),
      ledger_(context.shard_count),
      key_storage_(LineReader::kLinesMax) {
  entries_.reserve(LineReader::kLinesMax);
  outcomes_.resize(LineReader::kLinesMax);
}

absl::Status Ingest::ReadInput(const std::string& path) {
  counts_.inputs += 1;
  // An input that could not be read to its end may have left one.
  cut_line_key_.clear();
  const bool is_standard_input = path == "-";
  const std::string name = is_standard_input ? "standard input" : path;
  const int fd = is_standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return examples::ErrnoStatus("open " + path);
  LineReader reader(fd, name, context_.line_bytes_max);
  absl::Status status = ReadLines(reader, name);
  counts_.input_bytes += reader.input_bytes();
  if (!is_standard_input) close(fd);
  return status;
}

absl::Status Ingest::ReadLines(LineReader& reader, std::string_view input_name) {
  while (true) {
    const absl::StatusOr<std::span<const Line>> lines = reader.Read();
    if (!lines.ok()) return lines.status();
    if (lines->empty()) return absl::OkStatus();
    Prepare(*lines, input_name);
    if (absl::Status status = PutAll(); !status.ok()) return status;
    context_.window.WaitForReaders();
  }
}

void Ingest::Prepare(std::span<const Line> lines, std::string_view input_name) {
  entries_.clear();
  for (const Line& line : lines) {
    std::string& storage = key_storage_[entries_.size()];
    std::string_view key;
    if (cut_line_key_.empty()) {
      key = keyer_.KeyOf(line.text, input_name, storage);
      if (line.end == LineEnd::kCut) {
        counts_.lines_cut += 1;
        cut_line_key_ = key;
      }
    } else {
      counts_.continuation_records += 1;
      storage = cut_line_key_;
      key = storage;
      if (line.end != LineEnd::kCut) cut_line_key_.clear();
    }
    entries_.push_back({.partition_key = key, .data = weir::AsBytes(line.text)});
    Count(line);
  }
}

void Ingest::Count(const Line& line) {
  counts_.data_bytes += line.text.size();
  counts_.line_end_bytes += LineEndBytes(line.end);
  counts_.lines += line.end != LineEnd::kCut ? 1 : 0;
  counts_.lines_empty += line.text.empty() ? 1 : 0;
  counts_.lines_crlf += line.end == LineEnd::kCrLf ? 1 : 0;
  counts_.lines_not_ended += line.end == LineEnd::kEndOfInput ? 1 : 0;
}

absl::Status Ingest::PutAll() {
  int fruitless_repeats = 0;
  while (true) {
    const std::size_t count = entries_.size();
    context_.stream.PutBatch(entries_, std::span(outcomes_).first(count));
    if (absl::Status status = Settle(); !status.ok()) return status;
    if (entries_.empty()) return absl::OkStatus();
    counts_.repeated_puts += entries_.size();
    fruitless_repeats = entries_.size() < count ? 0 : fruitless_repeats + 1;
    if (fruitless_repeats == kFruitlessRepeatsMax) {
      return context_.stream.OutcomeStatus(outcomes_[0], entries_[0]);
    }
    absl::SleepFor(kRepeatAfter);
  }
}

absl::Status Ingest::Settle() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const weir::PutEntry& entry = entries_[i];
    const weir::PutOutcome& outcome = outcomes_[i];
    if (outcome.code == weir::PutCode::kOk) [[likely]] {
      ledger_.Add(outcome.shard_id, entry.partition_key, weir::AsText(entry.data));
      context_.window.NotePut(outcome.shard_id, outcome.sequence_number,
                              RecordMemoryBytes(entry.partition_key.size(), entry.data.size()));
    } else if (outcome.code == weir::PutCode::kMemoryExhausted) {
      entries_[kept] = entry;
      outcomes_[kept] = outcome;
      ++kept;
    } else {
      return context_.stream.OutcomeStatus(outcome, entry);
    }
  }
  entries_.resize(kept);
  return absl::OkStatus();
}

}  // namespace log_pipeline

// SPDX-License-Identifier: MIT
//
// Ingest is the producer: it reads the inputs, one after the other, and puts each
// line into the stream, as fast as the slowest reader allows.
//
// Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "log_pipeline/keyer.h"
#include "log_pipeline/ledger.h"
#include "log_pipeline/line_reader.h"
#include "log_pipeline/read_window.h"
#include "weir/stream/stream.h"

namespace log_pipeline {

struct IngestCounts {
  std::uint64_t inputs = 0;
  std::uint64_t input_bytes = 0;
  std::uint64_t data_bytes = 0;
  // The bytes of LF and CR LF.
  std::uint64_t line_end_bytes = 0;

  std::uint64_t lines = 0;
  std::uint64_t lines_empty = 0;
  std::uint64_t lines_crlf = 0;
  // Last lines without LF.
  std::uint64_t lines_not_ended = 0;
  std::uint64_t lines_cut = 0;
  // Records beyond the first of a line that was cut.
  std::uint64_t continuation_records = 0;
  // Puts that found no memory and were repeated: only these may have come behind
  // later lines of their key.
  std::uint64_t repeated_puts = 0;
};

struct IngestContext {
  weir::Stream& stream;
  ReadWindow& window;
  std::size_t shard_count;
  std::size_t line_bytes_max;
};

class Ingest {
 public:
  Ingest(const IngestContext& context, Keyer keyer);

  // Reads all of `path` ("-" is standard input), or until a stop is requested.
  // An error of the input, or of the stream, which then takes no more.
  absl::Status ReadInput(const std::string& path);

  const IngestCounts& counts() const { return counts_; }
  const Keyer& keyer() const { return keyer_; }
  // What the stream took.
  const Ledger& ledger() const { return ledger_; }

 private:
  absl::Status ReadLines(LineReader& reader, std::string_view input_name);
  // Makes entries_ of `lines`.
  void Prepare(std::span<const Line> lines, std::string_view input_name);
  void Count(const Line& line);
  // Puts all of entries_.
  absl::Status PutAll();
  // Notes the outcomes of entries_, of which the refused ones are kept.
  absl::Status Settle();

  const IngestContext context_;
  Keyer keyer_;
  Ledger ledger_;
  IngestCounts counts_;

  // Of the line that the last piece belongs to; empty if it was no piece.
  std::string cut_line_key_;

  // One of each for every line at hand.
  std::vector<weir::PutEntry> entries_;
  std::vector<weir::PutOutcome> outcomes_;
  std::vector<std::string> key_storage_;
};

}  // namespace log_pipeline

// SPDX-License-Identifier: MIT
#include "log_pipeline/summary.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "log_pipeline/printable.h"
#include "weir/base/concat.h"

namespace log_pipeline {
namespace {

// "  empty lines: 12" on a line of its own, and nothing if there are none.
void AppendCount(std::uint64_t count, const char* what, std::string& out) {
  if (count > 0) out += weir::Concat("  ", what, ": ", WithCommas(count), "\n");
}

std::string Rate(double amount, double seconds) {
  return WithCommas(static_cast<std::uint64_t>(amount / seconds));
}

}  // namespace

std::string DescribeWatch(const Options& options, const Watcher& watcher) {
  std::string text;
  if (!options.alert_regex.empty()) {
    text += weir::Concat("alerts: ", WithCommas(watcher.printer().alerts()), " records match, ",
                         WithCommas(watcher.printer().alerts_not_shown()), " of them not shown\n");
  }
  if (options.top == 0) return text;
  const std::uint64_t undercount = watcher.top_keys().undercount();
  text += "most frequent keys";
  if (undercount > 0) {
    text += weir::Concat(" (too many to count all: up to ", WithCommas(undercount), " more each)");
  }
  text += '\n';
  for (const auto& [key, count] : watcher.top_keys().Top(options.top)) {
    std::array<char, 32> column;
    std::snprintf(column.data(), column.size(), "%16s  ", WithCommas(count).c_str());
    text += column.data();
    AppendPrintable(key, 100, text);
    text += '\n';
  }
  return text;
}

std::string DescribeInput(const InputSummary& input) {
  const IngestCounts& counts = input.counts;
  std::array<char, 32> seconds;
  std::snprintf(seconds.data(), seconds.size(), "%.2f", input.seconds);
  std::string text = weir::Concat(
      "input: ", WithCommas(counts.lines), " lines, ", WithCommas(counts.input_bytes), " bytes, ",
      seconds.data(), " s: ", Rate(static_cast<double>(counts.input_bytes) / 1e6, input.seconds),
      " MB/s, ", Rate(static_cast<double>(counts.lines), input.seconds), " lines/s\n");
  AppendCount(counts.lines_empty, "empty lines", text);
  AppendCount(counts.lines_crlf, "lines ended by CR LF", text);
  AppendCount(counts.lines_not_ended, "last lines without an end", text);
  AppendCount(counts.lines_cut, "lines longer than --max-line, cut into pieces", text);
  AppendCount(counts.continuation_records, "records more because of that", text);
  AppendCount(input.keyer.lines_without_key(),
              "lines without a key, put under the name of their input", text);
  AppendCount(input.keyer.lines_with_long_key(), "lines whose key was too long and was hashed",
              text);
  AppendCount(input.checker.records_not_utf8(), "records that are not UTF-8", text);
  AppendCount(input.checker.records_with_nul(), "records with a NUL", text);
  AppendCount(counts.repeated_puts, "puts repeated for want of memory", text);
  AppendCount(input.waits, "waits of the producer for its slowest reader", text);
  return text;
}

}  // namespace log_pipeline

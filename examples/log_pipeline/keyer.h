// SPDX-License-Identifier: MIT
//
// A Keyer chooses the partition key of each line.
//
// The key decides what stays in order: lines of one key go to one shard. So a
// line that yields none goes under the name of its input, and without any key
// option each input as a whole keeps its order. A key that is too long for a
// stream is replaced by its hash: equal keys still meet.
//
// Threads: one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "log_pipeline/options.h"
#include "log_pipeline/pattern.h"

namespace log_pipeline {

class Keyer {
 public:
  // InvalidArgument: a wrong --key-regex.
  static absl::StatusOr<Keyer> Create(const Options& options);

  // The key of `line`: a view of it, of `input_name` or of `storage`.
  std::string_view KeyOf(std::string_view line, std::string_view input_name, std::string& storage);

  // Lines that had none of their own, though an option asked for one.
  std::uint64_t lines_without_key() const { return lines_without_key_; }
  // Lines whose key was replaced by its hash.
  std::uint64_t lines_with_long_key() const { return lines_with_long_key_; }

 private:
  Keyer(std::size_t field, std::optional<Pattern> pattern);

  std::size_t field_;
  std::optional<Pattern> pattern_;
  std::uint64_t lines_without_key_ = 0;
  std::uint64_t lines_with_long_key_ = 0;
};

}  // namespace log_pipeline

// SPDX-License-Identifier: MIT
//
// A Pattern is a POSIX extended regular expression that takes any bytes.
//
// Not std::regex: that recurses, and a line of a few hundred kilobytes overflows
// its stack. A pattern without operators is searched for as it stands, which is
// twenty times faster. Bytes are bytes: "." is half of a two-byte character, and
// a NUL is a byte like any other.
//
// Threads: one at a time; give each thread its own.
#pragma once

#include <regex.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace log_pipeline {

class Pattern {
 public:
  // InvalidArgument says what is wrong with `expression`.
  static absl::StatusOr<Pattern> Compile(const std::string& expression);

  bool IsIn(std::string_view text);

  // What the first group matched, or the whole expression if it has no group;
  // nullopt if it does not match, or that group takes no part.
  std::optional<std::string_view> Find(std::string_view text);

 private:
  struct Free {
    void operator()(regex_t* regex) const {
      regfree(regex);
      delete regex;
    }
  };

  // The whole match and the first group's.
  using Matches = std::array<regmatch_t, 2>;

  Pattern(std::string literal, std::unique_ptr<regex_t, Free> regex);

  bool Execute(std::string_view text, Matches& matches);

  // Not empty if the expression has no operators.
  std::string literal_;
  // Null then.
  std::unique_ptr<regex_t, Free> regex_;
  // The text that is matched, with a NUL behind it.
  std::string text_;
};

}  // namespace log_pipeline

// SPDX-License-Identifier: MIT
#include "log_pipeline/pattern.h"

#include <string.h>

#include <array>
#include <cstddef>
#include <utility>

#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace log_pipeline {
namespace {

const char* FindBytes(std::string_view text, std::string_view bytes) {
  // An empty view may be null, which memmem() must not see.
  if (text.size() < bytes.size()) return nullptr;
  return static_cast<const char*>(memmem(text.data(), text.size(), bytes.data(), bytes.size()));
}

}  // namespace

Pattern::Pattern(std::string literal, std::unique_ptr<regex_t, Free> regex)
    : literal_(std::move(literal)), regex_(std::move(regex)) {}

absl::StatusOr<Pattern> Pattern::Compile(const std::string& expression) {
  if (expression.empty()) return weir::InvalidArgument("a regular expression is empty");
  if (expression.find_first_of("\\^$.|?*+()[]{}") == std::string::npos) {
    return Pattern(expression, nullptr);
  }
  auto regex = std::make_unique<regex_t>();
  const int error = regcomp(regex.get(), expression.c_str(), REG_EXTENDED);
  if (error != 0) {
    std::array<char, 128> reason;
    regerror(error, regex.get(), reason.data(), reason.size());
    return weir::InvalidArgument(
        weir::Concat("regular expression \"", expression, "\": ", reason.data()));
  }
  return Pattern("", std::unique_ptr<regex_t, Free>(regex.release()));
}

bool Pattern::IsIn(std::string_view text) {
  if (regex_ == nullptr) return FindBytes(text, literal_) != nullptr;
  Matches matches;
  return Execute(text, matches);
}

std::optional<std::string_view> Pattern::Find(std::string_view text) {
  if (regex_ == nullptr) {
    const char* const found = FindBytes(text, literal_);
    if (found == nullptr) return std::nullopt;
    return std::string_view(found, literal_.size());
  }
  Matches matches;
  if (!Execute(text, matches)) return std::nullopt;
  const regmatch_t& match = matches[regex_->re_nsub > 0 ? 1 : 0];
  if (match.rm_so < 0) return std::nullopt;
  return text.substr(static_cast<std::size_t>(match.rm_so),
                     static_cast<std::size_t>(match.rm_eo - match.rm_so));
}

// NULs and all: REG_STARTEND says where the text ends. It is copied, because POSIX
// lets regexec() look as far as a NUL, and behind a record lies its neighbour, which
// somebody may be writing.
bool Pattern::Execute(std::string_view text, Matches& matches) {
  text_.assign(text);
  matches[0].rm_so = 0;
  matches[0].rm_eo = static_cast<regoff_t>(text_.size());
  return regexec(regex_.get(), text_.c_str(), matches.size(), matches.data(), REG_STARTEND) == 0;
}

}  // namespace log_pipeline

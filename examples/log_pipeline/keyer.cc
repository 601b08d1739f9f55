// SPDX-License-Identifier: MIT
#include "log_pipeline/keyer.h"

#include <utility>

#include "support/record_checksum.h"
#include "weir/base/concat.h"
#include "weir/base/hash.h"
#include "weir/model/partition_key.h"

namespace log_pipeline {
namespace {

// The field with this number, from 1; empty if there are not so many.
std::string_view Field(std::string_view line, std::size_t number) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  std::size_t end = 0;
  while (true) {
    std::size_t begin = end;
    while (begin < line.size() && is_blank(line[begin])) ++begin;
    end = begin;
    while (end < line.size() && !is_blank(line[end])) ++end;
    if (begin == end || --number == 0) return line.substr(begin, end - begin);
  }
}

}  // namespace

Keyer::Keyer(std::size_t field, std::optional<Pattern> pattern)
    : field_(field), pattern_(std::move(pattern)) {}

absl::StatusOr<Keyer> Keyer::Create(const Options& options) {
  if (options.key_regex.empty()) return Keyer(options.key_field, std::nullopt);
  absl::StatusOr<Pattern> pattern = Pattern::Compile(options.key_regex);
  if (!pattern.ok()) return pattern.status();
  return Keyer(0, *std::move(pattern));
}

std::string_view Keyer::KeyOf(std::string_view line, std::string_view input_name,
                              std::string& storage) {
  std::string_view key = input_name;
  if (field_ > 0 || pattern_.has_value()) {
    key = field_ > 0 ? Field(line, field_) : pattern_->Find(line).value_or("");
    if (key.empty()) {
      ++lines_without_key_;
      key = input_name;
    }
  }
  if (weir::IsValidPartitionKey(key)) [[likely]]
    return key;
  ++lines_with_long_key_;
  storage = weir::Concat("xxh3:", examples::ToHex(weir::Xxh3_128(key)));
  return storage;
}

}  // namespace log_pipeline

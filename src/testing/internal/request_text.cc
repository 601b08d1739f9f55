// SPDX-License-Identifier: MIT
#include "testing/internal/request_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::testing_internal {
namespace {

// The end of a token that is shown.
constexpr std::size_t kTokenEndBytes = 8;

constexpr std::string_view kCut = "...";

bool IsControl(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

}  // namespace

void RequestText::AddName(std::string_view name) {
  if (!text_.empty()) text_ += ' ';
  text_.append(name).append("=");
}

void RequestText::AddToken(std::string_view name, const std::optional<std::string_view>& token) {
  if (!token.has_value()) return;
  AddName(name);
  if (token->size() > kTokenEndBytes) text_ += kCut;
  AddValue(token->substr(token->size() - std::min(token->size(), kTokenEndBytes)));
}

void RequestText::AddSize(std::string_view name, const std::optional<std::string_view>& text) {
  if (!text.has_value()) return;
  AddName(name);
  text_ += Concat("(", text->size(), " bytes)");
}

void RequestText::AddValue(std::string_view text) {
  // One more than may stay, so that it is seen to be too long.
  for (const char c : text.substr(0, bytes_max_ + 1)) text_ += IsControl(c) ? '.' : c;
}

void RequestText::AddValue(absl::Time time) {
  AddValue(FromAbsl(absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone())));
}

void RequestText::AddValue(std::span<const std::byte> bytes) {
  text_ += Concat("(", bytes.size(), " bytes)");
}

void RequestText::AddValue(std::span<const kinesis::PutRecordsRequestEntry> records) {
  std::size_t bytes = 0;
  for (const kinesis::PutRecordsRequestEntry& record : records) {
    if (record.data.has_value()) bytes += record.data->size();
  }
  text_ += Concat("(", records.size(), " records, ", bytes, " bytes)");
}

void RequestText::AddValue(const kinesis::TagMap& tags) {
  text_ += '{';
  for (const auto& [key, value] : tags) {
    if (key != tags.begin()->first) text_ += ',';
    AddValue(key);
    text_ += ':';
    AddValue(value);
    if (text_.size() > bytes_max_) return;
  }
  text_ += '}';
}

void RequestText::AddValue(const std::vector<std::string_view>& texts) {
  text_ += '[';
  for (const std::string_view& text : texts) {
    if (&text != &texts.front()) text_ += ',';
    AddValue(text);
    if (text_.size() > bytes_max_) return;
  }
  text_ += ']';
}

void RequestText::AddValue(const kinesis::StreamModeDetails& details) {
  if (details.stream_mode.has_value()) AddValue(*details.stream_mode);
}

void RequestText::AddValue(const kinesis::ShardFilter& filter) {
  if (filter.type.has_value()) AddValue(*filter.type);
  Add("FilterShardId", filter.shard_id);
  Add("FilterTimestamp", filter.timestamp);
}

void RequestText::AddValue(const kinesis::StartingPosition& position) {
  if (position.type.has_value()) AddValue(*position.type);
  Add("SequenceNumber", position.sequence_number);
  Add("Timestamp", position.timestamp);
}

void RequestText::AddValue(const kinesis::MinimumThroughputBillingCommitmentInput& commitment) {
  if (commitment.status.has_value()) AddValue(*commitment.status);
}

std::string RequestText::Take() && {
  if (text_.size() > bytes_max_) {
    text_.resize(bytes_max_ - kCut.size());
    text_ += kCut;
  }
  return std::move(text_);
}

}  // namespace weir::testing_internal

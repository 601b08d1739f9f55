// SPDX-License-Identifier: MIT
//
// A record as one line of JSON, and back, byte for byte:
//
//   {"shardId":"shardId-000000000000","sequenceNumber":"41",
//    "approximateArrivalTimestamp":"2025-01-01T00:00:00.000000000Z",
//    "partitionKey":"sshd","data":"the line as it was"}
//
// (on one line). The names are those of Kinesis. The sequence number is a text,
// as there, since many JSON readers round numbers above 2^53. Key and data are
// texts when they are valid UTF-8; if not, they are base64 and
// "partitionKeyEncoding":"base64" or "dataEncoding":"base64" follows.
//
//   examples::RecordJsonWriter writer;
//   writer.Append(batch.shard_id(), record, lines);
//   examples::ArchivedRecord archived;
//   if (!examples::ParseRecordJson(line, archived)) …
//
// Threads: one per writer.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "support/base64.h"
#include "support/json_string.h"
#include "support/utc_text.h"
#include "support/utf8.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"

namespace examples {

// A record read back; it owns its bytes.
struct ArchivedRecord {
  weir::ShardId shard_id;
  std::uint64_t sequence_number = 0;
  std::int64_t approximate_arrival_nanos = 0;
  std::string partition_key;
  std::string data;
};

class RecordJsonWriter {
 public:
  // Appends one line and its newline.
  void Append(weir::ShardId shard_id, const weir::RecordView& record, std::string& out) {
    out += R"({"shardId":")";
    out += weir::ShardId::kPrefix;
    AppendDigits(shard_id.index, weir::ShardId::kDigits, out);
    out += R"(","sequenceNumber":")";
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof(digits), record.sequence_number.value);
    out.append(digits, end.ptr);
    out += R"(","approximateArrivalTimestamp":")";
    utc_.Append(record.approximate_arrival_nanos, out);
    out += R"(","partitionKey":)";
    AppendBytes(record.partition_key, R"(,"partitionKeyEncoding":"base64")", out);
    out += R"(,"data":)";
    AppendBytes(weir::AsText(record.data), R"(,"dataEncoding":"base64")", out);
    out += "}\n";
  }

 private:
  static void AppendBytes(std::string_view bytes, std::string_view base64_mark, std::string& out) {
    if (IsUtf8(bytes)) [[likely]] {
      AppendJsonString(bytes, out);
      return;
    }
    out += '"';
    AppendBase64(bytes, out);
    out += '"';
    out += base64_mark;
  }

  UtcText utc_;
};

namespace internal {

inline bool ConsumePrefix(std::string_view& input, std::string_view prefix) {
  if (!input.starts_with(prefix)) return false;
  input.remove_prefix(prefix.size());
  return true;
}

// A literal that may be marked as base64.
inline bool ConsumeBytes(std::string_view& input, std::string_view base64_mark,
                         std::string& bytes) {
  if (!ConsumeJsonString(input, bytes)) return false;
  if (!ConsumePrefix(input, base64_mark)) return true;
  std::string decoded;
  if (!AppendFromBase64(bytes, decoded)) return false;
  bytes = std::move(decoded);
  return true;
}

}  // namespace internal

// Reads what RecordJsonWriter writes, without the newline. False for anything
// else, and `record` is then in no particular state.
inline bool ParseRecordJson(std::string_view line, ArchivedRecord& record) {
  using internal::ConsumeBytes, internal::ConsumePrefix;
  std::string& text = record.data;  // put to use before it is filled

  if (!ConsumePrefix(line, R"({"shardId":)") || !ConsumeJsonString(line, text)) return false;
  const std::optional<weir::ShardId> shard_id = weir::ShardId::Parse(text);
  if (!shard_id.has_value()) return false;
  record.shard_id = *shard_id;

  if (!ConsumePrefix(line, R"(,"sequenceNumber":)") || !ConsumeJsonString(line, text)) return false;
  const char* const text_end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), text_end, record.sequence_number);
  if (number.ec != std::errc() || number.ptr != text_end) return false;

  if (!ConsumePrefix(line, R"(,"approximateArrivalTimestamp":)")) return false;
  if (!ConsumeJsonString(line, text)) return false;
  const std::optional<std::int64_t> arrival_nanos = UtcText::Parse(text);
  if (!arrival_nanos.has_value()) return false;
  record.approximate_arrival_nanos = *arrival_nanos;

  return ConsumePrefix(line, R"(,"partitionKey":)") &&
         ConsumeBytes(line, R"(,"partitionKeyEncoding":"base64")", record.partition_key) &&
         ConsumePrefix(line, R"(,"data":)") &&
         ConsumeBytes(line, R"(,"dataEncoding":"base64")", record.data) && line == "}";
}

}  // namespace examples

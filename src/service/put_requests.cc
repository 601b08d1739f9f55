// SPDX-License-Identifier: MIT
#include "weir/service/put_requests.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "service/request_checks.h"
#include "weir/base/concat.h"
#include "weir/model/internal/utf8.h"
#include "weir/service/exception.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {
namespace {

constexpr SizeRule kDataRule = {.max = 10'485'760};
constexpr SizeRule kRecordsRule = {.min = 1, .max = kPutRecordsMax};

using OptionalData = std::optional<std::span<const std::byte>>;

void RequireData(ValidationErrors& errors, const MemberName& member, const OptionalData& data) {
  if (!data.has_value()) return errors.AddNull(member);
  errors.CheckBlob(member, data->size(), kDataRule);
}

// The hashes that the service's language, Java, gives what an entry is made of: AWS
// prints an entry as the name of its class and its hash.
constexpr std::uint32_t kHashFactor = 31;

// Of the text in UTF-16; each byte that is not UTF-8 is U+FFFD there.
std::uint32_t HashOfText(std::string_view text) {
  std::uint32_t hash = 0;
  const auto add = [&hash](std::uint32_t unit) { hash = hash * kHashFactor + unit; };
  while (!text.empty()) {
    const std::size_t bytes = model_internal::Utf8SequenceBytes(text);
    // What the first byte says, less the bits that say how many follow.
    std::uint32_t code = static_cast<unsigned char>(text.front());
    if (bytes > 1) code &= 0x7FU >> bytes;
    for (std::size_t i = 1; i < bytes; ++i) {
      code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    if (bytes == 0) code = 0xFFFD;
    if (code >= 0x10000) {
      add(0xD800 + ((code - 0x10000) >> 10));
      code = 0xDC00 + ((code - 0x10000) & 0x3FF);
    }
    add(code);
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return hash;
}

// Of a buffer, from its last byte to its first, each with its sign.
std::uint32_t HashOfData(std::span<const std::byte> data) {
  std::uint32_t hash = 1;
  for (std::size_t i = data.size(); i > 0; --i) {
    const auto byte = static_cast<std::int8_t>(data[i - 1]);
    hash = hash * kHashFactor + static_cast<std::uint32_t>(std::int32_t{byte});
  }
  return hash;
}

// One observed answer, of entries whose data and key are empty, has "@c965e310": it is
// this hash, with Data first. That ExplicitHashKey comes before PartitionKey, as in the
// model, it cannot tell.
std::string PrintEntry(const PutRecordsRequestEntry& entry) {
  constexpr std::string_view kClass = "com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry";
  std::uint32_t hash = 1;
  const auto add = [&hash](std::uint32_t part) { hash = hash * kHashFactor + part; };
  add(kHashFactor + HashOfText(kClass));
  add(entry.data.has_value() ? HashOfData(*entry.data) : 0);
  add(HashOfText(entry.explicit_hash_key.value_or("")));
  add(HashOfText(entry.partition_key.value_or("")));
  char digits[8];
  const auto end = std::to_chars(digits, digits + sizeof(digits), hash, 16).ptr;
  return Concat(kClass, "@", std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

void CheckEntry(ValidationErrors& errors, std::size_t index, const PutRecordsRequestEntry& entry) {
  constexpr std::string_view kList = "records";
  errors.RequireText({kList, index, "partitionKey"}, entry.partition_key, kPartitionKeyRule);
  errors.CheckText({kList, index, "explicitHashKey"}, entry.explicit_hash_key, kHashKeyRule);
  RequireData(errors, {kList, index, "data"}, entry.data);
}

}  // namespace

std::string_view ErrorCodeText(KinesisException error_code) {
  if (error_code == KinesisException::kInternalFailure) return "InternalFailure";
  return ToString(error_code);
}

absl::Status Validate(const PutRecordRequest& request) {
  ValidationErrors errors;
  errors.CheckText("sequenceNumberForOrdering", request.sequence_number_for_ordering,
                   kSequenceNumberRule);
  errors.RequireText("partitionKey", request.partition_key, kPartitionKeyRule);
  errors.CheckText("explicitHashKey", request.explicit_hash_key, kHashKeyRule);
  RequireData(errors, "data", request.data);
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const PutRecordsRequest& request) {
  ValidationErrors errors;
  if (!request.records.has_value()) {
    errors.AddNull("records");
  } else {
    const std::span<const PutRecordsRequestEntry> records = *request.records;
    errors.CheckCount("records", records.size(), kRecordsRule,
                      [records] { return service_internal::PrintList(records, PrintEntry); });
    // No longer than errors are named: there may be any number of records.
    for (std::size_t i = 0; i < records.size() && errors.count() < ValidationErrors::kErrorsMax;
         ++i) {
      CheckEntry(errors, i, records[i]);
    }
  }
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

}  // namespace weir::kinesis

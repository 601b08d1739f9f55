// SPDX-License-Identifier: MIT
#include <optional>
#include <string_view>
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/shape.h"
#include "weir/service/kinesis.h"
#include "weir/service/put_requests.h"

namespace weir::serve_internal {

using kinesis::PutRecordRequest;
using kinesis::PutRecordResult;
using kinesis::PutRecordsRequest;
using kinesis::PutRecordsRequestEntry;
using kinesis::PutRecordsResult;
using kinesis::PutRecordsResultEntry;

template <>
struct Shape<PutRecordRequest> {
  using Request = PutRecordRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"Data", &Request::data},
      Member{"PartitionKey", &Request::partition_key},
      Member{"ExplicitHashKey", &Request::explicit_hash_key},
      Member{"SequenceNumberForOrdering", &Request::sequence_number_for_ordering},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<PutRecordResult> {
  using Result = PutRecordResult;
  static constexpr std::tuple kMembers = {Member{"ShardId", &Result::shard_id},
                                          Member{"SequenceNumber", &Result::sequence_number},
                                          Member{"EncryptionType", &Result::encryption_type}};
};

template <>
struct Shape<PutRecordsRequestEntry> {
  static constexpr std::tuple kMembers = {
      Member{"Data", &PutRecordsRequestEntry::data},
      Member{"ExplicitHashKey", &PutRecordsRequestEntry::explicit_hash_key},
      Member{"PartitionKey", &PutRecordsRequestEntry::partition_key}};
};

template <>
struct Shape<PutRecordsRequest> {
  using Request = PutRecordsRequest;
  static constexpr std::tuple kMembers = {Member{"Records", &Request::records},
                                          Member{"StreamName", &Request::stream_name},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<PutRecordsResultEntry> {
  static constexpr auto kErrorCode = [](const PutRecordsResultEntry& entry) {
    return entry.error_code.has_value() ? std::optional(kinesis::ErrorCodeText(*entry.error_code))
                                        : std::nullopt;
  };
  static constexpr auto kErrorMessage = [](const PutRecordsResultEntry& entry) {
    return entry.error_code.has_value() ? &entry.error_message : nullptr;
  };
  static constexpr std::tuple kMembers = {
      Member{"SequenceNumber", &PutRecordsResultEntry::sequence_number},
      Member{"ShardId", &PutRecordsResultEntry::shard_id}, Computed{"ErrorCode", kErrorCode},
      Computed{"ErrorMessage", kErrorMessage}};
};

template <>
struct Shape<PutRecordsResult> {
  using Result = PutRecordsResult;
  static constexpr std::tuple kMembers = {Member{"FailedRecordCount", &Result::failed_record_count},
                                          Member{"Records", &Result::records},
                                          Member{"EncryptionType", &Result::encryption_type}};
};

CallReply CallPutRecord(const CallInput& input) { return Call(input, &Kinesis::PutRecord); }
CallReply CallPutRecords(const CallInput& input) { return Call(input, &Kinesis::PutRecords); }

}  // namespace weir::serve_internal

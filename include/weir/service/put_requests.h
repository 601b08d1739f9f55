// SPDX-License-Identifier: MIT
//
// What goes into PutRecord and PutRecords, and what comes out.
//
// Members have AWS's names. Those of results are values, which become AWS's texts where
// a text is wanted: a put of 500 records should not print 500 numbers of 56 digits that
// nobody reads.
//
//   auto put = kinesis.PutRecord({.stream_name = "clicks", .partition_key = "k", .data = bytes});
//   Handle(put->shard_id.ToString(), put->sequence_number.ToString());
//
// Threads:   values.
// Progress:  wait-free.
// Cost:      an entry of a result 80 bytes; no text unless something failed.
// Lifetime:  what a request refers to must live during the call, no longer; results own
//            what they hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "weir/model/shard_id.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis_sequence_number.h"
#include "weir/service/stream_shapes.h"

namespace weir::kinesis {

struct PutRecordRequest {
  // One of the two, or both of one stream: 1 to 128 of [a-zA-Z0-9_.-].
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1 to 256 Unicode characters.
  std::optional<std::string_view> partition_key = {};
  // Must be there, if empty. With the key at most what the stream takes: 1 MiB, unless
  // UpdateMaxRecordSize said more.
  std::optional<std::span<const std::byte>> data = {};
  // Chooses the shard in place of the key's hash: 0 to 2^128 - 1, in decimal.
  std::optional<std::string_view> explicit_hash_key = {};
  // The number of the record before of the same producer and key. It must be one that a
  // stream can have given; more is not checked, since the order is kept without it.
  std::optional<std::string_view> sequence_number_for_ordering = {};
};

struct PutRecordResult {
  ShardId shard_id = {};
  KinesisSequenceNumber sequence_number = {};
  EncryptionType encryption_type = EncryptionType::kNone;
};

struct PutRecordsRequestEntry {
  // As in PutRecordRequest.
  std::optional<std::string_view> partition_key = {};
  std::optional<std::span<const std::byte>> data = {};
  std::optional<std::string_view> explicit_hash_key = {};
};

struct PutRecordsRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1 to 500, of 10 MiB together with their keys.
  std::optional<std::span<const PutRecordsRequestEntry>> records = {};
};

// What became of one record: `sequence_number` and `shard_id`, or the other two.
struct PutRecordsResultEntry {
  std::optional<KinesisSequenceNumber> sequence_number = {};
  std::optional<ShardId> shard_id = {};
  // kProvisionedThroughputExceeded or kInternalFailure, which AWS writes here as
  // "InternalFailure": ErrorCodeText().
  std::optional<KinesisException> error_code = {};
  std::string error_message = {};
};

struct PutRecordsResult {
  std::int32_t failed_record_count = 0;
  // As many as were asked for, in their order.
  std::vector<PutRecordsResultEntry> records = {};
  EncryptionType encryption_type = EncryptionType::kNone;
};

// The greatest number of records of a PutRecords, and of their bytes with their keys.
inline constexpr std::size_t kPutRecordsMax = 500;
inline constexpr std::size_t kPutRecordsBytesMax = 10 * 1024 * 1024;

// As AWS writes the ErrorCode of an entry.
std::string_view ErrorCodeText(KinesisException error_code);

// ValidationException if a parameter breaks a constraint of its own. Looks at each record,
// not at its data, and allocates nothing unless one is wrong.
absl::Status Validate(const PutRecordRequest& request);
absl::Status Validate(const PutRecordsRequest& request);

}  // namespace weir::kinesis

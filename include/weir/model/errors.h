// SPDX-License-Identifier: MIT
//
// What a put or a read can answer besides success, as small values, and how
// each becomes an absl::Status that carries the name of the Kinesis exception.
//
// Not exceptions, and no absl::Status on the hot path: a throttled producer is
// everyday life, and building a message costs more than the put. TryPut() and
// Batch::code() hand out these values; Put() and Batch::status() translate.
//
//   absl::Status status = stream.Put(entry).status();
//   if (absl::IsResourceExhausted(status)) absl::SleepFor(weir::RetryAfter(status));
//
// Threads:   values.
// Progress:  wait-free; making a Status allocates.
// Cost:      a Status of an error about 200 ns.
// Lifetime:  none.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace weir {

enum class PutCode : std::uint8_t {
  kOk,
  // A caller's mistake: InvalidArgument.
  kInvalidPartitionKey,
  kRecordTooLarge,
  // Expected life: ResourceExhausted, ProvisionedThroughputExceededException.
  kThrottledBytes,
  kThrottledRecords,
  // The memory budget is reached, or the system's end, and nothing may be dropped:
  // ResourceExhausted.
  kMemoryExhausted,
  // Close() was called: FailedPrecondition, ResourceNotFoundException.
  kStreamClosed,
};

enum class ReadCode : std::uint8_t {
  // Records, or none: then the cursor is at the tip.
  kOk,
  // The read limit is used up: ResourceExhausted,
  // ProvisionedThroughputExceededException.
  kThrottled,
  // The next record was claimed by a producer that has not finished it yet.
  // The producer is running or stopped; nobody else waits for it.
  kUnfinishedClaim,
  // All records of a closed shard are read; ChildShards() tells what follows.
  kEndOfShard,
  // The stream is closed and all of its records are read.
  kEndOfStream,
  // Only of a stream cursor: a shard ended, and there is no memory for what comes
  // after it: ResourceExhausted. Nothing is lost; the next read tries again.
  kMemoryExhausted,
  // The Stream was destroyed: FailedPrecondition.
  kStreamDestroyed,
};

// The Kinesis exception that `status` stands for, for example
// "ProvisionedThroughputExceededException"; empty if it carries none. Without memory
// for the name it throws bad_alloc, as std::string does.
std::string KinesisExceptionName(const absl::Status& status);

// How long until what was refused would have been admitted, had nobody else
// come; zero if `status` says nothing about it. Allocates nothing.
absl::Duration RetryAfter(const absl::Status& status);

// `status` with the exception's name attached.
absl::Status WithKinesisException(absl::Status status, const char* exception_name);

// `status` with the time to wait attached.
absl::Status WithRetryAfter(absl::Status status, std::int64_t retry_after_nanos);

}  // namespace weir

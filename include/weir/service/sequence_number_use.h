// SPDX-License-Identifier: MIT
//
// Whether a sequence number that a caller gave may be used where it was given, and what
// Kinesis says if not.
//
// Both parameters that take a number are checked here: SequenceNumberForOrdering of a
// put, and the one that a shard iterator or a subscription starts from. Not whether
// their text has the form of a number: that is a constraint of the parameter, answered
// before with a ValidationException (service/validation.h).
//
//   absl::Status usable = weir::CheckSequenceNumberForOrdering(
//       "0", {.stream_name = "s", .account_id = "123456789012"}, now_nanos);
//
// Threads:   any.
// Progress:  wait-free; a refusal allocates.
// Cost:      reading a number of 56 digits about 180 ns.
// Lifetime:  nothing is kept.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/model/sequence_number.h"
#include "weir/service/shard_numbering.h"
#include "weir/service/stream_address.h"

namespace weir {

// Whether PutRecord takes `text` for its SequenceNumberForOrdering, at `now_nanos` since
// the epoch: any number of any stream is taken, unless it says a time after now.
// Else InvalidArgumentException.
absl::Status CheckSequenceNumberForOrdering(std::string_view text, const StreamPlace& place,
                                            std::int64_t now_nanos);

// Which record a read starts with.
enum class SequenceNumberSide : std::uint8_t {
  // AT_SEQUENCE_NUMBER: the one that has the number.
  kAt,
  // AFTER_SEQUENCE_NUMBER: the next.
  kAfter,
};

// The dense number of the first record to read in the shard of `numbering`, for `text` as
// StartingSequenceNumber of GetShardIterator. Errors, all with AWS's words:
// InvalidArgumentException if it is no number, one of another shard, one that no shard
// of this stream gave, or, with kAfter, the end of a closed shard;
// InternalFailureException if it is of version 0 and would name this shard.
absl::StatusOr<SequenceNumber> ResolveStartingSequenceNumber(std::string_view text,
                                                             SequenceNumberSide side,
                                                             const ShardNumbering& numbering,
                                                             const StreamPlace& place);

}  // namespace weir

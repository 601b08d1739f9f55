// SPDX-License-Identifier: MIT
//
// A KinesisException is one of the errors that an operation of Kinesis can end with,
// as a small value: its name, its HTTP status and whose fault it is.
//
// An absl::Status has a code too, but fewer of them: three exceptions are
// kResourceExhausted, and a program that is to run against AWS asks for AWS's name. So
// each exception has one code, by which a program that knows no Kinesis can act, and
// the status carries the name beside it (model/errors.h). These are the 16 errors of the
// service's model; what only its HTTP endpoint says, of signatures and encodings, is
// not here.
//
//   if (weir::KinesisExceptionOf(status) == weir::KinesisException::kExpiredIterator) {
//     Handle(status);  // ask for a new iterator
//   }
//
// Threads:   any.
// Progress:  wait-free, but for the allocation of a status.
// Cost:      a status allocates its message and the name; reading the exception copies
//            the name and compares it with 16.
// Lifetime:  names are literals.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"

namespace weir {

enum class KinesisException : std::uint8_t {
  // The resource's policy, or the account's, does not allow it.
  kAccessDenied,
  // A shard iterator is older than five minutes.
  kExpiredIterator,
  // A page token is older than five minutes.
  kExpiredNextToken,
  // The service's own fault: trying again is right.
  kInternalFailure,
  // A parameter has a value that does not go with the state or with another.
  kInvalidArgument,
  // The six of encryption at rest.
  kKmsAccessDenied,
  kKmsDisabled,
  kKmsInvalidState,
  kKmsNotFound,
  kKmsOptInRequired,
  kKmsThrottling,
  // A quota of the account, or the rate of a control operation.
  kLimitExceeded,
  // A shard's rate. Back off, then try again.
  kProvisionedThroughputExceeded,
  // The resource exists already, or is not in the state for it.
  kResourceInUse,
  kResourceNotFound,
  // A parameter breaks a constraint of its own, whatever the state.
  kValidation,
};

// How many there are: their values are 0 to kKinesisExceptionCount - 1.
inline constexpr int kKinesisExceptionCount = 16;

// Whose mistake it is, as AWS's SDKs tell them apart.
enum class KinesisFault : std::uint8_t { kClient, kServer };

// AWS's name, as its SDKs spell it: "ResourceNotFoundException".
std::string_view ToString(KinesisException exception);

// The exception that ToString() names `name`; nullopt if none is. Of the one that stands
// in a failed entry of PutRecords without its ending, "InternalFailure", too.
std::optional<KinesisException> KinesisExceptionFromName(std::string_view name);

// 500 of kInternalFailure, 400 of all others.
int HttpStatusOf(KinesisException exception);
KinesisFault FaultOf(KinesisException exception);

// The code that a status of `exception` has. Several share one.
absl::StatusCode StatusCodeOf(KinesisException exception);

// A status that says `message` and carries `exception`.
absl::Status KinesisError(KinesisException exception, std::string_view message);

// What `status` carries; nullopt if that is none of Kinesis's, or nothing. Without memory
// for the name it throws bad_alloc, as std::string does.
std::optional<KinesisException> KinesisExceptionOf(const absl::Status& status);

}  // namespace weir

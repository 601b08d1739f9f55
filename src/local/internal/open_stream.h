// SPDX-License-Identifier: MIT
//
// How an operation gets at the stream that its request means: found, brought up to date,
// allowed to the caller, and held.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/account.h"
#include "local/internal/local_stream.h"
#include "local/internal/resource_policy.h"
#include "local/internal/world.h"
#include "weir/service/arn.h"
#include "weir/service/kinesis_operation.h"
#include "weir/service/stream_address.h"

namespace weir::local_internal {

template <class Lock>
struct OpenStream {
  LocalStream* operator->() const { return state.get(); }
  LocalStream& operator*() const { return *state; }

  std::shared_ptr<LocalStream> state;
  // Given back before the state may end.
  Lock lock;
  // The clock, once the stream was held.
  std::int64_t now_nanos = 0;
};

// Held shared: to put, to read, to describe.
using SharedStream = OpenStream<std::shared_lock<SharedMutex>>;
// Held alone: to change.
using OwnedStream = OpenStream<std::unique_lock<SharedMutex>>;

// The stream that `address` means to `caller`, in whatever status. The call counts as one
// of `operation`. LimitExceededException; InvalidArgumentException for an address that
// means none or two; ResourceNotFoundException; AccessDeniedException for a stream of
// another account whose policy does not allow it.
absl::StatusOr<SharedStream> OpenShared(Account& caller, KinesisOperation operation,
                                        const StreamAddress& address);
absl::StatusOr<OwnedStream> OpenAlone(Account& caller, KinesisOperation operation,
                                      const StreamAddress& address);

// The same without counting, for what is no call of Kinesis.
absl::StatusOr<SharedStream> OpenSharedUncounted(Account& caller, KinesisOperation operation,
                                                 const StreamAddress& address);

// Without counting or asking who calls, of a stream that is known by its parts; nullopt if there is
// none, or it is not the one of `number`.
std::optional<SharedStream> OpenSharedByName(Account& owner, std::string_view stream_name,
                                             std::optional<std::uint64_t> number = std::nullopt);
std::optional<OwnedStream> OpenAloneByName(Account& owner, std::string_view stream_name,
                                           std::optional<std::uint64_t> number = std::nullopt);

// Where streams of `arn` are, for `caller`: no endpoint knows those of another region. Null
// if there can be none.
Account* FindOwner(const Account& caller, const StreamArn& arn);

// Whether `caller` may do `operation` to `stream`: if not, AccessDeniedException, or that it
// is not found by an operation that has no such exception.
absl::Status CheckAccess(const Account& caller, const LocalStream& stream,
                         KinesisOperation operation);

// A stream or a consumer, and what others may do to it.
struct GuardedResource {
  std::string_view arn;
  std::string_view owner_id;
  const std::optional<ResourcePolicy>& policy;
};

// AccessDeniedException if `caller` is not the owner, and no policy lets him do `operation`.
absl::Status CheckPolicy(const Account& caller, const GuardedResource& resource,
                         KinesisOperation operation);

// Brings it up to date, and takes it out of its account if it is gone. Nothing is held.
void Settle(LocalStream& stream);

// Brings all streams of `account` up to date. Nothing is held; where nothing is due, neither
// the account nor a stream is taken from who uses it.
void SettleAll(Account& account);
// The same, and lets each clean up.
void TickAll(Account& account);

}  // namespace weir::local_internal

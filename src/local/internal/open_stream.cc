// SPDX-License-Identifier: MIT
#include "local/internal/open_stream.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/service/arn.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

std::shared_ptr<LocalStream> Find(const Account& owner, std::string_view stream_name) {
  const std::shared_lock lock(owner.mutex);
  const auto found = owner.streams.find(stream_name);
  return found == owner.streams.end() ? nullptr : found->second;
}

// The account has it no more. Both locks are held alone. An exception changes nothing: the next
// call does it all.
void Forget(Account& account, const LocalStream& stream) {
  std::int64_t created = 0;
  for (const LocalShard& shard : stream.shards) {
    created = std::max(created, shard.numbering.create_seconds());
  }
  // A second that is past long enough says nothing to a stream that is made now.
  std::map<std::string, std::int64_t, std::less<>>& seconds = account.create_seconds_before;
  constexpr std::size_t kSwept = 1'024;
  if (seconds.size() % kSwept == kSwept - 1) {
    const std::int64_t now_seconds = account.world.clock.NowNanos() / kNanosPerSecond;
    std::erase_if(seconds, [now_seconds](const auto& of) { return of.second < now_seconds - 60; });
  }
  std::int64_t& before = seconds[stream.arn.stream_name];
  before = std::max(before, created);
  account.CountShards(-std::int64_t{stream.counted_shard_count});
  account.streams.erase(stream.arn.stream_name);
}

template <class Lock>
std::optional<OpenStream<Lock>> OpenByName(Account& owner, std::string_view stream_name,
                                           std::optional<std::uint64_t> number) {
  for (;;) {
    std::shared_ptr<LocalStream> state = Find(owner, stream_name);
    if (state == nullptr) return std::nullopt;
    Lock lock(state->mutex);
    // Its account has it no more, or another: what is there now?
    if (state->is_gone) {
      lock.unlock();
      Settle(*state);
      continue;
    }
    const std::int64_t now_nanos = owner.world.clock.NowNanos();
    if (!state->IsDue(now_nanos)) {
      if (number.has_value() && state->number != *number) return std::nullopt;
      return OpenStream<Lock>{std::move(state), std::move(lock), now_nanos};
    }
    lock.unlock();
    Settle(*state);
  }
}

template <class Lock>
absl::StatusOr<OpenStream<Lock>> Open(Account& caller, KinesisOperation operation,
                                      const StreamAddress& address) {
  std::optional<OpenStream<Lock>> stream;
  if (address.stream_name.has_value() && !address.stream_arn.has_value()) {
    stream = OpenByName<Lock>(caller, *address.stream_name, std::nullopt);
    if (!stream.has_value()) {
      return StreamNotFound({.stream_name = *address.stream_name, .account_id = caller.account_id});
    }
    return *std::move(stream);
  }
  const absl::StatusOr<StreamArn> arn =
      ResolveStream(address, {.account_id = caller.account_id, .region = caller.region});
  if (!arn.ok()) return arn.status();
  Account* const owner = FindOwner(caller, *arn);
  if (owner != nullptr) {
    stream = OpenByName<Lock>(*owner, arn->stream_name, std::nullopt);
  }
  if (!stream.has_value()) {
    return StreamNotFound({.stream_name = arn->stream_name, .account_id = arn->account_id});
  }
  absl::Status status = CheckAccess(caller, **stream, operation);
  if (!status.ok()) return status;
  return *std::move(stream);
}

bool IsDueAt(const LocalStream& stream, std::int64_t now_nanos) {
  const std::shared_lock lock(stream.mutex);
  return stream.is_gone || stream.IsDue(now_nanos);
}

std::vector<std::shared_ptr<LocalStream>> StreamsOf(const Account& account) {
  std::vector<std::shared_ptr<LocalStream>> streams;
  const std::shared_lock lock(account.mutex);
  for (const auto& [name, stream] : account.streams) streams.push_back(stream);
  return streams;
}

}  // namespace

absl::StatusOr<SharedStream> OpenShared(Account& caller, KinesisOperation operation,
                                        const StreamAddress& address) {
  absl::Status status = caller.CountCall(operation, caller.world.clock.NowNanos());
  if (!status.ok()) return status;
  return OpenSharedUncounted(caller, operation, address);
}

absl::StatusOr<SharedStream> OpenSharedUncounted(Account& caller, KinesisOperation operation,
                                                 const StreamAddress& address) {
  return Open<std::shared_lock<SharedMutex>>(caller, operation, address);
}

absl::StatusOr<OwnedStream> OpenAlone(Account& caller, KinesisOperation operation,
                                      const StreamAddress& address) {
  absl::Status status = caller.CountCall(operation, caller.world.clock.NowNanos());
  if (!status.ok()) return status;
  return Open<std::unique_lock<SharedMutex>>(caller, operation, address);
}

std::optional<SharedStream> OpenSharedByName(Account& owner, std::string_view stream_name,
                                             std::optional<std::uint64_t> number) {
  return OpenByName<std::shared_lock<SharedMutex>>(owner, stream_name, number);
}

std::optional<OwnedStream> OpenAloneByName(Account& owner, std::string_view stream_name,
                                           std::optional<std::uint64_t> number) {
  return OpenByName<std::unique_lock<SharedMutex>>(owner, stream_name, number);
}

Account* FindOwner(const Account& caller, const StreamArn& arn) {
  if (arn.region != caller.region || arn.partition != caller.partition) return nullptr;
  return caller.world.FindAccount(arn.account_id, arn.region);
}

absl::Status CheckAccess(const Account& caller, const LocalStream& stream,
                         KinesisOperation operation) {
  if (caller.account_id == stream.arn.account_id) return absl::OkStatus();
  absl::Status status = CheckPolicy(
      caller,
      {.arn = stream.arn.ToString(), .owner_id = stream.arn.account_id, .policy = stream.policy},
      operation);
  const auto exceptions = ExceptionsOf(operation);
  if (!status.ok() && std::find(exceptions.begin(), exceptions.end(),
                                KinesisException::kAccessDenied) == exceptions.end()) {
    return StreamNotFound(stream.Place());
  }
  return status;
}

absl::Status CheckPolicy(const Account& caller, const GuardedResource& resource,
                         KinesisOperation operation) {
  const std::string action = Concat("kinesis:", ToString(operation));
  if (caller.account_id == resource.owner_id ||
      (resource.policy.has_value() &&
       resource.policy->Allows(caller.account_id, action, resource.arn))) {
    return absl::OkStatus();
  }
  return KinesisError(
      KinesisException::kAccessDenied,
      Concat("User: arn:", caller.partition, ":iam::", caller.account_id,
             ":root is not authorized to perform: ", action, " on resource: ", resource.arn,
             " because no resource-based policy allows the ", action, " action"));
}

void Settle(LocalStream& stream) {
  const std::lock_guard account_lock(stream.account.mutex);
  const std::lock_guard stream_lock(stream.mutex);
  if (!stream.is_gone) stream.SettleAt(stream.world.clock.NowNanos());
  if (!stream.is_gone) return;
  // It may be gone and still there, if memory was wanting the last time.
  const auto found = stream.account.streams.find(stream.arn.stream_name);
  if (found != stream.account.streams.end() && found->second.get() == &stream) {
    Forget(stream.account, stream);
  }
}

void SettleAll(Account& account) {
  const std::int64_t now_nanos = account.world.clock.NowNanos();
  for (const std::shared_ptr<LocalStream>& stream : StreamsOf(account)) {
    if (IsDueAt(*stream, now_nanos)) Settle(*stream);
  }
}

void TickAll(Account& account) {
  for (const std::shared_ptr<LocalStream>& stream : StreamsOf(account)) {
    Settle(*stream);
    stream->engine.Tick();
  }
}

}  // namespace weir::local_internal

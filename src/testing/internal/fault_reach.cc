// SPDX-License-Identifier: MIT
#include "testing/internal/fault_reach.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <variant>

#include "weir/service/exception.h"
#include "weir/service/kinesis_operation.h"

namespace weir::testing_internal {
namespace {

using testing::AddLatency;
using testing::BreakEventStream;
using testing::ExpireIterator;
using testing::FailRecords;
using testing::Fault;
using testing::HoldCompletion;
using testing::RaiseAfterEffect;
using testing::RaiseException;

bool IsOneOf(KinesisOperation operation, std::initializer_list<KinesisOperation> operations) {
  return std::find(operations.begin(), operations.end(), operation) != operations.end();
}

std::size_t IndexOf(KinesisOperation operation) { return static_cast<std::size_t>(operation); }

Operations ThoseThatCanEndWith(KinesisException exception) {
  Operations operations;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    operations[i] = CanEndWith(static_cast<KinesisOperation>(i), exception);
  }
  return operations;
}

Operations Of(std::initializer_list<KinesisOperation> operations) {
  Operations set;
  for (const KinesisOperation operation : operations) set.set(IndexOf(operation));
  return set;
}

}  // namespace

bool CanEndWith(KinesisOperation operation, KinesisException exception) {
  if (exception == KinesisException::kValidation ||
      exception == KinesisException::kInternalFailure) {
    return true;
  }
  const auto exceptions = ExceptionsOf(operation);
  return std::find(exceptions.begin(), exceptions.end(), exception) != exceptions.end();
}

bool EventStreamCanEndWith(KinesisException exception) {
  switch (exception) {
    case KinesisException::kResourceNotFound:
    case KinesisException::kResourceInUse:
    case KinesisException::kInternalFailure:
    case KinesisException::kKmsAccessDenied:
    case KinesisException::kKmsDisabled:
    case KinesisException::kKmsInvalidState:
    case KinesisException::kKmsNotFound:
    case KinesisException::kKmsOptInRequired:
    case KinesisException::kKmsThrottling:
      return true;
    default:
      return false;
  }
}

bool HasStream(KinesisOperation operation) {
  return !IsOneOf(operation, {KinesisOperation::kListStreams, KinesisOperation::kDescribeLimits,
                              KinesisOperation::kDescribeAccountSettings,
                              KinesisOperation::kUpdateAccountSettings});
}

bool HasShard(KinesisOperation operation) {
  return IsOneOf(operation, {KinesisOperation::kPutRecord, KinesisOperation::kPutRecords,
                             KinesisOperation::kGetShardIterator, KinesisOperation::kGetRecords,
                             KinesisOperation::kSubscribeToShard, KinesisOperation::kSplitShard,
                             KinesisOperation::kMergeShards});
}

Operations OperationsOf(const Fault& fault) {
  if (std::holds_alternative<FailRecords>(fault)) return Of({KinesisOperation::kPutRecords});
  if (std::holds_alternative<ExpireIterator>(fault)) {
    return Of({KinesisOperation::kGetShardIterator, KinesisOperation::kGetRecords});
  }
  if (std::holds_alternative<BreakEventStream>(fault)) {
    return Of({KinesisOperation::kSubscribeToShard});
  }
  const KinesisException* const exception = ExceptionIn(fault);
  return exception == nullptr ? Operations().set() : ThoseThatCanEndWith(*exception);
}

Operations OperationsOf(const testing::FaultRule& rule) {
  Operations operations = OperationsOf(rule.fault);
  if (rule.calls.operation.has_value()) operations &= Of({*rule.calls.operation});
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto operation = static_cast<KinesisOperation>(i);
    if (!rule.calls.stream.empty() && !HasStream(operation)) operations.reset(i);
    if (rule.calls.shard_id.has_value() && !HasShard(operation)) operations.reset(i);
  }
  return operations;
}

std::string_view NameOf(const Fault& fault) {
  // In the order of the alternatives.
  constexpr std::array<std::string_view, std::variant_size_v<Fault>> kNames = {
      "RaiseException", "RaiseAfterEffect", "FailRecords",     "ExpireIterator",
      "AddLatency",     "HoldCompletion",   "BreakEventStream"};
  return kNames[fault.index()];
}

const KinesisException* ExceptionIn(const Fault& fault) {
  if (const auto* raise = std::get_if<RaiseException>(&fault)) return &raise->exception;
  if (const auto* raise = std::get_if<RaiseAfterEffect>(&fault)) return &raise->exception;
  return nullptr;
}

}  // namespace weir::testing_internal

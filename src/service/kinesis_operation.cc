// SPDX-License-Identifier: MIT
#include "weir/service/kinesis_operation.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "weir/base/check.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using enum KinesisException;

// The most exceptions that an operation names.
constexpr std::size_t kExceptionsMax = 12;

struct OperationRow {
  KinesisOperation operation;
  std::string_view name;
  int calls_per_second_max;
  std::size_t exception_count;
  std::array<KinesisException, kExceptionsMax> exceptions;
};

template <class... Exceptions>
constexpr OperationRow MakeOperationRow(KinesisOperation operation, std::string_view name,
                                        int calls_per_second_max, Exceptions... exceptions) {
  return {operation, name, calls_per_second_max, sizeof...(exceptions), {exceptions...}};
}

// In the order of the enumeration. Source: the service's model, and its page of quotas.
constexpr std::array<OperationRow, kKinesisOperationCount> kOperationRows = {{
    MakeOperationRow(KinesisOperation::kAddTagsToStream, "AddTagsToStream", 5, kResourceNotFound,
                     kResourceInUse, kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeOperationRow(KinesisOperation::kCreateStream, "CreateStream", 5, kResourceInUse,
                     kLimitExceeded, kInvalidArgument, kValidation),
    MakeOperationRow(KinesisOperation::kDecreaseStreamRetentionPeriod,
                     "DecreaseStreamRetentionPeriod", 5, kResourceInUse, kResourceNotFound,
                     kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeOperationRow(KinesisOperation::kDeleteResourcePolicy, "DeleteResourcePolicy", 0,
                     kAccessDenied, kResourceNotFound, kLimitExceeded, kInvalidArgument,
                     kResourceInUse),
    MakeOperationRow(KinesisOperation::kDeleteStream, "DeleteStream", 5, kResourceNotFound,
                     kLimitExceeded, kResourceInUse, kInvalidArgument, kAccessDenied),
    MakeOperationRow(KinesisOperation::kDeregisterStreamConsumer, "DeregisterStreamConsumer", 5,
                     kLimitExceeded, kResourceNotFound, kInvalidArgument),
    MakeOperationRow(KinesisOperation::kDescribeAccountSettings, "DescribeAccountSettings", 5,
                     kLimitExceeded),
    MakeOperationRow(KinesisOperation::kDescribeLimits, "DescribeLimits", 1, kLimitExceeded),
    MakeOperationRow(KinesisOperation::kDescribeStream, "DescribeStream", 10, kResourceNotFound,
                     kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeOperationRow(KinesisOperation::kDescribeStreamConsumer, "DescribeStreamConsumer", 20,
                     kLimitExceeded, kResourceNotFound, kInvalidArgument),
    MakeOperationRow(KinesisOperation::kDescribeStreamSummary, "DescribeStreamSummary", 20,
                     kResourceNotFound, kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeOperationRow(KinesisOperation::kDisableEnhancedMonitoring, "DisableEnhancedMonitoring", 5,
                     kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound,
                     kAccessDenied),
    MakeOperationRow(KinesisOperation::kEnableEnhancedMonitoring, "EnableEnhancedMonitoring", 5,
                     kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound,
                     kAccessDenied),
    MakeOperationRow(KinesisOperation::kGetRecords, "GetRecords", 0, kResourceNotFound,
                     kInvalidArgument, kProvisionedThroughputExceeded, kExpiredIterator,
                     kKmsAccessDenied, kKmsDisabled, kKmsInvalidState, kKmsNotFound,
                     kKmsOptInRequired, kKmsThrottling, kAccessDenied, kInternalFailure),
    MakeOperationRow(KinesisOperation::kGetResourcePolicy, "GetResourcePolicy", 0, kAccessDenied,
                     kResourceNotFound, kLimitExceeded, kInvalidArgument, kResourceInUse),
    MakeOperationRow(KinesisOperation::kGetShardIterator, "GetShardIterator", 0, kResourceNotFound,
                     kInvalidArgument, kProvisionedThroughputExceeded, kAccessDenied,
                     kInternalFailure),
    MakeOperationRow(KinesisOperation::kIncreaseStreamRetentionPeriod,
                     "IncreaseStreamRetentionPeriod", 5, kResourceInUse, kResourceNotFound,
                     kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeOperationRow(KinesisOperation::kListShards, "ListShards", 1000, kResourceNotFound,
                     kInvalidArgument, kLimitExceeded, kExpiredNextToken, kResourceInUse,
                     kAccessDenied),
    MakeOperationRow(KinesisOperation::kListStreamConsumers, "ListStreamConsumers", 5,
                     kResourceNotFound, kInvalidArgument, kLimitExceeded, kExpiredNextToken,
                     kResourceInUse),
    MakeOperationRow(KinesisOperation::kListStreams, "ListStreams", 5, kLimitExceeded,
                     kExpiredNextToken, kInvalidArgument),
    MakeOperationRow(KinesisOperation::kListTagsForResource, "ListTagsForResource", 0,
                     kResourceNotFound, kResourceInUse, kInvalidArgument, kLimitExceeded,
                     kAccessDenied),
    MakeOperationRow(KinesisOperation::kListTagsForStream, "ListTagsForStream", 5,
                     kResourceNotFound, kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeOperationRow(KinesisOperation::kMergeShards, "MergeShards", 5, kResourceNotFound,
                     kResourceInUse, kInvalidArgument, kLimitExceeded, kValidation, kAccessDenied),
    MakeOperationRow(KinesisOperation::kPutRecord, "PutRecord", 0, kResourceNotFound,
                     kInvalidArgument, kProvisionedThroughputExceeded, kKmsAccessDenied,
                     kKmsDisabled, kKmsInvalidState, kKmsNotFound, kKmsOptInRequired,
                     kKmsThrottling, kAccessDenied, kInternalFailure),
    MakeOperationRow(KinesisOperation::kPutRecords, "PutRecords", 0, kResourceNotFound,
                     kInvalidArgument, kProvisionedThroughputExceeded, kKmsAccessDenied,
                     kKmsDisabled, kKmsInvalidState, kKmsNotFound, kKmsOptInRequired,
                     kKmsThrottling, kAccessDenied, kInternalFailure),
    MakeOperationRow(KinesisOperation::kPutResourcePolicy, "PutResourcePolicy", 0, kAccessDenied,
                     kResourceNotFound, kLimitExceeded, kInvalidArgument, kResourceInUse),
    MakeOperationRow(KinesisOperation::kRegisterStreamConsumer, "RegisterStreamConsumer", 5,
                     kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound),
    MakeOperationRow(KinesisOperation::kRemoveTagsFromStream, "RemoveTagsFromStream", 5,
                     kResourceNotFound, kResourceInUse, kInvalidArgument, kLimitExceeded,
                     kAccessDenied),
    MakeOperationRow(KinesisOperation::kSplitShard, "SplitShard", 5, kResourceNotFound,
                     kResourceInUse, kInvalidArgument, kLimitExceeded, kValidation, kAccessDenied),
    MakeOperationRow(KinesisOperation::kStartStreamEncryption, "StartStreamEncryption", 0,
                     kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound,
                     kKmsAccessDenied, kKmsDisabled, kKmsInvalidState, kKmsNotFound,
                     kKmsOptInRequired, kKmsThrottling, kAccessDenied),
    MakeOperationRow(KinesisOperation::kStopStreamEncryption, "StopStreamEncryption", 0,
                     kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound,
                     kAccessDenied),
    MakeOperationRow(KinesisOperation::kSubscribeToShard, "SubscribeToShard", 0, kResourceNotFound,
                     kInvalidArgument, kResourceInUse, kLimitExceeded, kAccessDenied),
    MakeOperationRow(KinesisOperation::kTagResource, "TagResource", 0, kResourceNotFound,
                     kResourceInUse, kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeOperationRow(KinesisOperation::kUntagResource, "UntagResource", 0, kResourceNotFound,
                     kResourceInUse, kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeOperationRow(KinesisOperation::kUpdateAccountSettings, "UpdateAccountSettings", 5,
                     kInvalidArgument, kValidation, kLimitExceeded),
    MakeOperationRow(KinesisOperation::kUpdateMaxRecordSize, "UpdateMaxRecordSize", 0,
                     kResourceInUse, kResourceNotFound, kLimitExceeded, kInvalidArgument,
                     kAccessDenied, kValidation),
    MakeOperationRow(KinesisOperation::kUpdateShardCount, "UpdateShardCount", 10, kInvalidArgument,
                     kLimitExceeded, kResourceInUse, kResourceNotFound, kValidation, kAccessDenied),
    MakeOperationRow(KinesisOperation::kUpdateStreamMode, "UpdateStreamMode", 0, kInvalidArgument,
                     kLimitExceeded, kResourceInUse, kResourceNotFound, kValidation),
    MakeOperationRow(KinesisOperation::kUpdateStreamWarmThroughput, "UpdateStreamWarmThroughput", 5,
                     kAccessDenied, kResourceNotFound, kLimitExceeded, kInvalidArgument,
                     kResourceInUse, kValidation),
}};

constexpr bool OperationsAreInOrder() {
  for (std::size_t i = 0; i < kOperationRows.size(); ++i) {
    if (static_cast<std::size_t>(kOperationRows[i].operation) != i) return false;
  }
  return true;
}
static_assert(OperationsAreInOrder(), "an operation's value is its row");

const OperationRow& OperationRowOf(KinesisOperation operation) {
  const auto row = static_cast<std::size_t>(operation);
  WEIR_CHECK(row < kOperationRows.size(), "an operation is one of the enumeration");
  return kOperationRows[row];
}

}  // namespace

std::string_view ToString(KinesisOperation operation) { return OperationRowOf(operation).name; }

std::optional<KinesisOperation> KinesisOperationFromName(std::string_view name) {
  for (const OperationRow& row : kOperationRows) {
    if (row.name == name) return row.operation;
  }
  return std::nullopt;
}

std::span<const KinesisException> ExceptionsOf(KinesisOperation operation) {
  const OperationRow& row = OperationRowOf(operation);
  return std::span(row.exceptions).first(row.exception_count);
}

int CallsPerSecondMax(KinesisOperation operation) {
  return OperationRowOf(operation).calls_per_second_max;
}

}  // namespace weir

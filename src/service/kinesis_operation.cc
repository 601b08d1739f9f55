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

struct Row {
  KinesisOperation operation;
  std::string_view name;
  int calls_per_second_max;
  std::size_t exception_count;
  std::array<KinesisException, kExceptionsMax> exceptions;
};

template <class... Exceptions>
constexpr Row MakeRow(KinesisOperation operation, std::string_view name, int calls_per_second_max,
                      Exceptions... exceptions) {
  return {operation, name, calls_per_second_max, sizeof...(exceptions), {exceptions...}};
}

// In the order of the enumeration. Source: the service's model, and its page of quotas.
constexpr std::array<Row, kKinesisOperationCount> kRows = {{
    MakeRow(KinesisOperation::kAddTagsToStream, "AddTagsToStream", 5, kResourceNotFound,
            kResourceInUse, kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeRow(KinesisOperation::kCreateStream, "CreateStream", 5, kResourceInUse, kLimitExceeded,
            kInvalidArgument, kValidation),
    MakeRow(KinesisOperation::kDecreaseStreamRetentionPeriod, "DecreaseStreamRetentionPeriod", 5,
            kResourceInUse, kResourceNotFound, kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeRow(KinesisOperation::kDeleteResourcePolicy, "DeleteResourcePolicy", 0, kAccessDenied,
            kResourceNotFound, kLimitExceeded, kInvalidArgument, kResourceInUse),
    MakeRow(KinesisOperation::kDeleteStream, "DeleteStream", 5, kResourceNotFound, kLimitExceeded,
            kResourceInUse, kInvalidArgument, kAccessDenied),
    MakeRow(KinesisOperation::kDeregisterStreamConsumer, "DeregisterStreamConsumer", 5,
            kLimitExceeded, kResourceNotFound, kInvalidArgument),
    MakeRow(KinesisOperation::kDescribeAccountSettings, "DescribeAccountSettings", 5,
            kLimitExceeded),
    MakeRow(KinesisOperation::kDescribeLimits, "DescribeLimits", 1, kLimitExceeded),
    MakeRow(KinesisOperation::kDescribeStream, "DescribeStream", 10, kResourceNotFound,
            kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeRow(KinesisOperation::kDescribeStreamConsumer, "DescribeStreamConsumer", 20, kLimitExceeded,
            kResourceNotFound, kInvalidArgument),
    MakeRow(KinesisOperation::kDescribeStreamSummary, "DescribeStreamSummary", 20,
            kResourceNotFound, kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeRow(KinesisOperation::kDisableEnhancedMonitoring, "DisableEnhancedMonitoring", 5,
            kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound, kAccessDenied),
    MakeRow(KinesisOperation::kEnableEnhancedMonitoring, "EnableEnhancedMonitoring", 5,
            kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound, kAccessDenied),
    MakeRow(KinesisOperation::kGetRecords, "GetRecords", 0, kResourceNotFound, kInvalidArgument,
            kProvisionedThroughputExceeded, kExpiredIterator, kKmsAccessDenied, kKmsDisabled,
            kKmsInvalidState, kKmsNotFound, kKmsOptInRequired, kKmsThrottling, kAccessDenied,
            kInternalFailure),
    MakeRow(KinesisOperation::kGetResourcePolicy, "GetResourcePolicy", 0, kAccessDenied,
            kResourceNotFound, kLimitExceeded, kInvalidArgument, kResourceInUse),
    MakeRow(KinesisOperation::kGetShardIterator, "GetShardIterator", 0, kResourceNotFound,
            kInvalidArgument, kProvisionedThroughputExceeded, kAccessDenied, kInternalFailure),
    MakeRow(KinesisOperation::kIncreaseStreamRetentionPeriod, "IncreaseStreamRetentionPeriod", 5,
            kResourceInUse, kResourceNotFound, kLimitExceeded, kInvalidArgument, kAccessDenied),
    MakeRow(KinesisOperation::kListShards, "ListShards", 1000, kResourceNotFound, kInvalidArgument,
            kLimitExceeded, kExpiredNextToken, kResourceInUse, kAccessDenied),
    MakeRow(KinesisOperation::kListStreamConsumers, "ListStreamConsumers", 5, kResourceNotFound,
            kInvalidArgument, kLimitExceeded, kExpiredNextToken, kResourceInUse),
    MakeRow(KinesisOperation::kListStreams, "ListStreams", 5, kLimitExceeded, kExpiredNextToken,
            kInvalidArgument),
    MakeRow(KinesisOperation::kListTagsForResource, "ListTagsForResource", 0, kResourceNotFound,
            kResourceInUse, kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeRow(KinesisOperation::kListTagsForStream, "ListTagsForStream", 5, kResourceNotFound,
            kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeRow(KinesisOperation::kMergeShards, "MergeShards", 5, kResourceNotFound, kResourceInUse,
            kInvalidArgument, kLimitExceeded, kValidation, kAccessDenied),
    MakeRow(KinesisOperation::kPutRecord, "PutRecord", 0, kResourceNotFound, kInvalidArgument,
            kProvisionedThroughputExceeded, kKmsAccessDenied, kKmsDisabled, kKmsInvalidState,
            kKmsNotFound, kKmsOptInRequired, kKmsThrottling, kAccessDenied, kInternalFailure),
    MakeRow(KinesisOperation::kPutRecords, "PutRecords", 0, kResourceNotFound, kInvalidArgument,
            kProvisionedThroughputExceeded, kKmsAccessDenied, kKmsDisabled, kKmsInvalidState,
            kKmsNotFound, kKmsOptInRequired, kKmsThrottling, kAccessDenied, kInternalFailure),
    MakeRow(KinesisOperation::kPutResourcePolicy, "PutResourcePolicy", 0, kAccessDenied,
            kResourceNotFound, kLimitExceeded, kInvalidArgument, kResourceInUse),
    MakeRow(KinesisOperation::kRegisterStreamConsumer, "RegisterStreamConsumer", 5,
            kInvalidArgument, kLimitExceeded, kResourceInUse, kResourceNotFound),
    MakeRow(KinesisOperation::kRemoveTagsFromStream, "RemoveTagsFromStream", 5, kResourceNotFound,
            kResourceInUse, kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeRow(KinesisOperation::kSplitShard, "SplitShard", 5, kResourceNotFound, kResourceInUse,
            kInvalidArgument, kLimitExceeded, kValidation, kAccessDenied),
    MakeRow(KinesisOperation::kStartStreamEncryption, "StartStreamEncryption", 0, kInvalidArgument,
            kLimitExceeded, kResourceInUse, kResourceNotFound, kKmsAccessDenied, kKmsDisabled,
            kKmsInvalidState, kKmsNotFound, kKmsOptInRequired, kKmsThrottling, kAccessDenied),
    MakeRow(KinesisOperation::kStopStreamEncryption, "StopStreamEncryption", 0, kInvalidArgument,
            kLimitExceeded, kResourceInUse, kResourceNotFound, kAccessDenied),
    MakeRow(KinesisOperation::kSubscribeToShard, "SubscribeToShard", 0, kResourceNotFound,
            kInvalidArgument, kResourceInUse, kLimitExceeded, kAccessDenied),
    MakeRow(KinesisOperation::kTagResource, "TagResource", 0, kResourceNotFound, kResourceInUse,
            kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeRow(KinesisOperation::kUntagResource, "UntagResource", 0, kResourceNotFound, kResourceInUse,
            kInvalidArgument, kLimitExceeded, kAccessDenied),
    MakeRow(KinesisOperation::kUpdateAccountSettings, "UpdateAccountSettings", 5, kInvalidArgument,
            kValidation, kLimitExceeded),
    MakeRow(KinesisOperation::kUpdateMaxRecordSize, "UpdateMaxRecordSize", 0, kResourceInUse,
            kResourceNotFound, kLimitExceeded, kInvalidArgument, kAccessDenied, kValidation),
    MakeRow(KinesisOperation::kUpdateShardCount, "UpdateShardCount", 10, kInvalidArgument,
            kLimitExceeded, kResourceInUse, kResourceNotFound, kValidation, kAccessDenied),
    MakeRow(KinesisOperation::kUpdateStreamMode, "UpdateStreamMode", 0, kInvalidArgument,
            kLimitExceeded, kResourceInUse, kResourceNotFound, kValidation),
    MakeRow(KinesisOperation::kUpdateStreamWarmThroughput, "UpdateStreamWarmThroughput", 5,
            kAccessDenied, kResourceNotFound, kLimitExceeded, kInvalidArgument, kResourceInUse,
            kValidation),
}};

constexpr bool IsInOrder() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].operation) != i) return false;
  }
  return true;
}
static_assert(IsInOrder(), "an operation's value is its row");

const Row& RowOf(KinesisOperation operation) {
  const auto row = static_cast<std::size_t>(operation);
  WEIR_CHECK(row < kRows.size(), "an operation is one of the enumeration");
  return kRows[row];
}

}  // namespace

std::string_view ToString(KinesisOperation operation) { return RowOf(operation).name; }

std::optional<KinesisOperation> KinesisOperationFromName(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.operation;
  }
  return std::nullopt;
}

std::span<const KinesisException> ExceptionsOf(KinesisOperation operation) {
  const Row& row = RowOf(operation);
  return std::span(row.exceptions).first(row.exception_count);
}

int CallsPerSecondMax(KinesisOperation operation) { return RowOf(operation).calls_per_second_max; }

}  // namespace weir

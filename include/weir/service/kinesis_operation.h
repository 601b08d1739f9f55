// SPDX-License-Identifier: MIT
//
// A KinesisOperation is one of the operations of the contract, as a small value: its name,
// the exceptions that it can end with, and how often it may be called.
//
// For what treats all operations alike: limits, scripted faults, records of calls, an
// endpoint. A program that only calls them needs none of it.
//
//   weir::ToString(weir::KinesisOperation::kPutRecord);             // "PutRecord"
//   weir::ExceptionsOf(weir::KinesisOperation::kDescribeLimits);    // LimitExceededException
//
// Threads:   any.
// Progress:  wait-free.
// Cost:      a look into a table; finding one by name compares with 39.
// Lifetime:  names and tables are literals.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "weir/service/exception.h"

namespace weir {

// In the order of their names.
enum class KinesisOperation : std::uint8_t {
  kAddTagsToStream,
  kCreateStream,
  kDecreaseStreamRetentionPeriod,
  kDeleteResourcePolicy,
  kDeleteStream,
  kDeregisterStreamConsumer,
  kDescribeAccountSettings,
  kDescribeLimits,
  kDescribeStream,
  kDescribeStreamConsumer,
  kDescribeStreamSummary,
  kDisableEnhancedMonitoring,
  kEnableEnhancedMonitoring,
  kGetRecords,
  kGetResourcePolicy,
  kGetShardIterator,
  kIncreaseStreamRetentionPeriod,
  kListShards,
  kListStreamConsumers,
  kListStreams,
  kListTagsForResource,
  kListTagsForStream,
  kMergeShards,
  kPutRecord,
  kPutRecords,
  kPutResourcePolicy,
  kRegisterStreamConsumer,
  kRemoveTagsFromStream,
  kSplitShard,
  kStartStreamEncryption,
  kStopStreamEncryption,
  kSubscribeToShard,
  kTagResource,
  kUntagResource,
  kUpdateAccountSettings,
  kUpdateMaxRecordSize,
  kUpdateShardCount,
  kUpdateStreamMode,
  kUpdateStreamWarmThroughput,
};

// How many there are: their values are 0 to kKinesisOperationCount - 1.
inline constexpr int kKinesisOperationCount = 39;

// AWS's name: "PutRecord".
std::string_view ToString(KinesisOperation operation);
std::optional<KinesisOperation> KinesisOperationFromName(std::string_view name);

// The exceptions that AWS names for it. Beyond these, each can end with
// kValidation or kInternalFailure.
std::span<const KinesisException> ExceptionsOf(KinesisOperation operation);

// How often an account may call it in a region per second, or per stream where AWS says
// so (of ListShards); 0 where AWS names no such rate.
int CallsPerSecondMax(KinesisOperation operation);

}  // namespace weir

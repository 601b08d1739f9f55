// SPDX-License-Identifier: MIT
#include "serve/wire/operation_call.h"

#include <array>
#include <cstddef>

#include "serve/wire/call.h"
#include "serve/wire/wire_body.h"
#include "serve/wire/wire_format.h"
#include "weir/service/kinesis.h"
#include "weir/service/kinesis_operation.h"

namespace weir::serve_internal {
namespace {

using CallFunction = CallReply (*)(const CallInput&);

// In the order of the enumeration.
constexpr std::array<CallFunction, kKinesisOperationCount> kCalls = {
    CallAddTagsToStream,
    CallCreateStream,
    CallDecreaseStreamRetentionPeriod,
    CallDeleteResourcePolicy,
    CallDeleteStream,
    CallDeregisterStreamConsumer,
    CallDescribeAccountSettings,
    CallDescribeLimits,
    CallDescribeStream,
    CallDescribeStreamConsumer,
    CallDescribeStreamSummary,
    CallDisableEnhancedMonitoring,
    CallEnableEnhancedMonitoring,
    CallGetRecords,
    CallGetResourcePolicy,
    CallGetShardIterator,
    CallIncreaseStreamRetentionPeriod,
    CallListShards,
    CallListStreamConsumers,
    CallListStreams,
    CallListTagsForResource,
    CallListTagsForStream,
    CallMergeShards,
    CallPutRecord,
    CallPutRecords,
    CallPutResourcePolicy,
    CallRegisterStreamConsumer,
    CallRemoveTagsFromStream,
    CallSplitShard,
    CallStartStreamEncryption,
    CallStopStreamEncryption,
    CallSubscribeToShard,
    CallTagResource,
    CallUntagResource,
    CallUpdateAccountSettings,
    CallUpdateMaxRecordSize,
    CallUpdateShardCount,
    CallUpdateStreamMode,
    CallUpdateStreamWarmThroughput,
};

}  // namespace

CallReply CallOperation(Kinesis& kinesis, KinesisOperation operation, WireFormat format,
                        const WireBody& body) {
  const CallInput input = {.kinesis = kinesis, .format = format, .body = body};
  return kCalls[static_cast<std::size_t>(operation)](input);
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// What all operations have in common on their way through, and the way of each.
//
// A group of operations is a file, *_calls.cc, that has their shapes; what a call does with
// them is the same for all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "serve/wire/body_writer.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/request_reader.h"
#include "serve/wire/result_writer.h"
#include "serve/wire/wire_body.h"
#include "serve/wire/wire_format.h"
#include "weir/service/kinesis.h"

namespace weir::serve_internal {

// What CallOperation() is given for one operation.
struct CallInput {
  Kinesis& kinesis;
  WireFormat format;
  const WireBody& body;
};

// What a SerializationException answers.
CallReply SerializationFault(WireFormat format, std::string_view message);

// Without a result there is nothing in the body either.
inline CallReply ReplyOf(WireFormat format, const absl::Status& status) {
  return status.ok() ? CallReply() : ErrorReplyOf(format, status);
}

template <class Result>
CallReply ReplyOf(WireFormat format, const absl::StatusOr<Result>& result) {
  if (!result.ok()) return ErrorReplyOf(format, result.status());
  BodyWriter writer(format);
  WriteValue(writer, *result);
  return {.body = std::move(writer).Take()};
}

inline CallReply ReplyOf(WireFormat format,
                         absl::StatusOr<kinesis::SubscribeToShardResult> result) {
  if (!result.ok()) return ErrorReplyOf(format, result.status());
  return {.body = EncodeInitialResponse(format), .event_stream = std::move(result->event_stream)};
}

// Reads what `method` takes, calls it, and writes what it returns.
template <class Request, class Result>
CallReply Call(const CallInput& input, Result (Kinesis::*method)(const Request&)) {
  RequestReader reader(input.body);
  const Request request = reader.Read<Request>();
  if (reader.fault().has_value()) return SerializationFault(input.format, *reader.fault());
  return ReplyOf(input.format, (input.kinesis.*method)(request));
}

// The operations, by the files that they are in.

// put_calls.cc
CallReply CallPutRecord(const CallInput& input);
CallReply CallPutRecords(const CallInput& input);

// read_calls.cc
CallReply CallGetRecords(const CallInput& input);
CallReply CallGetShardIterator(const CallInput& input);

// stream_calls.cc
CallReply CallCreateStream(const CallInput& input);
CallReply CallDeleteStream(const CallInput& input);
CallReply CallDescribeStream(const CallInput& input);
CallReply CallDescribeStreamSummary(const CallInput& input);
CallReply CallListStreams(const CallInput& input);

// shard_calls.cc
CallReply CallListShards(const CallInput& input);
CallReply CallMergeShards(const CallInput& input);
CallReply CallSplitShard(const CallInput& input);
CallReply CallUpdateShardCount(const CallInput& input);

// setting_calls.cc
CallReply CallDecreaseStreamRetentionPeriod(const CallInput& input);
CallReply CallDisableEnhancedMonitoring(const CallInput& input);
CallReply CallEnableEnhancedMonitoring(const CallInput& input);
CallReply CallIncreaseStreamRetentionPeriod(const CallInput& input);
CallReply CallStartStreamEncryption(const CallInput& input);
CallReply CallStopStreamEncryption(const CallInput& input);
CallReply CallUpdateMaxRecordSize(const CallInput& input);
CallReply CallUpdateStreamMode(const CallInput& input);
CallReply CallUpdateStreamWarmThroughput(const CallInput& input);

// consumer_calls.cc
CallReply CallDeregisterStreamConsumer(const CallInput& input);
CallReply CallDescribeStreamConsumer(const CallInput& input);
CallReply CallListStreamConsumers(const CallInput& input);
CallReply CallRegisterStreamConsumer(const CallInput& input);
CallReply CallSubscribeToShard(const CallInput& input);

// tag_calls.cc
CallReply CallAddTagsToStream(const CallInput& input);
CallReply CallDeleteResourcePolicy(const CallInput& input);
CallReply CallGetResourcePolicy(const CallInput& input);
CallReply CallListTagsForResource(const CallInput& input);
CallReply CallListTagsForStream(const CallInput& input);
CallReply CallPutResourcePolicy(const CallInput& input);
CallReply CallRemoveTagsFromStream(const CallInput& input);
CallReply CallTagResource(const CallInput& input);
CallReply CallUntagResource(const CallInput& input);

// account_calls.cc
CallReply CallDescribeAccountSettings(const CallInput& input);
CallReply CallDescribeLimits(const CallInput& input);
CallReply CallUpdateAccountSettings(const CallInput& input);

}  // namespace weir::serve_internal

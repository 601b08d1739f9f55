// SPDX-License-Identifier: MIT
//
// Requests with all the members that AWS's model has for them: each operation is called, by
// what came in either format, with what was said. A recorder of calls says what it was.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "serve/wire/support.h"
#include "support/catch.h"
#include "weir/testing/call_recorder.h"

namespace weir {
namespace {

using testing::WireBody;
using testing::WireFormat;
using Op = KinesisOperation;

struct Asked {
  Op operation;
  // `$` stands for an ARN of a stream, `%` for one of a consumer.
  std::string_view json;
  // As the recorder writes it down, likewise.
  std::string_view request;
};

constexpr std::array<Asked, kKinesisOperationCount> kAsked = {{
    {Op::kAddTagsToStream, R"({"StreamName":"s","Tags":{"b":"2","a":"1"},"StreamARN":"$"})",
     "StreamName=s StreamARN=$ Tags={a:1,b:2}"},
    {Op::kCreateStream,
     R"({"StreamName":"s","ShardCount":3,"StreamModeDetails":{"StreamMode":"ON_DEMAND"},)"
     R"("Tags":{"a":"1"},"WarmThroughputMiBps":5,"MaxRecordSizeInKiB":2048})",
     "StreamName=s ShardCount=3 StreamModeDetails=ON_DEMAND WarmThroughputMiBps=5 "
     "MaxRecordSizeInKiB=2048 Tags={a:1}"},
    {Op::kDecreaseStreamRetentionPeriod,
     R"({"StreamName":"s","RetentionPeriodHours":24,"StreamARN":"$"})",
     "StreamName=s StreamARN=$ RetentionPeriodHours=24"},
    {Op::kDeleteResourcePolicy, R"({"ResourceARN":"$"})", "ResourceARN=$"},
    {Op::kDeleteStream, R"({"StreamName":"s","EnforceConsumerDeletion":true,"StreamARN":"$"})",
     "StreamName=s StreamARN=$ EnforceConsumerDeletion=true"},
    {Op::kDeregisterStreamConsumer, R"({"StreamARN":"$","ConsumerName":"c","ConsumerARN":"%"})",
     "StreamARN=$ ConsumerName=c ConsumerARN=%"},
    {Op::kDescribeAccountSettings, "{}", ""},
    {Op::kDescribeLimits, "{}", ""},
    {Op::kDescribeStream,
     R"({"StreamName":"s","Limit":7,"ExclusiveStartShardId":"shardId-1","StreamARN":"$"})",
     "StreamName=s StreamARN=$ Limit=7 ExclusiveStartShardId=shardId-1"},
    {Op::kDescribeStreamConsumer, R"({"StreamARN":"$","ConsumerName":"c","ConsumerARN":"%"})",
     "StreamARN=$ ConsumerName=c ConsumerARN=%"},
    {Op::kDescribeStreamSummary, R"({"StreamName":"s","StreamARN":"$"})",
     "StreamName=s StreamARN=$"},
    {Op::kDisableEnhancedMonitoring,
     R"({"StreamName":"s","ShardLevelMetrics":["ALL","x"],"StreamARN":"$"})",
     "StreamName=s StreamARN=$ ShardLevelMetrics=[ALL,x]"},
    {Op::kEnableEnhancedMonitoring,
     R"({"StreamName":"s","ShardLevelMetrics":["IncomingBytes"],"StreamARN":"$"})",
     "StreamName=s StreamARN=$ ShardLevelMetrics=[IncomingBytes]"},
    {Op::kGetRecords, R"({"ShardIterator":"i","Limit":7,"StreamARN":"$"})",
     "StreamARN=$ ShardIterator=i Limit=7"},
    {Op::kGetResourcePolicy, R"({"ResourceARN":"$"})", "ResourceARN=$"},
    {Op::kGetShardIterator,
     R"({"StreamName":"s","ShardId":"shardId-1","ShardIteratorType":"AT_TIMESTAMP",)"
     R"("StartingSequenceNumber":"49","Timestamp":1764787734.123,"StreamARN":"$"})",
     "StreamName=s StreamARN=$ ShardId=shardId-1 ShardIteratorType=AT_TIMESTAMP "
     "StartingSequenceNumber=49 Timestamp=2025-12-03T18:48:54.123Z"},
    {Op::kIncreaseStreamRetentionPeriod,
     R"({"StreamName":"s","RetentionPeriodHours":48,"StreamARN":"$"})",
     "StreamName=s StreamARN=$ RetentionPeriodHours=48"},
    {Op::kListShards,
     R"({"StreamName":"s","NextToken":"t","ExclusiveStartShardId":"shardId-1","MaxResults":7,)"
     R"("StreamCreationTimestamp":1764787734,"ShardFilter":{"Type":"AT_TIMESTAMP",)"
     R"("ShardId":"shardId-2","Timestamp":1.001},"StreamARN":"$"})",
     "StreamName=s StreamARN=$ MaxResults=7 NextToken=t ExclusiveStartShardId=shardId-1 "
     "StreamCreationTimestamp=2025-12-03T18:48:54Z ShardFilter=AT_TIMESTAMP "
     "FilterShardId=shardId-2 FilterTimestamp=1970-01-01T00:00:01.001Z"},
    {Op::kListStreamConsumers,
     R"({"StreamARN":"$","NextToken":"t","MaxResults":7,"StreamCreationTimestamp":1764787734})",
     "StreamARN=$ MaxResults=7 NextToken=t StreamCreationTimestamp=2025-12-03T18:48:54Z"},
    {Op::kListStreams, R"({"Limit":7,"ExclusiveStartStreamName":"s","NextToken":"t"})",
     "Limit=7 NextToken=t ExclusiveStartStreamName=s"},
    {Op::kListTagsForResource, R"({"ResourceARN":"$"})", "ResourceARN=$"},
    {Op::kListTagsForStream,
     R"({"StreamName":"s","ExclusiveStartTagKey":"k","Limit":7,"StreamARN":"$"})",
     "StreamName=s StreamARN=$ Limit=7 ExclusiveStartTagKey=k"},
    {Op::kMergeShards,
     R"({"StreamName":"s","ShardToMerge":"shardId-1","AdjacentShardToMerge":"shardId-2",)"
     R"("StreamARN":"$"})",
     "StreamName=s StreamARN=$ ShardToMerge=shardId-1 AdjacentShardToMerge=shardId-2"},
    {Op::kPutRecord,
     R"({"StreamName":"s","Data":"aGFsbG8=","PartitionKey":"k","ExplicitHashKey":"17",)"
     R"("SequenceNumberForOrdering":"49","StreamARN":"$"})",
     "StreamName=s StreamARN=$ PartitionKey=k Data=(5 bytes) ExplicitHashKey=17 "
     "SequenceNumberForOrdering=49"},
    {Op::kPutRecords,
     R"({"Records":[{"Data":"aGFsbG8=","ExplicitHashKey":"17","PartitionKey":"k"},)"
     R"({"Data":"","PartitionKey":"l"}],"StreamName":"s","StreamARN":"$"})",
     "StreamName=s StreamARN=$ Records=(2 records, 5 bytes)"},
    {Op::kPutResourcePolicy, R"({"ResourceARN":"$","Policy":"{}"})",
     "ResourceARN=$ Policy=(2 bytes)"},
    {Op::kRegisterStreamConsumer, R"({"StreamARN":"$","ConsumerName":"c","Tags":{"a":"1"}})",
     "StreamARN=$ ConsumerName=c Tags={a:1}"},
    {Op::kRemoveTagsFromStream, R"({"StreamName":"s","TagKeys":["a","b"],"StreamARN":"$"})",
     "StreamName=s StreamARN=$ TagKeys=[a,b]"},
    {Op::kSplitShard,
     R"({"StreamName":"s","ShardToSplit":"shardId-1","NewStartingHashKey":"17","StreamARN":"$"})",
     "StreamName=s StreamARN=$ ShardToSplit=shardId-1 NewStartingHashKey=17"},
    {Op::kStartStreamEncryption,
     R"({"StreamName":"s","EncryptionType":"KMS","KeyId":"k","StreamARN":"$"})",
     "StreamName=s StreamARN=$ EncryptionType=KMS KeyId=k"},
    {Op::kStopStreamEncryption,
     R"({"StreamName":"s","EncryptionType":"x","KeyId":"k","StreamARN":"$"})",
     "StreamName=s StreamARN=$ EncryptionType=x KeyId=k"},
    {Op::kSubscribeToShard,
     R"({"ConsumerARN":"%","ShardId":"shardId-1","StartingPosition":{"Type":"AT_TIMESTAMP",)"
     R"("SequenceNumber":"49","Timestamp":1764787734.5}})",
     "ConsumerARN=% ShardId=shardId-1 StartingPosition=AT_TIMESTAMP SequenceNumber=49 "
     "Timestamp=2025-12-03T18:48:54.5Z"},
    {Op::kTagResource, R"({"Tags":{"a":"1"},"ResourceARN":"$"})", "ResourceARN=$ Tags={a:1}"},
    {Op::kUntagResource, R"({"TagKeys":["a","b"],"ResourceARN":"$"})",
     "ResourceARN=$ TagKeys=[a,b]"},
    {Op::kUpdateAccountSettings, R"({"MinimumThroughputBillingCommitment":{"Status":"ENABLED"}})",
     "MinimumThroughputBillingCommitment=ENABLED"},
    {Op::kUpdateMaxRecordSize, R"({"StreamARN":"$","MaxRecordSizeInKiB":2048})",
     "StreamARN=$ MaxRecordSizeInKiB=2048"},
    {Op::kUpdateShardCount,
     R"({"StreamName":"s","TargetShardCount":7,"ScalingType":"UNIFORM_SCALING","StreamARN":"$"})",
     "StreamName=s StreamARN=$ TargetShardCount=7 ScalingType=UNIFORM_SCALING"},
    {Op::kUpdateStreamMode,
     R"({"StreamARN":"$","StreamModeDetails":{"StreamMode":"PROVISIONED"},)"
     R"("WarmThroughputMiBps":5})",
     "StreamARN=$ StreamModeDetails=PROVISIONED WarmThroughputMiBps=5"},
    {Op::kUpdateStreamWarmThroughput,
     R"({"StreamARN":"$","StreamName":"s","WarmThroughputMiBps":5})",
     "StreamName=s StreamARN=$ WarmThroughputMiBps=5"},
}};

// `text` with ARNs where their marks are.
std::string WithArns(std::string_view text) {
  constexpr std::string_view kArn = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
  std::string written;
  for (const char character : text) {
    if (character == '$' || character == '%') written += kArn;
    if (character == '%') {
      written += "/consumer/c:1";
    } else if (character != '$') {
      written += character;
    }
  }
  return written;
}

TEST_CASE("an operation is called with what the body says, in either format", "[serve][requests]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    testing::LocalTest test;
    const auto recorder = testing::CallRecorder::Create(
        test.kinesis, {.request_bytes_max = 1024, .clock = &test.clock});
    for (std::size_t i = 0; i < kAsked.size(); ++i) {
      const Asked& asked = kAsked[i];
      CAPTURE(ToString(asked.operation), format);
      REQUIRE(asked.operation == static_cast<Op>(i));
      std::string body = WithArns(asked.json);
      if (format == WireFormat::kCbor) body = testing::Translated(WireFormat::kJson, body);
      recorder->Clear();
      CallOperation(*recorder, asked.operation, format, *WireBody::Parse(format, body));
      REQUIRE(recorder->Calls().size() == 1);
      CHECK(recorder->Calls()[0].operation == asked.operation);
      CHECK(recorder->Calls()[0].request == WithArns(asked.request));
    }
  }
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>

#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Converse;
using testing::Exchange;
using testing::WireFormat;
using testing::WireTest;
using Op = KinesisOperation;

TEST_CASE("streams are made, described, listed and deleted", "[serve][streams]") {
  const Exchange exchanges[] = {
      {Op::kCreateStream,
       R"({"StreamName":"s","ShardCount":1,"Tags":{"a":"1"},"MaxRecordSizeInKiB":2048})", ""},
      {Op::kCreateStream,
       R"({"StreamName":"t","StreamModeDetails":{"StreamMode":"ON_DEMAND"},)"
       R"("WarmThroughputMiBps":3})",
       ""},
      {Op::kDescribeStream, R"({"StreamName":"s","Limit":1})",
       R"({"StreamDescription":{"StreamName":"s",)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"PROVISIONED"},)"
       R"("Shards":[{"ShardId":"shardId-000000000000",)"
       R"("HashKeyRange":{"StartingHashKey":"0",)"
       R"("EndingHashKey":"340282366920938463463374607431768211455"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172051208252227006650916)"
       R"(030602618718114026040066050"}}],"HasMoreShards":false,)"
       R"("RetentionPeriodHours":24,"StreamCreationTimestamp":1735689600,)"
       R"("EnhancedMonitoring":[{"ShardLevelMetrics":[]}],"EncryptionType":"NONE"}})"},
      {Op::kDescribeStreamSummary,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})",
       R"({"StreamDescriptionSummary":{"StreamName":"s",)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"PROVISIONED"},)"
       R"("RetentionPeriodHours":24,"StreamCreationTimestamp":1735689600,)"
       R"("EnhancedMonitoring":[{"ShardLevelMetrics":[]}],"EncryptionType":"NONE",)"
       R"("OpenShardCount":1,"ConsumerCount":0,"MaxRecordSizeInKiB":2048}})"},
      {Op::kDescribeStreamSummary, R"({"StreamName":"t"})",
       R"({"StreamDescriptionSummary":{"StreamName":"t",)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/t",)"
       R"("StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"ON_DEMAND"},)"
       R"("RetentionPeriodHours":24,"StreamCreationTimestamp":1735689601,)"
       R"("EnhancedMonitoring":[{"ShardLevelMetrics":[]}],"EncryptionType":"NONE",)"
       R"("OpenShardCount":4,"ConsumerCount":0,"WarmThroughput":{"TargetMiBps":3,)"
       R"("CurrentMiBps":3},"MaxRecordSizeInKiB":1024}})"},
      {Op::kListStreams, R"({"ExclusiveStartStreamName":"s"})",
       R"({"StreamNames":["t"],"HasMoreStreams":false,)"
       R"("StreamSummaries":[{"StreamName":"t",)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/t",)"
       R"("StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"ON_DEMAND"},)"
       R"("StreamCreationTimestamp":1735689601}]})"},
      {Op::kDeleteStream, R"({"StreamName":"t","EnforceConsumerDeletion":true})", ""},
      {Op::kDeleteStream, R"({"StreamName":"s"})", ""},
      {Op::kDeleteStream, R"({"StreamName":"s"})",
       R"(400 {"__type":"ResourceNotFoundException",)"
       R"("message":"Stream s under account 111111111111 not found."})"},
      {Op::kListStreams, R"({})",
       R"({"StreamNames":[],"HasMoreStreams":false,"StreamSummaries":[]})"},
  };
  Converse(exchanges);
}

TEST_CASE("a page of streams says where the next one begins", "[serve][streams]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    for (const std::string_view name : {"a", "b", "c"}) test.CreateStream(name);
    const std::string page = test.Ask(Op::kListStreams, R"({"Limit":2})");
    CHECK(page.starts_with(R"({"StreamNames":["a","b"],"HasMoreStreams":true,"NextToken":")"));
    CHECK(test.Ask(Op::kListStreams,
                   Concat(R"({"NextToken":")", testing::MemberText(page, "NextToken"), "\"}"))
              .starts_with(R"({"StreamNames":["c"],"HasMoreStreams":false,"StreamSummaries":[{)"));
  }
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Converse;
using testing::Exchange;
using Op = KinesisOperation;

TEST_CASE("a stream's settings change", "[serve][settings]") {
  const Exchange exchanges[] = {
      {Op::kCreateStream, R"({"StreamName":"s","ShardCount":1})", ""},
      {Op::kIncreaseStreamRetentionPeriod, R"({"StreamName":"s","RetentionPeriodHours":48})", ""},
      {Op::kDecreaseStreamRetentionPeriod,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("RetentionPeriodHours":25})",
       ""},
      {Op::kEnableEnhancedMonitoring,
       R"({"StreamName":"s","ShardLevelMetrics":["IncomingBytes","OutgoingBytes"]})",
       R"({"StreamName":"s","CurrentShardLevelMetrics":[],)"
       R"("DesiredShardLevelMetrics":["IncomingBytes","OutgoingBytes"],)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})"},
      {Op::kDisableEnhancedMonitoring,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("ShardLevelMetrics":["IncomingBytes"]})",
       R"({"StreamName":"s","CurrentShardLevelMetrics":["IncomingBytes",)"
       R"("OutgoingBytes"],"DesiredShardLevelMetrics":["OutgoingBytes"],)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})"},
      {Op::kUpdateMaxRecordSize,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("MaxRecordSizeInKiB":2048})",
       ""},
      {Op::kStartStreamEncryption,
       R"({"StreamName":"s","EncryptionType":"KMS","KeyId":"alias/aws/kinesis"})", ""},
      {Op::kDescribeStreamSummary, R"({"StreamName":"s"})",
       R"({"StreamDescriptionSummary":{"StreamName":"s",)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"PROVISIONED"},)"
       R"("RetentionPeriodHours":25,"StreamCreationTimestamp":1735689600,)"
       R"("EnhancedMonitoring":[{"ShardLevelMetrics":["OutgoingBytes"]}],)"
       R"("EncryptionType":"KMS","KeyId":"alias/aws/kinesis","OpenShardCount":1,)"
       R"("ConsumerCount":0,"MaxRecordSizeInKiB":2048}})"},
      {Op::kDescribeStream, R"({"StreamName":"s"})",
       R"({"StreamDescription":{"StreamName":"s",)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"PROVISIONED"},)"
       R"("Shards":[{"ShardId":"shardId-000000000000",)"
       R"("HashKeyRange":{"StartingHashKey":"0",)"
       R"("EndingHashKey":"340282366920938463463374607431768211455"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172051208252227006650916)"
       R"(030602618718114026040066050"}}],"HasMoreShards":false,)"
       R"("RetentionPeriodHours":25,"StreamCreationTimestamp":1735689600,)"
       R"("EnhancedMonitoring":[{"ShardLevelMetrics":["OutgoingBytes"]}],)"
       R"("EncryptionType":"KMS","KeyId":"alias/aws/kinesis"}})"},
      {Op::kStopStreamEncryption,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("EncryptionType":"KMS","KeyId":"alias/aws/kinesis"})",
       ""},
      {Op::kUpdateStreamMode,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamModeDetails":{"StreamMode":"ON_DEMAND"},"WarmThroughputMiBps":5})",
       ""},
      {Op::kUpdateStreamWarmThroughput, R"({"StreamName":"s","WarmThroughputMiBps":10})",
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamName":"s","WarmThroughput":{"TargetMiBps":10,"CurrentMiBps":5}})"},
      {Op::kDescribeStreamSummary, R"({"StreamName":"s"})",
       R"({"StreamDescriptionSummary":{"StreamName":"s",)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamStatus":"ACTIVE","StreamModeDetails":{"StreamMode":"ON_DEMAND"},)"
       R"("RetentionPeriodHours":25,"StreamCreationTimestamp":1735689600,)"
       R"("EnhancedMonitoring":[{"ShardLevelMetrics":["OutgoingBytes"]}],)"
       R"("EncryptionType":"NONE","OpenShardCount":10,"ConsumerCount":0,)"
       R"("WarmThroughput":{"TargetMiBps":10,"CurrentMiBps":10},)"
       R"("MaxRecordSizeInKiB":2048}})"},
  };
  Converse(exchanges);
}

}  // namespace
}  // namespace weir

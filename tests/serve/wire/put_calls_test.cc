// SPDX-License-Identifier: MIT
#include <string>

#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Converse;
using testing::Exchange;
using testing::WireFormat;
using testing::WireTest;
using Op = KinesisOperation;

TEST_CASE("records that are put have their shard and their number", "[serve][puts]") {
  const Exchange exchanges[] = {
      {Op::kCreateStream, R"({"StreamName":"s","ShardCount":1})", ""},
      {Op::kPutRecord, R"({"StreamName":"s","Data":"aGFsbG8=","PartitionKey":"k"})",
       R"({"ShardId":"shardId-000000000000",)"
       R"("SequenceNumber":"49659172051208252227006650916031811544537728861373202434",)"
       R"("EncryptionType":"NONE"})"},
      {Op::kPutRecords,
       R"({"StreamName":"s","Records":[{"Data":"","PartitionKey":"k"},{"Data":"AP8=",)"
       R"("PartitionKey":"l","ExplicitHashKey":"17"}]})",
       R"({"FailedRecordCount":0,)"
       R"("Records":[{"SequenceNumber":"496591720512082522270066509160330204703573436279)"
       R"(86862082","ShardId":"shardId-000000000000"},)"
       R"({"SequenceNumber":"49659172051208252227006650916034229396176958257161568258",)"
       R"("ShardId":"shardId-000000000000"}],"EncryptionType":"NONE"})"},
      {Op::kStartStreamEncryption,
       R"({"StreamName":"s","EncryptionType":"KMS","KeyId":"alias/aws/kinesis"})", ""},
      {Op::kPutRecord,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s","Data":"",)"
       R"("PartitionKey":"k","ExplicitHashKey":"0",)"
       R"("SequenceNumberForOrdering":"4965917205120825222700665091603181154453772879265)"
       R"(3725698"})",
       R"({"ShardId":"shardId-000000000000",)"
       R"("SequenceNumber":"49659172051208252227006650916035438321996573092494704642",)"
       R"("EncryptionType":"KMS"})"},
      {Op::kPutRecords,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("Records":[{"Data":"","PartitionKey":"k"}]})",
       R"({"FailedRecordCount":0,)"
       R"("Records":[{"SequenceNumber":"496591720512082522270066509160366472478161877903)"
       R"(88887554","ShardId":"shardId-000000000000"}],"EncryptionType":"KMS"})"},
      {Op::kPutRecord, R"({"StreamName":"s"})",
       R"(400 {"__type":"ValidationException",)"
       R"("message":"2 validation errors detected: Value null at 'partitionKey' failed t)"
       R"(o satisfy constraint: Member must not be null; Value null at 'data' failed to )"
       R"(satisfy constraint: Member must not be null"})"},
  };
  Converse(exchanges);
}

TEST_CASE("a record that is refused has its error in place of a number", "[serve][puts]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(
        format,
        {.limits = {.write_records = {.mode = LimitMode::kEnforce, .rate = {.per_second = 1}}}});
    test.CreateStream();
    const std::string answer =
        test.Ask(Op::kPutRecords, R"({"StreamName":"s","Records":[{"Data":"","PartitionKey":"k"},)"
                                  R"({"Data":"","PartitionKey":"k"}]})");
    CHECK(answer ==
          R"({"FailedRecordCount":1,"Records":[{"SequenceNumber":"49659172051208252227006650916031)"
          R"(811544537728792653725698","ShardId":"shardId-000000000000"},{"ErrorCode":)"
          R"("ProvisionedThroughputExceededException","ErrorMessage":"Rate exceeded for shard )"
          R"(shardId-000000000000 in stream s under account 111111111111."}],)"
          R"("EncryptionType":"NONE"})");
  }
}

TEST_CASE("data come through as they are, in either format", "[serve][puts]") {
  std::string data;
  for (int i = 0; i < 256; ++i) data += static_cast<char>(i);
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream();
    test.Ask(Op::kPutRecord, Concat(R"({"StreamName":"s","PartitionKey":"\u00e9\"","Data":")",
                                    testing::Base64(data), "\"}"));
    test.Ask(Op::kPutRecords,
             Concat(R"({"StreamName":"s","Records":[{"PartitionKey":"k","Data":")",
                    testing::Base64(data.substr(1)), R"("},{"PartitionKey":"k","Data":")",
                    testing::Base64(data.substr(2)), "\"}]}"));
    const auto read = test.Read(test.Iterator(kinesis::ShardIteratorType::kTrimHorizon));
    CHECK(testing::TextsOf(read) == testing::Texts{data, data.substr(1), data.substr(2)});
    CHECK(read.records[0].partition_key == "\xC3\xA9\"");
  }
}

}  // namespace
}  // namespace weir

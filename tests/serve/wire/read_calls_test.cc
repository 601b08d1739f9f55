// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>

#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::WireFormat;
using testing::WireTest;
using Op = KinesisOperation;

// An iterator of what `json` adds to the stream and the shard.
std::string Iterator(WireTest& test, std::string_view json) {
  return testing::MemberText(
      test.Ask(Op::kGetShardIterator,
               Concat(R"({"StreamName":"s","ShardId":"shardId-000000000000",)", json, "}")),
      "ShardIterator");
}

std::string Read(WireTest& test, std::string_view iterator) {
  return test.Ask(Op::kGetRecords, Concat(R"({"ShardIterator":")", iterator, "\"}"));
}

// With a text for what changes from run to run.
std::string Masked(std::string json, std::string_view name) {
  const std::string text = testing::MemberText(json, name);
  return json.replace(json.find(text), text.size(), "*");
}

TEST_CASE("records are read with their numbers, times, data and keys", "[serve][reads]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream();
    test.Put("hallo", "k");
    test.clock.Advance(absl::Milliseconds(1500));
    test.Put("", "l\"");
    const std::string answer = Read(test, Iterator(test, R"("ShardIteratorType":"TRIM_HORIZON")"));
    CHECK(Masked(answer, "NextShardIterator") ==
          R"({"Records":[{"SequenceNumber":"49659172051208252227006650916031811544537728792)"
          R"(653725698","ApproximateArrivalTimestamp":1735689600,"Data":"aGFsbG8=",)"
          R"("PartitionKey":"k"},)"
          R"({"SequenceNumber":"49659172051208252227006650916033020470357343490547908610",)"
          R"("ApproximateArrivalTimestamp":1735689601.500,"Data":"","PartitionKey":"l\""}],)"
          R"("NextShardIterator":"*","MillisBehindLatest":0})");
    const std::string next = testing::MemberText(answer, "NextShardIterator");
    CHECK(Masked(Read(test, next), "NextShardIterator") ==
          R"({"Records":[],"NextShardIterator":"*","MillisBehindLatest":0})");
  }
}

TEST_CASE("a limit, a number and a time say which records are read", "[serve][reads]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream();
    const std::string first = test.Put("a").sequence_number.ToString();
    test.clock.Advance(absl::Milliseconds(1500));
    test.Put("b");
    const auto data_of = [&](std::string_view json) {
      return testing::MemberText(Read(test, Iterator(test, json)), "Data");
    };
    CHECK(data_of(R"("ShardIteratorType":"AT_TIMESTAMP","Timestamp":1735689600.0)") == "YQ==");
    CHECK(data_of(R"("ShardIteratorType":"AT_TIMESTAMP","Timestamp":1735689601)") == "Yg==");
    CHECK(data_of(R"("ShardIteratorType":"AT_TIMESTAMP","Timestamp":1735689601.5)") == "Yg==");
    CHECK(data_of(Concat(R"("ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":")",
                         first, "\"")) == "YQ==");
    CHECK(
        data_of(Concat(R"("ShardIteratorType":"AFTER_SEQUENCE_NUMBER","StartingSequenceNumber":")",
                       first, "\"")) == "Yg==");
    const std::string iterator = Iterator(test, R"("ShardIteratorType":"TRIM_HORIZON")");
    const std::string answer =
        test.Ask(Op::kGetRecords, Concat(R"({"Limit":1,"ShardIterator":")", iterator, "\"}"));
    CHECK(answer.find("YQ==") != std::string::npos);
    CHECK(answer.find("Yg==") == std::string::npos);
    CHECK(answer.ends_with("\"MillisBehindLatest\":0}"));
  }
}

TEST_CASE("a record that is encrypted says so", "[serve][reads]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream();
    test.Ask(Op::kStartStreamEncryption,
             R"({"StreamName":"s","EncryptionType":"KMS","KeyId":"alias/aws/kinesis"})");
    test.Put("a");
    const std::string answer = Read(test, Iterator(test, R"("ShardIteratorType":"TRIM_HORIZON")"));
    CHECK(answer.find(R"("PartitionKey":"k","EncryptionType":"KMS"})") != std::string::npos);
  }
}

TEST_CASE("at the end of a shard its children follow, and no iterator", "[serve][reads]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream();
    test.Ask(Op::kSplitShard, R"({"StreamName":"s","ShardToSplit":"shardId-000000000000",)"
                              R"("NewStartingHashKey":"100"})");
    CHECK(Read(test, Iterator(test, R"("ShardIteratorType":"LATEST")")) ==
          R"({"Records":[],"MillisBehindLatest":0,)"
          R"("ChildShards":[{"ShardId":"shardId-000000000001",)"
          R"("ParentShards":["shardId-000000000000"],"HashKeyRange":{"StartingHashKey":"0",)"
          R"("EndingHashKey":"99"}},{"ShardId":"shardId-000000000002",)"
          R"("ParentShards":["shardId-000000000000"],)"
          R"("HashKeyRange":{"StartingHashKey":"100",)"
          R"("EndingHashKey":"340282366920938463463374607431768211455"}}]})");
  }
}

}  // namespace
}  // namespace weir

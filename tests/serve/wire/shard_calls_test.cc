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

TEST_CASE("shards are split, merged, counted and listed", "[serve][shards]") {
  const Exchange exchanges[] = {
      {Op::kCreateStream, R"({"StreamName":"s","ShardCount":2})", ""},
      {Op::kSplitShard,
       R"({"StreamName":"s","ShardToSplit":"shardId-000000000000",)"
       R"("NewStartingHashKey":"100"})",
       ""},
      {Op::kMergeShards,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("ShardToMerge":"shardId-000000000003",)"
       R"("AdjacentShardToMerge":"shardId-000000000001"})",
       ""},
      {Op::kListShards, R"({"StreamName":"s","ExclusiveStartShardId":"shardId-000000000001"})",
       R"({"Shards":[{"ShardId":"shardId-000000000002",)"
       R"("ParentShardId":"shardId-000000000000","HashKeyRange":{"StartingHashKey":"0",)"
       R"("EndingHashKey":"99"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172052680101410109672043)"
       R"(371960024712906160312680482"}},{"ShardId":"shardId-000000000003",)"
       R"("ParentShardId":"shardId-000000000000",)"
       R"("HashKeyRange":{"StartingHashKey":"100",)"
       R"("EndingHashKey":"170141183460469231731687303715884105727"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172052702402155308202666)"
       R"(513495742985554521818660914",)"
       R"("EndingSequenceNumber":"496591720527135525279074679780830546763022641421164216)"
       R"(82"}},{"ShardId":"shardId-000000000004",)"
       R"("ParentShardId":"shardId-000000000003",)"
       R"("AdjacentParentShardId":"shardId-000000000001",)"
       R"("HashKeyRange":{"StartingHashKey":"100",)"
       R"("EndingHashKey":"340282366920938463463374607431768211455"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172053438326746859713230)"
       R"(184174445982950588954968130"}}]})"},
      {Op::kListShards,
       R"({"StreamName":"s","ShardFilter":{"Type":"AT_LATEST"},)"
       R"("StreamCreationTimestamp":1735689600})",
       R"({"Shards":[{"ShardId":"shardId-000000000002",)"
       R"("ParentShardId":"shardId-000000000000","HashKeyRange":{"StartingHashKey":"0",)"
       R"("EndingHashKey":"99"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172052680101410109672043)"
       R"(371960024712906160312680482"}},{"ShardId":"shardId-000000000004",)"
       R"("ParentShardId":"shardId-000000000003",)"
       R"("AdjacentParentShardId":"shardId-000000000001",)"
       R"("HashKeyRange":{"StartingHashKey":"100",)"
       R"("EndingHashKey":"340282366920938463463374607431768211455"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172053438326746859713230)"
       R"(184174445982950588954968130"}}]})"},
      {Op::kListShards,
       R"({"StreamName":"s","ShardFilter":{"Type":"AFTER_SHARD_ID",)"
       R"("ShardId":"shardId-000000000003"}})",
       R"({"Shards":[{"ShardId":"shardId-000000000004",)"
       R"("ParentShardId":"shardId-000000000003",)"
       R"("AdjacentParentShardId":"shardId-000000000001",)"
       R"("HashKeyRange":{"StartingHashKey":"100",)"
       R"("EndingHashKey":"340282366920938463463374607431768211455"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172053438326746859713230)"
       R"(184174445982950588954968130"}}]})"},
      {Op::kListShards,
       R"({"StreamName":"s","ShardFilter":{"Type":"AT_TIMESTAMP",)"
       R"("Timestamp":1735689601.25}})",
       R"({"Shards":[{"ShardId":"shardId-000000000000",)"
       R"("HashKeyRange":{"StartingHashKey":"0",)"
       R"("EndingHashKey":"170141183460469231731687303715884105727"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172051208252227006650916)"
       R"(030602618718114026040066050",)"
       R"("EndingSequenceNumber":"496591720512194025996059162276001615520348237837767802)"
       R"(90"}},{"ShardId":"shardId-000000000001",)"
       R"("HashKeyRange":{"StartingHashKey":"170141183460469231731687303715884105728",)"
       R"("EndingHashKey":"340282366920938463463374607431768211455"},)"
       R"("SequenceNumberRange":{"StartingSequenceNumber":"49659172051230552972205181539)"
       R"(172138336990762387546046482",)"
       R"("EndingSequenceNumber":"496591720512417033448044468507416972703074722827217141)"
       R"(94"}}]})"},
      {Op::kUpdateShardCount,
       R"({"StreamName":"s","TargetShardCount":3,"ScalingType":"UNIFORM_SCALING"})",
       R"({"StreamName":"s","CurrentShardCount":2,"TargetShardCount":3,)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"})"},
  };
  Converse(exchanges);
}

TEST_CASE("a page of shards says where the next one begins", "[serve][shards]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream("s", 2);
    const std::string page = test.Ask(Op::kListShards, R"({"StreamName":"s","MaxResults":1})");
    CHECK(page.find("shardId-000000000001") == std::string::npos);
    const std::string rest =
        test.Ask(Op::kListShards,
                 Concat(R"({"NextToken":")", testing::MemberText(page, "NextToken"), "\"}"));
    CHECK(rest.starts_with(R"({"Shards":[{"ShardId":"shardId-000000000001",)"));
    CHECK(rest.find("NextToken") == std::string::npos);
  }
}

}  // namespace
}  // namespace weir

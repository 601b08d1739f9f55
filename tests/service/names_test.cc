// SPDX-License-Identifier: MIT
//
// Rules 1.1, of names, and 2.3, of the forms of a shard id.
#include "weir/service/names.h"

#include <optional>
#include <string>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

TEST_CASE("a name has 1 to 128 of its characters", "[service][names]") {
  CHECK_FALSE(IsValidKinesisName(""));
  CHECK(IsValidKinesisName("a"));
  CHECK(IsValidKinesisName(std::string(127, 'a')));
  CHECK(IsValidKinesisName(std::string(128, 'a')));
  CHECK_FALSE(IsValidKinesisName(std::string(129, 'a')));
}

TEST_CASE("a name is of letters, digits, underscores, stops and hyphens", "[service][names]") {
  const std::string allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  for (int byte = 0; byte < 256; ++byte) {
    const char character = static_cast<char>(byte);
    CHECK(IsValidKinesisName(std::string(1, character)) ==
          (allowed.find(character) != std::string::npos));
  }
}

TEST_CASE("an account id is 12 digits", "[service][names]") {
  CHECK(IsValidAccountId("000000000000"));
  CHECK_FALSE(IsValidAccountId(""));
  CHECK_FALSE(IsValidAccountId("12345678901"));
  CHECK_FALSE(IsValidAccountId("1234567890123"));
  CHECK_FALSE(IsValidAccountId("12345678901a"));
  CHECK_FALSE(IsValidAccountId("1234-5678-90"));
}

TEST_CASE("a region is words of small letters and digits", "[service][names]") {
  for (const char* region : {"us-east-1", "eu-isoe-west-1", "local", "1", "test-region-1"}) {
    CHECK(IsValidRegion(region));
  }
  for (const char* region : {"", "-", "us--east", "-us", "us-", "US-EAST-1", "us_east", "us:1"}) {
    CHECK_FALSE(IsValidRegion(region));
  }
  CHECK(IsValidRegion(std::string(63, 'a')));
  CHECK(IsValidRegion(std::string(64, 'a')));
  CHECK_FALSE(IsValidRegion(std::string(65, 'a')));
}

TEST_CASE("a partition is aws or begins with it", "[service][names]") {
  for (const char* partition : {"aws", "aws-cn", "aws-us-gov", "aws-iso-b"}) {
    CHECK(IsValidPartition(partition));
  }
  for (const char* partition : {"", "aw", "awscn", "aws-", "aws--cn", "AWS", "x-aws", "aws:cn"}) {
    CHECK_FALSE(IsValidPartition(partition));
  }
  CHECK(IsValidPartition("aws-" + std::string(60, 'a')));
  CHECK_FALSE(IsValidPartition("aws-" + std::string(61, 'a')));
}

TEST_CASE("a region is in AWS's partition", "[service][names]") {
  CHECK(PartitionOfRegion("us-east-1") == "aws");
  CHECK(PartitionOfRegion("test") == "aws");
  CHECK(PartitionOfRegion("cn-north-1") == "aws-cn");
  CHECK(PartitionOfRegion("us-gov-west-1") == "aws-us-gov");
  CHECK(PartitionOfRegion("us-iso-east-1") == "aws-iso");
  CHECK(PartitionOfRegion("us-isob-east-1") == "aws-iso-b");
  CHECK(PartitionOfRegion("eu-isoe-west-1") == "aws-iso-e");
  CHECK(PartitionOfRegion("us-isof-south-1") == "aws-iso-f");
  CHECK(PartitionOfRegion("eusc-de-east-1") == "aws-eusc");
}

TEST_CASE("a shard's id is read in every form that Kinesis takes", "[service][names]") {
  CHECK(ParseLooseShardId("shardId-000000000005")->index == 5);
  CHECK(ParseLooseShardId("shardId-5")->index == 5);
  CHECK(ParseLooseShardId("5")->index == 5);
  CHECK(ParseLooseShardId("a-00002147483647")->index == 2'147'483'647);
  CHECK(ParseLooseShardId("-5")->index == 5);
  CHECK(ParseLooseShardId("any.name-0")->index == 0);
  CHECK(ParseLooseShardId("a-5-b")->index == 5);
  CHECK(ParseLooseShardId(std::string(1'000, '0') + "1")->index == 1);
  for (const char* text : {"", "-", "5-", "a-b-5", "ABKLFD8", "2.14E4", "shardId-", "shardId-x",
                           "shardId- 5", "+5", "--5"}) {
    CHECK_FALSE(ParseLooseShardId(text));
  }
}

TEST_CASE("a shard's index is at most 2147483647", "[service][names]") {
  CHECK(ParseLooseShardId("2147483646")->index == 2'147'483'646);
  CHECK(ParseLooseShardId("2147483647")->index == 2'147'483'647);
  CHECK_FALSE(ParseLooseShardId("2147483648"));
  CHECK_FALSE(ParseLooseShardId("shardId-002147483648"));
  CHECK_FALSE(ParseLooseShardId("4294967296"));
  CHECK_FALSE(ParseLooseShardId("18446744073709551617"));
}

TEST_CASE("random ids survive being printed and read, and random bytes do no harm",
          "[service][names]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const ShardId shard_id{.index = static_cast<std::uint32_t>(random.Below(1u << 31))};
    if (ParseLooseShardId(shard_id.ToString()) != shard_id) FAIL(shard_id.ToString());
    const std::string bytes = random.Bytes(random.Below(40));
    const bool is_digit = bytes.size() == 1 && bytes[0] >= '0' && bytes[0] <= '9';
    if (bytes.size() == 1 && ParseLooseShardId(bytes).has_value() != is_digit) FAIL(bytes);
    if (IsValidRegion(bytes) && !IsValidKinesisName(bytes)) FAIL(bytes);
  }
}

}  // namespace
}  // namespace weir

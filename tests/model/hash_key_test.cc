// SPDX-License-Identifier: MIT
#include "weir/model/hash_key.h"

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

TEST_CASE("hash keys span 0 to 2^128 - 1", "[model][hash_key]") {
  STATIC_REQUIRE(HashKey::Min() < HashKey::Max());
  CHECK(HashKey::Min().ToString() == "0");
  CHECK(HashKey::Max().ToString() == "340282366920938463463374607431768211455");
}

TEST_CASE("a hash key is read in Kinesis's form only", "[model][hash_key]") {
  STATIC_REQUIRE(HashKey::Parse("0") == HashKey::Min());
  STATIC_REQUIRE(HashKey::Parse("340282366920938463463374607431768211455") == HashKey::Max());
  CHECK_FALSE(HashKey::Parse("340282366920938463463374607431768211456"));
  CHECK_FALSE(HashKey::Parse(""));
  CHECK_FALSE(HashKey::Parse("00"));
  CHECK_FALSE(HashKey::Parse("-1"));
}

TEST_CASE("random hash keys survive being printed and read", "[model][hash_key]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 1'000; ++i) {
    const HashKey key{.value = random.Number()};
    if (HashKey::Parse(key.ToString()) == key) continue;
    FAIL(key.ToString());
  }
}

TEST_CASE("kMd5 reads a key's MD5 as one big-endian number, as Kinesis does", "[model][hash_key]") {
  // `printf a | md5sum` gives 0cc175b9c0f1b6a831c399e269772661.
  CHECK(HashPartitionKey(KeyHash::kMd5, "a").ToString() ==
        "16955237001963240173058271559858726497");
}

TEST_CASE("kXxh3 is XXH3 with 128 bits", "[model][hash_key]") {
  CHECK(HashPartitionKey(KeyHash::kXxh3, "a").value == Xxh3_128("a"));
  CHECK(HashPartitionKey(KeyHash::kXxh3, "a") != HashPartitionKey(KeyHash::kMd5, "a"));
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
//
// Any shard iterator and any page token: none that was not given out is taken for one.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/manual_clock.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes) {
  using namespace weir;
  static testing::ManualClock clock;
  // A key that is the same in each run, so that an input means the same.
  static LocalKinesis kinesis = [] {
    LocalKinesis made = *LocalKinesis::Create(
        {.limits = KinesisLimits::Unlimited(), .clock = &clock, .token_key = TokenSeal::Key{}});
    fuzz::Require(made.CreateStream({.stream_name = "s", .shard_count = 3}).ok(), "there is one");
    return made;
  }();
  static const std::string genuine_iterator =
      kinesis
          .GetShardIterator({.stream_name = "s",
                             .shard_id = "shardId-000000000000",
                             .shard_iterator_type = kinesis::ShardIteratorType::kLatest})
          ->shard_iterator;
  static const std::string genuine_token =
      *kinesis.ListShards({.stream_name = "s", .max_results = 1})->next_token;

  const std::string_view text = fuzz::TextOf(data, bytes);
  const bool is_read = kinesis.GetRecords({.shard_iterator = text}).ok();
  fuzz::Require(!is_read || text == genuine_iterator || text == "\"" + genuine_iterator + "\"",
                "no iterator is read that was not given out");
  const bool is_listed = kinesis.ListShards({.next_token = text}).ok();
  fuzz::Require(!is_listed || text == genuine_token, "no token is read that was not given out");
  fuzz::Require(!kinesis.ListStreams({.next_token = text}).ok(),
                "none of another operation either");
  return 0;
}

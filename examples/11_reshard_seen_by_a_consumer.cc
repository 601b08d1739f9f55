// SPDX-License-Identifier: MIT
//
// A shard is split while a consumer reads through the Kinesis API. The consumer learns of it
// as it would with AWS: the shard ends, and names the two that took over.
#include <iostream>
#include <string>
#include <vector>

#include "weir/base/check.h"
#include "weir/local/local_kinesis.h"

namespace {

void Put(weir::LocalKinesis& kinesis, const std::string& vehicle, const std::string& what) {
  const auto put = kinesis.PutRecord(
      {.stream_name = "traffic", .partition_key = vehicle, .data = weir::AsBytes(what)});
  WEIR_CHECK(put.ok(), "the stream takes records while it is resharded");
}

// Reads `shard_id` from its oldest record, and returns what follows when it has ended.
std::vector<weir::kinesis::ChildShard> ReadShard(weir::LocalKinesis& kinesis,
                                                 const std::string& shard_id) {
  const auto iterator = kinesis.GetShardIterator(
      {.stream_name = "traffic",
       .shard_id = shard_id,
       .shard_iterator_type = weir::kinesis::ShardIteratorType::kTrimHorizon});
  WEIR_CHECK(iterator.ok(), "the shard is there");
  const auto read = kinesis.GetRecords({.shard_iterator = iterator->shard_iterator});
  WEIR_CHECK(read.ok(), "the iterator is new");
  std::cout << shard_id << '\n';
  for (const weir::kinesis::Record& record : read->records) {
    std::cout << "  " << record.partition_key << ' ' << weir::AsText(record.data) << '\n';
  }
  std::cout << (read->next_shard_iterator.has_value() ? "  open\n" : "  ended\n");
  return read->child_shards;
}

}  // namespace

int main() {
  weir::LocalKinesis kinesis = *weir::LocalKinesis::Create();
  WEIR_CHECK(kinesis.CreateStream({.stream_name = "traffic", .shard_count = 1}).ok(),
             "no stream has the name");
  for (const char* vehicle : {"bus", "ferry", "taxi"}) Put(kinesis, vehicle, "leaves");

  // In the middle of the keys.
  const absl::Status split =
      kinesis.SplitShard({.stream_name = "traffic",
                          .shard_to_split = "shardId-000000000000",
                          .new_starting_hash_key = "170141183460469231731687303715884105728"});
  WEIR_CHECK(split.ok(), "the shard is open and the key in its midst");
  for (const char* vehicle : {"bus", "ferry", "taxi"}) Put(kinesis, vehicle, "arrives");

  // First the parent to its end, then its children: every vehicle leaves before it arrives.
  for (const weir::kinesis::ChildShard& child : ReadShard(kinesis, "shardId-000000000000")) {
    std::cout << "then " << child.shard_id.ToString() << ", from "
              << child.hash_key_range.starting_hash_key.ToString() << '\n';
    ReadShard(kinesis, child.shard_id.ToString());
  }
}

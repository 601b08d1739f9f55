// SPDX-License-Identifier: MIT
//
// What a consumer of the contract does at the least: makes a stream, puts a record, reads
// it, and is told what it did wrong.
#include <cstdio>
#include <cstdlib>

#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

int main() {
  absl::StatusOr<weir::LocalKinesis> kinesis = weir::LocalKinesis::Create();
  if (!kinesis.ok()) return EXIT_FAILURE;
  if (!kinesis->CreateStream({.stream_name = "clicks", .shard_count = 1}).ok()) return EXIT_FAILURE;
  const auto put = kinesis->PutRecord(
      {.stream_name = "clicks", .partition_key = "k", .data = weir::AsBytes("click")});
  const auto iterator = kinesis->GetShardIterator(
      {.stream_name = "clicks",
       .shard_id = "shardId-000000000000",
       .shard_iterator_type = weir::kinesis::ShardIteratorType::kTrimHorizon});
  if (!put.ok() || !iterator.ok()) return EXIT_FAILURE;
  const auto read = kinesis->GetRecords({.shard_iterator = iterator->shard_iterator});
  if (!read.ok() || read->records.size() != 1) return EXIT_FAILURE;
  std::printf("%s: %zu bytes\n", put->sequence_number.ToString().c_str(),
              read->records.front().data.size());

  const auto none = kinesis->GetRecords({.shard_iterator = "forged"});
  const bool is_refused =
      weir::KinesisExceptionOf(none.status()) == weir::KinesisException::kInvalidArgument;
  return is_refused ? EXIT_SUCCESS : EXIT_FAILURE;
}

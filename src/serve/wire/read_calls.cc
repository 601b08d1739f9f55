// SPDX-License-Identifier: MIT
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/read_shapes.h"
#include "serve/wire/shape.h"
#include "weir/service/kinesis.h"
#include "weir/service/read_requests.h"

namespace weir::serve_internal {

using kinesis::GetRecordsRequest;
using kinesis::GetRecordsResult;
using kinesis::GetShardIteratorRequest;
using kinesis::GetShardIteratorResult;

template <>
struct Shape<GetRecordsRequest> {
  using Request = GetRecordsRequest;
  static constexpr std::tuple kMembers = {Member{"ShardIterator", &Request::shard_iterator},
                                          Member{"Limit", &Request::limit},
                                          Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<GetRecordsResult> {
  using Result = GetRecordsResult;
  static constexpr std::tuple kMembers = {
      Member{"Records", &Result::records},
      Member{"NextShardIterator", &Result::next_shard_iterator},
      Member{"MillisBehindLatest", &Result::millis_behind_latest},
      Computed{"ChildShards", kChildShards}};
};

template <>
struct Shape<GetShardIteratorRequest> {
  using Request = GetShardIteratorRequest;
  static constexpr std::tuple kMembers = {
      Member{"StreamName", &Request::stream_name},
      Member{"ShardId", &Request::shard_id},
      Member{"ShardIteratorType", &Request::shard_iterator_type},
      Member{"StartingSequenceNumber", &Request::starting_sequence_number},
      Member{"Timestamp", &Request::timestamp},
      Member{"StreamARN", &Request::stream_arn}};
};

template <>
struct Shape<GetShardIteratorResult> {
  using Result = GetShardIteratorResult;
  static constexpr std::tuple kMembers = {Member{"ShardIterator", &Result::shard_iterator}};
};

CallReply CallGetRecords(const CallInput& input) { return Call(input, &Kinesis::GetRecords); }
CallReply CallGetShardIterator(const CallInput& input) {
  return Call(input, &Kinesis::GetShardIterator);
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// What the tests of scripted faults and of records of calls share: a Kinesis to decorate,
// which a test can look into, and a call of each operation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/base/mutex.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/record.h"
#include "weir/service/kinesis.h"
#include "weir/service/kinesis_operation.h"
#include "weir/testing/fault_script.h"
#include "weir/testing/faulty_kinesis.h"
#include "weir/testing/forwarding_kinesis.h"
#include "weir/testing/manual_clock.h"

namespace weir::testing {

inline constexpr std::string_view kArn = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
inline constexpr std::string_view kConsumer =
    "arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/c:1764787734";

inline const absl::Status& StatusOf(const absl::Status& answer) { return answer; }
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& answer) {
  return answer.status();
}
template <class T>
std::string Answer(const absl::StatusOr<T>& answer) {
  return Answer(answer.status());
}

// A subscription that has events for ever, or as many as it is given.
class FakeEvents final : public kinesis::ShardEventStream {
 public:
  explicit FakeEvents(std::uint64_t events_left) : events_left_(events_left) {}
  absl::StatusOr<std::optional<kinesis::SubscribeToShardEvent>> Next() override {
    if (IsOver()) return std::optional<kinesis::SubscribeToShardEvent>();
    --events_left_;
    return std::optional(kinesis::SubscribeToShardEvent());
  }
  bool Wait(absl::Duration) override { return false; }
  bool IsOver() const override { return events_left_ == 0; }

 private:
  std::uint64_t events_left_;
};

// Answers all that it is asked, takes every record, and keeps what came. Its streams all
// have the same shards. It decorates nobody: it never forwards.
class FakeKinesis final : public ForwardingKinesis<FakeKinesis> {
 public:
  explicit FakeKinesis(std::uint32_t shard_count = 1)
      : ForwardingKinesis(static_cast<Kinesis&>(*this)) {
    for (std::uint32_t i = 0; i < shard_count; ++i) {
      shards.push_back(
          {.shard_id = {i},
           .hash_key_range = EvenHashKeyRange({.shard_count = shard_count, .index = i})});
    }
  }

  template <class Request, class Forward>
  std::invoke_result_t<const Forward&, const Request&> Call(KinesisOperation operation,
                                                            const Request& request,
                                                            const Forward&) {
    using Answer = std::invoke_result_t<const Forward&, const Request&>;
    {
      const MutexLock lock(mutex);
      ++counts[static_cast<std::size_t>(operation)];
    }
    if (during != nullptr) during(operation);
    if (!error.ok()) return error;
    if constexpr (std::is_same_v<Answer, absl::Status>) {
      return absl::OkStatus();
    } else {
      return Do(request, typename Answer::value_type());
    }
  }

  int CountOf(KinesisOperation operation) const {
    const MutexLock lock(mutex);
    return counts[static_cast<std::size_t>(operation)];
  }

  std::vector<kinesis::Shard> shards;
  // Partition keys of the records that were put.
  std::vector<std::string> put_keys;
  // How all calls end.
  absl::Status error;
  // Run in each call, without a lock.
  std::function<void(KinesisOperation)> during;
  std::uint64_t events_per_subscription = 1'000;
  // Whether a read is the last of its shard.
  bool is_closed = false;
  // What the last read of a shard tells.
  std::vector<kinesis::ChildShard> children;

  mutable Mutex mutex;
  std::array<int, kKinesisOperationCount> counts = {};

 private:
  ShardId ShardOf(std::string_view key, std::optional<std::string_view> explicit_hash_key) {
    const HashKey hash_key = explicit_hash_key.has_value() ? *HashKey::Parse(*explicit_hash_key)
                                                           : HashPartitionKey(KeyHash::kMd5, key);
    for (const kinesis::Shard& shard : shards) {
      if (shard.hash_key_range.Contains(hash_key)) return shard.shard_id;
    }
    return {};
  }

  template <class Request, class Result>
  Result Do(const Request&, Result result) {
    return result;
  }
  kinesis::PutRecordResult Do(const kinesis::PutRecordRequest& request,
                              kinesis::PutRecordResult result) {
    const MutexLock lock(mutex);
    put_keys.emplace_back(*request.partition_key);
    result.shard_id = ShardOf(*request.partition_key, request.explicit_hash_key);
    return result;
  }
  kinesis::PutRecordsResult Do(const kinesis::PutRecordsRequest& request,
                               kinesis::PutRecordsResult result) {
    const MutexLock lock(mutex);
    for (const kinesis::PutRecordsRequestEntry& record : *request.records) {
      put_keys.emplace_back(*record.partition_key);
      result.records.push_back(
          {.sequence_number = KinesisSequenceNumber(),
           .shard_id = ShardOf(*record.partition_key, record.explicit_hash_key)});
    }
    return result;
  }
  kinesis::GetShardIteratorResult Do(const kinesis::GetShardIteratorRequest& request,
                                     kinesis::GetShardIteratorResult result) {
    // The same for the same place, as with a service whose clock stands still.
    result.shard_iterator = Concat("iterator of ", *request.shard_id);
    return result;
  }
  kinesis::GetRecordsResult Do(const kinesis::GetRecordsRequest& request,
                               kinesis::GetRecordsResult result) {
    if (!is_closed) {
      result.next_shard_iterator = Concat("after ", *request.shard_iterator);
    } else {
      result.child_shards = children;
    }
    return result;
  }
  // In pages of two.
  kinesis::ListShardsResult Do(const kinesis::ListShardsRequest& request,
                               kinesis::ListShardsResult result) {
    std::size_t at = 0;
    if (request.next_token.has_value()) at = std::stoul(std::string(*request.next_token));
    for (; at < shards.size() && result.shards.size() < 2; ++at) {
      result.shards.push_back(shards[at]);
    }
    if (at < shards.size()) result.next_token = std::to_string(at);
    return result;
  }
  kinesis::DescribeStreamSummaryResult Do(const kinesis::DescribeStreamSummaryRequest&,
                                          kinesis::DescribeStreamSummaryResult result) {
    result.stream_description_summary.stream_arn = kArn;
    return result;
  }
  kinesis::SubscribeToShardResult Do(const kinesis::SubscribeToShardRequest&,
                                     kinesis::SubscribeToShardResult result) {
    result.event_stream = std::make_unique<FakeEvents>(events_per_subscription);
    return result;
  }
};

// ---- A call of each operation, on stream "s" and shard 0 of it ----

template <class Request>
Request MinimalRequest() {
  static constexpr kinesis::PutRecordsRequestEntry kRecord[] = {
      {.partition_key = "k", .data = std::span<const std::byte>()}};
  Request request;
  if constexpr (requires { request.consumer_arn; }) request.consumer_arn = kConsumer;
  if constexpr (requires { request.resource_arn; }) request.resource_arn = kArn;
  if constexpr (requires { request.stream_name; }) {
    request.stream_name = "s";
  } else if constexpr (requires { request.stream_arn; }) {
    request.stream_arn = kArn;
  }
  if constexpr (requires { request.partition_key; }) request.partition_key = "k";
  if constexpr (requires { request.data; }) request.data = std::span<const std::byte>();
  if constexpr (requires { request.records; }) request.records = kRecord;
  if constexpr (requires { request.shard_id; }) request.shard_id = "shardId-000000000000";
  if constexpr (requires { request.shard_iterator; }) request.shard_iterator = "iterator";
  return request;
}

template <class Answer, class Request>
absl::Status CallMinimally(Kinesis& kinesis, Answer (Kinesis::*method)(const Request&)) {
  return StatusOf((kinesis.*method)(MinimalRequest<Request>()));
}
template <auto kMethod>
absl::Status CallMinimally(Kinesis& kinesis) {
  return CallMinimally(kinesis, kMethod);
}

// In the order of the enumeration.
inline constexpr std::array<absl::Status (*)(Kinesis&), kKinesisOperationCount> kMinimalCalls = {
    CallMinimally<&Kinesis::AddTagsToStream>,
    CallMinimally<&Kinesis::CreateStream>,
    CallMinimally<&Kinesis::DecreaseStreamRetentionPeriod>,
    CallMinimally<&Kinesis::DeleteResourcePolicy>,
    CallMinimally<&Kinesis::DeleteStream>,
    CallMinimally<&Kinesis::DeregisterStreamConsumer>,
    CallMinimally<&Kinesis::DescribeAccountSettings>,
    CallMinimally<&Kinesis::DescribeLimits>,
    CallMinimally<&Kinesis::DescribeStream>,
    CallMinimally<&Kinesis::DescribeStreamConsumer>,
    CallMinimally<&Kinesis::DescribeStreamSummary>,
    CallMinimally<&Kinesis::DisableEnhancedMonitoring>,
    CallMinimally<&Kinesis::EnableEnhancedMonitoring>,
    CallMinimally<&Kinesis::GetRecords>,
    CallMinimally<&Kinesis::GetResourcePolicy>,
    CallMinimally<&Kinesis::GetShardIterator>,
    CallMinimally<&Kinesis::IncreaseStreamRetentionPeriod>,
    CallMinimally<&Kinesis::ListShards>,
    CallMinimally<&Kinesis::ListStreamConsumers>,
    CallMinimally<&Kinesis::ListStreams>,
    CallMinimally<&Kinesis::ListTagsForResource>,
    CallMinimally<&Kinesis::ListTagsForStream>,
    CallMinimally<&Kinesis::MergeShards>,
    CallMinimally<&Kinesis::PutRecord>,
    CallMinimally<&Kinesis::PutRecords>,
    CallMinimally<&Kinesis::PutResourcePolicy>,
    CallMinimally<&Kinesis::RegisterStreamConsumer>,
    CallMinimally<&Kinesis::RemoveTagsFromStream>,
    CallMinimally<&Kinesis::SplitShard>,
    CallMinimally<&Kinesis::StartStreamEncryption>,
    CallMinimally<&Kinesis::StopStreamEncryption>,
    CallMinimally<&Kinesis::SubscribeToShard>,
    CallMinimally<&Kinesis::TagResource>,
    CallMinimally<&Kinesis::UntagResource>,
    CallMinimally<&Kinesis::UpdateAccountSettings>,
    CallMinimally<&Kinesis::UpdateMaxRecordSize>,
    CallMinimally<&Kinesis::UpdateShardCount>,
    CallMinimally<&Kinesis::UpdateStreamMode>,
    CallMinimally<&Kinesis::UpdateStreamWarmThroughput>};

inline absl::Status CallMinimally(Kinesis& kinesis, KinesisOperation operation) {
  return kMinimalCalls[static_cast<std::size_t>(operation)](kinesis);
}

inline std::vector<KinesisOperation> AllOperations() {
  std::vector<KinesisOperation> operations;
  for (int i = 0; i < kKinesisOperationCount; ++i) {
    operations.push_back(static_cast<KinesisOperation>(i));
  }
  return operations;
}

// ---- Scripts ----

inline std::unique_ptr<FaultyKinesis> Faulty(Kinesis& decorated, FaultScript script) {
  auto faulty = FaultyKinesis::Create(decorated, std::move(script));
  REQUIRE(Answer(faulty) == "OK");
  return *std::move(faulty);
}

// 'x' for each of `count` calls that failed, '.' for each that did not.
inline std::string Pattern(int count, const std::function<absl::Status()>& call) {
  std::string pattern;
  for (int i = 0; i < count; ++i) pattern += call().ok() ? '.' : 'x';
  return pattern;
}

inline std::string PatternOf(Kinesis& kinesis, KinesisOperation operation, int count) {
  return Pattern(count, [&] { return CallMinimally(kinesis, operation); });
}

// Records with these partition keys, which must outlive them.
template <class Keys>
std::vector<kinesis::PutRecordsRequestEntry> RecordsOfKeys(const Keys& keys) {
  std::vector<kinesis::PutRecordsRequestEntry> records;
  for (const std::string_view key : keys) {
    records.push_back({.partition_key = key, .data = AsBytes("data")});
  }
  return records;
}
inline std::vector<kinesis::PutRecordsRequestEntry> RecordsOf(
    const std::vector<std::string>& keys) {
  return RecordsOfKeys(keys);
}
// Literals, which live as long as the program.
inline std::vector<kinesis::PutRecordsRequestEntry> RecordsOf(
    std::initializer_list<std::string_view> keys) {
  return RecordsOfKeys(keys);
}

}  // namespace weir::testing

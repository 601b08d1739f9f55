// SPDX-License-Identifier: MIT
#include "testing/internal/stream_book.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace weir::testing_internal {
namespace {

// More streams than a test has; then all are asked for again.
constexpr std::size_t kStreamsMax = 1'000;

std::string_view TextOf(const StreamRef& stream) {
  return stream.arn.empty() ? stream.name : stream.arn;
}

// As a request names it.
template <class Request>
Request RequestFor(const StreamRef& stream) {
  Request request;
  if (stream.arn.empty()) {
    request.stream_name = stream.name;
  } else {
    request.stream_arn = stream.arn;
  }
  return request;
}

std::shared_ptr<const OpenShards> AskForOpenShards(Kinesis& kinesis, const StreamRef& stream) {
  auto request = RequestFor<kinesis::ListShardsRequest>(stream);
  request.shard_filter = {.type = {kinesis::ShardFilterType::kAtLatest}};
  std::vector<kinesis::Shard> shards;
  std::string token;
  while (true) {
    absl::StatusOr<kinesis::ListShardsResult> page = kinesis.ListShards(request);
    if (!page.ok()) return nullptr;
    std::move(page->shards.begin(), page->shards.end(), std::back_inserter(shards));
    if (!page->next_token.has_value()) break;
    token = *std::move(page->next_token);
    request = {.next_token = token};
  }
  return std::make_shared<const OpenShards>(shards);
}

}  // namespace

OpenShards::OpenShards(const std::vector<kinesis::Shard>& shards) {
  for (const kinesis::Shard& shard : shards) {
    rows_.push_back({.range = shard.hash_key_range, .shard_id = shard.shard_id});
  }
  std::sort(rows_.begin(), rows_.end(),
            [](const Row& a, const Row& b) { return a.range < b.range; });
}

std::optional<ShardId> OpenShards::ShardOf(HashKey hash_key) const {
  const auto after = std::upper_bound(
      rows_.begin(), rows_.end(), hash_key,
      [](HashKey key, const Row& row) { return key < row.range.starting_hash_key; });
  if (after == rows_.begin()) return std::nullopt;
  const Row& row = *std::prev(after);
  if (!row.range.Contains(hash_key)) return std::nullopt;
  return row.shard_id;
}

bool OpenShards::Contains(ShardId shard_id) const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [shard_id](const Row& row) { return row.shard_id == shard_id; });
}

std::shared_ptr<const OpenShards> StreamBook::OpenShardsOf(const StreamRef& stream) {
  const std::string_view text = TextOf(stream);
  if (text.empty()) return nullptr;
  std::uint64_t forgotten_before = 0;
  {
    const MutexLock lock(mutex_);
    const auto known = shards_.find(text);
    if (known != shards_.end()) return known->second;
    forgotten_before = forgotten_count_;
  }
  std::shared_ptr<const OpenShards> shards = AskForOpenShards(decorated_, stream);
  const MutexLock lock(mutex_);
  if (shards != nullptr && forgotten_count_ == forgotten_before) {
    if (shards_.size() >= kStreamsMax) shards_.clear();
    shards_.emplace(text, shards);
  }
  return shards;
}

std::optional<HashKey> StreamBook::HashKeyOf(
    std::optional<std::string_view> partition_key,
    std::optional<std::string_view> explicit_hash_key) const {
  if (explicit_hash_key.has_value()) return HashKey::Parse(*explicit_hash_key);
  if (!partition_key.has_value()) return std::nullopt;
  return HashPartitionKey(key_hash_, *partition_key);
}

std::vector<std::optional<ShardId>> StreamBook::ShardsOfRecords(
    const kinesis::PutRecordRequest& request) {
  const auto shards = OpenShardsOf(StreamOf(request));
  const std::optional<HashKey> hash_key =
      HashKeyOf(request.partition_key, request.explicit_hash_key);
  if (shards == nullptr || !hash_key.has_value()) return {std::nullopt};
  return {shards->ShardOf(*hash_key)};
}

std::vector<std::optional<ShardId>> StreamBook::ShardsOfRecords(
    const kinesis::PutRecordsRequest& request) {
  std::vector<std::optional<ShardId>> shard_ids;
  if (!request.records.has_value()) return shard_ids;
  shard_ids.resize(request.records->size());
  const auto shards = OpenShardsOf(StreamOf(request));
  if (shards == nullptr) return shard_ids;
  for (std::size_t i = 0; i < shard_ids.size(); ++i) {
    const kinesis::PutRecordsRequestEntry& record = (*request.records)[i];
    const std::optional<HashKey> hash_key =
        HashKeyOf(record.partition_key, record.explicit_hash_key);
    if (hash_key.has_value()) shard_ids[i] = shards->ShardOf(*hash_key);
  }
  return shard_ids;
}

void StreamBook::Forget(const StreamRef& stream) {
  const MutexLock lock(mutex_);
  ++forgotten_count_;
  // It may be known by its name and by its ARN.
  std::erase_if(shards_, [&stream](const auto& entry) {
    return entry.first == stream.name || StreamOfArn(entry.first).name == stream.name;
  });
}

void StreamBook::Saw(const StreamRef& stream, ShardId shard_id) {
  {
    const MutexLock lock(mutex_);
    const auto known = shards_.find(TextOf(stream));
    if (known == shards_.end() || known->second->Contains(shard_id)) return;
  }
  Forget(stream);
}

std::string StreamBook::ArnOf(const StreamRef& stream) {
  if (!stream.arn.empty() || stream.name.empty()) return stream.arn;
  {
    const MutexLock lock(mutex_);
    const auto known = arns_.find(stream.name);
    if (known != arns_.end()) return known->second;
  }
  const absl::StatusOr<kinesis::DescribeStreamSummaryResult> summary =
      decorated_.DescribeStreamSummary(RequestFor<kinesis::DescribeStreamSummaryRequest>(stream));
  if (!summary.ok()) return {};
  const std::string& arn = summary->stream_description_summary.stream_arn;
  const MutexLock lock(mutex_);
  // A name means the same ARN as long as the account is the same, even of another stream.
  if (arns_.size() >= kStreamsMax) arns_.clear();
  arns_.emplace(stream.name, arn);
  return arn;
}

}  // namespace weir::testing_internal

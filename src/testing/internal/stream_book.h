// SPDX-License-Identifier: MIT
//
// A StreamBook knows of a stream what its requests do not say: which shard a record goes to,
// and its ARN. It asks the decorated Kinesis, once per stream until that reshards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/internal/call_facts.h"
#include "weir/base/mutex.h"
#include "weir/model/hash_key.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/shard_id.h"
#include "weir/service/kinesis.h"

namespace weir::testing_internal {

// The open shards of a stream, by where they begin.
class OpenShards {
 public:
  explicit OpenShards(const std::vector<kinesis::Shard>& shards);

  // Nullopt if none is known to hold it.
  std::optional<ShardId> ShardOf(HashKey hash_key) const;
  bool Contains(ShardId shard_id) const;

 private:
  struct Row {
    HashKeyRange range;
    ShardId shard_id;
  };
  std::vector<Row> rows_;
};

class StreamBook {
 public:
  StreamBook(Kinesis& decorated, KeyHash key_hash) : decorated_(decorated), key_hash_(key_hash) {}

  // Null if the decorated does not say.
  std::shared_ptr<const OpenShards> OpenShardsOf(const StreamRef& stream);

  // The shard of each record, as far as it is known.
  std::vector<std::optional<ShardId>> ShardsOfRecords(const kinesis::PutRecordRequest& request);
  std::vector<std::optional<ShardId>> ShardsOfRecords(const kinesis::PutRecordsRequest& request);

  // Its shards may have changed.
  void Forget(const StreamRef& stream);
  // They have, unless this one is known as open.
  void Saw(const StreamRef& stream, ShardId shard_id);

  // Empty if the decorated does not say.
  std::string ArnOf(const StreamRef& stream);

 private:
  std::optional<HashKey> HashKeyOf(std::optional<std::string_view> partition_key,
                                   std::optional<std::string_view> explicit_hash_key) const;

  // Set at construction, never written again.
  Kinesis& decorated_;
  const KeyHash key_hash_;

  Mutex mutex_;
  // By ARN, or of calls that give none by name.
  std::map<std::string, std::shared_ptr<const OpenShards>, std::less<>> shards_
      ABSL_GUARDED_BY(mutex_);
  // By name, of calls that give the name alone.
  std::map<std::string, std::string, std::less<>> arns_ ABSL_GUARDED_BY(mutex_);
  // How often something was forgotten. What was asked for before is not remembered after.
  std::uint64_t forgotten_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace weir::testing_internal

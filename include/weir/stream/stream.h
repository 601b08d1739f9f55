// SPDX-License-Identifier: MIT
//
// A Stream is Amazon Kinesis Data Streams inside this process: records go in
// under a partition key, are spread over shards, kept for a while, and read by
// any number of cursors.
//
// It is a log and not a queue: reading takes nothing away, and a record stays
// until retention or, if you say so, a full memory budget drops it. Nothing
// survives the process. Not the Kinesis API with its iterator tokens and request
// structs; this is the object under it.
//
//   absl::StatusOr<weir::Stream> stream = weir::Stream::Create({.shard_count = 4});
//   absl::StatusOr<weir::PutResult> put =
//       stream->Put({.partition_key = "sensor-7", .data = weir::AsBytes("21.5")});
//   absl::StatusOr<weir::StreamCursor> cursor =
//       stream->OpenStreamCursor(weir::Position::TrimHorizon());
//   for (const weir::RecordView& record : cursor->Read()) Handle(record);
//
// Threads:   every method from any thread, but for moving and destroying it.
// Progress:  Put, TryPut, PutBatch, Claim: lock-free. The rest takes locks that
//            no put and no read ever waits for.
// Cost:      a put allocates nothing, locks nothing and makes no system call, but
//            to wake a sleeping reader and, rarely, to map fresh memory.
// Lifetime:  its clock must outlive it. Cursors may outlive it; claims must not.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/log/slab.h"
#include "weir/model/errors.h"
#include "weir/model/hash_key.h"
#include "weir/model/position.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"
#include "weir/model/stream_options.h"
#include "weir/stream/consumer.h"
#include "weir/stream/cursor.h"
#include "weir/stream/record_claim.h"
#include "weir/stream/shard_description.h"
#include "weir/stream/statistics.h"
#include "weir/stream/stream_cursor.h"

namespace weir {

// One record to put. The views are read during the call only.
struct PutEntry {
  // 1 to 256 Unicode characters. Records of one key keep their order.
  std::string_view partition_key = {};
  // 0 bytes to StreamOptions::record_bytes_max, together with the key.
  std::span<const std::byte> data = {};
  // Chooses the shard in place of the key's hash.
  std::optional<HashKey> explicit_hash_key = std::nullopt;
};

// What became of one record; costs nothing to make.
struct PutOutcome {
  PutCode code = PutCode::kOk;
  // Where the record went, or of a refused one where it would have gone.
  ShardId shard_id = {};
  // Of kOk.
  SequenceNumber sequence_number = {};
  // Of kThrottledBytes and kThrottledRecords: how long until it would have been
  // admitted, had nobody else come.
  std::int64_t retry_after_nanos = 0;
  // Of kOk, and of PutBatch() alone: when the shard took the record. What TryPut() hands
  // out fits two registers, and this would be the third.
  std::int64_t approximate_arrival_nanos = 0;
};

struct ClaimRequest {
  // As of PutEntry.
  std::string_view partition_key = {};
  std::size_t data_bytes = 0;
  std::optional<HashKey> explicit_hash_key = std::nullopt;
};

// Two neighbours that become one: the first ends right before the second begins.
struct MergeShardsRequest {
  ShardId shard_to_merge = {};
  ShardId adjacent_shard_to_merge = {};
};

struct SplitShardRequest {
  ShardId shard_to_split = {};
  // Where the second child begins: greater than one plus the shard's
  // StartingHashKey and less than its EndingHashKey.
  HashKey new_starting_hash_key = {};
};

class Stream;

namespace stream_internal {
absl::StatusOr<Stream> CreateStream(const StreamOptions& options, Slab& slab);
}  // namespace stream_internal

// Whatever returns a Status answers ResourceExhausted, without a message, when memory
// for the work or for the words of another error cannot be had. Nothing has changed
// then, and the same call may succeed later.
class Stream {
 public:
  // InvalidArgument names the option, its value and the limit;
  // ResourceExhausted when memory cannot be had.
  static absl::StatusOr<Stream> Create(const StreamOptions& options = {});

  // What was moved from may only be destroyed or assigned to.
  Stream(Stream&&) noexcept = default;
  Stream& operator=(Stream&&) noexcept;
  // Closes. Cursors that are still open then answer kStreamDestroyed.
  ~Stream();

  // ---- Putting ----

  // Puts one record. When it returns OK, every cursor can read the record until
  // retention or a reported drop. Errors: InvalidArgument (key or size out of
  // range), ResourceExhausted (a limit, see RetryAfter(); or the memory budget),
  // FailedPrecondition (closed). An error puts nothing.
  absl::StatusOr<PutResult> Put(const PutEntry& entry);

  // The same without making a Status: for who meets refusals often.
  PutOutcome TryPut(const PutEntry& entry);

  // Puts entries[i] and says in outcomes[i] what became of it; returns how many
  // failed. An entry without an outcome (`outcomes` is shorter) is not put and has
  // failed. Entries of one shard keep their order; each is taken or refused by
  // itself, as with PutRecords. Costs less than single puts, most where the clock or the
  // limits are dear: one claim per shard, one clock reading.
  std::size_t PutBatch(std::span<const PutEntry> entries, std::span<PutOutcome> outcomes);

  // Claims room for a record, to be written in place. Errors as Put().
  absl::StatusOr<RecordClaim> Claim(const ClaimRequest& request);

  // The Status that Put() would have returned for a refused `outcome`.
  absl::Status OutcomeStatus(const PutOutcome& outcome, const PutEntry& entry) const;

  // ---- Reading ----

  // NotFound: no such shard, or a consumer that was deregistered. InvalidArgument: a
  // sequence number that the shard has not reached, a timestamp in the future, a
  // consumer of another stream, or one that was moved from.
  absl::StatusOr<Cursor> OpenCursor(ShardId shard_id, const Position& position,
                                    const CursorOptions& options = {});

  // Of the five positions, those that mean something for a whole stream:
  // TrimHorizon, Latest, AtTimestamp; InvalidArgument for the others. The rest as
  // OpenCursor().
  absl::StatusOr<StreamCursor> OpenStreamCursor(const Position& position,
                                                const CursorOptions& options = {});

  // A reader with a read rate of its own. InvalidArgument: a name that is not 1
  // to 128 of [a-zA-Z0-9_.-]; AlreadyExists.
  absl::StatusOr<Consumer> RegisterConsumer(std::string_view name);
  // NotFound. Its open cursors go on, and no more are opened for it.
  absl::Status DeregisterConsumer(std::string_view name);

  // ---- Resharding, while everything runs ----

  // The two children, lower range first.
  absl::StatusOr<std::array<ShardId, 2>> SplitShard(const SplitShardRequest& request);
  // The child.
  absl::StatusOr<ShardId> MergeShards(const MergeShardsRequest& request);
  // Splits and merges until `target_shard_count` open shards divide the hash key
  // range evenly, as UNIFORM_SCALING does. 1 to 10,000.
  absl::Status UpdateShardCount(std::uint32_t target_shard_count);

  // ---- Looking ----

  // All shards that ever were, oldest first, expired ones included; before a reshard
  // or after it, never in its midst. Without memory for the list it throws bad_alloc,
  // as std::vector does, and nothing changes.
  std::vector<ShardDescription> ListShards() const;
  // How many that are.
  std::uint32_t shard_count() const;
  ShardId ShardFor(const HashKey& hash_key) const;
  StreamStatistics Statistics() const;
  // NotFound: no such shard.
  absl::StatusOr<ShardStatistics> StatisticsOf(ShardId shard_id) const;
  const std::string& name() const;
  absl::Duration retention_period() const;

  // ---- Living ----

  // 1 s to 8,760 h. A longer period does not bring back what has expired by then.
  absl::Status SetRetentionPeriod(absl::Duration retention_period);

  // Frees the memory of expired records, of shards that went idle and of what
  // cursors have let go. Call it now and then: once a frame, or every 100 ms.
  void Tick();

  // Takes no more records. Cursors read what is there to the end.
  void Close();

 private:
  // TryPut() and Put(), whatever gets in their way. An entry in its parts: one that is
  // handed on by address would have to be in memory.
  PutOutcome PutSlowly(std::string_view partition_key, std::span<const std::byte> data,
                       std::optional<HashKey> explicit_hash_key);
  absl::StatusOr<PutResult> PutOrSay(std::string_view partition_key,
                                     std::span<const std::byte> data,
                                     std::optional<HashKey> explicit_hash_key);
  // Whether cursors of this stream may be opened for it: OpenCursor()'s errors.
  absl::Status CheckConsumer(const Consumer& consumer) const;

  friend absl::StatusOr<Stream> stream_internal::CreateStream(const StreamOptions&, Slab&);
  explicit Stream(std::shared_ptr<stream_internal::StreamCore> core);

  std::shared_ptr<stream_internal::StreamCore> core_;
};

}  // namespace weir

#include "weir/stream/internal/stream_put.h"

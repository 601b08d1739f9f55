// SPDX-License-Identifier: MIT
//
// A ShardSubscription is what SubscribeToShard gives on Weir's own streams: one consumer's
// events of one shard.
//
// It refers to the world but does not keep it. Each look at it opens the stream anew by its
// name and number, so it also notices what time has done to the stream; only its cursor, which
// outlives the stream, stays. Nobody wakes who waits but producers and the stream's end, so a
// take-over, a deregistration and a clock that jumps are looked for in turns.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/account.h"
#include "local/internal/local_consumer.h"
#include "local/internal/local_stream.h"
#include "local/internal/open_stream.h"
#include "local/internal/world.h"
#include "weir/base/clock.h"
#include "weir/model/sequence_number.h"
#include "weir/quota/rate_gate.h"
#include "weir/service/arn.h"
#include "weir/service/subscribe_to_shard.h"
#include "weir/stream/cursor.h"

namespace weir::local_internal {

// Data and keys that an event has at most, unless its only record has more.
inline constexpr std::int64_t kEventBytesMax = 1024 * 1024;

// ResourceInUseException, in AWS's words: of the call that comes too soon, and of the event
// that tells of a take-over.
absl::Status AnotherSubscription(const ConsumerArn& consumer, ShardId shard_id);

class ShardSubscription final : public kinesis::ShardEventStream {
 public:
  // From where `cursor` stands on, at `now_nanos`. The stream is held alone; `consumer` is its
  // own and ACTIVE, and this is its last subscription of the shard.
  ShardSubscription(std::weak_ptr<World> world, const LocalStream& stream, const LocalShard& shard,
                    std::shared_ptr<LocalConsumer> consumer, Cursor cursor, std::int64_t now_nanos);

  absl::StatusOr<std::optional<kinesis::SubscribeToShardEvent>> Next() override;
  bool Wait(absl::Duration timeout) override;
  bool IsOver() const override;

 private:
  // What there is to wait for.
  struct Outlook {
    // Nothing: Next() says something.
    bool is_now = false;
    // If its bytes are used up, until when, on the clock; else a record.
    bool is_held_back = false;
    // How long until something else is due, on the clock.
    std::int64_t nanos_left = 0;
  };

  // nullopt if the stream is gone. Somebody keeps the world meanwhile.
  std::optional<SharedStream> Open() const;
  // OK if the shard is still this one's to read, and can be decrypted.
  absl::Status CheckSeat(const LocalStream& stream) const;
  GateVerdict Admit(const World& world, std::int64_t now_nanos) const;
  Outlook Look() const;
  bool IsSilenceDue(std::int64_t now_nanos) const;
  absl::Status StreamGone() const;
  absl::Status End(absl::Status status);

  // ---- Set at construction, never written again ----
  const std::weak_ptr<World> world_;
  const Clock& clock_;
  // The stream's, as long as the world is there.
  Account& owner_;
  const std::uint64_t stream_number_;
  const ShardId shard_id_;
  const std::shared_ptr<LocalConsumer> consumer_;
  // Of the consumer.
  ConsumerShard& seat_;
  const std::uint64_t number_;
  const std::int64_t ends_nanos_;

  // ---- The reader's ----
  // Absent when it is over.
  std::optional<Cursor> cursor_;
  std::int64_t last_event_nanos_;
};

}  // namespace weir::local_internal

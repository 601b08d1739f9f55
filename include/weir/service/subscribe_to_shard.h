// SPDX-License-Identifier: MIT
//
// SubscribeToShard opens a ShardEventStream: what one shard takes comes to one registered
// consumer, as events, for five minutes.
//
// It is Kinesis's enhanced fan-out. Nobody asks for records here, they come; so each
// event says where to go on if the stream of events breaks off: SubscribeToShard again,
// kAfterSequenceNumber of the last continuation_sequence_number. No thread of Weir's
// delivers them: whoever wants them looks (Next), sleeps until there is something (Wait),
// or has them all handed to a function (DeliverEvents).
//
//   auto subscription = kinesis.SubscribeToShard(
//       {.consumer_arn = arn, .shard_id = "shardId-000000000000",
//        .starting_position = {{.type = weir::kinesis::ShardIteratorType::kLatest}}});
//   weir::kinesis::DeliverEvents(*subscription->event_stream,
//                                [](const weir::kinesis::SubscribeToShardEvent& event) {
//                                  for (const auto& record : event.records) Handle(record);
//                                });
//
// Threads:   one thread at a time per event stream; any number of them.
// Progress:  Next() waits for no producer and no other reader; Wait() blocks.
// Cost:      an event costs what a GetRecords does.
// Lifetime:  what a request refers to must live during the call. An event stream may
//            outlive the service, and then says that its shard does not exist.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/service/read_requests.h"

namespace weir::kinesis {

// Where the events begin.
struct StartingPosition {
  // Must be there.
  std::optional<EnumValue<ShardIteratorType>> type = {};
  // With kAtSequenceNumber and kAfterSequenceNumber, and with no other.
  std::optional<std::string_view> sequence_number = {};
  // With kAtTimestamp.
  std::optional<absl::Time> timestamp = {};
};

// A consumer has one subscription of a shard: within five seconds of a call that gave one,
// another is refused with ResourceInUseException, whether or not anybody still has the first;
// after that, another takes the shard over.
struct SubscribeToShardRequest {
  // All must be there. The consumer must be ACTIVE.
  std::optional<std::string_view> consumer_arn = {};
  std::optional<std::string_view> shard_id = {};
  std::optional<StartingPosition> starting_position = {};
};

struct SubscribeToShardEvent {
  // Possibly none: an event comes at least every five seconds.
  RecordList records = {};
  // After what to go on, with kAfterSequenceNumber: then nothing is lost or read twice. It
  // advances without records too, and so is not always a record's. nullopt at the end of the
  // shard.
  std::optional<KinesisSequenceNumber> continuation_sequence_number = {};
  // As of GetRecordsResult.
  std::int64_t millis_behind_latest = 0;
  // At the end of a closed shard, beside its last records: what follows. Then it is over.
  std::vector<ChildShard> child_shards = {};
};

class ShardEventStream {
 public:
  ShardEventStream() = default;
  ShardEventStream(const ShardEventStream&) = delete;
  ShardEventStream& operator=(const ShardEventStream&) = delete;
  virtual ~ShardEventStream() = default;

  // The next event, or nullopt if there is none yet, or it is over; never blocks. An error is
  // the last event: ResourceNotFoundException if the stream or the consumer is gone, which a
  // consumer is as soon as it is deregistered; ResourceInUseException if another call took the
  // shard over; one of KMS's; InternalFailureException. What was not handed out before is to be
  // had by subscribing again, after the last continuation.
  virtual absl::StatusOr<std::optional<SubscribeToShardEvent>> Next() = 0;

  // Waits until Next() is worth a try, or it is over; false when `timeout` passed first,
  // in real time, and after one look if that is not positive. A record that is put ends it at
  // once; what is no record, as a take-over, a few hundredths of a second later at most.
  virtual bool Wait(absl::Duration timeout) = 0;

  // Whether no event will come any more: the shard's end or an error was handed out, or
  // five minutes are over.
  virtual bool IsOver() const = 0;
};

struct SubscribeToShardResult {
  std::unique_ptr<ShardEventStream> event_stream;
};

// Hands each event to `on_event`, in the calling thread, until `events` is over: OK, or
// the error that ended it.
absl::Status DeliverEvents(ShardEventStream& events,
                           const std::function<void(const SubscribeToShardEvent&)>& on_event);

// How long a subscription lasts, how soon another may take it over, and how long it is
// silent at most.
inline constexpr absl::Duration kSubscriptionLife = absl::Minutes(5);
inline constexpr absl::Duration kSubscriptionTakeoverMin = absl::Seconds(5);
inline constexpr absl::Duration kSubscriptionSilenceMax = absl::Seconds(5);

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const SubscribeToShardRequest& request);

}  // namespace weir::kinesis

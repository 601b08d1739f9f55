// SPDX-License-Identifier: MIT
//
// Weir with everything on: one log that every consumer reads in place, and that keeps
// the last 256 MiB. One shard, each consumer with a cursor; "WeirFourShards" has four
// and stream cursors.

#include <cstdint>
#include <utility>

#include "handover/handover.h"
#include "handover/round_trip.h"
#include "weir/stream/stream.h"

namespace weir::bench {
namespace {

template <class CursorType>
class WeirConsumer {
 public:
  explicit WeirConsumer(CursorType cursor) : cursor_(std::move(cursor)) {}

  // A record that was trimmed unread would be missing from the count for ever, but
  // a pass is a quarter of what the stream keeps.
  template <class Visit>
  std::size_t Take(Visit visit) {
    const weir::Batch batch = cursor_.Read();
    for (const weir::RecordView& record : batch) {
      visit(record.partition_key, weir::AsText(record.data));
    }
    return batch.size();
  }

 private:
  CursorType cursor_;
};

class WeirProducer {
 public:
  explicit WeirProducer(weir::Stream& stream) : stream_(&stream) {}

  bool TryPut(const Payload& payload) {
    // As fine a clock as one that is ticked every 50 us.
    if (++puts_ % 1024 == 0) Cached().Tick();
    return stream_->Put({.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())})
        .ok();
  }

 private:
  weir::Stream* stream_;
  std::uint64_t puts_ = 0;
};

// A stream that has been through all of its memory, as one that has run for a while.
weir::Stream FilledStream(std::uint32_t shard_count) {
  weir::Stream stream = *weir::Stream::Create(EverythingOn(shard_count));
  WeirProducer producer(stream);
  for (std::size_t i = 0; i < kKeptRecords; ++i) producer.TryPut(Payloads::Get()[i]);
  return stream;
}

class OneShard {
 public:
  explicit OneShard(const Shape&) : stream_(FilledStream(1)) {}
  WeirProducer MakeProducer(int) { return WeirProducer(stream_); }
  WeirConsumer<weir::Cursor> MakeConsumer(int) {
    return WeirConsumer<weir::Cursor>(
        *stream_.OpenCursor(weir::ShardId{0}, weir::Position::Latest()));
  }

 private:
  weir::Stream stream_;
};

class FourShards {
 public:
  explicit FourShards(const Shape&) : stream_(FilledStream(4)) {}
  WeirProducer MakeProducer(int) { return WeirProducer(stream_); }
  WeirConsumer<weir::StreamCursor> MakeConsumer(int) {
    return WeirConsumer<weir::StreamCursor>(*stream_.OpenStreamCursor(weir::Position::Latest()));
  }

 private:
  weir::Stream stream_;
};

[[maybe_unused]] const bool one_shard =
    RegisterHandover<OneShard>("Weir", {kOneToOne, kOneToThree, kTwoToOne, kFourToOne});
[[maybe_unused]] const bool four_shards =
    RegisterHandover<FourShards>("WeirFourShards", {kOneToOne, kOneToThree});
[[maybe_unused]] const bool round_trip = RegisterRoundTrip<OneShard>("Weir");

}  // namespace
}  // namespace weir::bench

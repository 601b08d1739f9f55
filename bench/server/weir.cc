// SPDX-License-Identifier: MIT
//
// Weir as Kinesis: four shards, MD5, the system's clock, limits enforced that never refuse,
// and batches of 500.

#include <cstddef>
#include <utility>
#include <vector>

#include "server/contract.h"
#include "weir/stream/stream.h"

namespace weir::bench {
namespace {

class KinesisLike {
 public:
  // A stream that has been through all of its memory, as one that has run for a while.
  explicit KinesisLike(const Shape&) : stream_(*weir::Stream::Create(Options())) {
    for (std::size_t i = 0; i < kKeptRecords; ++i) {
      const Payload& payload = Payloads::Get()[i];
      stream_.TryPut({.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())});
    }
  }

  class Producer {
   public:
    explicit Producer(weir::Stream& stream) : stream_(&stream) { entries_.reserve(kBatchRecords); }
    bool TryPut(const Payload& payload) {
      entries_.push_back({.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())});
      if (entries_.size() < kBatchRecords) return true;
      const bool is_put = stream_->PutBatch(entries_, outcomes_) == 0;
      entries_.clear();
      return is_put;
    }

   private:
    weir::Stream* stream_;
    std::vector<weir::PutEntry> entries_;
    std::vector<weir::PutOutcome> outcomes_{kBatchRecords};
  };

  class Consumer {
   public:
    explicit Consumer(weir::StreamCursor cursor) : cursor_(std::move(cursor)) {}
    template <class Visit>
    std::size_t Take(const Visit& visit) {
      const weir::Batch batch = cursor_.Read();
      for (const weir::RecordView& record : batch) {
        visit(record.partition_key, weir::AsText(record.data));
      }
      return batch.size();
    }

   private:
    weir::StreamCursor cursor_;
  };

  Producer MakeProducer(int) { return Producer(stream_); }
  Consumer MakeConsumer(int) {
    return Consumer(*stream_.OpenStreamCursor(weir::Position::Latest()));
  }

 private:
  static weir::StreamOptions Options() {
    weir::StreamOptions options = EverythingOn(4);
    options.key_hash = weir::KeyHash::kMd5;
    options.clock = nullptr;
    return options;
  }

  weir::Stream stream_;
};

[[maybe_unused]] const bool kinesis_like = RegisterServer<KinesisLike>("WeirBatches");

}  // namespace
}  // namespace weir::bench

// SPDX-License-Identifier: MIT
//
// A FloodProducer puts records as fast as it can, in every way there is, keeps a word of
// each, and holds the answers against I2: what was answered before a call has a lower
// number.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "stress/support/fast_random.h"
#include "stress/support/faults.h"
#include "stress/support/flood_notes.h"
#include "stress/support/flood_payload.h"
#include "weir/base/clock.h"
#include "weir/stream/stream.h"

namespace weir::testing {

// The highest number that was answered in each shard: any put that is called later gets
// a higher one.
//
// Threads: any.
class AnsweredNumbers {
 public:
  // Above all numbers answered so far.
  std::uint64_t After(std::uint32_t shard) const { return words_[shard].word; }
  void Answer(std::uint32_t shard, std::uint64_t number) {
    std::atomic<std::uint64_t>& word = words_[shard].word;
    std::uint64_t seen = word;
    while (seen <= number && !word.compare_exchange_weak(seen, number + 1)) {
    }
  }

 private:
  struct alignas(64) Word {
    std::atomic<std::uint64_t> word{0};
  };
  std::array<Word, kFloodShardsMax> words_;
};

// Threads: Run() is one thread's; the rest may be looked at after it.
class FloodProducer {
 public:
  // What is shared with everybody else must outlive it.
  struct Shared {
    Stream& stream;
    const Clock& clock;
    std::int64_t start_nanos;
    const FloodPayload& payload;
    AnsweredNumbers& answered;
  };

  FloodProducer(const Shared& shared, std::uint32_t number, std::size_t records, std::uint64_t seed)
      : shared_(shared), number_(number), records_(records), random_(seed) {
    fates_.reserve(records);
    for (std::uint32_t key = 0; key < kKeysPerProducer; ++key) {
      const RecordId id{.producer = number, .key = key};
      const HashKey hash_key = HashPartitionKey(KeyHash::kXxh3, shared.payload.KeyOf(id));
      shards_.push_back(shared.stream.ShardFor(hash_key).index);
    }
  }

  void Run() {
    while (fates_.size() < records_) {
      switch (random_.Below(8)) {
        case 0:
          PutSome();
          break;
        case 1:
        case 2:
          ClaimOne();
          break;
        case 3:
        case 4:
          PutOne();
          break;
        default:
          TryPutOne();
      }
      // Few processors would run one producer alone for thousands of puts. And a full
      // budget needs the others to move on.
      if (is_full_ || random_.OneIn(64)) std::this_thread::yield();
      is_full_ = false;
    }
  }

  std::vector<std::uint64_t>& fates() { return fates_; }
  const Faults& Check() const { return faults_; }

 private:
  static constexpr std::size_t kBatchMax = 24;

  struct Draft {
    RecordId id = {};
    std::uint32_t shard = 0;
    std::size_t size = 0;
    std::uint32_t called_ms = 0;
    // Its number will not be lower.
    std::uint64_t number_min = 0;
    std::array<std::byte, FloodPayload::kBytesMax> bytes = {};

    std::span<const std::byte> data() const { return {bytes.data(), size}; }
  };

  void Prepare(Draft& draft, std::uint64_t number) {
    draft.id = shared_.payload.IdOf(number_, number);
    draft.shard = shards_[draft.id.key];
    draft.size = shared_.payload.SizeOf(draft.id);
  }
  void Fill(Draft& draft, std::uint64_t number) {
    Prepare(draft, number);
    shared_.payload.Fill(draft.id, draft.bytes.data());
  }
  void Call(Draft& draft) {
    draft.called_ms =
        static_cast<std::uint32_t>((shared_.clock.NowNanos() - shared_.start_nanos) / 1'000'000);
    draft.number_min = shared_.answered.After(draft.shard);
  }
  PutEntry EntryOf(const Draft& draft) const {
    return {.partition_key = shared_.payload.KeyOf(draft.id), .data = draft.data()};
  }

  void Acknowledge(const Draft& draft, ShardId shard, SequenceNumber number) {
    shared_.answered.Answer(draft.shard, number.value);
    if (number.value < draft.number_min) {
      faults_.Add("I2: ", draft.id.ToString(), " has number ", number.value, " of shard ",
                  draft.shard, ", and ", draft.number_min - 1, " was answered before");
    }
    if (shard.index != draft.shard) {
      faults_.Add(draft.id.ToString(), " is put into shard ", shard.index);
    }
    Note({.kind = FloodFate::Kind::kAcknowledged,
          .shard = shard.index,
          .sequence_number = number.value,
          .called_ms = draft.called_ms});
  }
  void Refuse(PutCode code) {
    if (code != PutCode::kMemoryExhausted) {
      faults_.Add("a put was refused with code ", static_cast<int>(code));
    }
    is_full_ = true;
    Note({});
  }
  void Refuse(const absl::Status& status) {
    Refuse(absl::IsResourceExhausted(status) ? PutCode::kMemoryExhausted
                                             : PutCode::kRecordTooLarge);
  }
  void Note(const FloodFate& fate) { fates_.push_back(fate.Word()); }

  void TryPutOne() {
    Draft& draft = drafts_[0];
    Fill(draft, fates_.size());
    Call(draft);
    const PutOutcome outcome = shared_.stream.TryPut(EntryOf(draft));
    if (outcome.code != PutCode::kOk) return Refuse(outcome.code);
    Acknowledge(draft, outcome.shard_id, outcome.sequence_number);
  }

  void PutOne() {
    Draft& draft = drafts_[0];
    Fill(draft, fates_.size());
    Call(draft);
    const absl::StatusOr<PutResult> result = shared_.stream.Put(EntryOf(draft));
    if (!result.ok()) return Refuse(result.status());
    Acknowledge(draft, result->shard_id, result->sequence_number);
  }

  void PutSome() {
    const std::size_t count = 1 + random_.Below(kBatchMax);
    std::array<PutEntry, kBatchMax> entries;
    std::array<PutOutcome, kBatchMax> outcomes;
    for (std::size_t i = 0; i < count; ++i) {
      Fill(drafts_[i], fates_.size() + i);
      entries[i] = EntryOf(drafts_[i]);
    }
    for (std::size_t i = 0; i < count; ++i) Call(drafts_[i]);
    const std::size_t failed =
        shared_.stream.PutBatch({entries.data(), count}, {outcomes.data(), count});
    std::size_t refused = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (outcomes[i].code != PutCode::kOk) {
        ++refused;
        Refuse(outcomes[i].code);
      } else {
        Acknowledge(drafts_[i], outcomes[i].shard_id, outcomes[i].sequence_number);
      }
    }
    if (refused != failed) faults_.Add("a batch counts ", failed, " of ", refused);
  }

  // The place is decided by the claim, so that is what the call is.
  void ClaimOne() {
    Draft& draft = drafts_[0];
    Prepare(draft, fates_.size());
    Call(draft);
    absl::StatusOr<RecordClaim> claim = shared_.stream.Claim(
        {.partition_key = shared_.payload.KeyOf(draft.id), .data_bytes = draft.size});
    if (!claim.ok()) return Refuse(claim.status());
    shared_.payload.Fill(draft.id, claim->data().data());
    // Some are held while others overtake them.
    if (random_.OneIn(16)) std::this_thread::yield();
    if (random_.OneIn(8)) {
      if (random_.OneIn(2)) claim->Abort();
      return Note({.kind = FloodFate::Kind::kAborted});
    }
    const absl::StatusOr<PutResult> result = claim->Commit();
    if (result.ok()) return Acknowledge(draft, result->shard_id, result->sequence_number);
    faults_.Add("a claim could not be committed");
    Note({});
  }

  // Set at construction, never written again.
  const Shared shared_;
  const std::uint32_t number_;
  const std::size_t records_;
  // By key.
  std::vector<std::uint32_t> shards_;
  // Of the running thread.
  FastRandom random_;
  std::array<Draft, kBatchMax> drafts_;
  bool is_full_ = false;
  std::vector<std::uint64_t> fates_;
  Faults faults_{"put"};
};

}  // namespace weir::testing

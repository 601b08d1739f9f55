// SPDX-License-Identifier: MIT
//
// A Producer puts records of its own keys in every way there is, and notes what
// became of each.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "stress/support/attempt.h"
#include "stress/support/fast_random.h"
#include "stress/support/pace.h"
#include "stress/support/payload.h"
#include "weir/base/clock.h"
#include "weir/stream/stream.h"

namespace weir::testing {

struct ProducerOptions {
  std::uint32_t number = 0;
  std::uint64_t attempts = 0;
  // Data and key of the largest record.
  std::size_t record_bytes_max = 200;
  // As of StressSetting.
  std::uint64_t claims_percent = 25;
  std::uint64_t aborts_percent = 40;
  std::uint64_t seed = 0;
};

// Threads: Run() is one thread's; `attempts()` may be looked at after it.
class Producer {
 public:
  // What is shared with everybody else must outlive it.
  struct Shared {
    Stream& stream;
    const Clock& clock;
    Pace& pace;
    // The stamps of calls and answers.
    std::atomic<std::uint64_t>& stamps;
  };

  Producer(const Shared& shared, const ProducerOptions& options)
      : shared_(shared), options_(options), random_(options.seed) {
    attempts_.reserve(options.attempts + kBatchMax);
    for (std::uint32_t key = 0; key < kKeysPerProducer; ++key) {
      key_names_.push_back(RecordId{.producer = options.number, .key = key}.KeyName());
    }
  }

  void Run() {
    while (attempts_.size() < options_.attempts) {
      const std::size_t before = attempts_.size();
      const std::uint64_t kind = random_.Below(5);
      if (random_.Below(100) < options_.claims_percent) {
        ClaimOne();
      } else if (kind < 3) {
        TryPutOne();
      } else if (kind < 4) {
        PutOne();
      } else {
        PutSome();
      }
      if (held_.has_value() && random_.OneIn(4)) FinishHeld();
      shared_.pace.Add(attempts_.size() - before);
      // A full budget needs the others to move on, not more of the same. And few
      // processors would run one producer alone for thousands of puts.
      const bool is_full = attempts_.back().code == PutCode::kMemoryExhausted;
      if (is_full || random_.OneIn(64)) std::this_thread::yield();
    }
    FinishHeld();
  }

  const std::vector<Attempt>& attempts() const { return attempts_; }
  // What the stream answered that it never should.
  const std::string& complaint() const { return complaint_; }

 private:
  static constexpr std::size_t kBatchMax = 24;

  // A record to be put, and its bytes.
  struct Draft {
    Attempt attempt;
    std::vector<std::byte> data;
  };
  // A claim that is made and not yet finished.
  struct Held {
    RecordClaim claim;
    // Where its attempt is.
    std::size_t index = 0;
    bool is_to_abort = false;
  };

  std::size_t DrawSize() {
    const std::size_t bytes_max = options_.record_bytes_max - key_names_.back().size();
    const std::size_t range = bytes_max - kPayloadBytesMin + 1;
    // Mostly small ones, some of any size, some of the largest.
    if (random_.OneIn(32)) return bytes_max;
    return kPayloadBytesMin + random_.Below(random_.OneIn(4) ? range : range / 4 + 1);
  }

  RecordId NextId(std::uint64_t number) {
    return {.producer = options_.number,
            .key = static_cast<std::uint32_t>(random_.Below(kKeysPerProducer)),
            .number = number};
  }

  const std::string& KeyOf(const Attempt& attempt) const { return key_names_[attempt.id.key]; }

  // Some keys choose their shard by themselves, each the same one every time.
  static std::optional<HashKey> HashOf(const Attempt& attempt) {
    if (attempt.id.key % 4 != 0) return std::nullopt;
    return HashKey{{.high = (attempt.id.key + 1) * 0x9e3779b97f4a7c15u, .low = attempt.id.key}};
  }

  void Fill(Draft& draft, std::uint64_t number) {
    draft.attempt = {.id = NextId(number)};
    draft.data.resize(DrawSize());
    draft.attempt.checksum =
        FillPayload(draft.data, draft.attempt.id, KeyOf(draft.attempt), random_.Bits());
  }

  void Call(Attempt& attempt) {
    attempt.called_nanos = shared_.clock.NowNanos();
    attempt.called = shared_.stamps.fetch_add(1);
  }
  void Answer(Attempt& attempt) {
    attempt.answered = shared_.stamps.fetch_add(1);
    attempt.answered_nanos = shared_.clock.NowNanos();
  }

  void Note(Attempt& attempt, const PutOutcome& outcome) {
    attempt.code = outcome.code;
    attempt.fate = outcome.code == PutCode::kOk ? Fate::kAcknowledged : Fate::kRefused;
    attempt.shard = outcome.shard_id.index;
    attempt.sequence_number = outcome.sequence_number.value;
    if (outcome.code != PutCode::kOk && outcome.code != PutCode::kMemoryExhausted &&
        outcome.code != PutCode::kStreamClosed) {
      complaint_ = Concat("a put was refused with code ", static_cast<int>(outcome.code));
    }
    attempts_.push_back(attempt);
  }
  // The same of an answer in words.
  void Note(Attempt& attempt, const absl::StatusOr<PutResult>& result) {
    if (!result.ok()) return Note(attempt, {.code = CodeOf(result.status())});
    Note(attempt,
         PutOutcome{.shard_id = result->shard_id, .sequence_number = result->sequence_number});
  }

  static PutCode CodeOf(const absl::Status& status) {
    if (absl::IsFailedPrecondition(status)) return PutCode::kStreamClosed;
    return absl::IsResourceExhausted(status) ? PutCode::kMemoryExhausted : PutCode::kRecordTooLarge;
  }

  void TryPutOne() {
    Draft& draft = drafts_[0];
    Fill(draft, attempts_.size());
    Call(draft.attempt);
    const PutOutcome outcome = shared_.stream.TryPut({.partition_key = KeyOf(draft.attempt),
                                                      .data = draft.data,
                                                      .explicit_hash_key = HashOf(draft.attempt)});
    Answer(draft.attempt);
    Note(draft.attempt, outcome);
  }

  void PutOne() {
    Draft& draft = drafts_[0];
    Fill(draft, attempts_.size());
    Call(draft.attempt);
    const absl::StatusOr<PutResult> result =
        shared_.stream.Put({.partition_key = KeyOf(draft.attempt),
                            .data = draft.data,
                            .explicit_hash_key = HashOf(draft.attempt)});
    Answer(draft.attempt);
    Note(draft.attempt, result);
  }

  void PutSome() {
    const std::size_t count = 1 + random_.Below(kBatchMax);
    std::array<PutEntry, kBatchMax> entries;
    std::array<PutOutcome, kBatchMax> outcomes;
    for (std::size_t i = 0; i < count; ++i) {
      Fill(drafts_[i], attempts_.size() + i);
      entries[i] = {.partition_key = KeyOf(drafts_[i].attempt),
                    .data = drafts_[i].data,
                    .explicit_hash_key = HashOf(drafts_[i].attempt)};
    }
    Attempt all;
    Call(all);
    const std::size_t failed =
        shared_.stream.PutBatch({entries.data(), count}, {outcomes.data(), count});
    Answer(all);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < count; ++i) {
      Attempt& attempt = drafts_[i].attempt;
      attempt.called = all.called;
      attempt.called_nanos = all.called_nanos;
      attempt.answered = all.answered;
      attempt.answered_nanos = all.answered_nanos;
      Note(attempt, outcomes[i]);
      if (outcomes[i].code != PutCode::kOk) ++refused;
    }
    if (refused != failed) complaint_ = Concat("a batch counts ", failed, " of ", refused);
  }

  // The place is decided by the claim, so that is what the stamps are around.
  void ClaimOne() {
    FinishHeld();
    Draft& draft = drafts_[0];
    Fill(draft, attempts_.size());
    Attempt& attempt = draft.attempt;
    Call(attempt);
    absl::StatusOr<RecordClaim> claim =
        shared_.stream.Claim({.partition_key = KeyOf(attempt),
                              .data_bytes = draft.data.size(),
                              .explicit_hash_key = HashOf(attempt)});
    Answer(attempt);
    if (!claim.ok()) return Note(attempt, PutOutcome{.code = CodeOf(claim.status())});
    std::copy(draft.data.begin(), draft.data.end(), claim->data().begin());
    attempt.fate = Fate::kAborted;
    attempts_.push_back(attempt);
    held_.emplace(Held{*std::move(claim), attempts_.size() - 1,
                       random_.Below(100) < options_.aborts_percent});
    // Some are held while others overtake them.
    if (!random_.OneIn(4)) FinishHeld();
  }

  void FinishHeld() {
    if (!held_.has_value()) return;
    Attempt& attempt = attempts_[held_->index];
    if (!held_->is_to_abort) {
      const absl::StatusOr<PutResult> result = held_->claim.Commit();
      if (result.ok()) {
        attempt.fate = Fate::kAcknowledged;
        attempt.shard = result->shard_id.index;
        attempt.sequence_number = result->sequence_number.value;
      } else {
        complaint_ = "a claim could not be committed";
      }
    } else if (random_.OneIn(2)) {
      held_->claim.Abort();
    }
    // One that was not finished is given up here.
    held_.reset();
  }

  // Set at construction, never written again.
  const Shared shared_;
  const ProducerOptions options_;
  std::vector<std::string> key_names_;
  // Of the running thread.
  FastRandom random_;
  std::array<Draft, kBatchMax> drafts_;
  std::optional<Held> held_;
  std::vector<Attempt> attempts_;
  std::string complaint_;
};

}  // namespace weir::testing

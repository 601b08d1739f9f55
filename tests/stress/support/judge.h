// SPDX-License-Identifier: MIT
//
// A Judge takes a history apart and gives each invariant's checker what concerns it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stress/support/accounting_checker.h"
#include "stress/support/agreement_checker.h"
#include "stress/support/arrival_checker.h"
#include "stress/support/budget_checker.h"
#include "stress/support/coverage_checker.h"
#include "stress/support/history.h"
#include "stress/support/key_order_checker.h"
#include "stress/support/ledger.h"
#include "stress/support/real_time_checker.h"
#include "stress/support/retention_checker.h"
#include "stress/support/sequence_checker.h"
#include "stress/support/view_checker.h"

namespace weir::testing {

class Judge {
 public:
  // `history` must outlive the judge.
  explicit Judge(const History& history) : history_(history), ledger_(history.attempts) {}

  // What is wrong, each with its invariant's number; empty if all is well.
  std::vector<std::string> Faults() {
    CheckPuts();
    for (const Trace& trace : history_.traces) CheckTrace(trace);
    // By now every arrival is known.
    for (const Trace& trace : history_.traces) CheckStart(trace);
    BudgetChecker budget;
    for (const MemorySample& sample : history_.samples) budget.Observe(sample);
    Tell(budget.Check());
    Tell(ledger_.CheckBytes());
    Tell(ledger_.CheckFates());
    Tell(agreement_.Check());
    Tell(arrival_.Check());
    Tell(retention_.Check(history_.dropped_records));
    Tell(view_.Check());
    for (const std::string& complaint : history_.complaints) faults_.push_back(complaint);
    return faults_;
  }

 private:
  void Tell(const testing::Faults& faults) {
    faults_.insert(faults_.end(), faults.told().begin(), faults.told().end());
  }

  void CheckPuts() {
    SequenceChecker sequence(history_.shards);
    RealTimeChecker real_time;
    std::uint64_t aborted = 0;
    for (const std::vector<Attempt>& of_producer : history_.attempts) {
      for (const Attempt& attempt : of_producer) {
        if (attempt.fate == Fate::kAborted) ++aborted;
        if (attempt.fate != Fate::kAcknowledged) continue;
        sequence.Take(attempt.shard, attempt.sequence_number);
        real_time.Observe({.shard = attempt.shard,
                           .called = attempt.called,
                           .answered = attempt.answered,
                           .number = attempt.sequence_number});
      }
    }
    Tell(sequence.Check(aborted));
    Tell(real_time.Check());
  }

  // What a trace says of one of its shards.
  struct OfShard {
    AccountingChecker accounting;
    CoverageChecker coverage;
  };

  static std::optional<std::uint64_t> StartOf(const Trace& trace) {
    if (trace.start == Start::kStreamsBeginning) return 0;
    if (trace.start == Start::kNumber) return trace.start_number;
    return std::nullopt;
  }

  OfShard& In(std::map<std::uint32_t, OfShard>& shards, const Trace& trace, std::uint32_t shard) {
    const auto found = shards.find(shard);
    if (found != shards.end()) return found->second;
    const std::optional<std::uint64_t> start = StartOf(trace);
    return shards
        .emplace(shard, OfShard{AccountingChecker(trace.cursor, shard, start),
                                CoverageChecker(ledger_, trace.cursor, shard, start)})
        .first->second;
  }

  void CheckTrace(const Trace& trace) {
    std::map<std::uint32_t, OfShard> shards;
    KeyOrderChecker key_order(trace.cursor);
    // A cursor that has seen everything has seen the shards, too, of which it was told
    // nothing.
    if (trace.start == Start::kStreamsBeginning && trace.is_to_end) {
      for (std::uint32_t i = 0; i < history_.shards.size(); ++i) In(shards, trace, i);
    }
    for (const Reading& reading : trace.readings) {
      OfShard& of_shard = In(shards, trace, reading.shard);
      of_shard.accounting.Observe(reading);
      of_shard.coverage.Observe(reading);
      CheckTrimmed(reading);
      for (const Sighting& seen : reading.records) {
        ledger_.Observe(reading.shard, seen);
        agreement_.Observe(reading.shard, seen);
        arrival_.Observe(reading.shard, seen);
        retention_.Serve(reading.shard, seen.sequence_number, seen.arrival_nanos,
                         reading.horizon_min_nanos);
        if (!seen.is_intact) continue;
        key_order.Observe(RecordId::FromWord(seen.id));
        const Attempt* const attempt = ledger_.At(reading.shard, seen.sequence_number);
        if (attempt != nullptr) arrival_.ObservePut(*attempt, seen);
      }
    }
    for (const LookedTwice& view : trace.views) view_.Observe(trace.cursor, view);
    Tell(key_order.Check());
    for (auto& [index, of_shard] : shards) {
      if (trace.is_to_end && index < history_.shards.size()) {
        of_shard.accounting.ObserveEnd(history_.shards[index].appended);
        of_shard.coverage.ObserveEnd(history_.shards[index].appended);
      }
      Tell(of_shard.accounting.Check());
      Tell(of_shard.coverage.Check());
    }
    if (!trace.complaint.empty()) faults_.push_back(trace.cursor + ": " + trace.complaint);
  }

  void CheckTrimmed(const Reading& reading) {
    for (std::uint64_t i = 0; i < reading.trimmed; ++i) {
      const std::uint64_t number = reading.trimmed_first + i;
      const Attempt* const attempt = ledger_.At(reading.shard, number);
      if (attempt == nullptr) continue;
      retention_.Trim(reading.shard, number, attempt->called_nanos, reading.horizon_max_nanos);
    }
  }

  void CheckStart(const Trace& trace) {
    if (!trace.start_nanos.has_value()) return;
    std::map<std::uint32_t, std::vector<const Reading*>> by_shard;
    for (const Reading& reading : trace.readings) by_shard[reading.shard].push_back(&reading);
    for (const auto& [shard, readings] : by_shard) {
      arrival_.ObserveStart(trace.cursor, shard, *trace.start_nanos, readings);
      // What was dropped before the cursor was opened is no record to begin with.
      if (history_.dropped_records > 0) continue;
      arrival_.ObserveNoneLeftOut(trace.cursor, shard, *trace.start_nanos, readings);
    }
  }

  // Set at construction, never written again.
  const History& history_;
  // Filled trace by trace.
  Ledger ledger_;
  AgreementChecker agreement_;
  ArrivalChecker arrival_;
  RetentionChecker retention_;
  ViewChecker view_;
  std::vector<std::string> faults_;
};

}  // namespace weir::testing

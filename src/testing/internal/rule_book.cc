// SPDX-License-Identifier: MIT
#include "testing/internal/rule_book.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "weir/base/concat.h"

namespace weir::testing_internal {
namespace {

using testing::FaultRule;
using testing::FaultTiming;

// SplitMix64's finalizer: every bit of `x` changes half of the result's.
std::uint64_t Mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

// From 0 up to 1, for the call that a rule counts as `number`. It depends on nothing else,
// so that a rule does the same whatever others do.
double Chance(std::uint64_t seed, std::size_t rule, std::uint64_t number) {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
  const std::uint64_t of_rule = Mixed(Mixed(seed) + kGolden * (rule + 1));
  constexpr double kUnit = 1.0 / (std::uint64_t{1} << 53);
  return static_cast<double>(Mixed(of_rule + kGolden * number) >> 11) * kUnit;
}

StreamRef StreamOfText(const std::string& text) {
  StreamRef stream = StreamOfArn(text);
  if (stream.name.empty()) stream.name = text;
  return stream;
}

}  // namespace

RuleBook::RuleBook(std::vector<FaultRule> rules, std::uint64_t seed)
    : seed_(seed), states_(rules.size()) {
  for (FaultRule& rule : rules) {
    const Operations operations = OperationsOf(rule);
    StreamRef stream = StreamOfText(rule.calls.stream);
    rules_.push_back(
        {.text = std::move(rule), .operations = operations, .stream = std::move(stream)});
  }
}

bool RuleBook::LooksAtShardsOf(KinesisOperation operation) const {
  return std::any_of(rules_.begin(), rules_.end(), [operation](const Rule& rule) {
    return rule.text.calls.shard_id.has_value() &&
           rule.operations[static_cast<std::size_t>(operation)];
  });
}

bool RuleBook::Matches(const Rule& rule, const CallFacts& call) const {
  if (!rule.operations[static_cast<std::size_t>(call.operation)]) return false;
  if (!rule.stream.name.empty()) {
    if (rule.stream.name != call.stream.name) return false;
    const bool both_are_arns = !rule.stream.arn.empty() && !call.stream.arn.empty();
    if (both_are_arns && rule.stream.arn != call.stream.arn) return false;
  }
  const std::optional<ShardId>& shard_id = rule.text.calls.shard_id;
  return !shard_id.has_value() ||
         std::find(call.shards.begin(), call.shards.end(), shard_id) != call.shards.end();
}

bool RuleBook::Fires(std::size_t index, absl::Time now) {
  const FaultTiming& when = rules_[index].text.when;
  State& state = states_[index];
  if (now < when.begin || now >= when.end) return false;
  const std::uint64_t number = ++state.counts.matched;
  if (when.count.has_value() && state.counts.fired >= *when.count) return false;
  if (state.counts.fired != 0 && now - state.first_fired >= when.lasting) return false;
  const std::uint64_t first = when.first.value_or(when.every);
  if (number < first || (number - first) % when.every != 0) return false;
  if (Chance(seed_, index, number) >= when.probability) return false;
  if (state.counts.fired++ == 0) state.first_fired = now;
  return true;
}

Arrival RuleBook::Arrive(const CallFacts& call, absl::Time now) {
  Arrival arrival;
  const MutexLock lock(mutex_);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const testing::Fault& fault = rules_[i].text.fault;
    const auto* const raised = std::get_if<testing::RaiseException>(&fault);
    const auto* const latency = std::get_if<testing::AddLatency>(&fault);
    const auto* const hold = std::get_if<testing::HoldCompletion>(&fault);
    if (raised == nullptr && latency == nullptr && hold == nullptr) continue;
    if (!Matches(rules_[i], call) || !Fires(i, now)) continue;
    if (raised != nullptr) {
      arrival.raised = {raised->exception, raised->message, rules_[i].text.calls.shard_id};
      return arrival;
    }
    if (hold != nullptr) arrival.holds.push_back(hold);
    if (latency != nullptr) {
      arrival.latency_before += latency->before;
      arrival.latency_after += latency->after;
    }
  }
  if (call.operation == KinesisOperation::kPutRecords) FailRecordsOf(call, now, arrival);
  return arrival;
}

void RuleBook::FailRecordsOf(const CallFacts& call, absl::Time now, Arrival& arrival) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto* const fail = std::get_if<testing::FailRecords>(&rules_[i].text.fault);
    if (fail == nullptr || !Matches(rules_[i], call)) continue;
    arrival.failed_records.resize(call.shards.size());
    const std::optional<ShardId>& shard_id = rules_[i].text.calls.shard_id;
    for (std::size_t record = 0; record < call.shards.size(); ++record) {
      if (arrival.failed_records[record] != nullptr) continue;
      if (shard_id.has_value() && call.shards[record] != shard_id) continue;
      if (Fires(i, now)) arrival.failed_records[record] = fail;
    }
  }
}

Departure RuleBook::Succeed(const CallFacts& call, absl::Time now, bool gives_iterator) {
  Departure departure;
  const MutexLock lock(mutex_);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto* const raised = std::get_if<testing::RaiseAfterEffect>(&rules_[i].text.fault);
    if (raised == nullptr || !Matches(rules_[i], call) || !Fires(i, now)) continue;
    departure.raised = {raised->exception, raised->message, rules_[i].text.calls.shard_id};
    return departure;
  }
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const testing::Fault& fault = rules_[i].text.fault;
    const auto* const broken = std::get_if<testing::BreakEventStream>(&fault);
    const bool breaks = broken != nullptr && departure.broken == nullptr;
    const bool expires = std::holds_alternative<testing::ExpireIterator>(fault) && gives_iterator &&
                         !departure.is_iterator_expired;
    if (!(breaks || expires) || !Matches(rules_[i], call) || !Fires(i, now)) continue;
    if (breaks) departure.broken = broken;
    if (expires) departure.is_iterator_expired = true;
  }
  return departure;
}

testing::RuleCounts RuleBook::CountsOf(std::size_t rule) const {
  const MutexLock lock(mutex_);
  return rule < states_.size() ? states_[rule].counts : testing::RuleCounts();
}

bool RuleBook::IsUsedUp() const {
  const MutexLock lock(mutex_);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (states_[i].counts.fired < rules_[i].text.when.count.value_or(1)) return false;
  }
  return true;
}

std::string RuleBook::Report() const {
  std::string text;
  const MutexLock lock(mutex_);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    text += Concat("rule ", i, ", ", NameOf(rules_[i].text.fault), ": ", states_[i].counts.matched,
                   " matched, ", states_[i].counts.fired, " fired\n");
  }
  return text;
}

}  // namespace weir::testing_internal

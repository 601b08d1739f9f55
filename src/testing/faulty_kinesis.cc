// SPDX-License-Identifier: MIT
#include "weir/testing/faulty_kinesis.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "testing/internal/broken_event_stream.h"
#include "testing/internal/call_facts.h"
#include "testing/internal/completion_gate.h"
#include "testing/internal/fault_text.h"
#include "testing/internal/iterator_book.h"
#include "testing/internal/rule_book.h"
#include "testing/internal/status_of.h"
#include "testing/internal/stream_book.h"
#include "weir/service/exception.h"
#include "weir/service/shard_iterator_token.h"
#include "weir/testing/forwarding_kinesis.h"

namespace weir::testing {
namespace {

using testing_internal::Arrival;
using testing_internal::BrokenEventStream;
using testing_internal::CallFacts;
using testing_internal::CompletionGate;
using testing_internal::Departure;
using testing_internal::IteratorBook;
using testing_internal::Raised;
using testing_internal::RuleBook;
using testing_internal::StreamBook;
using testing_internal::StreamRef;

// So long before an iterator is given out, it was created, if it is to be expired.
constexpr absl::Duration kExpiredAge = absl::Milliseconds(kTokenLifeMillis + 1'000);

// Each step of a call is a set of overloads: one for all operations, and those of the few
// that it treats apart.
class ScriptFollower final : public ForwardingKinesis<ScriptFollower, FaultyKinesis> {
 public:
  ScriptFollower(Kinesis& decorated, FaultScript script)
      : ForwardingKinesis(decorated),
        clock_(script.clock),
        pass_time_(std::move(script.pass_time)),
        rules_(std::move(script.rules), script.seed),
        streams_(decorated, script.key_hash) {}

  template <class Request, class Forward>
  std::invoke_result_t<const Forward&, const Request&> Call(KinesisOperation operation,
                                                            const Request& request,
                                                            const Forward& forward) {
    using Answer = std::invoke_result_t<const Forward&, const Request&>;
    const CompletionGate::Inside inside(gate_);
    const CallFacts call = FactsOf(operation, request);
    const Arrival arrival = rules_.Arrive(call, clock_.Now());
    PassTime(arrival.latency_before);
    Answer answer = arrival.raised.has_value() ? Answer(ErrorOf(*arrival.raised, call, request))
                                               : Perform(call, arrival, request, forward);
    if (!arrival.raised.has_value() && testing_internal::StatusOf(answer).ok()) {
      Learn(call, answer);
      const Departure departure = rules_.Succeed(call, clock_.Now(), GivesIterator(answer));
      if (departure.raised.has_value()) {
        answer = ErrorOf(*departure.raised, call, request);
      } else {
        Spoil(call, departure, request, answer);
      }
    }
    PassTime(arrival.latency_after);
    for (const HoldCompletion* const hold : arrival.holds) {
      gate_.Hold(hold->until_completed, hold->meanwhile);
    }
    return answer;
  }

  RuleCounts CountsOf(std::size_t rule) const override { return rules_.CountsOf(rule); }
  bool IsUsedUp() const override { return rules_.IsUsedUp(); }
  std::string Report() const override { return rules_.Report(); }

 private:
  // ---- What a call is of ----

  template <class Request>
  CallFacts FactsOf(KinesisOperation operation, const Request& request) {
    return {.operation = operation,
            .stream = testing_internal::StreamOf(request),
            .shards = testing_internal::ShardsNamedBy(request)};
  }
  CallFacts FactsOf(KinesisOperation operation, const kinesis::PutRecordRequest& request) {
    return FactsOfPut(operation, request, 1);
  }
  CallFacts FactsOf(KinesisOperation operation, const kinesis::PutRecordsRequest& request) {
    return FactsOfPut(operation, request,
                      request.records.has_value() ? request.records->size() : 0);
  }
  CallFacts FactsOf(KinesisOperation operation, const kinesis::GetRecordsRequest& request) {
    const testing_internal::IteratorFacts iterator =
        iterators_.FactsOf(request.shard_iterator.value_or(std::string_view()));
    CallFacts call = {.operation = operation,
                      .stream = testing_internal::StreamOf(request),
                      .shards = {iterator.shard_id}};
    if (call.stream.name.empty()) call.stream = iterator.stream;
    return call;
  }

  // Without a rule that looks at shards, nobody asks for them.
  template <class Request>
  CallFacts FactsOfPut(KinesisOperation operation, const Request& request,
                       std::size_t record_count) {
    CallFacts call = {
        .operation = operation, .stream = testing_internal::StreamOf(request), .shards = {}};
    if (rules_.LooksAtShardsOf(operation)) {
      call.shards = streams_.ShardsOfRecords(request);
    } else {
      call.shards.resize(record_count);
    }
    return call;
  }

  // ---- What its errors say ----

  template <class Request>
  absl::Status ErrorOf(const Raised& raised, const CallFacts& call, const Request& request) {
    if (!raised.message.empty()) return KinesisError(raised.exception, raised.message);
    std::optional<ShardId> shard_id = raised.shard_id;
    if (raised.exception == KinesisException::kProvisionedThroughputExceeded &&
        !shard_id.has_value() && !call.shards.empty()) {
      shard_id = ShardsOf(call, request).front();
    }
    return KinesisError(raised.exception, TextFor(raised.exception, call, shard_id));
  }

  // Those of `call`, looked up if that was not done before.
  template <class Request>
  std::vector<std::optional<ShardId>> ShardsOf(const CallFacts& call, const Request& request) {
    if constexpr (requires { streams_.ShardsOfRecords(request); }) {
      if (!rules_.LooksAtShardsOf(call.operation)) return streams_.ShardsOfRecords(request);
    }
    return call.shards;
  }

  std::string TextFor(KinesisException exception, const CallFacts& call,
                      std::optional<ShardId> shard_id) {
    const bool names_stream = testing_internal::NamesStream(exception);
    return testing_internal::TextOf(
        exception, {.operation = call.operation,
                    .stream_name = call.stream.name,
                    .stream_arn = names_stream ? streams_.ArnOf(call.stream) : std::string(),
                    .shard_id = shard_id,
                    .now = clock_.Now()});
  }

  // ---- Making the call ----

  template <class Request, class Forward>
  auto Perform(const CallFacts&, const Arrival&, const Request& request, const Forward& forward) {
    return forward(request);
  }

  template <class Forward>
  absl::StatusOr<kinesis::GetRecordsResult> Perform(const CallFacts&, const Arrival&,
                                                    const kinesis::GetRecordsRequest& request,
                                                    const Forward& forward) {
    const std::optional<absl::Time> created =
        IteratorBook::CreatedIfExpired(request.shard_iterator.value_or(std::string_view()));
    if (!created.has_value()) return forward(request);
    absl::Status valid = kinesis::Validate(request);
    if (!valid.ok()) return valid;
    return ExpiredIterator(absl::ToUnixMillis(*created), absl::ToUnixMillis(clock_.Now()));
  }

  template <class Forward>
  absl::StatusOr<kinesis::PutRecordsResult> Perform(const CallFacts& call, const Arrival& arrival,
                                                    const kinesis::PutRecordsRequest& request,
                                                    const Forward& forward) {
    std::vector<kinesis::PutRecordsRequestEntry> kept;
    for (std::size_t i = 0; i < arrival.failed_records.size(); ++i) {
      if (arrival.failed_records[i] == nullptr) kept.push_back((*request.records)[i]);
    }
    if (kept.size() == call.shards.size() || arrival.failed_records.empty()) {
      return forward(request);
    }
    // Of what is refused as a whole, no record fails by itself.
    absl::Status valid = kinesis::Validate(request);
    if (!valid.ok()) return valid;
    kinesis::PutRecordsResult put;
    if (!kept.empty()) {
      kinesis::PutRecordsRequest forwarded = request;
      forwarded.records = kept;
      absl::StatusOr<kinesis::PutRecordsResult> answer = forward(forwarded);
      if (!answer.ok()) return answer;
      put = *std::move(answer);
    }
    return WithFailed(call, arrival, request, std::move(put));
  }

  // The answers of all records: those that were put, in their order, among those that fail.
  kinesis::PutRecordsResult WithFailed(const CallFacts& call, const Arrival& arrival,
                                       const kinesis::PutRecordsRequest& request,
                                       kinesis::PutRecordsResult put) {
    const std::vector<std::optional<ShardId>> shards = ShardsOf(call, request);
    std::vector<kinesis::PutRecordsResultEntry> entries(shards.size());
    std::size_t put_index = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const FailRecords* const fail = arrival.failed_records[i];
      if (fail == nullptr) {
        entries[i] = std::move(put.records[put_index++]);
        continue;
      }
      ++put.failed_record_count;
      entries[i].error_code = fail->error_code;
      entries[i].error_message =
          fail->message.empty() ? TextFor(fail->error_code, call, shards[i]) : fail->message;
    }
    put.records = std::move(entries);
    return put;
  }

  // ---- What an answer tells of streams ----

  template <class Answer>
  void Learn(const CallFacts& call, const Answer&) {
    switch (call.operation) {
      case KinesisOperation::kCreateStream:
      case KinesisOperation::kDeleteStream:
      case KinesisOperation::kMergeShards:
      case KinesisOperation::kSplitShard:
      case KinesisOperation::kUpdateShardCount:
      case KinesisOperation::kUpdateStreamMode:
        streams_.Forget(call.stream);
        break;
      default:
        break;
    }
  }
  void Learn(const CallFacts& call, const absl::StatusOr<kinesis::PutRecordResult>& answer) {
    streams_.Saw(call.stream, answer->shard_id);
  }
  void Learn(const CallFacts& call, const absl::StatusOr<kinesis::PutRecordsResult>& answer) {
    for (const kinesis::PutRecordsResultEntry& entry : answer->records) {
      if (entry.shard_id.has_value()) streams_.Saw(call.stream, *entry.shard_id);
    }
  }
  void Learn(const CallFacts& call, const absl::StatusOr<kinesis::GetShardIteratorResult>& answer) {
    RememberIterator(call, answer->shard_iterator);
  }
  void Learn(const CallFacts& call, const absl::StatusOr<kinesis::GetRecordsResult>& answer) {
    if (answer->next_shard_iterator.has_value()) {
      RememberIterator(call, *answer->next_shard_iterator);
    }
    for (const kinesis::ChildShard& child : answer->child_shards) {
      streams_.Saw(call.stream, child.shard_id);
    }
  }

  void RememberIterator(const CallFacts& call, const std::string& iterator) {
    iterators_.Remember(iterator,
                        {.stream = call.stream,
                         .shard_id = call.shards.empty() ? std::nullopt : call.shards.front()});
  }

  // ---- What a fault makes of an answer ----

  template <class Answer>
  static bool GivesIterator(const Answer&) {
    return false;
  }
  static bool GivesIterator(const absl::StatusOr<kinesis::GetShardIteratorResult>&) { return true; }
  static bool GivesIterator(const absl::StatusOr<kinesis::GetRecordsResult>& answer) {
    return answer->next_shard_iterator.has_value();
  }

  template <class Request, class Answer>
  void Spoil(const CallFacts&, const Departure&, const Request&, Answer&) {}
  void Spoil(const CallFacts& call, const Departure& departure,
             const kinesis::GetShardIteratorRequest&,
             absl::StatusOr<kinesis::GetShardIteratorResult>& answer) {
    if (departure.is_iterator_expired) answer->shard_iterator = MakeExpiredIterator(call);
  }
  void Spoil(const CallFacts& call, const Departure& departure, const kinesis::GetRecordsRequest&,
             absl::StatusOr<kinesis::GetRecordsResult>& answer) {
    if (departure.is_iterator_expired) answer->next_shard_iterator = MakeExpiredIterator(call);
  }
  void Spoil(const CallFacts& call, const Departure& departure,
             const kinesis::SubscribeToShardRequest& request,
             absl::StatusOr<kinesis::SubscribeToShardResult>& answer) {
    const BreakEventStream* const broken = departure.broken;
    if (broken == nullptr) return;
    const Raised raised = {.exception = broken->exception, .message = broken->message};
    answer->event_stream = std::make_unique<BrokenEventStream>(
        std::move(answer->event_stream), broken->after_events, ErrorOf(raised, call, request));
  }

  std::string MakeExpiredIterator(const CallFacts& call) {
    std::string iterator = iterators_.MakeExpired(clock_.Now() - kExpiredAge);
    RememberIterator(call, iterator);
    return iterator;
  }

  void PassTime(absl::Duration time) {
    if (time == absl::ZeroDuration()) return;
    if (pass_time_ != nullptr) {
      pass_time_(time);
    } else {
      clock_.manual_clock()->Advance(time);
    }
  }

  // Set at construction, never written again.
  const ScriptClock clock_;
  const std::function<void(absl::Duration)> pass_time_;

  // Each with a lock of its own, which is not held while another's is.
  RuleBook rules_;
  StreamBook streams_;
  IteratorBook iterators_;
  CompletionGate gate_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FaultyKinesis>> FaultyKinesis::Create(Kinesis& decorated,
                                                                     FaultScript script) {
  absl::Status valid = Validate(script);
  if (!valid.ok()) return valid;
  return std::make_unique<ScriptFollower>(decorated, std::move(script));
}

}  // namespace weir::testing

// SPDX-License-Identifier: MIT
#include "weir/testing/call_recorder.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
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
#include "testing/internal/request_text.h"
#include "testing/internal/status_of.h"
#include "weir/base/concat.h"
#include "weir/base/mutex.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"
#include "weir/testing/forwarding_kinesis.h"

namespace weir::testing {
namespace {

// What of an answer is written down: its status, and what a test looks at.
std::string TextOfAnswer(const absl::Status&) { return {}; }
template <class Result>
std::string TextOfAnswer(const absl::StatusOr<Result>&) {
  return {};
}
std::string TextOfAnswer(const absl::StatusOr<kinesis::PutRecordResult>& answer) {
  return answer.ok() ? answer->shard_id.ToString() : std::string();
}
std::string TextOfAnswer(const absl::StatusOr<kinesis::PutRecordsResult>& answer) {
  if (!answer.ok()) return {};
  return Concat(answer->failed_record_count, " of ", answer->records.size(), " records failed");
}
std::string TextOfAnswer(const absl::StatusOr<kinesis::GetRecordsResult>& answer) {
  return answer.ok() ? Concat(answer->records.size(), " records") : std::string();
}

CallRecorderOptions Bounded(CallRecorderOptions options) {
  options.calls_max = std::max<std::size_t>(options.calls_max, 1);
  options.request_bytes_max = std::max<std::size_t>(options.request_bytes_max, 16);
  if (options.clock == nullptr) options.clock = &SystemClock::Get();
  return options;
}

class Recorder final : public ForwardingKinesis<Recorder, CallRecorder> {
 public:
  Recorder(Kinesis& decorated, const CallRecorderOptions& options)
      : ForwardingKinesis(decorated), options_(Bounded(options)) {}

  template <class Request, class Forward>
  std::invoke_result_t<const Forward&, const Request&> Call(KinesisOperation operation,
                                                            const Request& request,
                                                            const Forward& forward) {
    const std::uint64_t number =
        Begin(operation, testing_internal::TextOfRequest(request, options_.request_bytes_max));
    auto answer = forward(request);
    End(number, testing_internal::StatusOf(answer), TextOfAnswer(answer));
    return answer;
  }

  std::uint64_t Count() const override {
    const MutexLock lock(mutex_);
    return count_;
  }
  std::uint64_t CountOf(KinesisOperation operation) const override {
    const MutexLock lock(mutex_);
    return counts_[static_cast<std::size_t>(operation)];
  }
  std::uint64_t DroppedCount() const override {
    const MutexLock lock(mutex_);
    return count_ - calls_.size();
  }

  std::vector<RecordedCall> Calls() const override {
    const MutexLock lock(mutex_);
    return {calls_.begin(), calls_.end()};
  }
  std::vector<RecordedCall> CallsOf(KinesisOperation operation) const override {
    std::vector<RecordedCall> calls = Calls();
    std::erase_if(calls,
                  [operation](const RecordedCall& call) { return call.operation != operation; });
    return calls;
  }

  void Clear() override {
    const MutexLock lock(mutex_);
    calls_.clear();
    counts_ = {};
    count_ = 0;
  }

  std::string Dump() const override {
    std::string text;
    for (const RecordedCall& call : Calls()) text.append(ToString(call)).append("\n");
    return text;
  }

 private:
  absl::Time Now() const { return absl::FromUnixNanos(options_.clock->NowNanos()); }

  std::uint64_t Begin(KinesisOperation operation, std::string request) {
    const MutexLock lock(mutex_);
    ++count_;
    ++counts_[static_cast<std::size_t>(operation)];
    RecordedCall call;
    call.number = ++last_number_;
    call.operation = operation;
    // Under the lock, so that times are in the order of the numbers.
    call.begin_time = Now();
    call.request = std::move(request);
    calls_.push_back(std::move(call));
    if (calls_.size() > options_.calls_max) calls_.pop_front();
    return last_number_;
  }

  void End(std::uint64_t number, const absl::Status& status, std::string answer) {
    const MutexLock lock(mutex_);
    const std::uint64_t end_number = ++last_end_number_;
    // Numbers are dense, so a call's place is known; it may have been dropped.
    if (calls_.empty() || number < calls_.front().number) return;
    RecordedCall& call = calls_[number - calls_.front().number];
    call.end_number = end_number;
    call.end_time = Now();
    call.status = status;
    call.answer = std::move(answer);
  }

  // Set at construction, never written again.
  const CallRecorderOptions options_;

  mutable Mutex mutex_;
  // What is kept, in the order of the numbers, which has no gaps.
  std::deque<RecordedCall> calls_ ABSL_GUARDED_BY(mutex_);
  std::array<std::uint64_t, kKinesisOperationCount> counts_ ABSL_GUARDED_BY(mutex_) = {};
  std::uint64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t last_number_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t last_end_number_ ABSL_GUARDED_BY(mutex_) = 0;
};

std::string EndingOf(const RecordedCall& call) {
  if (!call.end_number.has_value()) return "still runs";
  if (call.status.ok()) return call.answer.empty() ? "OK" : Concat("OK, ", call.answer);
  const std::optional<KinesisException> exception = KinesisExceptionOf(call.status);
  return Concat(exception.has_value() ? ToString(*exception) : "no exception of Kinesis", ": ",
                FromAbsl(call.status.message()));
}

}  // namespace

std::unique_ptr<CallRecorder> CallRecorder::Create(Kinesis& decorated,
                                                   const CallRecorderOptions& options) {
  return std::make_unique<Recorder>(decorated, options);
}

std::string ToString(const RecordedCall& call) {
  const absl::Duration took =
      call.end_number.has_value() ? call.end_time - call.begin_time : absl::ZeroDuration();
  return Concat(
      "#", call.number, " ",
      FromAbsl(absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", call.begin_time, absl::UTCTimeZone())),
      " +", FromAbsl(absl::FormatDuration(took)), " ", ToString(call.operation),
      call.request.empty() ? "" : " ", call.request, " -> ", EndingOf(call));
}

}  // namespace weir::testing

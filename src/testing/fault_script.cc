// SPDX-License-Identifier: MIT
#include "weir/testing/fault_script.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "testing/internal/fault_reach.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/service/arn.h"
#include "weir/service/names.h"

namespace weir::testing {
namespace {

using testing_internal::ExceptionIn;
using testing_internal::NameOf;

// The greatest latency.
constexpr absl::Duration kLatencyMax = absl::Hours(24 * 365);

// "A, B or C", of what `operation` can end with.
std::string EndingsOf(KinesisOperation operation) {
  std::string text;
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    const auto exception = static_cast<KinesisException>(i);
    // The last in the order of their names, and one of those that any can end with.
    if (exception == KinesisException::kValidation) break;
    if (!testing_internal::CanEndWith(operation, exception)) continue;
    if (!text.empty()) text += ", ";
    text += ToString(exception);
  }
  return text.append(" or ").append(ToString(KinesisException::kValidation));
}

std::string Text(absl::Duration duration) {
  return std::string(FromAbsl(absl::FormatDuration(duration)));
}

// An error that says what is wrong with a rule, or none.
std::string CheckFilter(const FaultRule& rule) {
  const CallFilter& calls = rule.calls;
  if (!calls.stream.empty() && !IsValidKinesisName(calls.stream) &&
      !StreamArn::Parse(calls.stream).has_value()) {
    return Concat("stream ", calls.stream, " is neither a stream's name nor its ARN");
  }
  if (!calls.operation.has_value()) return {};
  const std::string_view operation = ToString(*calls.operation);
  if (!calls.stream.empty() && !testing_internal::HasStream(*calls.operation)) {
    return Concat(operation, " names no stream, and so cannot be filtered by ", calls.stream);
  }
  if (calls.shard_id.has_value() && !testing_internal::HasShard(*calls.operation)) {
    return Concat(operation, " is of no shard, and so cannot be filtered by ",
                  calls.shard_id->ToString());
  }
  const KinesisException* const exception = ExceptionIn(rule.fault);
  if (exception != nullptr && !testing_internal::CanEndWith(*calls.operation, *exception)) {
    return Concat(operation, " cannot end with ", ToString(*exception), ", but with ",
                  EndingsOf(*calls.operation));
  }
  return {};
}

// Likewise of a rule whose filter is right.
std::string CheckReach(const FaultRule& rule) {
  if (testing_internal::OperationsOf(rule).any()) return {};
  if (rule.calls.operation.has_value()) {
    return Concat(NameOf(rule.fault), " is no fault of ", ToString(*rule.calls.operation));
  }
  return Concat("no operation is of a stream or shard and has the fault ", NameOf(rule.fault),
                " with this exception");
}

std::string CheckTiming(const FaultTiming& when) {
  if (when.first == 0) return "first is 0, and calls are counted from 1";
  if (when.every == 0) return "every is 0; it is 1 or more";
  if (when.count == 0) return "count is 0, so that the rule would never have its fault";
  if (!(when.probability > 0.0 && when.probability <= 1.0)) {
    return Concat("probability is ", std::to_string(when.probability),
                  "; it is above 0 and at most 1");
  }
  if (when.lasting <= absl::ZeroDuration()) {
    return Concat("lasting is ", Text(when.lasting), "; it is more than zero");
  }
  if (when.begin >= when.end) return "begin is not before end";
  return {};
}

std::string CheckFault(const Fault& fault, bool can_pass_time) {
  if (const auto* fail = std::get_if<FailRecords>(&fault)) {
    if (fail->error_code != KinesisException::kProvisionedThroughputExceeded &&
        fail->error_code != KinesisException::kInternalFailure) {
      return Concat("a record of PutRecords cannot fail with ", ToString(fail->error_code),
                    ", but with ", ToString(KinesisException::kProvisionedThroughputExceeded),
                    " or ", ToString(KinesisException::kInternalFailure));
    }
  }
  if (const auto* broken = std::get_if<BreakEventStream>(&fault)) {
    if (!testing_internal::EventStreamCanEndWith(broken->exception)) {
      return Concat("an event stream of SubscribeToShard cannot end with ",
                    ToString(broken->exception),
                    ", but with ResourceNotFoundException, ResourceInUseException, "
                    "InternalFailureException or one of KMS's");
    }
  }
  if (const auto* latency = std::get_if<AddLatency>(&fault)) {
    for (const absl::Duration step : {latency->before, latency->after}) {
      if (step < absl::ZeroDuration() || step > kLatencyMax) {
        return Concat("a latency is ", Text(step), "; it is zero or more, and at most a year");
      }
    }
    if (latency->before + latency->after == absl::ZeroDuration()) return "no latency is given";
    if (!can_pass_time) {
      return "it adds latency, and the script has no way to let time pass; give it a "
             "ManualClock, or pass_time";
    }
  }
  return {};
}

}  // namespace

absl::Status Validate(const FaultScript& script) {
  const bool can_pass_time = script.pass_time != nullptr || script.clock.manual_clock() != nullptr;
  for (std::size_t i = 0; i < script.rules.size(); ++i) {
    const FaultRule& rule = script.rules[i];
    std::string error = CheckFilter(rule);
    if (error.empty()) error = CheckReach(rule);
    if (error.empty()) error = CheckTiming(rule.when);
    if (error.empty()) error = CheckFault(rule.fault, can_pass_time);
    if (!error.empty()) return InvalidArgument(Concat("rule ", i, ": ", error));
  }
  return absl::OkStatus();
}

}  // namespace weir::testing

// SPDX-License-Identifier: MIT
#include "weir/service/setting_requests.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "service/constraints.h"
#include "service/request_checks.h"
#include "weir/base/concat.h"
#include "weir/service/enum_value.h"
#include "weir/service/stream_shapes.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {
namespace {

constexpr SizeRule kShardLevelMetricsRule = {.min = 1, .max = 7};

using Metric = EnumValue<MetricsName>;

void RequireShardLevelMetrics(ValidationErrors& errors,
                              const std::optional<std::vector<Metric>>& metrics) {
  constexpr std::string_view kMember = "shardLevelMetrics";
  if (!metrics.has_value()) return errors.AddNull(kMember);
  const auto print = [&metrics] {
    return service_internal::PrintList(*metrics,
                                       [](const Metric& metric) { return metric.text(); });
  };
  errors.CheckCount(kMember, metrics->size(), kShardLevelMetricsRule, print);
  if (!std::all_of(metrics->begin(), metrics->end(),
                   [](const Metric& metric) { return metric.known().has_value(); })) {
    // No answer of AWS's is published; this is what it says of lists of texts.
    errors.Add(kMember, print(),
               Concat("Member must satisfy constraint: [",
                      service_internal::EnumValueSet(Metric::Words()), "]"));
  }
}

// How long retention may be is no constraint of the parameter: the model has none, and
// AWS answers with another exception.
template <class Request>
absl::Status ValidateRetention(const Request& request) {
  ValidationErrors errors;
  errors.RequireNumber("retentionPeriodHours", request.retention_period_hours, {});
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

template <class Request>
absl::Status ValidateEncryption(const Request& request) {
  ValidationErrors errors;
  service_internal::CheckStreamName(errors, request);
  // NONE is one of the words; that it starts or stops nothing is found afterwards.
  service_internal::RequireEnum(errors, "encryptionType", request.encryption_type);
  errors.RequireText("keyId", request.key_id, kKmsKeyIdRule);
  service_internal::CheckStreamArn(errors, request);
  return errors.ToStatus();
}

template <class Request>
absl::Status ValidateMonitoring(const Request& request) {
  ValidationErrors errors;
  service_internal::CheckStreamName(errors, request);
  RequireShardLevelMetrics(errors, request.shard_level_metrics);
  service_internal::CheckStreamArn(errors, request);
  return errors.ToStatus();
}

}  // namespace

absl::Status Validate(const IncreaseStreamRetentionPeriodRequest& request) {
  return ValidateRetention(request);
}

absl::Status Validate(const DecreaseStreamRetentionPeriodRequest& request) {
  return ValidateRetention(request);
}

absl::Status Validate(const UpdateStreamModeRequest& request) {
  ValidationErrors errors;
  errors.RequireText("streamARN", request.stream_arn, kStreamArnRule);
  service_internal::RequireStreamModeDetails(errors, request.stream_mode_details);
  errors.CheckNumber("warmThroughputMiBps", request.warm_throughput_mibps,
                     service_internal::kNaturalRule);
  return errors.ToStatus();
}

absl::Status Validate(const UpdateStreamWarmThroughputRequest& request) {
  ValidationErrors errors;
  service_internal::CheckStreamArn(errors, request);
  service_internal::CheckStreamName(errors, request);
  errors.RequireNumber("warmThroughputMiBps", request.warm_throughput_mibps,
                       service_internal::kNaturalRule);
  return errors.ToStatus();
}

absl::Status Validate(const UpdateMaxRecordSizeRequest& request) {
  ValidationErrors errors;
  service_internal::CheckStreamArn(errors, request);
  errors.RequireNumber("maxRecordSizeInKiB", request.max_record_size_in_kib,
                       service_internal::kMaxRecordSizeInKibRule);
  return errors.ToStatus();
}

absl::Status Validate(const StartStreamEncryptionRequest& request) {
  return ValidateEncryption(request);
}

absl::Status Validate(const StopStreamEncryptionRequest& request) {
  return ValidateEncryption(request);
}

absl::Status Validate(const EnableEnhancedMonitoringRequest& request) {
  return ValidateMonitoring(request);
}

absl::Status Validate(const DisableEnhancedMonitoringRequest& request) {
  return ValidateMonitoring(request);
}

}  // namespace weir::kinesis

// SPDX-License-Identifier: MIT
#include "weir/service/consumer_requests.h"

#include "absl/status/status.h"
#include "service/request_checks.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {
namespace {

// Of those that name a consumer in one of two ways.
template <class Request>
absl::Status ValidateConsumer(const Request& request) {
  ValidationErrors errors;
  service_internal::CheckStreamArn(errors, request);
  errors.CheckText("consumerName", request.consumer_name, kNameRule);
  errors.CheckText("consumerARN", request.consumer_arn, kConsumerArnRule);
  return errors.ToStatus();
}

}  // namespace

absl::Status Validate(const RegisterStreamConsumerRequest& request) {
  ValidationErrors errors;
  errors.RequireText("streamARN", request.stream_arn, kStreamArnRule);
  errors.RequireText("consumerName", request.consumer_name, kNameRule);
  service_internal::CheckTags(errors, request.tags);
  return errors.ToStatus();
}

absl::Status Validate(const DeregisterStreamConsumerRequest& request) {
  return ValidateConsumer(request);
}

absl::Status Validate(const DescribeStreamConsumerRequest& request) {
  return ValidateConsumer(request);
}

absl::Status Validate(const ListStreamConsumersRequest& request) {
  ValidationErrors errors;
  errors.RequireText("streamARN", request.stream_arn, kStreamArnRule);
  errors.CheckText("nextToken", request.next_token, kNextTokenRule);
  errors.CheckNumber("maxResults", request.max_results, service_internal::kLimitRule);
  return errors.ToStatus();
}

}  // namespace weir::kinesis

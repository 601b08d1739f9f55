// SPDX-License-Identifier: MIT
//
// DescribeStreamConsumer says what a registered consumer is.

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/local_consumer.h"
#include "local/internal/open_consumer.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::SharedConsumer;

absl::StatusOr<kinesis::DescribeStreamConsumerResult> LocalKinesis::DescribeStreamConsumer(
    const kinesis::DescribeStreamConsumerRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedConsumer> consumer = local_internal::OpenConsumerShared(
      *account_, KinesisOperation::kDescribeStreamConsumer,
      {request.stream_arn, request.consumer_name, request.consumer_arn});
  if (!consumer.ok()) return consumer.status();
  kinesis::Consumer description = local_internal::Describe(**consumer);
  return kinesis::DescribeStreamConsumerResult{
      .consumer_description = {
          .consumer_name = std::move(description.consumer_name),
          .consumer_arn = std::move(description.consumer_arn),
          .consumer_status = description.consumer_status,
          .consumer_creation_timestamp = description.consumer_creation_timestamp,
          .stream_arn = consumer->stream->arn.ToString()}};
}

}  // namespace weir

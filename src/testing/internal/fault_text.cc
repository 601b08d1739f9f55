// SPDX-License-Identifier: MIT
#include "testing/internal/fault_text.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/service/arn.h"
#include "weir/service/shard_iterator_token.h"

namespace weir::testing_internal {
namespace {

std::string AccountOf(const FaultScene& scene) {
  const std::optional<StreamArn> arn = StreamArn::Parse(scene.stream_arn);
  return arn.has_value() ? arn->account_id : "000000000000";
}

// "stream s under account 111111111111"
std::string PlaceOf(const FaultScene& scene) {
  return scene.stream_name.empty()
             ? std::string("account 000000000000")
             : Concat("stream ", scene.stream_name, " under account ", AccountOf(scene));
}

// The same as the beginning of a sentence.
std::string SubjectOf(const FaultScene& scene) {
  std::string text = PlaceOf(scene);
  text.front() = scene.stream_name.empty() ? 'A' : 'S';
  return text;
}

std::string AccessDeniedText(const FaultScene& scene) {
  const std::string resource = scene.stream_arn.empty() ? "*" : scene.stream_arn;
  return Concat("User: arn:aws:iam::", AccountOf(scene),
                ":root is not authorized to perform: kinesis:", ToString(scene.operation),
                " on resource: ", resource,
                " because no resource-based policy allows the kinesis:", ToString(scene.operation),
                " action");
}

std::string InUseText(const FaultScene& scene) {
  return scene.operation == KinesisOperation::kCreateStream
             ? Concat(SubjectOf(scene), " already exists.")
             : Concat(SubjectOf(scene), " not ACTIVE, instead in state UPDATING");
}

std::string RateText(const FaultScene& scene) {
  return scene.shard_id.has_value() ? Concat("Rate exceeded for shard ", scene.shard_id->ToString(),
                                             " in ", PlaceOf(scene), ".")
                                    : Concat("Rate exceeded for ", PlaceOf(scene), ".");
}

}  // namespace

bool NamesStream(KinesisException exception) {
  switch (exception) {
    case KinesisException::kExpiredIterator:
    case KinesisException::kExpiredNextToken:
    case KinesisException::kInternalFailure:
    case KinesisException::kInvalidArgument:
    case KinesisException::kKmsOptInRequired:
    case KinesisException::kValidation:
      return false;
    default:
      return true;
  }
}

std::string TextOf(KinesisException exception, const FaultScene& scene) {
  switch (exception) {
    case KinesisException::kAccessDenied:
      return AccessDeniedText(scene);
    case KinesisException::kExpiredIterator:
      return std::string(
          FromAbsl(ExpiredIterator(absl::ToUnixMillis(scene.now) - kTokenLifeMillis - 1'000,
                                   absl::ToUnixMillis(scene.now))
                       .message()));
    case KinesisException::kExpiredNextToken:
      return "The pagination token passed to the operation is expired.";
    case KinesisException::kInternalFailure:
      return "Internal Service Failure";
    case KinesisException::kInvalidArgument:
      return Concat(ToString(scene.operation), " does not take this argument in this state.");
    case KinesisException::kKmsAccessDenied:
      return Concat("Access to the KMS key of ", PlaceOf(scene), " is denied.");
    case KinesisException::kKmsDisabled:
      return Concat("The KMS key of ", PlaceOf(scene), " is disabled.");
    case KinesisException::kKmsInvalidState:
      return Concat("The KMS key of ", PlaceOf(scene), " is in a state that is not valid for it.");
    case KinesisException::kKmsNotFound:
      return Concat("The KMS key of ", PlaceOf(scene), " is not found.");
    case KinesisException::kKmsOptInRequired:
      return "The AWS access key id needs a subscription for the service.";
    case KinesisException::kKmsThrottling:
      return Concat("Requests to KMS for ", PlaceOf(scene), " are throttled.");
    case KinesisException::kLimitExceeded:
      return Concat("Rate exceeded for ", PlaceOf(scene), ".");
    case KinesisException::kProvisionedThroughputExceeded:
      return RateText(scene);
    case KinesisException::kResourceInUse:
      return InUseText(scene);
    case KinesisException::kResourceNotFound:
      return Concat(SubjectOf(scene), " not found.");
    case KinesisException::kValidation:
      return Concat("1 validation error detected: a parameter of ", ToString(scene.operation),
                    " failed to satisfy constraint: it was refused by a script");
  }
  return {};
}

}  // namespace weir::testing_internal

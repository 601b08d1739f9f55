// SPDX-License-Identifier: MIT
#include "weir/service/sequence_number_use.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis_sequence_number.h"

namespace weir {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// The seconds that have begun at `nanos`, also before the epoch.
std::int64_t FloorSeconds(std::int64_t nanos) {
  const std::int64_t seconds = nanos / kNanosPerSecond;
  return nanos % kNanosPerSecond < 0 ? seconds - 1 : seconds;
}

// The id of the shard that a number names. It has a sign if the number has.
std::string ShardIdText(std::int64_t index) {
  const bool is_negative = index < 0;
  const std::string digits = std::to_string(is_negative ? -index : index);
  std::string text(ShardId::kPrefix);
  if (is_negative) text += '-';
  text.append(ShardId::kDigits - (is_negative ? 1 : 0) - digits.size(), '0');
  return text += digits;
}

absl::Status InvalidStart(std::string_view text, ShardId shard_id, const StreamPlace& place,
                          std::string_view reason) {
  return KinesisError(KinesisException::kInvalidArgument,
                      Concat("StartingSequenceNumber ", text, " used in GetShardIterator on shard ",
                             shard_id.ToString(), " in stream ", place.stream_name,
                             " under account ", place.account_id, " is invalid", reason, "."));
}

}  // namespace

absl::Status CheckSequenceNumberForOrdering(std::string_view text, const StreamPlace& place,
                                            std::int64_t now_nanos) {
  const std::optional<KinesisSequenceNumber> number = KinesisSequenceNumber::Parse(text);
  if (number.has_value()) {
    const std::optional<std::int64_t> seconds = number->time_seconds();
    if (!seconds.has_value() || *seconds <= FloorSeconds(now_nanos)) return absl::OkStatus();
  }
  return KinesisError(
      KinesisException::kInvalidArgument,
      Concat("ExclusiveMinimumSequenceNumber ", text, " used in PutRecord on stream ",
             place.stream_name, " under account ", place.account_id, " is invalid."));
}

absl::StatusOr<SequenceNumber> ResolveStartingSequenceNumber(std::string_view text,
                                                             SequenceNumberSide side,
                                                             const ShardNumbering& numbering,
                                                             const StreamPlace& place) {
  const ShardId shard_id = numbering.shard_id();
  const std::optional<KinesisSequenceNumber> number = KinesisSequenceNumber::Parse(text);
  if (!number.has_value()) return InvalidStart(text, shard_id, place, "");
  if (number->shard_index() != std::int64_t{shard_id.index}) {
    return KinesisError(
        KinesisException::kInvalidArgument,
        Concat("Invalid StartingSequenceNumber. It encodes ", ShardIdText(number->shard_index()),
               ", while it was used in a call to a shard with ", shard_id.ToString()));
  }
  if (number->version() == KinesisSequenceNumber::Version::kZero) {
    return KinesisError(KinesisException::kInternalFailure, "Internal Service Failure");
  }
  if (!numbering.Owns(*number)) {
    return InvalidStart(text, shard_id, place, " because it did not come from this stream");
  }
  if (side == SequenceNumberSide::kAt) return numbering.AtNumber(*number);
  if (number->sequence_index() == KinesisSequenceNumber::kSequenceIndexMax) {
    return KinesisError(KinesisException::kInvalidArgument,
                        "Invalid SequenceNumber for ShardIteratorType AFTER_SEQUENCE_NUMBER, "
                        "SequenceNumber has reached max possible value for the shard.");
  }
  return numbering.AfterNumber(*number);
}

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// The words in which several operations speak of a stream: its mode and status, its
// encryption and metrics, its tags.
//
// Enumerators are AWS's words in Weir's spelling; WordOf() gives AWS's.
//
//   weir::WordOf(weir::kinesis::StreamStatus::kActive);    // "ACTIVE"
//
// Threads:   values.
// Progress:  wait-free.
// Cost:      none.
// Lifetime:  words are literals.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "weir/service/enum_value.h"

namespace weir {
namespace kinesis {

enum class StreamMode : std::uint8_t { kProvisioned, kOnDemand };

enum class StreamStatus : std::uint8_t { kCreating, kDeleting, kActive, kUpdating };

enum class EncryptionType : std::uint8_t { kNone, kKms };

// Of enhanced monitoring, and of GetMetricData's shard level.
enum class MetricsName : std::uint8_t {
  kIncomingBytes,
  kIncomingRecords,
  kOutgoingBytes,
  kOutgoingRecords,
  kWriteProvisionedThroughputExceeded,
  kReadProvisionedThroughputExceeded,
  kIteratorAgeMilliseconds,
  kAll,
};

// Present in a request: the mode must be one of the words.
struct StreamModeDetails {
  std::optional<EnumValue<StreamMode>> stream_mode = {};
};

// A tag's value by its key, in the order of the keys.
using TagMap = std::map<std::string, std::string, std::less<>>;

}  // namespace kinesis

template <>
struct EnumWords<kinesis::StreamMode> {
  static constexpr std::array<std::string_view, 2> kWords = {"PROVISIONED", "ON_DEMAND"};
};
template <>
struct EnumWords<kinesis::StreamStatus> {
  static constexpr std::array<std::string_view, 4> kWords = {"CREATING", "DELETING", "ACTIVE",
                                                             "UPDATING"};
};
template <>
struct EnumWords<kinesis::EncryptionType> {
  static constexpr std::array<std::string_view, 2> kWords = {"NONE", "KMS"};
};
template <>
struct EnumWords<kinesis::MetricsName> {
  static constexpr std::array<std::string_view, 8> kWords = {"IncomingBytes",
                                                             "IncomingRecords",
                                                             "OutgoingBytes",
                                                             "OutgoingRecords",
                                                             "WriteProvisionedThroughputExceeded",
                                                             "ReadProvisionedThroughputExceeded",
                                                             "IteratorAgeMilliseconds",
                                                             "ALL"};
};

}  // namespace weir

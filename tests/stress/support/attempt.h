// SPDX-License-Identifier: MIT
//
// An Attempt is what a producer notes of one record that it tried to put.
#pragma once

#include <cstdint>

#include "stress/support/record_id.h"
#include "weir/model/errors.h"

namespace weir::testing {

enum class Fate : std::uint8_t {
  // The stream said OK: it is at `shard` and `sequence_number`.
  kAcknowledged,
  // The stream said no; `code` says why.
  kRefused,
  // It was claimed and then given up.
  kAborted,
};

struct Attempt {
  RecordId id = {};
  std::uint64_t checksum = 0;
  // Stamps of a counter that all producers share: taken before the call, and after
  // the place was decided.
  std::uint64_t called = 0;
  std::uint64_t answered = 0;
  // The stream's clock at these moments.
  std::int64_t called_nanos = 0;
  std::int64_t answered_nanos = 0;
  Fate fate = Fate::kRefused;
  PutCode code = PutCode::kOk;
  std::uint32_t shard = 0;
  std::uint64_t sequence_number = 0;
};

}  // namespace weir::testing

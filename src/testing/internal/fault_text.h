// SPDX-License-Identifier: MIT
//
// What an exception says that a script raises: AWS's text where one is known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "weir/model/shard_id.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis_operation.h"

namespace weir::testing_internal {

// What a text names.
struct FaultScene {
  KinesisOperation operation = KinesisOperation::kPutRecord;
  // Empty of a call that is of no stream.
  std::string stream_name = {};
  // Empty if it is not known.
  std::string stream_arn = {};
  std::optional<ShardId> shard_id = std::nullopt;
  absl::Time now = absl::InfinitePast();
};

// Whether the text of `exception` depends on the stream's ARN.
bool NamesStream(KinesisException exception);

std::string TextOf(KinesisException exception, const FaultScene& scene);

}  // namespace weir::testing_internal

// SPDX-License-Identifier: MIT
//
// Whether a NextToken that a request brings may be used, for all operations that give pages.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/world.h"
#include "weir/service/kinesis_operation.h"
#include "weir/service/page_token.h"

namespace weir::local_internal {

// InvalidArgumentException, in the words for any token that its operation did not give to
// who uses it.
absl::Status InvalidNextToken();

// What `text` says: InvalidArgumentException if this world did not give it out for
// `operation`; ExpiredNextTokenException.
absl::StatusOr<PageToken> OpenPageToken(const World& world, KinesisOperation operation,
                                        std::string_view text, std::int64_t now_nanos);

}  // namespace weir::local_internal

// SPDX-License-Identifier: MIT
//
// Makes a stream on a slab of the caller's, so that tests can have segments that
// end all the time.
#pragma once

#include "absl/status/statusor.h"
#include "weir/log/slab.h"
#include "weir/stream/stream.h"

namespace weir::stream_internal {

// As Stream::Create(). The slab must outlive the stream and its cursors.
absl::StatusOr<Stream> CreateStream(const StreamOptions& options, Slab& slab);

}  // namespace weir::stream_internal

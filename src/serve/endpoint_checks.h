// SPDX-License-Identifier: MIT
//
// Whether EndpointOptions can be served.
#pragma once

#include "absl/status/status.h"
#include "weir/serve/endpoint_options.h"

namespace weir::serve_internal {

// InvalidArgument names the option, its value and what it may be; FailedPrecondition an
// address that others reach, without anything that keeps them out.
absl::Status Validate(const EndpointOptions& options);

}  // namespace weir::serve_internal

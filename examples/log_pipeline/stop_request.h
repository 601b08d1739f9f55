// SPDX-License-Identifier: MIT
//
// StopRequest ends the input early: on Ctrl-C (SIGINT), SIGTERM, or when a
// consumer cannot go on.
//
// It is a file descriptor that becomes readable, so a reader that waits for
// input waits for both at once and no request is missed in between. A second
// Ctrl-C kills the program in the ordinary way.
//
// Threads: any.
#pragma once

#include "absl/status/status.h"

namespace log_pipeline {

class StopRequest {
 public:
  // Once per process, before other threads start.
  static absl::Status Install();

  static void Request();
  static bool IsRequested();

  // Readable from the first request on.
  static int fd();
};

}  // namespace log_pipeline

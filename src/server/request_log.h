// SPDX-License-Identifier: MIT
//
// A RequestLogger writes a line for each request that is to be logged:
//
//   2026-11-27T06:48:20.123Z PutRecord 200 81us 96B/152B 127.0.0.1:50312 8248adfb-…
//   {"time":"2026-11-27T06:48:20.123Z","operation":"PutRecord","status":200,…}
//
// Nothing of it is a client's own words, so nothing needs to be escaped.
//
// Threads:   any; lines are whole.
#pragma once

#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "server/server_options.h"
#include "weir/base/mutex.h"
#include "weir/serve/endpoint_options.h"

namespace weir::server {

class RequestLogger {
 public:
  // `out` must outlive it.
  RequestLogger(RequestLog which, LogFormat format, std::ostream& out)
      : which_(which), format_(format), out_(out) {}

  void Log(const RequestLogEntry& entry) const;

 private:
  const RequestLog which_;
  const LogFormat format_;
  mutable Mutex mutex_;
  std::ostream& out_ ABSL_GUARDED_BY(mutex_);
};

// Without its end.
std::string LogLine(const RequestLogEntry& entry, LogFormat format, absl::Time time);

}  // namespace weir::server

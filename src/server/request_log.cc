// SPDX-License-Identifier: MIT
#include "server/request_log.h"

#include <ostream>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "weir/base/concat.h"

namespace weir::server {

std::string LogLine(const RequestLogEntry& entry, LogFormat format, absl::Time time) {
  const std::string when = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
  const std::int64_t micros = absl::ToInt64Microseconds(entry.duration);
  if (format == LogFormat::kJson) {
    return Concat(R"({"time":")", when, R"(","operation":")", entry.operation, R"(","status":)",
                  entry.http_status, R"(,"error":")", entry.error_type, R"(","micros":)", micros,
                  R"(,"request_bytes":)", entry.request_bytes, R"(,"response_bytes":)",
                  entry.response_bytes, R"(,"peer":")", entry.peer, R"(","request_id":")",
                  entry.request_id, R"("})");
  }
  const std::string_view operation = entry.operation.empty() ? "-" : entry.operation;
  return Concat(when, " ", operation, " ", entry.http_status, entry.error_type.empty() ? "" : " ",
                entry.error_type, " ", micros, "us ", entry.request_bytes, "B/",
                entry.response_bytes, "B ", entry.peer, " ", entry.request_id);
}

void RequestLogger::Log(const RequestLogEntry& entry) const {
  const bool is_wanted = which_ == RequestLog::kRequests ||
                         (which_ == RequestLog::kErrors && !entry.error_type.empty());
  if (!is_wanted) return;
  const std::string line = LogLine(entry, format_, absl::Now());
  const MutexLock lock(mutex_);
  out_ << line << '\n' << std::flush;
}

}  // namespace weir::server

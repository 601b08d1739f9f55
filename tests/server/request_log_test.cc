// SPDX-License-Identifier: MIT
#include "server/request_log.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "absl/time/time.h"
#include "support/catch.h"

namespace weir::server {
namespace {

const RequestLogEntry kPut = {.request_id = "id-1",
                              .peer = "127.0.0.1:5",
                              .operation = "PutRecord",
                              .http_status = 200,
                              .error_type = "",
                              .request_bytes = 96,
                              .response_bytes = 152,
                              .duration = absl::Microseconds(81)};
const RequestLogEntry kFailure = {.request_id = "id-2",
                                  .peer = "[::1]:5",
                                  .operation = "",
                                  .http_status = 403,
                                  .error_type = "AccessDeniedException",
                                  .request_bytes = 0,
                                  .response_bytes = 10,
                                  .duration = absl::ZeroDuration()};
const absl::Time kNow = absl::FromUnixMillis(1'795'762'100'123);

TEST_CASE("a request is a line of text or a JSON object", "[server][log]") {
  CHECK(LogLine(kPut, LogFormat::kText, kNow) ==
        "2026-11-27T06:48:20.123Z PutRecord 200 81us 96B/152B 127.0.0.1:5 id-1");
  CHECK(LogLine(kFailure, LogFormat::kText, kNow) ==
        "2026-11-27T06:48:20.123Z - 403 AccessDeniedException 0us 0B/10B [::1]:5 id-2");
  CHECK(LogLine(kPut, LogFormat::kJson, kNow) ==
        R"({"time":"2026-11-27T06:48:20.123Z","operation":"PutRecord","status":200,"error":"",)"
        R"("micros":81,"request_bytes":96,"response_bytes":152,"peer":"127.0.0.1:5",)"
        R"("request_id":"id-1"})");
}

TEST_CASE("errors alone are logged, or all requests, or none", "[server][log]") {
  const auto lines = [](RequestLog which) {
    std::ostringstream out;
    const RequestLogger logger(which, LogFormat::kText, out);
    logger.Log(kPut);
    logger.Log(kFailure);
    const std::string text = out.str();
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(lines(RequestLog::kOff) == 0);
  CHECK(lines(RequestLog::kErrors) == 1);
  CHECK(lines(RequestLog::kRequests) == 2);
}

}  // namespace
}  // namespace weir::server

// SPDX-License-Identifier: MIT
//
// A Dispatcher says what an HTTP request is answered with: it finds out what is asked, and
// by whom, in the order in which AWS does, asks the Kinesis, and puts its answer into words.
//
//   Host, Origin            403   before the body, see CheckHeaders()
//   /health /ready /metrics
//   method, Content-Type    403, 404, in XML
//   the body's form         400 SerializationException, without a word
//   X-Amz-Target            400 UnknownOperationException
//   signature               400
//   members, the operation  what the contract says
//
// Threads:   any number.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/auth/authenticator.h"
#include "serve/http/http_message.h"
#include "serve/http/memory_budget.h"
#include "serve/metrics/endpoint_metrics.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/wire_format.h"
#include "weir/base/clock.h"
#include "weir/base/gauge.h"
#include "weir/serve/endpoint_options.h"
#include "weir/service/kinesis.h"
#include "weir/service/kinesis_operation.h"

namespace weir::serve_internal {

class Dispatcher {
 public:
  // What is no option must outlive it.
  Dispatcher(Kinesis& kinesis, const EndpointOptions& options, EndpointMetrics& metrics,
             const MemoryBudget& memory, const Clock& clock);

  // By its headers alone: nullptr, or why it will not be answered. `peer`, here and below, is
  // who sent it, for the log.
  std::unique_ptr<HttpResponse> CheckHeaders(const HttpRequest& request, std::string_view peer);
  HttpResponse Answer(const HttpRequest& request, std::string_view peer);

  // To what could not be read.
  HttpResponse AnswerUnread(int status, std::string_view why, std::string_view peer);

  // From now on /ready says no.
  void SetDraining();
  bool is_draining() const { return is_draining_.value(); }

  // As /metrics has it.
  std::string MetricsText() const;

 private:
  // An answer, and what to say of it in the log.
  struct Verdict {
    HttpResponse response;
    std::string error_type = {};
    std::optional<KinesisOperation> operation = {};
  };

  Verdict Decide(const HttpRequest& request);
  Verdict Operate(const HttpRequest& request);
  std::optional<Verdict> Look(const HttpRequest& request) const;
  // Why a request of these headers is none for this endpoint; empty if it is.
  std::string_view ReasonAgainst(const HttpRequest& request) const;
  bool IsHostAllowed(std::string_view host) const;
  // Logs and counts it, and puts the request's ids into the answer.
  HttpResponse Finish(Verdict verdict, std::string_view peer, std::size_t request_bytes,
                      std::int64_t nanos) const;

  // ---- Set at construction, never written again ----
  Kinesis& kinesis_;
  EndpointMetrics& metrics_;
  const MemoryBudget& memory_;
  const Authenticator authenticator_;
  const bool is_any_host_allowed_;
  const std::vector<std::string> allowed_hosts_;
  const std::vector<std::string> allowed_origins_;
  const std::function<void(const RequestLogEntry&)> on_request_;

  BasicGauge<StdAtomics, bool> is_draining_{false};
};

}  // namespace weir::serve_internal

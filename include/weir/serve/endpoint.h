// SPDX-License-Identifier: MIT
//
// An Endpoint lets AWS's SDKs and tools reach a Kinesis of this process over HTTP.
//
// It adds the wire and nothing else: what an operation does, the Kinesis does that it was
// given, be that a LocalKinesis, a FaultyKinesis or one's own. HTTP/1.1 and HTTP/2, with
// or without TLS, share one port. Within a process there is no use for it: call the
// Kinesis (service/kinesis.h).
//
//   auto endpoint = weir::Endpoint::Start(kinesis, {.port = 4567});
//   if (!endpoint.ok()) return endpoint.status();
//   std::cout << (*endpoint)->url() << '\n';    // http://127.0.0.1:4567
//
// Beside the operations, GET answers /health as long as it runs, /ready until it drains, and
// /metrics in Prometheus's text format.
//
// Threads:   every method from any thread, but those that end it by one.
// Progress:  its threads wait for sockets, and look for a while before they do with `busy_poll`;
//            Drain() and the destructor block.
// Cost:      `threads` threads, and one more for all subscriptions. A request some 10
//            microseconds and a copy of what it brings, or takes.
// Lifetime:  the Kinesis must outlive it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/serve/endpoint_options.h"
#include "weir/service/kinesis.h"

namespace weir {

class Endpoint {
 public:
  // Listens, and answers from now on. InvalidArgument names the option, its value and what it
  // may be; FailedPrecondition an address that needs signatures, a certificate that is none;
  // Unavailable a port that is taken.
  static absl::StatusOr<std::unique_ptr<Endpoint>> Start(Kinesis& kinesis,
                                                         const EndpointOptions& options = {});

  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  // Ends what Drain() has not: connections are closed where they stand, but an operation
  // that has begun is finished first.
  ~Endpoint();

  // Takes no new connection, answers every request that has arrived, ends subscriptions, and
  // closes each connection when it has nothing more to say. Whether that was done within
  // `timeout`; if not, the rest is for the destructor.
  bool Drain(absl::Duration timeout);

  std::uint16_t port() const;
  // "http://127.0.0.1:4567", "https://[::1]:4567"
  std::string url() const;
  // With TLS, the certificate, in PEM: for a client's bundle of those that it trusts. Empty
  // without.
  std::string_view certificate_pem() const;

  // As GET /metrics has it.
  std::string MetricsText() const;

 private:
  class Impl;
  explicit Endpoint(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace weir

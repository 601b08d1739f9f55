// SPDX-License-Identifier: MIT
#include "weir/serve/endpoint.h"

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "serve/dispatch/dispatcher.h"
#include "serve/endpoint_checks.h"
#include "serve/http/memory_budget.h"
#include "serve/metrics/endpoint_metrics.h"
#include "serve/net/connection.h"
#include "serve/net/connection_set.h"
#include "serve/net/event_loops.h"
#include "serve/net/listener.h"
#include "serve/net/subscription_pump.h"
#include "serve/net/tls.h"
#include "weir/base/clock.h"
#include "weir/base/concat.h"

namespace weir {

using serve_internal::Connection;
using serve_internal::EventLoops;
using serve_internal::TlsServer;

namespace {

serve_internal::SessionLimits LimitsOf(const EndpointOptions& options) {
  return {.header_bytes_max = static_cast<std::size_t>(options.header_bytes_max),
          .body_bytes_max = static_cast<std::size_t>(options.body_bytes_max),
          .header_timeout_nanos = absl::ToInt64Nanoseconds(options.header_timeout),
          .body_timeout_nanos = absl::ToInt64Nanoseconds(options.body_timeout),
          .write_timeout_nanos = absl::ToInt64Nanoseconds(options.write_timeout),
          .idle_timeout_nanos = absl::ToInt64Nanoseconds(options.idle_timeout)};
}

}  // namespace

// In the order in which they are made; what is below refers to what is above.
class Endpoint::Impl {
 public:
  Impl(Kinesis& kinesis, const EndpointOptions& options, TlsServer tls)
      : tls_(std::move(tls)),
        memory_(static_cast<std::size_t>(options.memory_bytes_max)),
        dispatcher_(kinesis, options, metrics_, memory_,
                    options.clock == nullptr ? SystemClock::Get() : *options.clock),
        loops_(options.threads_share_connections ? EventLoops::Sharing::kOneLoop
                                                 : EventLoops::Sharing::kLoopPerThread,
               options.threads, absl::ToInt64Nanoseconds(options.busy_poll)),
        pump_(metrics_, memory_),
        shared_{.dispatcher = dispatcher_,
                .pump = pump_,
                .metrics = metrics_,
                .memory = memory_,
                .limits = LimitsOf(options)},
        listener_(std::make_shared<serve_internal::Listener>(
            loops_, tls_.context.get(), shared_, connections_,
            static_cast<std::size_t>(options.connections_max))) {}

  ~Impl() {
    listener_->Stop();
    for (const auto& connection : connections_.All()) connection->Close();
    pump_.EndAll();
    loops_.Stop();
  }

  absl::Status Start(const EndpointOptions& options) {
    absl::Status status = listener_->Start(options.listen_address, options.port);
    if (!status.ok()) return status;
    const auto address = boost::asio::ip::make_address(options.listen_address);
    std::string host = options.listen_address;
    // What means every address is none to connect to.
    if (address.is_unspecified()) host = address.is_v6() ? "::1" : "127.0.0.1";
    if (address.is_v6()) host = Concat("[", host, "]");
    url_ = Concat(tls_.context == nullptr ? "http://" : "https://", host, ":", listener_->port());
    loops_.Start();
    return absl::OkStatus();
  }

  bool Drain(absl::Duration timeout) {
    dispatcher_.SetDraining();
    listener_->Stop();
    pump_.EndAll();
    for (const auto& connection : connections_.All()) connection->Drain();
    return connections_.WaitUntilEmpty(absl::ToChronoNanoseconds(timeout));
  }

  std::uint16_t port() const { return listener_->port(); }
  const std::string& url() const { return url_; }
  std::string_view certificate_pem() const { return tls_.certificate_pem; }
  std::string MetricsText() const { return dispatcher_.MetricsText(); }

 private:
  const TlsServer tls_;
  serve_internal::EndpointMetrics metrics_;
  serve_internal::MemoryBudget memory_;
  serve_internal::Dispatcher dispatcher_;
  serve_internal::ConnectionSet connections_;
  // Before what hands it subscriptions, and what it hands events to.
  EventLoops loops_;
  serve_internal::SubscriptionPump pump_;
  serve_internal::ConnectionShared shared_;
  std::shared_ptr<serve_internal::Listener> listener_;
  std::string url_;
};

absl::StatusOr<std::unique_ptr<Endpoint>> Endpoint::Start(Kinesis& kinesis,
                                                          const EndpointOptions& options) {
  absl::Status status = serve_internal::Validate(options);
  if (!status.ok()) return status;
  absl::StatusOr<TlsServer> tls =
      serve_internal::MakeTlsServer(options.tls, options.listen_address);
  if (!tls.ok()) return tls.status();
  auto impl = std::make_unique<Impl>(kinesis, options, *std::move(tls));
  status = impl->Start(options);
  if (!status.ok()) return status;
  return std::unique_ptr<Endpoint>(new Endpoint(std::move(impl)));
}

Endpoint::Endpoint(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Endpoint::~Endpoint() = default;

bool Endpoint::Drain(absl::Duration timeout) { return impl_->Drain(timeout); }
std::uint16_t Endpoint::port() const { return impl_->port(); }
std::string Endpoint::url() const { return impl_->url(); }
std::string_view Endpoint::certificate_pem() const { return impl_->certificate_pem(); }
std::string Endpoint::MetricsText() const { return impl_->MetricsText(); }

}  // namespace weir

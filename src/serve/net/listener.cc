// SPDX-License-Identifier: MIT
#include "serve/net/listener.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::serve_internal {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

Listener::Listener(EventLoops& loops, asio::ssl::context* tls, ConnectionShared& shared,
                   ConnectionSet& connections, std::size_t connections_max)
    : loops_(loops),
      tls_(tls),
      shared_(shared),
      connections_(connections),
      connections_max_(connections_max),
      acceptor_(asio::make_strand(loops.first().io())),
      pause_(acceptor_.get_executor()) {}

absl::Status Listener::Start(const std::string& address, std::uint16_t port) {
  const Tcp::endpoint endpoint(asio::ip::make_address(address), port);
  boost::system::error_code error;
  acceptor_.open(endpoint.protocol(), error);
  // A port whose connections the system still remembers may be listened on again.
  if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (!error) port_ = acceptor_.local_endpoint(error).port();
  if (error) {
    return Unavailable(
        Concat("cannot listen on ", address, ", port ", port, ": ", error.message()));
  }
  asio::post(acceptor_.get_executor(), [self = shared_from_this()] { self->Accept(); });
  return absl::OkStatus();
}

void Listener::Stop() {
  asio::post(acceptor_.get_executor(), [self = shared_from_this()] {
    self->is_stopped_ = true;
    boost::system::error_code ignored;
    self->acceptor_.close(ignored);
    self->pause_.cancel();
  });
}

void Listener::Accept() {
  if (is_stopped_) return;
  EventLoop& loop = loops_.LeastBusy();
  // Each connection is a strand of its own.
  acceptor_.async_accept(
      asio::make_strand(loop.io()),
      [self = shared_from_this(), &loop](boost::system::error_code error, Tcp::socket socket) {
        self->OnAccept(error, loop, std::move(socket));
      });
}

void Listener::OnAccept(boost::system::error_code error, EventLoop& loop, Tcp::socket socket) {
  if (is_stopped_) return;
  if (error) {
    // Out of descriptors, most likely: to try again at once would be to do nothing else.
    constexpr std::chrono::milliseconds kPause(50);
    pause_.expires_after(kPause);
    pause_.async_wait([self = shared_from_this()](boost::system::error_code) { self->Accept(); });
    return;
  }
  Welcome(loop, std::move(socket));
  Accept();
}

void Listener::Welcome(EventLoop& loop, Tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
  if (connections_.size() >= connections_max_) {
    shared_.metrics.OnConnectionRefused();
    if (tls_ != nullptr) return;
    // In the system's buffer, which is empty, there is room for this.
    constexpr std::string_view kFull =
        "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(kFull.data(), kFull.size()), ignored);
    return;
  }
  const std::uint64_t number = ++accepted_;
  std::unique_ptr<Transport> transport = tls_ == nullptr
                                             ? MakePlainTransport(std::move(socket))
                                             : MakeTlsTransport(std::move(socket), *tls_);
  auto connection = std::make_shared<Connection>(
      shared_, std::move(transport),
      [&connections = connections_, &metrics = shared_.metrics, &loop, number] {
        metrics.AddConnections(-1);
        loop.AddConnections(-1);
        connections.Remove(number);
      });
  shared_.metrics.AddConnections(1);
  loop.AddConnections(1);
  connections_.Add(number, connection);
  const auto strand = connection->strand();
  asio::post(strand, [connection = std::move(connection)] { connection->Start(); });
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// A Listener takes connections in, as many as there may be at once.
//
// Threads:   as a Connection: in its strand, but for Start().
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "serve/net/connection.h"
#include "serve/net/connection_set.h"
#include "serve/net/event_loops.h"

namespace weir::serve_internal {

class Listener final : public std::enable_shared_from_this<Listener> {
 public:
  // `tls` may be null; everything must outlive it.
  Listener(EventLoops& loops, boost::asio::ssl::context* tls, ConnectionShared& shared,
           ConnectionSet& connections, std::size_t connections_max);

  // Unavailable says why not.
  absl::Status Start(const std::string& address, std::uint16_t port);
  std::uint16_t port() const { return port_; }

  // Takes no more, from now on but for one that may be coming in. From any thread.
  void Stop();

 private:
  void Accept();
  void OnAccept(boost::system::error_code error, EventLoop& loop,
                boost::asio::ip::tcp::socket socket);
  void Welcome(EventLoop& loop, boost::asio::ip::tcp::socket socket);

  EventLoops& loops_;
  boost::asio::ssl::context* const tls_;
  ConnectionShared& shared_;
  ConnectionSet& connections_;
  const std::size_t connections_max_;
  std::uint16_t port_ = 0;

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::uint64_t accepted_ = 0;
  bool is_stopped_ = false;
};

}  // namespace weir::serve_internal

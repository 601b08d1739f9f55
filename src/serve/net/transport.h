// SPDX-License-Identifier: MIT
//
// A Transport carries bytes of one connection, in the clear or in TLS.
//
// Threads:   one at a time, that of the connection's strand, in which every callback comes.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace weir::serve_internal {

class Transport {
 public:
  using Error = boost::system::error_code;
  using OnBytes = std::function<void(Error error, std::size_t bytes)>;

  virtual ~Transport() = default;

  // Agrees on how to go on; at once, in the clear.
  virtual void Handshake(std::function<void(Error error)> on_done) = 0;
  // Some of what comes, or is to go: at least a byte, unless there is an error.
  virtual void ReadSome(boost::asio::mutable_buffer into, OnBytes on_bytes) = 0;
  virtual void WriteSome(const std::vector<boost::asio::const_buffer>& pieces,
                         OnBytes on_bytes) = 0;
  // Says that nothing more will be sent.
  virtual void ShutDown() = 0;
  // What waits in the system has not been read yet.
  virtual bool HasUnread() = 0;
  // Every callback that has not come comes with an error.
  virtual void Close() = 0;

  virtual boost::asio::ip::tcp::socket& socket() = 0;
};

std::unique_ptr<Transport> MakePlainTransport(boost::asio::ip::tcp::socket socket);
// `context` must outlive it.
std::unique_ptr<Transport> MakeTlsTransport(boost::asio::ip::tcp::socket socket,
                                            boost::asio::ssl::context& context);

}  // namespace weir::serve_internal

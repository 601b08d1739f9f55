// SPDX-License-Identifier: MIT
#include "serve/net/transport.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace weir::serve_internal {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

void CloseSocket(Tcp::socket& socket) {
  Transport::Error ignored;
  socket.close(ignored);
}

bool HasBytes(Tcp::socket& socket) {
  Transport::Error error;
  return socket.available(error) > 0 && !error;
}

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Tcp::socket socket) : socket_(std::move(socket)) {}

  void Handshake(std::function<void(Error error)> on_done) override { on_done({}); }
  void ReadSome(asio::mutable_buffer into, OnBytes on_bytes) override {
    socket_.async_read_some(into, std::move(on_bytes));
  }
  void WriteSome(const std::vector<asio::const_buffer>& pieces, OnBytes on_bytes) override {
    socket_.async_write_some(pieces, std::move(on_bytes));
  }
  void ShutDown() override {
    Error ignored;
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  }
  bool HasUnread() override { return HasBytes(socket_); }
  void Close() override { CloseSocket(socket_); }
  Tcp::socket& socket() override { return socket_; }

 private:
  Tcp::socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(Tcp::socket socket, asio::ssl::context& context)
      : stream_(std::move(socket), context) {}

  void Handshake(std::function<void(Error error)> on_done) override {
    stream_.async_handshake(asio::ssl::stream_base::server, std::move(on_done));
  }
  void ReadSome(asio::mutable_buffer into, OnBytes on_bytes) override {
    stream_.async_read_some(into, std::move(on_bytes));
  }
  void WriteSome(const std::vector<asio::const_buffer>& pieces, OnBytes on_bytes) override {
    stream_.async_write_some(pieces, std::move(on_bytes));
  }
  // What TLS would say at the end would have to be waited for: a client that counts bytes, as
  // HTTP has them counted, misses nothing.
  void ShutDown() override {
    Error ignored;
    stream_.next_layer().shutdown(Tcp::socket::shutdown_send, ignored);
  }
  bool HasUnread() override { return HasBytes(stream_.next_layer()); }
  void Close() override { CloseSocket(stream_.next_layer()); }
  Tcp::socket& socket() override { return stream_.next_layer(); }

 private:
  asio::ssl::stream<Tcp::socket> stream_;
};

}  // namespace

std::unique_ptr<Transport> MakePlainTransport(Tcp::socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

std::unique_ptr<Transport> MakeTlsTransport(Tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsTransport>(std::move(socket), context);
}

}  // namespace weir::serve_internal

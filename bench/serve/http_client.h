// SPDX-License-Identifier: MIT
//
// An HttpClient is one connection to a server on this machine: as much of HTTP/1.1 as
// servers answer with, and nothing in it that takes time. Whatever goes wrong stops the run.
//
// Threads:   one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::bench {

class HttpClient {
 public:
  struct Answer {
    int status = 0;
    // Until the next call.
    std::string_view body;
  };

  explicit HttpClient(std::uint16_t port);
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;
  ~HttpClient();

  // `request` is all that is sent; the connection stays open.
  Answer Exchange(std::string_view request);

  // The same in two steps, for an answer that goes on: the status, then chunk by chunk; an
  // empty one is the end.
  int BeginExchange(std::string_view request);
  std::string_view ReadChunk();

  // Whether the server has closed it.
  bool IsClosed() const;

 private:
  void Send(std::string_view bytes);
  // At least one byte more.
  void ReadMore();
  // So many bytes from `begin_` on are there.
  void ReadUntil(std::size_t bytes);
  // Up to the next line break, and past it. Until the next call.
  std::string_view ReadLine();
  void ReadHead();

  int socket_ = -1;
  std::vector<char> input_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;

  // Of the answer that is being read.
  int status_ = 0;
  std::size_t length_ = 0;
  bool is_chunked_ = false;
  std::string joined_;
};

// A connection to 127.0.0.1, or -1.
int ConnectTo(std::uint16_t port);

}  // namespace weir::bench

// SPDX-License-Identifier: MIT
//
// A client of HTTP/1.1 with a socket and no opinion: it sends what it is told, and reads.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "weir/base/concat.h"

namespace weir::serve_internal {

class PlainClient {
 public:
  explicit PlainClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  PlainClient(const PlainClient&) = delete;
  PlainClient& operator=(const PlainClient&) = delete;
  ~PlainClient() { ::close(socket_); }

  bool is_connected() const { return is_connected_; }

  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void SayLast() { ::shutdown(socket_, SHUT_WR); }

  // What comes until `end` has come, or nothing more within five seconds, or ever.
  std::string ReadUntil(std::string_view end) {
    while (heard_.find(end) == std::string::npos && ReadSome()) {
    }
    const std::size_t at = heard_.find(end);
    return Cut(at == std::string::npos ? heard_.size() : at + end.size());
  }

  // One answer with its body, by its Content-Length.
  std::string ReadAnswer() {
    std::string answer = ReadUntil("\r\n\r\n");
    constexpr std::string_view kLength = "content-length: ";
    const std::size_t at = answer.find(kLength);
    if (at == std::string::npos) return answer;
    const auto bytes = static_cast<std::size_t>(std::atoll(answer.c_str() + at + kLength.size()));
    while (heard_.size() < bytes && ReadSome()) {
    }
    return answer += Cut(bytes);
  }

  // Whether the other side has nothing more to say, after all that was said before.
  bool IsClosed() {
    while (ReadSome()) {
    }
    return is_closed_;
  }

 private:
  std::string Cut(std::size_t bytes) {
    const std::string cut = heard_.substr(0, bytes);
    heard_.erase(0, bytes);
    return cut;
  }

  bool ReadSome() {
    constexpr int kPatienceMillis = 5'000;
    pollfd waited = {.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&waited, 1, kPatienceMillis) <= 0) return false;
    char bytes[16 * 1024];
    const ssize_t count = ::recv(socket_, bytes, sizeof(bytes), 0);
    if (count <= 0) is_closed_ = true;
    if (count <= 0) return false;
    heard_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  const int socket_;
  bool is_connected_ = false;
  bool is_closed_ = false;
  std::string heard_;
};

// A request for an operation, with a signature that has the right form.
inline std::string OperationRequest(std::string_view operation, std::string_view body) {
  return Concat("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: Kinesis_20131202.", operation,
                "\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Date: x\r\n",
                "Authorization: AWS4-HMAC-SHA256 Credential=k, SignedHeaders=host, Signature=0\r\n",
                "Content-Length: ", body.size(), "\r\n\r\n", body);
}

}  // namespace weir::serve_internal

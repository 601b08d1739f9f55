// SPDX-License-Identifier: MIT
#include "serve/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <utility>

#include "serve/stop.h"

namespace weir::bench {
namespace {

// Longer than the slowest peer takes for its longest answer.
constexpr timeval kPatience = {.tv_sec = 60, .tv_usec = 0};
constexpr std::size_t kInputBytes = 256 * 1024;

bool StartsWith(std::string_view line, std::string_view name) {
  return line.size() >= name.size() && strncasecmp(line.data(), name.data(), name.size()) == 0;
}

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

std::size_t NumberOf(std::string_view text, int base) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number, base);
  return number;
}

}  // namespace

int ConnectTo(std::uint16_t port) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (client >= 0 && connect(client, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    close(client);
    return -1;
  }
  const int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
  return client;
}

HttpClient::HttpClient(std::uint16_t port) : socket_(ConnectTo(port)) {
  if (socket_ < 0) Stop("a server cannot be connected to");
}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      input_(std::move(other.input_)),
      begin_(other.begin_),
      end_(other.end_) {}

HttpClient::~HttpClient() {
  if (socket_ >= 0) close(socket_);
}

void HttpClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) Stop("a server has closed a connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void HttpClient::ReadMore() {
  if (begin_ == end_) begin_ = end_ = 0;
  // Made late: a thousand that wait do not need it.
  if (input_.empty()) input_.resize(4'096);
  if (end_ == input_.size()) {
    if (begin_ > 0) {
      std::memmove(input_.data(), input_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
    } else {
      input_.resize(input_.size() < kInputBytes ? kInputBytes : input_.size() * 2);
    }
  }
  const ssize_t size = recv(socket_, input_.data() + end_, input_.size() - end_, 0);
  if (size <= 0) Stop("a server does not answer, or has closed a connection");
  end_ += static_cast<std::size_t>(size);
}

void HttpClient::ReadUntil(std::size_t bytes) {
  while (end_ - begin_ < bytes) ReadMore();
}

std::string_view HttpClient::ReadLine() {
  for (std::size_t looked = 0;;) {
    const std::string_view text(input_.data() + begin_, end_ - begin_);
    const std::size_t end = text.find("\r\n", looked);
    if (end != std::string_view::npos) {
      begin_ += end + 2;
      return text.substr(0, end);
    }
    looked = text.empty() ? 0 : text.size() - 1;
    ReadMore();
  }
}

void HttpClient::ReadHead() {
  const std::string_view first = ReadLine();
  if (!StartsWith(first, "HTTP/1.1 ")) Stop("a server does not speak HTTP/1.1");
  status_ = static_cast<int>(NumberOf(first.substr(9, 3), 10));
  length_ = 0;
  is_chunked_ = false;
  for (std::string_view line = ReadLine(); !line.empty(); line = ReadLine()) {
    constexpr std::string_view kLength = "content-length:";
    constexpr std::string_view kCoding = "transfer-encoding:";
    if (StartsWith(line, kLength)) {
      length_ = NumberOf(WithoutBlanks(line.substr(kLength.size())), 10);
    } else if (StartsWith(line, kCoding)) {
      is_chunked_ = true;
    }
  }
}

int HttpClient::BeginExchange(std::string_view request) {
  Send(request);
  ReadHead();
  return status_;
}

std::string_view HttpClient::ReadChunk() {
  const std::size_t size = NumberOf(ReadLine(), 16);
  ReadUntil(size + 2);
  const std::string_view chunk(input_.data() + begin_, size);
  begin_ += size + 2;
  return chunk;
}

HttpClient::Answer HttpClient::Exchange(std::string_view request) {
  BeginExchange(request);
  if (!is_chunked_) {
    ReadUntil(length_);
    const std::string_view body(input_.data() + begin_, length_);
    begin_ += length_;
    return {.status = status_, .body = body};
  }
  joined_.clear();
  for (std::string_view chunk = ReadChunk(); !chunk.empty(); chunk = ReadChunk()) joined_ += chunk;
  return {.status = status_, .body = joined_};
}

bool HttpClient::IsClosed() const {
  char byte = 0;
  return recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

}  // namespace weir::bench

// SPDX-License-Identifier: MIT
#include "serve/echo.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>

#include "serve/server.h"
#include "serve/stop.h"

namespace weir::bench {
namespace {

// As long as weir-server's answer to PutRecord.
std::string Answer() {
  const std::string body =
      R"({"SequenceNumber":"49668899999999999999999999999999999999999999999999999999",)"
      R"("ShardId":"shardId-000000000000"})";
  return "HTTP/1.1 200 OK\r\n"
         "x-amzn-RequestId: 00000000-0000-4000-8000-000000000000\r\n"
         "x-amz-id-2: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"
         "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
         "Content-Type: application/x-amz-json-1.1\r\n"
         "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// A request of a few hundred bytes comes in one piece on this machine, and the next is not
// sent before the answer: what was read is one request.
void Serve(int client) {
  const int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const std::string answer = Answer();
  char request[16'384];
  while (recv(client, request, sizeof(request), 0) > 0 &&
         send(client, answer.data(), answer.size(), MSG_NOSIGNAL) ==
             static_cast<ssize_t>(answer.size())) {
  }
  close(client);
}

}  // namespace

void BeEcho() {
  std::uint16_t port = 0;
  const int listener = BindToFreePort(port);
  if (listen(listener, SOMAXCONN) != 0) Stop("the echo cannot listen");
  std::printf("http://127.0.0.1:%d\n", port);
  std::fflush(stdout);
  for (;;) {
    const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) std::thread(Serve, client).detach();
  }
}

}  // namespace weir::bench

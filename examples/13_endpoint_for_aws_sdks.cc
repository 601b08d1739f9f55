// SPDX-License-Identifier: MIT
//
// Kinesis inside this program, for programs outside: an endpoint that AWS's SDKs talk to.
// Here a client of a few lines stands in for one, and asks for what any of them may see.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "weir/local/local_kinesis.h"
#include "weir/serve/endpoint.h"

namespace {

// What the endpoint answers to `request`, which ends the connection.
std::string Ask(const weir::Endpoint& endpoint, std::string_view request) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  std::string answer;
  if (connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    send(client, request.data(), request.size(), MSG_NOSIGNAL);
    char bytes[4096];
    for (ssize_t count; (count = recv(client, bytes, sizeof(bytes), 0)) > 0;) {
      answer.append(bytes, static_cast<std::size_t>(count));
    }
  }
  close(client);
  return answer;
}

}  // namespace

int main() {
  weir::LocalKinesis kinesis = *weir::LocalKinesis::Create();
  if (!kinesis.CreateStream({.stream_name = "clicks", .shard_count = 2}).ok()) return 1;

  // On a port that the system picks, for this machine alone. Requests need no signature here.
  const auto endpoint =
      weir::Endpoint::Start(kinesis, {.signature_check = weir::SignatureCheck::kOff});
  if (!endpoint.ok()) return 1;
  std::fprintf(stderr, "aws --endpoint-url %s kinesis list-streams\n", (*endpoint)->url().c_str());

  // {"StreamName":"clicks","Data":"…","PartitionKey":"user-7"}, where the data is "click".
  const std::string_view body =
      R"({"StreamName":"clicks","Data":"Y2xpY2s=","PartitionKey":"user-7"})";
  const std::string answer = Ask(**endpoint,
                                 "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                 "X-Amz-Target: Kinesis_20131202.PutRecord\r\n"
                                 "Content-Type: application/x-amz-json-1.1\r\nContent-Length: " +
                                     std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  std::printf("%s\n", answer.substr(0, answer.find("\r\n")).c_str());

  // The program itself reads the record where it lies.
  for (const char* const shard : {"shardId-000000000000", "shardId-000000000001"}) {
    const auto iterator = kinesis.GetShardIterator(
        {.stream_name = "clicks",
         .shard_id = shard,
         .shard_iterator_type = weir::kinesis::ShardIteratorType::kTrimHorizon});
    const auto read = kinesis.GetRecords({.shard_iterator = iterator->shard_iterator});
    for (const weir::kinesis::Record& record : read->records) {
      std::printf("%s: %.*s of %.*s\n", shard, static_cast<int>(record.data.size()),
                  reinterpret_cast<const char*>(record.data.data()),
                  static_cast<int>(record.partition_key.size()), record.partition_key.data());
    }
  }
  // Whatever has arrived is answered first.
  std::printf("drained: %s\n", (*endpoint)->Drain(absl::Seconds(5)) ? "yes" : "no");
}

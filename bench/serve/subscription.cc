// SPDX-License-Identifier: MIT
#include "serve/subscription.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <thread>
#include <vector>

#include "serve/requests.h"
#include "serve/spread.h"
#include "serve/stop.h"
#include "serve/time.h"

namespace weir::bench {
namespace {

constexpr std::int64_t kIntervalNanos = 2 * kNanosPerMilli;
constexpr std::size_t kTimeDigits = 24;

void PutTimes(const Server& server, const std::string& stream, int records) {
  HttpClient client(server.port());
  std::int64_t next_nanos = MonotonicNanos();
  for (int i = 0; i < records; ++i) {
    next_nanos += kIntervalNanos;
    SleepUntil(next_nanos);
    char data[kDataBytes + 1];
    std::snprintf(data, sizeof(data), "%024lld", static_cast<long long>(MonotonicNanos()));
    std::string text(data);
    text.resize(kDataBytes, '.');
    const std::string body = R"({"StreamName":")" + stream + R"(","PartitionKey":"key","Data":")" +
                             Base64(text) + R"("})";
    if (client.Exchange(RequestOf("PutRecord", body)).status != 200) Stop("a put has failed");
  }
}

std::size_t NumberAt(std::string_view bytes) {
  std::size_t number = 0;
  for (const char c : bytes.substr(0, 4)) number = (number << 8) | static_cast<unsigned char>(c);
  return number;
}

// Adds what the records of a message's payload took.
void AddLatencies(std::string_view payload, std::vector<std::int64_t>& nanos) {
  const std::int64_t now_nanos = MonotonicNanos();
  constexpr std::string_view kLead = R"("Data":")";
  for (std::size_t at = payload.find(kLead); at != std::string_view::npos;
       at = payload.find(kLead, at)) {
    at += kLead.size();
    const std::string digits = FromBase64(payload.substr(at, kTimeDigits / 3 * 4));
    std::int64_t sent_nanos = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), sent_nanos);
    if (sent_nanos <= 0 || sent_nanos > now_nanos) Stop("an event has a record that nobody put");
    nanos.push_back(now_nanos - sent_nanos);
  }
}

// Takes whole messages off the front: their length, that of their headers and a sum, each
// of four bytes; headers, payload, and a sum.
void TakeMessages(std::string& bytes, std::vector<std::int64_t>& nanos) {
  constexpr std::size_t kPreludeBytes = 12;
  constexpr std::size_t kSumBytes = 4;
  std::string_view rest = bytes;
  while (rest.size() >= kPreludeBytes && rest.size() >= NumberAt(rest)) {
    const std::size_t size = NumberAt(rest);
    const std::size_t begin = kPreludeBytes + NumberAt(rest.substr(4));
    if (begin + kSumBytes > size) Stop("an event is no message");
    AddLatencies(rest.substr(begin, size - kSumBytes - begin), nanos);
    rest.remove_prefix(size);
  }
  bytes.erase(0, bytes.size() - rest.size());
}

}  // namespace

std::string RegisterConsumer(HttpClient& client, const std::string& stream,
                             const std::string& name) {
  const std::string stream_arn = TextOf(
      Ask(client, "DescribeStreamSummary", R"({"StreamName":")" + stream + R"("})"), "StreamARN");
  const std::string arn =
      TextOf(Ask(client, "RegisterStreamConsumer",
                 R"({"StreamARN":")" + stream_arn + R"(","ConsumerName":")" + name + R"("})"),
             "ConsumerARN");
  const std::string look = R"({"ConsumerARN":")" + arn + R"("})";
  while (TextOf(Ask(client, "DescribeStreamConsumer", look), "ConsumerStatus") != "ACTIVE") {
    SleepMillis(1);
  }
  return arn;
}

std::string SubscribeOf(const std::string& consumer_arn, int shard) {
  return RequestOf("SubscribeToShard", R"({"ConsumerARN":")" + consumer_arn + R"(","ShardId":")" +
                                           ShardIdOf(shard) +
                                           R"(","StartingPosition":{"Type":"LATEST"}})");
}

LatencyResult MeasureSubscription(const ServerCommand& command, int records) {
  const Server server(command);
  const std::string stream = "subscribed";
  HttpClient client(server.port());
  CreateStream(client, stream, 1);
  HttpClient subscriber(server.port());
  if (subscriber.BeginExchange(SubscribeOf(RegisterConsumer(client, stream, "one"), 0)) != 200) {
    Stop("SubscribeToShard is refused");
  }
  // The position is settled before the first record.
  std::string bytes(subscriber.ReadChunk());
  std::thread putting([&] { PutTimes(server, stream, records); });
  std::vector<std::int64_t> nanos;
  while (nanos.size() < static_cast<std::size_t>(records)) {
    TakeMessages(bytes, nanos);
    const std::string_view chunk = subscriber.ReadChunk();
    if (chunk.empty()) Stop("a subscription has ended");
    bytes += chunk;
    TakeMessages(bytes, nanos);
  }
  putting.join();
  return {.p50_micros = PercentileMicros(nanos, 50), .p99_micros = PercentileMicros(nanos, 99)};
}

}  // namespace weir::bench

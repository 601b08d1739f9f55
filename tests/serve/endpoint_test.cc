// SPDX-License-Identifier: MIT
//
// Real sockets: what the sessions' and the dispatcher's own tests cannot see.
#include "weir/serve/endpoint.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <ctime>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "serve/http2_client.h"
#include "serve/plain_client.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/testing/forwarding_kinesis.h"

namespace weir {
namespace {

using serve_internal::Http2Client;
using serve_internal::OperationRequest;
using serve_internal::PlainClient;

// Of one shard.
LocalKinesis KinesisWith(std::string_view stream_name) {
  LocalKinesis kinesis = *LocalKinesis::Create({.limits = KinesisLimits::Unlimited()});
  CHECK(kinesis.CreateStream({.stream_name = stream_name, .shard_count = 1}).ok());
  return kinesis;
}

std::unique_ptr<Endpoint> StartOn(Kinesis& kinesis, const EndpointOptions& options = {}) {
  absl::StatusOr<std::unique_ptr<Endpoint>> endpoint = Endpoint::Start(kinesis, options);
  REQUIRE(endpoint.ok());
  return *std::move(endpoint);
}

std::string PutRequest(std::string_view key) {
  return OperationRequest(
      "PutRecord", Concat(R"({"StreamName":"s","Data":"YQ==","PartitionKey":")", key, R"("})"));
}

std::string StatusLine(std::string_view answer) {
  return std::string(answer.substr(0, answer.find("\r\n")));
}

std::size_t RecordCount(LocalKinesis& kinesis) {
  const auto iterator =
      kinesis.GetShardIterator({.stream_name = "s",
                                .shard_id = "shardId-000000000000",
                                .shard_iterator_type = kinesis::ShardIteratorType::kTrimHorizon});
  const auto read = kinesis.GetRecords({.shard_iterator = iterator->shard_iterator});
  return read->records.size();
}

// Lets no PutRecord through until it is told to.
class SlowKinesis final : public testing::ForwardingKinesis<SlowKinesis> {
 public:
  using ForwardingKinesis::ForwardingKinesis;

  template <class Request, class Forward>
  auto Call(KinesisOperation operation, const Request& request, const Forward& forward) {
    if (operation == KinesisOperation::kPutRecord) {
      std::unique_lock lock(mutex_);
      ++waiting_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return is_open_; });
    }
    return forward(request);
  }

  void WaitForCall() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool is_open_ = false;
};

// Which threads put records under which partition key.
class ThreadNotingKinesis final : public testing::ForwardingKinesis<ThreadNotingKinesis> {
 public:
  using ForwardingKinesis::ForwardingKinesis;

  template <class Request, class Forward>
  auto Call(KinesisOperation, const Request& request, const Forward& forward) {
    if constexpr (std::is_same_v<Request, kinesis::PutRecordRequest>) {
      const std::lock_guard lock(mutex_);
      threads_[std::string(request.partition_key.value_or(""))].insert(std::this_thread::get_id());
    }
    return forward(request);
  }

  const std::map<std::string, std::set<std::thread::id>>& threads_by_key() const {
    return threads_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::set<std::thread::id>> threads_;
};

TEST_CASE("an endpoint answers on the port that the system picked", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  CHECK(endpoint->port() != 0);
  CHECK(endpoint->url() == Concat("http://127.0.0.1:", endpoint->port()));
  CHECK(endpoint->certificate_pem().empty());
  PlainClient client(endpoint->port());
  for (int i = 0; i < 3; ++i) {
    client.Send(PutRequest(Concat(i)));
    CHECK(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  }
  CHECK(RecordCount(kinesis) == 3);
  CHECK(endpoint->MetricsText().find("operation=\"PutRecord\"") != std::string::npos);
}

TEST_CASE("HTTP/2 and HTTP/1.1 share a port", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient socket(endpoint->port());
  Http2Client client;
  const std::int32_t stream = client.Send(
      {{":method", "GET"}, {":scheme", "http"}, {":authority", "localhost"}, {":path", "/health"}},
      "", true);
  // Byte by byte, so that the first ones do not say yet which it is.
  for (const char byte : client.Take()) socket.Send({&byte, 1});
  while (!client.answers[stream].is_whole) {
    // An answer has no end mark; what there is comes at once.
    const std::string heard = socket.ReadUntil("ok\n");
    REQUIRE_FALSE(heard.empty());
    client.Hear(heard);
  }
  CHECK(client.answers[stream].body == "ok\n");
  PlainClient other(endpoint->port());
  other.Send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(other.ReadAnswer().ends_with("ok\n"));
}

TEST_CASE("options that cannot be are refused by name", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const auto message = [&kinesis](const EndpointOptions& options) {
    const auto endpoint = Endpoint::Start(kinesis, options);
    REQUIRE_FALSE(endpoint.ok());
    return std::string(endpoint.status().message());
  };
  CHECK(message({.listen_address = "localhost"}) ==
        R"(listen_address is "localhost"; it is an address of IPv4 or IPv6)");
  CHECK(message({.connections_max = 0}) == "connections_max is 0; it is 1 to 65536");
  CHECK(message({.body_bytes_max = 1023}) == "body_bytes_max is 1023; it is 1024 to 67108864");
  CHECK(message({.header_bytes_max = 1023}) == "header_bytes_max is 1023; it is 1024 to 1048576");
  CHECK(message({.memory_bytes_max = 1}) ==
        "memory_bytes_max is 1; it is 67633152 to 1099511627776");
  CHECK(message({.threads = 0}) == "threads is 0; it is 1 to 256");
  CHECK(message({.threads_share_connections = false, .busy_poll = absl::Milliseconds(11)}) ==
        "busy_poll is 11ms; it is 0 to 10ms");
  CHECK(message({.threads_share_connections = false, .busy_poll = -absl::Nanoseconds(1)}) ==
        "busy_poll is -1ns; it is 0 to 10ms");
  CHECK(message({.busy_poll = absl::Microseconds(1)}) ==
        "busy_poll is 1us; it is 0 where threads_share_connections");
  CHECK(message({.header_timeout = absl::ZeroDuration()}) ==
        "header_timeout is 0; it is positive and at most 24h");
  CHECK(message({.tls = {.certificate_path = "c"}}) ==
        R"(tls.certificate_path is "c" and tls.private_key_path ""; TLS needs both, or neither)");
  CHECK(message({.tls = {.certificate_path = "/none", .private_key_path = "/none"}}) ==
        R"(tls.certificate_path is "/none", which is no file with a certificate in PEM)");
  CHECK(message({.signature_check = SignatureCheck::kVerify}) ==
        "credentials is empty; to verify signatures takes at least one");
  CHECK(message({.listen_address = "0.0.0.0"}) ==
        "listen_address is 0.0.0.0, which others can reach: verify signatures, or say that it may "
        "be insecure");

  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  const auto second = Endpoint::Start(kinesis, {.port = endpoint->port()});
  CHECK(absl::IsUnavailable(second.status()));
}

TEST_CASE("an address that others reach is served if that is said to be well",
          "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint =
      StartOn(kinesis, {.listen_address = "0.0.0.0", .insecure = true});
  CHECK(endpoint->url() == Concat("http://127.0.0.1:", endpoint->port()));
  PlainClient client(endpoint->port());
  client.Send(PutRequest("k"));
  CHECK(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
}

TEST_CASE("one connection too many is answered and closed", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis, {.connections_max = 1});
  PlainClient first(endpoint->port());
  first.Send(PutRequest("k"));
  CHECK(StatusLine(first.ReadAnswer()) == "HTTP/1.1 200 OK");
  PlainClient second(endpoint->port());
  CHECK(StatusLine(second.ReadAnswer()) == "HTTP/1.1 503 Service Unavailable");
  CHECK(second.IsClosed());
  first.Send(PutRequest("k"));
  CHECK(StatusLine(first.ReadAnswer()) == "HTTP/1.1 200 OK");
}

TEST_CASE("a client that has said its last gets all of its answers", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient client(endpoint->port());
  client.Send(PutRequest("a") + PutRequest("b"));
  client.SayLast();
  CHECK(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  CHECK(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  CHECK(client.IsClosed());
}

TEST_CASE("what comes after requests that had to wait is read as it was sent",
          "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient client(endpoint->port());
  // More answers than a session holds at once, and fewer bytes than a read takes: what waits
  // is looked at while the next read is under way.
  constexpr int kRequests = 150;
  std::string requests;
  for (int i = 0; i < kRequests; ++i)
    requests += "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
  client.Send(requests);
  for (int i = 0; i < kRequests; ++i) {
    REQUIRE(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  }
  client.Send(PutRequest("k"));
  CHECK(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  CHECK(RecordCount(kinesis) == 1);
}

TEST_CASE("an operation that takes long holds nobody else up", "[serve][endpoint]") {
  LocalKinesis local = KinesisWith("s");
  SlowKinesis kinesis(local);
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis, {.threads = 2});
  PlainClient slow(endpoint->port());
  slow.Send(PutRequest("k"));
  kinesis.WaitForCall();
  PlainClient other(endpoint->port());
  other.Send(OperationRequest("ListStreams", "{}"));
  CHECK(StatusLine(other.ReadAnswer()) == "HTTP/1.1 200 OK");
  kinesis.Open();
  CHECK(StatusLine(slow.ReadAnswer()) == "HTTP/1.1 200 OK");
}

TEST_CASE("a connection that is not shared stays with one thread, and each has its part",
          "[serve][endpoint]") {
  LocalKinesis local = KinesisWith("s");
  ThreadNotingKinesis kinesis(local);
  const std::unique_ptr<Endpoint> endpoint =
      StartOn(kinesis, {.threads = 3, .threads_share_connections = false});
  std::vector<std::unique_ptr<PlainClient>> clients;
  for (int i = 0; i < 6; ++i) clients.push_back(std::make_unique<PlainClient>(endpoint->port()));
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i) clients[i]->Send(PutRequest(Concat(i)));
    for (const auto& client : clients) {
      CHECK(StatusLine(client->ReadAnswer()) == "HTTP/1.1 200 OK");
    }
  }
  std::map<std::thread::id, int> connections;
  for (const auto& [key, threads] : kinesis.threads_by_key()) {
    CHECK(threads.size() == 1);
    ++connections[*threads.begin()];
  }
  CHECK(connections.size() == 3);
  for (const auto& [thread, count] : connections) CHECK(count == 2);
  CHECK(RecordCount(local) == 120);
}

TEST_CASE("a thread that polls sleeps when nothing has come for long", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint =
      StartOn(kinesis, {.threads_share_connections = false, .busy_poll = absl::Milliseconds(10)});
  PlainClient client(endpoint->port());
  for (int i = 0; i < 100; ++i) {
    client.Send(PutRequest("k"));
    REQUIRE(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  }
  // It may look for ten milliseconds more.
  const std::clock_t begun = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  CHECK(std::clock() - begun < CLOCKS_PER_SEC / 10);
  // And is there when something comes.
  client.Send(PutRequest("k"));
  CHECK(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
}

TEST_CASE("a thread does not poll for who comes rarely", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint =
      StartOn(kinesis, {.threads_share_connections = false, .busy_poll = absl::Milliseconds(10)});
  PlainClient client(endpoint->port());
  const std::clock_t begun = std::clock();
  for (int i = 0; i < 50; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    client.Send(PutRequest("k"));
    REQUIRE(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  }
  // Ten milliseconds each time would be half a second.
  CHECK(std::clock() - begun < CLOCKS_PER_SEC / 4);
}

TEST_CASE("threads that poll lose nothing of what they answered when they drain under load",
          "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint =
      StartOn(kinesis, {.threads_share_connections = false, .busy_poll = absl::Microseconds(200)});
  std::atomic<std::size_t> answered{0};
  std::atomic<std::size_t> sent{0};
  std::vector<std::thread> producers;
  for (int i = 0; i < 4; ++i) {
    producers.emplace_back([&] {
      PlainClient client(endpoint->port());
      for (;;) {
        ++sent;
        client.Send(PutRequest("k"));
        if (StatusLine(client.ReadAnswer()) != "HTTP/1.1 200 OK") return;
        ++answered;
      }
    });
  }
  while (answered < 200) std::this_thread::yield();
  CHECK(endpoint->Drain(absl::Seconds(10)));
  for (std::thread& producer : producers) producer.join();
  // Each has one at most that got no answer, and that had not begun.
  CHECK(sent - answered == 4);
  CHECK(RecordCount(kinesis) == answered);
}

TEST_CASE("draining answers what has arrived, and takes nothing new", "[serve][endpoint]") {
  LocalKinesis local = KinesisWith("s");
  SlowKinesis kinesis(local);
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient idle(endpoint->port());
  idle.Send(OperationRequest("ListStreams", "{}"));
  CHECK(StatusLine(idle.ReadAnswer()) == "HTTP/1.1 200 OK");
  PlainClient half(endpoint->port());
  const std::string request = PutRequest("half");
  half.Send(std::string_view(request).substr(0, request.size() - 5));
  PlainClient busy(endpoint->port());
  busy.Send(PutRequest("busy"));
  kinesis.WaitForCall();

  bool is_drained = false;
  std::thread drain([&] { is_drained = endpoint->Drain(absl::Seconds(10)); });
  CHECK(idle.IsClosed());
  kinesis.Open();
  half.Send(std::string_view(request).substr(request.size() - 5));
  const std::string half_answer = half.ReadAnswer();
  const std::string busy_answer = busy.ReadAnswer();
  CHECK(half.IsClosed());
  CHECK(busy.IsClosed());
  drain.join();
  CHECK(is_drained);
  CHECK(StatusLine(half_answer) == "HTTP/1.1 200 OK");
  CHECK(half_answer.find("connection: close") != std::string::npos);
  CHECK(StatusLine(busy_answer) == "HTTP/1.1 200 OK");
  CHECK(RecordCount(local) == 2);
  PlainClient late(endpoint->port());
  CHECK_FALSE(late.is_connected());
}

TEST_CASE("draining may take as long as it takes", "[serve][endpoint]") {
  LocalKinesis local = KinesisWith("s");
  SlowKinesis kinesis(local);
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient client(endpoint->port());
  client.Send(PutRequest("k"));
  kinesis.WaitForCall();
  bool is_drained = false;
  std::thread drain([&] { is_drained = endpoint->Drain(absl::InfiniteDuration()); });
  // The port is closed when it drains.
  while (PlainClient(endpoint->port()).is_connected()) std::this_thread::yield();
  kinesis.Open();
  CHECK(StatusLine(client.ReadAnswer()) == "HTTP/1.1 200 OK");
  CHECK(client.IsClosed());
  drain.join();
  CHECK(is_drained);
}

TEST_CASE("draining gives up on who never finishes, and closing does not wait",
          "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient half(endpoint->port());
  half.Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab");
  // Until it has been read: another's answer comes behind it.
  PlainClient other(endpoint->port());
  other.Send(OperationRequest("ListStreams", "{}"));
  other.ReadAnswer();
  CHECK_FALSE(endpoint->Drain(absl::Milliseconds(20)));
  endpoint.reset();
  CHECK(half.IsClosed());
}

TEST_CASE("who is slow is closed, however many there are", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const std::unique_ptr<Endpoint> endpoint =
      StartOn(kinesis, {.header_timeout = absl::Milliseconds(30)});
  std::vector<std::unique_ptr<PlainClient>> slow;
  for (int i = 0; i < 50; ++i) {
    slow.push_back(std::make_unique<PlainClient>(endpoint->port()));
    slow.back()->Send("POST / HTTP/1.1\r\nHost: loc");
  }
  for (const std::unique_ptr<PlainClient>& client : slow) {
    CHECK(StatusLine(client->ReadAnswer()) == "HTTP/1.1 408 Request Timeout");
    CHECK(client->IsClosed());
  }
}

TEST_CASE("a record that is put goes out to who has subscribed", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const auto consumer = kinesis.RegisterStreamConsumer(
      {.stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s", .consumer_name = "c"});
  std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient client(endpoint->port());
  client.Send(OperationRequest("SubscribeToShard",
                               Concat(R"({"ConsumerARN":")", consumer->consumer.consumer_arn,
                                      R"(","ShardId":"shardId-000000000000",)",
                                      R"("StartingPosition":{"Type":"LATEST"}})")));
  CHECK(StatusLine(client.ReadUntil("initial-response")) == "HTTP/1.1 200 OK");
  for (int i = 0; i < 20; ++i) {
    CHECK(kinesis
              .PutRecord({.stream_name = "s",
                          .partition_key = Concat("key-", i, "-"),
                          .data = AsBytes("data")})
              .ok());
    CHECK(client.ReadUntil(Concat("key-", i, "-")).ends_with(Concat("key-", i, "-")));
  }
  // It ends in order, with a last chunk.
  CHECK(endpoint->Drain(absl::Seconds(10)));
  CHECK(client.ReadUntil("\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"));
  CHECK(client.IsClosed());
}

TEST_CASE("a client that talks on behind its subscription is closed, and counted as such",
          "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const auto consumer = kinesis.RegisterStreamConsumer(
      {.stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s", .consumer_name = "c"});
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  PlainClient client(endpoint->port());
  client.Send(OperationRequest("SubscribeToShard",
                               Concat(R"({"ConsumerARN":")", consumer->consumer.consumer_arn,
                                      R"(","ShardId":"shardId-000000000000",)",
                                      R"("StartingPosition":{"Type":"LATEST"}})")));
  client.ReadUntil("initial-response");
  client.Send(std::string(64 * 1024, 'x'));
  CHECK(client.IsClosed());
  // A connection that was lost from sight would never end.
  CHECK(endpoint->Drain(absl::Seconds(5)));
  CHECK(endpoint->MetricsText().find("\nweir_http_connections 0\n") != std::string::npos);
}

TEST_CASE("a subscription ends with its connection", "[serve][endpoint]") {
  LocalKinesis kinesis = KinesisWith("s");
  const auto consumer = kinesis.RegisterStreamConsumer(
      {.stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s", .consumer_name = "c"});
  const std::unique_ptr<Endpoint> endpoint = StartOn(kinesis);
  const auto subscriptions = [&endpoint] {
    return endpoint->MetricsText().find("\nweir_subscriptions 1\n") != std::string::npos ? 1 : 0;
  };
  {
    PlainClient client(endpoint->port());
    client.Send(OperationRequest("SubscribeToShard",
                                 Concat(R"({"ConsumerARN":")", consumer->consumer.consumer_arn,
                                        R"(","ShardId":"shardId-000000000000",)",
                                        R"("StartingPosition":{"Type":"LATEST"}})")));
    client.ReadUntil("initial-response");
    while (subscriptions() == 0) std::this_thread::yield();
  }
  while (subscriptions() == 1) std::this_thread::yield();
  SUCCEED("it is gone");
}

}  // namespace
}  // namespace weir

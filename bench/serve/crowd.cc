// SPDX-License-Identifier: MIT
#include "serve/crowd.h"

#include <sys/socket.h>
#include <unistd.h>

#include <stop_token>

#include "serve/load.h"
#include "serve/requests.h"
#include "serve/stop.h"
#include "serve/subscription.h"
#include "serve/time.h"

namespace weir::bench {
namespace {

constexpr int kStreams = 5;
constexpr int kConsumers = 20;
constexpr int kShards = kCrowd / kStreams / kConsumers;
static_assert(kStreams * kConsumers * kShards == kCrowd, "or the crowd is smaller than it says");

const std::string kClientStream = "client";

double PutP99Micros(const Server& server, std::int64_t millis) {
  Load load;
  for (std::uint64_t i = 0; i < 256; ++i) load.requests.push_back(PutRecordOf(kClientStream, i));
  load.answer_text = R"("SequenceNumber":)";
  return Run(server, load, millis).p99_micros;
}

double TicksIn(const Server& server, std::int64_t millis) {
  const std::int64_t ticks = server.CpuTicks();
  SleepMillis(millis);
  return static_cast<double>(server.CpuTicks() - ticks);
}

}  // namespace

IdleSubscribers::IdleSubscribers(const Server& server) {
  clients_.reserve(kCrowd);
  HttpClient client(server.port());
  for (int i = 0; i < kStreams; ++i) {
    const std::string stream = "crowd-" + std::to_string(i);
    CreateStream(client, stream, kShards);
    for (int j = 0; j < kConsumers; ++j) {
      const std::string arn = RegisterConsumer(client, stream, "consumer-" + std::to_string(j));
      for (int shard = 0; shard < kShards; ++shard) {
        HttpClient& subscriber = clients_.emplace_back(server.port());
        if (subscriber.BeginExchange(SubscribeOf(arn, shard)) != 200) {
          Stop("SubscribeToShard is refused");
        }
      }
    }
  }
}

IdleSubscribers::~IdleSubscribers() {
  for (const HttpClient& client : clients_) {
    if (client.IsClosed()) Stop("an idle subscription was closed");
  }
}

SlowWriters::SlowWriters(const Server& server)
    : port_(server.port()), request_(PutRecordOf(kClientStream, 0)), writers_(kCrowd) {
  for (Writer& writer : writers_) writer.socket = ConnectTo(port_);
  thread_ = std::jthread([this](const std::stop_token& stop) {
    std::int64_t next_nanos = MonotonicNanos();
    for (std::size_t i = 0; !stop.stop_requested(); i = (i + 1) % writers_.size()) {
      Write(writers_[i]);
      next_nanos += kNanosPerSecond / kCrowd;
      SleepUntil(next_nanos);
    }
  });
}

SlowWriters::~SlowWriters() {
  thread_.request_stop();
  thread_.join();
  for (const Writer& writer : writers_) close(writer.socket);
}

void SlowWriters::Write(Writer& writer) const {
  char bytes[1024];
  const bool is_closed = recv(writer.socket, bytes, sizeof(bytes), MSG_DONTWAIT) >= 0;
  if (!is_closed && send(writer.socket, &request_[writer.sent], 1, MSG_NOSIGNAL) == 1) {
    ++writer.sent;
    return;
  }
  close(writer.socket);
  writer = {.socket = ConnectTo(port_), .sent = 0};
  if (writer.socket < 0) Stop("a slow writer cannot come back");
}

CrowdResult MeasureCrowd(const ServerCommand& command, const CrowdTimes& times) {
  const Server server(command);
  CrowdResult result = {.start_millis = server.start_millis()};
  result.idle_ticks = TicksIn(server, times.idle_millis);
  result.idle_mib = server.MemoryMib();
  {
    HttpClient client(server.port());
    CreateStream(client, kClientStream, 4);
  }
  constexpr std::int64_t kWarmUpMillis = 300;
  PutP99Micros(server, kWarmUpMillis);
  result.alone_p99_micros = PutP99Micros(server, times.load_millis);
  {
    const double before_mib = server.MemoryMib();
    const IdleSubscribers subscribers(server);
    result.subscribers_mib = server.MemoryMib() - before_mib;
    result.subscribers_cpu_percent =
        TicksIn(server, times.idle_millis) * 1'000 / static_cast<double>(times.idle_millis);
    result.subscribers_p99_micros = PutP99Micros(server, times.load_millis);
  }
  const SlowWriters slow(server);
  SleepMillis(times.slow_millis);
  result.slow_p99_micros = PutP99Micros(server, times.load_millis);
  return result;
}

}  // namespace weir::bench

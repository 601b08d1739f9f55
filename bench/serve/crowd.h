// SPDX-License-Identifier: MIT
//
// A thousand who want something of a server, beside the one that is measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "serve/http_client.h"
#include "serve/server.h"

namespace weir::bench {

inline constexpr int kCrowd = 1'000;

// Subscriptions to shards that nobody puts into, each with a connection of its own: as AWS
// has it, at most 20 of a shard.
class IdleSubscribers {
 public:
  explicit IdleSubscribers(const Server& server);
  IdleSubscribers(const IdleSubscribers&) = delete;
  IdleSubscribers& operator=(const IdleSubscribers&) = delete;
  // Stops the run if one of them is not there any more.
  ~IdleSubscribers();

 private:
  std::vector<HttpClient> clients_;
};

// Connections that never finish their headers: each sends a byte a second, and comes back
// when it is thrown out.
class SlowWriters {
 public:
  explicit SlowWriters(const Server& server);
  SlowWriters(const SlowWriters&) = delete;
  SlowWriters& operator=(const SlowWriters&) = delete;
  ~SlowWriters();

 private:
  struct Writer {
    int socket = -1;
    std::size_t sent = 0;
  };

  void Write(Writer& writer) const;

  std::uint16_t port_;
  std::string request_;
  std::vector<Writer> writers_;
  std::jthread thread_;
};

struct CrowdResult {
  // Nobody is there.
  double start_millis = 0;
  double idle_mib = 0;
  double idle_ticks = 0;
  // One client, alone and beside a crowd.
  double alone_p99_micros = 0;
  double subscribers_p99_micros = 0;
  double slow_p99_micros = 0;
  // A thousand subscriptions, and nobody else.
  double subscribers_mib = 0;
  double subscribers_cpu_percent = 0;
};

struct CrowdTimes {
  std::int64_t load_millis = 0;
  // How long nothing is looked at.
  std::int64_t idle_millis = 0;
  // How long slow writers are there before: ten seconds, and the first have been thrown out.
  std::int64_t slow_millis = 0;
};

// With a server of its own.
CrowdResult MeasureCrowd(const ServerCommand& command, const CrowdTimes& times);

}  // namespace weir::bench

// SPDX-License-Identifier: MIT
//
// How long a record takes from who puts it to who has subscribed to its shard.
#pragma once

#include <string>

#include "serve/http_client.h"
#include "serve/server.h"

namespace weir::bench {

struct LatencyResult {
  double p50_micros = 0;
  double p99_micros = 0;
};

// From before the request is sent to where its event has arrived, for so many records, one
// every two milliseconds. With a server of its own.
LatencyResult MeasureSubscription(const ServerCommand& command, int records);

// The ARN of a new consumer of a stream.
std::string RegisterConsumer(HttpClient& client, const std::string& stream,
                             const std::string& name);

// The bytes that subscribe to a shard at its end.
std::string SubscribeOf(const std::string& consumer_arn, int shard);

}  // namespace weir::bench

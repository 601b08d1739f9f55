// SPDX-License-Identifier: MIT
//
// Short words for what the tests of registered consumers do all the time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/consumer_requests.h"

namespace weir::testing {

// LocalTest's stream "s".
inline constexpr std::string_view kStreamArn = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
// Of a consumer of it that was registered when the clock began, or `second` later.
inline std::string ConsumerArnOf(std::string_view name, int second = 0) {
  return Concat(kStreamArn, "/consumer/", name, ":", 1'735'689'600 + second);
}

// A consumer that is made.
inline kinesis::Consumer Register(LocalKinesis& kinesis, std::string_view name,
                                  std::string_view stream_arn = kStreamArn) {
  auto made = kinesis.RegisterStreamConsumer({.stream_arn = stream_arn, .consumer_name = name});
  REQUIRE(Answer(made) == "OK");
  return made->consumer;
}

// "ACTIVE", or what DescribeStreamConsumer answers.
inline std::string StatusOf(LocalKinesis& kinesis, std::string_view consumer_arn) {
  const auto described = kinesis.DescribeStreamConsumer({.consumer_arn = consumer_arn});
  if (!described.ok()) return Answer(described);
  return std::string(WordOf(described->consumer_description.consumer_status));
}

// A page of names.
inline std::vector<std::string> NamesOf(const kinesis::ListStreamConsumersResult& page) {
  std::vector<std::string> names;
  for (const kinesis::Consumer& consumer : page.consumers) names.push_back(consumer.consumer_name);
  return names;
}

}  // namespace weir::testing

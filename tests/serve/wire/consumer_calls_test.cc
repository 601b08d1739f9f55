// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>

#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Converse;
using testing::Exchange;
using testing::WireFormat;
using testing::WireTest;
using Op = KinesisOperation;

TEST_CASE("consumers are registered, described, listed and deregistered", "[serve][consumers]") {
  const Exchange exchanges[] = {
      {Op::kCreateStream, R"({"StreamName":"s","ShardCount":1})", ""},
      {Op::kRegisterStreamConsumer,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("ConsumerName":"c","Tags":{"x":"y"}})",
       R"({"Consumer":{"ConsumerName":"c",)"
       R"("ConsumerARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/c:1735)"
       R"(689601","ConsumerStatus":"ACTIVE","ConsumerCreationTimestamp":1735689601}})"},
      {Op::kRegisterStreamConsumer,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("ConsumerName":"d"})",
       R"({"Consumer":{"ConsumerName":"d",)"
       R"("ConsumerARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/d:1735)"
       R"(689603","ConsumerStatus":"ACTIVE","ConsumerCreationTimestamp":1735689603}})"},
      {Op::kDescribeStreamConsumer,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("ConsumerName":"c"})",
       R"({"ConsumerDescription":{"ConsumerName":"c",)"
       R"("ConsumerARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/c:1735)"
       R"(689601","ConsumerStatus":"ACTIVE","ConsumerCreationTimestamp":1735689601,)"
       R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s"}})"},
      {Op::kListTagsForResource,
       R"({"ResourceARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/c:173)"
       R"(5689601"})",
       R"({"Tags":[{"Key":"x","Value":"y"}]})"},
      {Op::kDeregisterStreamConsumer,
       R"({"ConsumerARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/c:173)"
       R"(5689601"})",
       ""},
      {Op::kListStreamConsumers,
       R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
       R"("StreamCreationTimestamp":1735689600})",
       R"({"Consumers":[{"ConsumerName":"d",)"
       R"("ConsumerARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/d:1735)"
       R"(689603","ConsumerStatus":"ACTIVE","ConsumerCreationTimestamp":1735689603}]})"},
  };
  Converse(exchanges);
}

TEST_CASE("a page of consumers says where the next one begins", "[serve][consumers]") {
  constexpr std::string_view kStream =
      R"("StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s")";
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream();
    for (const std::string_view name : {"c", "d"}) {
      test.Ask(Op::kRegisterStreamConsumer,
               Concat("{", kStream, R"(,"ConsumerName":")", name, "\"}"));
    }
    const std::string page =
        test.Ask(Op::kListStreamConsumers, Concat("{", kStream, R"(,"MaxResults":1})"));
    CHECK(page.starts_with(R"({"Consumers":[{"ConsumerName":"c",)"));
    const std::string rest = test.Ask(
        Op::kListStreamConsumers,
        Concat("{", kStream, R"(,"NextToken":")", testing::MemberText(page, "NextToken"), "\"}"));
    CHECK(rest.starts_with(R"({"Consumers":[{"ConsumerName":"d",)"));
    CHECK(rest.find("NextToken") == std::string::npos);
  }
}

}  // namespace
}  // namespace weir

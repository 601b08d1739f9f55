// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 2.6: the ARNs of streams and of consumers.
#include "weir/service/arn.h"

#include <optional>
#include <string>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/service/text_rules.h"

namespace weir {
namespace {

const std::string kClicksArn = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks";
const std::string kBillingArn = kClicksArn + "/consumer/billing:1764787734";

TEST_CASE("a stream's ARN is taken apart and put together", "[service][arn]") {
  const auto arn = StreamArn::Parse(kClicksArn);
  REQUIRE(arn);
  CHECK(arn->partition == "aws");
  CHECK(arn->region == "us-east-1");
  CHECK(arn->account_id == "123456789012");
  CHECK(arn->stream_name == "clicks");
  CHECK(arn->ToString() == kClicksArn);
}

TEST_CASE("a consumer's ARN is taken apart and put together", "[service][arn]") {
  const auto arn = ConsumerArn::Parse(kBillingArn);
  REQUIRE(arn);
  CHECK(arn->stream == StreamArn::Parse(kClicksArn));
  CHECK(arn->consumer_name == "billing");
  CHECK(arn->creation_seconds == 1'764'787'734);
  CHECK(arn->ToString() == kBillingArn);
  CHECK(ConsumerArn::Parse(kClicksArn + "/consumer/a:0")->creation_seconds == 0);
}

TEST_CASE("the longest valid parts make ARNs that are read", "[service][arn]") {
  StreamArn stream{.partition = "aws-" + std::string(60, 'p'),
                   .region = std::string(64, 'r'),
                   .account_id = "000000000000",
                   .stream_name = std::string(128, 's')};
  CHECK(StreamArn::Parse(stream.ToString()) == stream);
  const ConsumerArn consumer{.stream = stream,
                             .consumer_name = std::string(128, 'c'),
                             .creation_seconds = 999'999'999'999'999'999};
  CHECK(ConsumerArn::Parse(consumer.ToString()) == consumer);
  CHECK(consumer.ToString().size() <= kArnBytesMax);
  stream.stream_name += 's';
  CHECK_FALSE(StreamArn::Parse(stream.ToString()));
}

TEST_CASE("what is no stream's ARN is refused, also if it matches Kinesis's pattern",
          "[service][arn]") {
  for (const char* text :
       {"", "clicks", "arn:aws:kinesis:us-east-1:123456789012:stream/",
        "arn:aws:kinesis:us-east-1:123456789012:stream/a/b",
        "arn:aws:kinesis:us-east-1:123456789012:stream/a b",
        "arn:aws:kinesis:us-east-1:123456789012:stream/a\n",
        "arn:aws:kinesis:us-east-1:12345678901:stream/a",
        "arn:aws:kinesis:us-east-1:1234567890123:stream/a",
        "arn:aws:kinesis::123456789012:stream/a", "arn:aws:kinesis:US:123456789012:stream/a",
        "arn:aws:dynamodb:us-east-1:123456789012:stream/a",
        "arn:aws:kinesis:us-east-1:123456789012:table/a",
        "arn:abc:kinesis:us-east-1:123456789012:stream/a",
        "ARN:aws:kinesis:us-east-1:123456789012:stream/a",
        "arn:aws:x:kinesis:us-east-1:123456789012:stream/a"}) {
    CHECK_FALSE(StreamArn::Parse(text));
  }
  CHECK_FALSE(StreamArn::Parse(kBillingArn));
  CHECK_FALSE(StreamArn::Parse(kClicksArn + std::string(1'000'000, 'a')));
}

TEST_CASE("what is no consumer's ARN is refused", "[service][arn]") {
  for (const char* tail :
       {"", "/consumer/", "/consumer/a", "/consumer/a:", "/consumer/:1", "/consumer/a:-1",
        "/consumer/a:01", "/consumer/a:1x", "/consumer/a:1:1", "/consumer/a/b:1", "/consumers/a:1",
        "/consumer/a:1000000000000000000", "/x/consumer/a:1"}) {
    CHECK_FALSE(ConsumerArn::Parse(kClicksArn + tail));
  }
  CHECK_FALSE(ConsumerArn::Parse(kClicksArn + "/consumer/" + std::string(129, 'a') + ":1"));
}

TEST_CASE("any text is refused, or printed as it was and in Kinesis's pattern", "[service][arn]") {
  testing::SeededRandom random;
  INFO(random.Description());
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text =
        i % 4 == 0 ? random.Bytes(random.Below(120))
                   : testing::Mutated(random, i % 2 == 0 ? kClicksArn : kBillingArn, "a1:/- .Z\n");
    if (const auto arn = StreamArn::Parse(text)) {
      ++accepted;
      if (arn->ToString() != text || !kStreamArnRule.matches(text)) FAIL(text);
    }
    if (const auto arn = ConsumerArn::Parse(text)) {
      ++accepted;
      if (arn->ToString() != text || !kConsumerArnRule.matches(text)) FAIL(text);
    }
  }
  CHECK(accepted > 100);
}

}  // namespace
}  // namespace weir

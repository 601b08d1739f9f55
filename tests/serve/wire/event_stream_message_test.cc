// SPDX-License-Identifier: MIT
#include "serve/wire/event_stream_message.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "serve/wire/support.h"
#include "support/catch.h"
#include "weir/service/exception.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir {
namespace {

using kinesis::SubscribeToShardEvent;
using serve_internal::EncodeEvent;
using serve_internal::EncodeException;
using serve_internal::EncodeInitialResponse;
using serve_internal::EventStreamHeader;
using serve_internal::EventStreamMessage;
using testing::CallReply;
using testing::ToHex;
using testing::WireFormat;
using testing::WireTest;

// What stands between the headers and the checksum of all.
std::string PayloadOf(const std::string& message) {
  const auto number = [&](std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8 | static_cast<unsigned char>(message[at + i]);
    }
    return value;
  };
  REQUIRE(number(0) == message.size());
  return message.substr(12 + number(4), message.size() - 16 - number(4));
}

// These two are in the test suite of AWS's own SDKs.
TEST_CASE("a message has its sizes, its headers and its checksums", "[serve][event_stream]") {
  CHECK(ToHex(EventStreamMessage({}, "")) == "000000100000000005c248eb7d98c8ff");
  CHECK(ToHex(EventStreamMessage({}, "{'foo':'bar'}")) ==
        "0000001d00000000fd528c5a"
        "7b27666f6f273a27626172277d"
        "c3653936");
}

TEST_CASE("a header is its name and its text, each behind its size", "[serve][event_stream]") {
  const std::array<EventStreamHeader, 2> headers = {{{":a", "xyz"}, {"b", std::string_view()}}};
  const std::string message = EventStreamMessage(headers, "P");
  CHECK(ToHex(message.substr(0, 8)) == "0000001f0000000e");
  CHECK(ToHex(message.substr(12, 15)) ==
        "023a61"
        "070003"
        "78797a"
        "0162"
        "070000"
        "50");
}

TEST_CASE("the first message of a stream says nothing", "[serve][event_stream]") {
  CHECK(ToHex(EncodeInitialResponse(WireFormat::kJson)) ==
        "0000007200000060ab820d9e0b3a6576656e742d74797065070010696e697469616c2d72"
        "6573706f6e73650d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f"
        "782d616d7a2d6a736f6e2d312e310d3a6d6573736167652d747970650700056576656e74"
        "7b7dacae6b7d");
  CHECK(ToHex(EncodeInitialResponse(WireFormat::kCbor)) ==
        "0000007200000060ab820d9e0b3a6576656e742d74797065070010696e697469616c2d72"
        "6573706f6e73650d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f"
        "782d616d7a2d63626f722d312e310d3a6d6573736167652d747970650700056576656e74"
        "bfff8da3e572");
}

TEST_CASE("an error that ends a stream is named in a header, and said in the payload",
          "[serve][event_stream]") {
  const absl::Status status = KinesisError(KinesisException::kResourceNotFound, "No \"c\".");
  CHECK(ToHex(EncodeException(WireFormat::kJson, status)) ==
        "0000008e00000067b82225610f3a657863657074696f6e2d747970650700195265736f75"
        "7263654e6f74466f756e64457863657074696f6e0d3a636f6e74656e742d747970650700"
        "106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700096578"
        "63657074696f6e7b226d657373616765223a224e6f205c22635c222e227dc9f26068");
  CHECK(PayloadOf(EncodeException(WireFormat::kJson, status)) == R"({"message":"No \"c\"."})");
  CHECK(ToHex(PayloadOf(EncodeException(WireFormat::kCbor, status))) ==
        "bf676d657373616765674e6f202263222eff");
  const std::string other = EncodeException(WireFormat::kJson, absl::UnknownError("x"));
  CHECK(other.find(":exception-type\x07") != std::string::npos);
  CHECK(other.find("InternalFailureException") != std::string::npos);
  CHECK(PayloadOf(other) == R"({"message":"x"})");
}

TEST_CASE("an event without records has where to go on and how far behind it is",
          "[serve][event_stream]") {
  const SubscribeToShardEvent event = {.continuation_sequence_number = KinesisSequenceNumber(),
                                       .millis_behind_latest = 17};
  CHECK(ToHex(EncodeEvent(WireFormat::kJson, event)) ==
        "000000d70000005ba24ef45c0b3a6576656e742d74797065070015537562736372696265"
        "546f53686172644576656e740d3a636f6e74656e742d747970650700106170706c696361"
        "74696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22526563"
        "6f726473223a5b5d2c22436f6e74696e756174696f6e53657175656e63654e756d626572"
        "223a22323132363736343739333235353836353339363634363039313239363434383535"
        "3133323136222c224d696c6c6973426568696e644c6174657374223a31377daa3a6163");
  CHECK(PayloadOf(EncodeEvent(WireFormat::kJson, event)) ==
        R"({"Records":[],"ContinuationSequenceNumber":"21267647932558653966460912964485513216",)"
        R"("MillisBehindLatest":17})");
  CHECK(ToHex(EncodeEvent(WireFormat::kCbor, {.millis_behind_latest = 17})) ==
        "0000008b0000005b5fadd6960b3a6576656e742d74797065070015537562736372696265"
        "546f53686172644576656e740d3a636f6e74656e742d747970650700106170706c696361"
        "74696f6e2f63626f720d3a6d6573736167652d747970650700056576656e74bf67526563"
        "6f7264739fff724d696c6c6973426568696e644c617465737411ff64551fc6");
}

// A consumer of the stream of `test`, and what a subscription of its first shard answers.
CallReply Subscribe(WireTest& test) {
  constexpr std::string_view kStream = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
  const std::string consumer =
      test.Ask(KinesisOperation::kRegisterStreamConsumer,
               Concat(R"({"ConsumerName":"c","StreamARN":")", kStream, "\"}"));
  const std::string json =
      Concat(R"({"ConsumerARN":")", testing::MemberText(consumer, "ConsumerARN"),
             R"(","ShardId":"shardId-000000000000","StartingPosition":{"Type":"TRIM_HORIZON"}})");
  return test.Reply(
      KinesisOperation::kSubscribeToShard,
      test.format() == WireFormat::kJson ? json : testing::Translated(WireFormat::kJson, json));
}

TEST_CASE("a subscription's answer is the first message, and the events that follow",
          "[serve][event_stream]") {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    test.CreateStream();
    test.Put("hallo");
    test.Ask(KinesisOperation::kSplitShard,
             R"({"StreamName":"s","ShardToSplit":"shardId-000000000000",)"
             R"("NewStartingHashKey":"100"})");
    const CallReply reply = Subscribe(test);
    CHECK(reply.http_status == 200);
    CHECK(reply.body == EncodeInitialResponse(format));
    REQUIRE(reply.event_stream != nullptr);
    const auto event = reply.event_stream->Next();
    REQUIRE(event.ok());
    REQUIRE(event->has_value());
    std::string payload = PayloadOf(EncodeEvent(format, **event));
    if (format == WireFormat::kCbor) payload = testing::Translated(WireFormat::kCbor, payload);
    CHECK(payload == R"({"Records":[{"SequenceNumber":"496591720512082522270066509160318115445)"
                     R"(37728792653725698","ApproximateArrivalTimestamp":1735689600,)"
                     R"("Data":"aGFsbG8=","PartitionKey":"k"}],"MillisBehindLatest":0,)"
                     R"("ChildShards":[{"ShardId":"shardId-000000000001",)"
                     R"("ParentShards":["shardId-000000000000"],)"
                     R"("HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"99"}},)"
                     R"({"ShardId":"shardId-000000000002",)"
                     R"("ParentShards":["shardId-000000000000"],)"
                     R"("HashKeyRange":{"StartingHashKey":"100",)"
                     R"("EndingHashKey":"340282366920938463463374607431768211455"}}]})");
  }
}

TEST_CASE("a subscription that is refused has no events", "[serve][event_stream]") {
  WireTest test(WireFormat::kJson);
  const CallReply reply = test.Reply(KinesisOperation::kSubscribeToShard, "{}");
  CHECK(reply.http_status == 400);
  CHECK(reply.error_type == "ValidationException");
  CHECK(reply.event_stream == nullptr);
}

}  // namespace
}  // namespace weir

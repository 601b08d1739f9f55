// SPDX-License-Identifier: MIT
//
// Members of the wrong type: what a SerializationException says; and where AWS is lax.
#include <string>
#include <string_view>
#include <utility>

#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::FromHex;
using testing::WireFormat;
using testing::WireTest;
using Op = KinesisOperation;

constexpr std::string_view kListFound = "Start of list found where not expected";
constexpr std::string_view kMapFound = "Start of structure or map found where not expected.";

// The message of the SerializationException that ends it.
std::string Fault(Op operation, std::string_view json) {
  WireTest test(WireFormat::kJson);
  const testing::CallReply reply = test.Reply(operation, std::string(json));
  CHECK(reply.http_status == 400);
  CHECK(reply.error_type == "SerializationException");
  constexpr std::string_view kBegin = R"({"__type":"SerializationException","Message":")";
  REQUIRE(reply.body.starts_with(kBegin));
  REQUIRE(reply.body.ends_with("\"}"));
  return reply.body.substr(kBegin.size(), reply.body.size() - kBegin.size() - 2);
}

// Of one whose one member is `value`.
std::string Fault(Op operation, std::string_view name, std::string_view value) {
  return Fault(operation, Concat("{\"", name, "\":", value, "}"));
}

TEST_CASE("a text is no boolean, number, list or map", "[serve][serialization]") {
  for (const std::string_view name : {"StreamName", "PartitionKey", "StreamARN"}) {
    const auto fault = [&](std::string_view value) { return Fault(Op::kPutRecord, name, value); };
    CHECK(fault("true") == "class java.lang.Boolean can not be converted to an String");
    CHECK(fault("34") == "class java.math.BigDecimal can not be converted to an String");
    CHECK(fault("3.4") == "class java.math.BigDecimal can not be converted to an String");
    CHECK(fault("[]") == kListFound);
    CHECK(fault("{}") == kMapFound);
  }
  // A word among a few is one.
  CHECK(Fault(Op::kGetShardIterator, "ShardIteratorType", "1") ==
        "class java.math.BigDecimal can not be converted to an String");
}

TEST_CASE("an integer is no boolean, text, list or map", "[serve][serialization]") {
  const auto fault = [](std::string_view value) {
    return Fault(Op::kCreateStream, "ShardCount", value);
  };
  CHECK(fault("false") == "class java.lang.Boolean can not be converted to an Integer");
  CHECK(fault("\"1\"") == "class java.lang.String can not be converted to an Integer");
  CHECK(fault("[]") == kListFound);
  CHECK(fault("{}") == kMapFound);
}

TEST_CASE("a boolean is no number, list, map or other text", "[serve][serialization]") {
  const auto fault = [](std::string_view value) {
    return Fault(Op::kDeleteStream, "EnforceConsumerDeletion", value);
  };
  CHECK(fault("1") == "class java.math.BigDecimal can not be converted to an Boolean");
  CHECK(fault("\"helloWtf\"") == "'HELLOWTF' can not be converted to an Boolean");
  CHECK(fault("\"\"") == "'' can not be converted to an Boolean");
  CHECK(fault("[]") == kListFound);
  CHECK(fault("{}") == kMapFound);
}

TEST_CASE("a blob is no boolean, number, list or map, and strict base64",
          "[serve][serialization]") {
  const auto fault = [](std::string_view value) { return Fault(Op::kPutRecord, "Data", value); };
  CHECK(fault("true") == "class java.lang.Boolean can not be converted to a Blob");
  CHECK(fault("3.4") == "class java.math.BigDecimal can not be converted to a Blob");
  CHECK(fault("[]") == kListFound);
  CHECK(fault("{}") == kMapFound);
  CHECK(fault("\"hello\"") ==
        "'hello' can not be converted to a Blob: Base64 encoded length is expected a multiple of "
        "4 bytes but found: 5");
  CHECK(fault("\"=+/=\"") ==
        "'=+/=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected");
  CHECK(fault("\"+/+=\"") ==
        "'+/+=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected");
  CHECK(fault("\"ab*d\"") ==
        "'ab*d' can not be converted to a Blob: Invalid Base64 character: '*'");
  CHECK(fault("\"ab\xC3\xA9\"") ==
        "'ab\xC3\xA9' can not be converted to a Blob: Invalid Base64 character: '\xC3\xA9'");
}

TEST_CASE("a list is no scalar and no map, and its elements are what they are to be",
          "[serve][serialization]") {
  const auto fault = [](std::string_view value) {
    return Fault(Op::kPutRecords, "Records", value);
  };
  for (const std::string_view scalar : {"true", "34", "3.4", "\"[]\""}) {
    CHECK(fault(scalar) == "Expected list or null");
  }
  CHECK(fault("{}") == kMapFound);
  for (const std::string_view scalar : {"true", "34", "\"{}\""}) {
    CHECK(fault(Concat("[", scalar, "]")) == "Expected null");
  }
  CHECK(fault("[[]]") == kListFound);
  CHECK(fault("[{},{\"PartitionKey\":1}]") ==
        "class java.math.BigDecimal can not be converted to an String");
  CHECK(fault("[{\"Data\":\"x\"}]") ==
        "'x' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 "
        "bytes but found: 1");
  CHECK(Fault(Op::kRemoveTagsFromStream, "TagKeys", "[\"a\",1]") ==
        "class java.math.BigDecimal can not be converted to an String");
  CHECK(Fault(Op::kEnableEnhancedMonitoring, "ShardLevelMetrics", "[{}]") == kMapFound);
  CHECK(Fault(Op::kEnableEnhancedMonitoring, "ShardLevelMetrics", "\"ALL\"") ==
        "Expected list or null");
}

TEST_CASE("a map is no scalar and no list, and its values are texts", "[serve][serialization]") {
  const auto fault = [](std::string_view value) {
    return Fault(Op::kAddTagsToStream, "Tags", value);
  };
  for (const std::string_view scalar : {"true", "34", "\"{}\""}) {
    CHECK(fault(scalar) == "Expected map or null");
  }
  CHECK(fault("[]") == kListFound);
  CHECK(fault("{\"a\":true}") == "class java.lang.Boolean can not be converted to an String");
  CHECK(fault("{\"a\":\"b\",\"c\":[]}") == kListFound);
}

TEST_CASE("a structure is no scalar and no list", "[serve][serialization]") {
  const auto fault = [](std::string_view value) {
    return Fault(Op::kCreateStream, "StreamModeDetails", value);
  };
  for (const std::string_view scalar : {"true", "34", "\"{}\""}) {
    CHECK(fault(scalar) == "Expected null");
  }
  CHECK(fault("[]") == kListFound);
  CHECK(fault("{\"StreamMode\":1}") ==
        "class java.math.BigDecimal can not be converted to an String");
}

TEST_CASE("a time is no boolean, text, list or map", "[serve][serialization]") {
  const auto fault = [](std::string_view value) {
    return Fault(Op::kGetShardIterator, "Timestamp", value);
  };
  CHECK(fault("true") ==
        "class java.lang.Boolean can not be converted to milliseconds since epoch");
  CHECK(fault("\"2026\"") ==
        "class java.lang.String can not be converted to milliseconds since epoch");
  CHECK(fault("[]") == kListFound);
  CHECK(fault("{}") == kMapFound);
}

TEST_CASE("of several the first is named, in the order of AWS's model", "[serve][serialization]") {
  CHECK(Fault(Op::kPutRecord, R"({"StreamARN":[],"PartitionKey":{},"Data":true})") ==
        "class java.lang.Boolean can not be converted to a Blob");
  CHECK(Fault(Op::kPutRecords, R"({"StreamName":1,"Records":[{"PartitionKey":true,"Data":[]}]})") ==
        kListFound);
}

TEST_CASE("a message quotes a kibibyte of a text, and no half of a character",
          "[serve][serialization]") {
  const std::string text = std::string(1023, 'x') + "\xC3\xA9" + std::string(5000, 'y');
  CHECK(Fault(Op::kPutRecord, "Data", Concat("\"", text, "\"")) ==
        Concat("'", std::string(1023, 'x'),
               "' can not be converted to a Blob: Base64 encoded length is expected a multiple of "
               "4 bytes but found: 6025"));
  CHECK(Fault(Op::kDeleteStream, "EnforceConsumerDeletion",
              Concat("\"", std::string(5000, 'y'), "\"")) ==
        Concat("'", std::string(1024, 'Y'), "' can not be converted to an Boolean"));
}

TEST_CASE("a message is valid JSON, whatever it quotes", "[serve][serialization]") {
  CHECK(Fault(Op::kPutRecord, "Data", R"("a\"\\\n")") ==
        R"('a\"\\\n' can not be converted to a Blob: Invalid Base64 character: '\"')");
}

TEST_CASE("in CBOR a SerializationException says the same", "[serve][serialization]") {
  WireTest test(WireFormat::kCbor);
  CHECK(test.Ask(Op::kPutRecord, R"({"StreamName":true})") ==
        "400 {\"__type\":\"SerializationException\",\"Message\":\"class java.lang.Boolean can not "
        "be converted to an String\"}");
}

TEST_CASE("in CBOR a blob is a byte string and a text is none", "[serve][serialization]") {
  WireTest test(WireFormat::kCbor);
  const auto answer = [&](std::string_view hex) {
    return testing::Translated(WireFormat::kCbor, test.Reply(Op::kPutRecord, FromHex(hex)).body);
  };
  // {"Data": "aaaa"}, {"StreamName": h'6161'}
  CHECK(answer("a1 6444617461 6461616161")
            .find("class java.lang.String can not be converted to a Blob") != std::string::npos);
  CHECK(answer("a1 6a53747265616d4e616d65 426161")
            .find("class java.nio.ByteBuffer can not be converted to an String") !=
        std::string::npos);
}

TEST_CASE("an integer may be a real number, which is floored, or too large, and is the largest",
          "[serve][serialization]") {
  WireTest test(WireFormat::kJson);
  // What the number is taken for, a ValidationException says.
  const std::pair<std::string_view, std::string_view> numbers[] = {
      {"0.9", "0"},
      {"-0.1", "-1"},
      {"-1.0", "-1"},
      {"2147483648", "2147483647"},
      {"-2147483649", "-2147483648"},
      {"1e300", "2147483647"},
      {"-1e999", "-2147483648"},
      {"99999999999999999999", "2147483647"}};
  for (const auto& [json, integer] : numbers) {
    CAPTURE(json);
    const std::string answer =
        test.Ask(Op::kListShards, Concat(R"({"StreamName":"s","MaxResults":)", json, "}"));
    CHECK(answer.find(Concat("Value '", integer, "' at 'maxResults'")) != std::string::npos);
  }
  test.CreateStream("s", 3);
  const std::string page = test.Ask(Op::kListShards, R"({"StreamName":"s","MaxResults":2.9})");
  CHECK(page.find("shardId-000000000001") != std::string::npos);
  CHECK(page.find("shardId-000000000002") == std::string::npos);
}

TEST_CASE("no number, which CBOR has, is 0", "[serve][serialization]") {
  WireTest test(WireFormat::kCbor);
  // {"Limit": NaN}
  const std::string body = test.Reply(Op::kListStreams, FromHex("a1 654c696d6974 f97e00")).body;
  CHECK(testing::Translated(WireFormat::kCbor, body).find("Value '0' at 'limit'") !=
        std::string::npos);
}

TEST_CASE("a boolean may be one of six texts, in any case", "[serve][serialization]") {
  for (const auto& [text, is_deleted] :
       {std::pair("true", true), std::pair("Yes", true), std::pair("1", true),
        std::pair("FALSE", false), std::pair("no", false), std::pair("0", false)}) {
    CAPTURE(text);
    WireTest test(WireFormat::kJson);
    test.CreateStream();
    REQUIRE(test.Ask(Op::kRegisterStreamConsumer,
                     R"({"StreamARN":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
                     R"("ConsumerName":"c"})")
                .starts_with("{\"Consumer\""));
    const std::string answer = test.Ask(
        Op::kDeleteStream, Concat(R"({"StreamName":"s","EnforceConsumerDeletion":")", text, "\"}"));
    CHECK(answer.empty() == is_deleted);
  }
}

TEST_CASE("a member that is null is absent, and one that nobody knows is not looked at",
          "[serve][serialization]") {
  WireTest test(WireFormat::kJson);
  CHECK(test.Ask(Op::kListStreams,
                 R"({"Limit":null,"NextToken":null,"StreamId":[{"x":true}],"limit":"x"})") ==
        R"({"StreamNames":[],"HasMoreStreams":false,"StreamSummaries":[]})");
  CHECK(test.Ask(Op::kPutRecords, R"({"StreamName":"s","Records":[null]})") ==
        test.Ask(Op::kPutRecords, R"({"StreamName":"s","Records":[{}]})"));
  CHECK(test.Ask(Op::kRemoveTagsFromStream, R"({"StreamName":"s","TagKeys":[null]})") ==
        test.Ask(Op::kRemoveTagsFromStream, R"({"StreamName":"s","TagKeys":[""]})"));
}

}  // namespace
}  // namespace weir

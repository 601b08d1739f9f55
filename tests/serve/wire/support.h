// SPDX-License-Identifier: MIT
//
// What the tests of the wire share: bytes written as digits in base 16, and calls whose
// requests and answers are written in JSON and made in both formats.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "local/support.h"
#include "serve/wire/base64.h"
#include "serve/wire/body_writer.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/wire_body.h"
#include "serve/wire/wire_format.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/service/kinesis_operation.h"

namespace weir::testing {

using serve_internal::BodyWriter;
using serve_internal::CallReply;
using serve_internal::WireBody;
using serve_internal::WireFormat;
using serve_internal::WireKind;
using serve_internal::WireValue;

// The bytes that `digits` stand for; spaces between them mean nothing.
inline std::string FromHex(std::string_view digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string bytes;
  std::size_t count = 0;
  for (const char digit : digits) {
    if (digit == ' ') continue;
    const auto value = static_cast<unsigned>(kDigits.find(digit));
    if (count++ % 2 == 0) {
      bytes += static_cast<char>(value << 4);
    } else {
      bytes.back() = static_cast<char>(static_cast<unsigned char>(bytes.back()) | value);
    }
  }
  return bytes;
}

inline std::string ToHex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (const char byte : bytes) {
    digits += kDigits[static_cast<unsigned char>(byte) >> 4];
    digits += kDigits[static_cast<unsigned char>(byte) & 0xFU];
  }
  return digits;
}

inline std::string Base64(std::string_view data) {
  std::string text;
  serve_internal::AppendBase64(AsBytes(data), text);
  return text;
}

inline bool IsTime(std::string_view name) {
  return name.ends_with("Timestamp") || name.ends_with("At");
}

// Writes `value`, the member `name`, in the other format: what is base64 in the one is a
// byte string in the other, and times are in other units.
inline void Translate(WireFormat from, std::string_view name, const WireValue& value,
                      BodyWriter& writer) {
  const double to_millis = from == WireFormat::kJson ? 1000.0 : 1.0;
  switch (value.kind()) {
    case WireKind::kNull:
      FAIL("nobody writes a null");
      break;
    case WireKind::kBoolean:
      writer.Boolean(value.boolean());
      break;
    case WireKind::kInteger:
    case WireKind::kDouble: {
      const double number =
          value.kind() == WireKind::kDouble ? value.real() : static_cast<double>(value.integer());
      if (IsTime(name)) {
        writer.Time(absl::FromUnixMillis(std::llround(number * to_millis)));
      } else {
        writer.Integer(std::llround(number));
      }
      break;
    }
    case WireKind::kText:
      if (from == WireFormat::kJson && name == "Data") {
        std::vector<std::byte> data(value.text().size());
        data.resize(serve_internal::DecodeBase64(value.text(), data.data()).count);
        writer.Blob(data);
      } else {
        writer.Text(value.text());
      }
      break;
    case WireKind::kBlob:
      writer.Blob(value.blob());
      break;
    case WireKind::kList:
      writer.BeginList();
      value.ForEachElement(
          [&](const WireValue& element) { Translate(from, name, element, writer); });
      writer.EndList();
      break;
    case WireKind::kMap:
      writer.BeginMap();
      value.ForEachEntry([&](std::string_view key, const WireValue& element) {
        writer.Name(key);
        Translate(from, key, element, writer);
      });
      writer.EndMap();
      break;
  }
}

inline std::string Translated(WireFormat from, std::string_view body) {
  const std::optional<WireBody> parsed = WireBody::Parse(from, std::string(body));
  REQUIRE(parsed.has_value());
  BodyWriter writer(from == WireFormat::kJson ? WireFormat::kCbor : WireFormat::kJson);
  Translate(from, "", parsed->root(), writer);
  return std::move(writer).Take();
}

// A LocalKinesis, asked over the wire in one of the formats.
class WireTest : public LocalTest {
 public:
  explicit WireTest(WireFormat format) : WireTest(format, {.limits = KinesisLimits::Unlimited()}) {}
  WireTest(WireFormat format, LocalKinesisOptions options)
      : LocalTest(std::move(options)), format_(format) {}

  // In the format: the answer as it comes.
  CallReply Reply(KinesisOperation operation, std::string body) {
    const std::optional<WireBody> parsed = WireBody::Parse(format_, std::move(body));
    REQUIRE(parsed.has_value());
    return CallOperation(kinesis, operation, format_, *parsed);
  }

  // In JSON: what `operation` answers to `json`; an error with its status before it.
  std::string Ask(KinesisOperation operation, std::string_view json) {
    CallReply reply =
        Reply(operation, format_ == WireFormat::kJson ? std::string(json)
                                                      : Translated(WireFormat::kJson, json));
    std::string answer = std::move(reply.body);
    if (format_ == WireFormat::kCbor && !answer.empty()) {
      answer = Translated(WireFormat::kCbor, answer);
    }
    return reply.http_status == 200 ? answer : Concat(reply.http_status, " ", answer);
  }

  WireFormat format() const { return format_; }

 private:
  const WireFormat format_;
};

// The text that `json`, an answer, has for `name`, wherever it stands first.
inline std::string MemberText(std::string_view json, std::string_view name) {
  const std::string begin = Concat("\"", name, "\":\"");
  const std::size_t at = json.find(begin);
  REQUIRE(at != std::string_view::npos);
  const std::string_view rest = json.substr(at + begin.size());
  return std::string(rest.substr(0, rest.find('"')));
}

// What is asked, and what the answer is: empty of an operation without a result.
struct Exchange {
  KinesisOperation operation;
  std::string_view request;
  std::string_view answer;
};

// Has them in their order with one service, and with another in the other format.
inline void Converse(std::span<const Exchange> exchanges) {
  for (const WireFormat format : {WireFormat::kJson, WireFormat::kCbor}) {
    WireTest test(format);
    for (const Exchange& exchange : exchanges) {
      CAPTURE(format, ToString(exchange.operation), exchange.request);
      CHECK(test.Ask(exchange.operation, exchange.request) == exchange.answer);
      test.clock.Advance(absl::Milliseconds(1500));
    }
  }
}

}  // namespace weir::testing

// SPDX-License-Identifier: MIT
#include "serve/requests.h"

#include <cstdio>
#include <cstring>

#include "serve/stop.h"
#include "serve/time.h"

namespace weir::bench {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Sixteen digits, as evenly spread as keys should be.
std::string KeyOf(std::uint64_t number) {
  std::uint64_t bits = (number + 1) * 0x9E37'79B9'7F4A'7C15U;
  bits = (bits ^ (bits >> 29)) * 0xBF58'476D'1CE4'E5B9U;
  char key[17];
  std::snprintf(key, sizeof(key), "%016llx", static_cast<unsigned long long>(bits));
  return key;
}

std::string EntryOf(std::uint64_t number) {
  std::string data = KeyOf(number);
  while (data.size() < kDataBytes) data += static_cast<char>(data[data.size() - 16] + 1);
  return R"("PartitionKey":")" + KeyOf(number) + R"(","Data":")" + Base64(data) + '"';
}

std::string NameOf(std::string_view stream) {
  return R"("StreamName":")" + std::string(stream) + '"';
}

}  // namespace

std::string RequestOf(std::string_view operation, std::string_view body) {
  std::string request = "POST / HTTP/1.1\r\nhost: localhost\r\n";
  request += "content-type: application/x-amz-json-1.1\r\n";
  request += "x-amz-target: Kinesis_20131202." + std::string(operation) + "\r\n";
  request += "x-amz-date: 20260101T000000Z\r\n";
  request +=
      "authorization: AWS4-HMAC-SHA256 "
      "Credential=AKIDEXAMPLE/20260101/us-east-1/kinesis/aws4_request, "
      "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
      "Signature=5672ae88a9d0fcca2f4b0ff0b5b4e3a16fbd8ba39d4a9e2c0bb3f7ba6b0a3d7b\r\n";
  request += "content-length: " + std::to_string(body.size()) + "\r\n\r\n";
  request += body;
  return request;
}

std::string Base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = (bits << 8) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? kDigits[(bits >> (18 - 6 * j)) & 0x3F] : '=';
    }
  }
  return text;
}

std::string FromBase64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 0xFF);
  }
  return bytes;
}

std::string PutRecordOf(std::string_view stream, std::uint64_t number) {
  return RequestOf("PutRecord", '{' + NameOf(stream) + ',' + EntryOf(number) + '}');
}

std::string PutRecordsOf(std::string_view stream, std::uint64_t number) {
  std::string body = '{' + NameOf(stream) + R"(,"Records":[)";
  for (std::uint64_t i = 0; i < kBatchRecords; ++i) {
    body += (i == 0 ? "{" : ",{") + EntryOf(number * kBatchRecords + i) + '}';
  }
  return RequestOf("PutRecords", body + "]}");
}

std::string TextOf(std::string_view body, std::string_view name) {
  const std::string lead = '"' + std::string(name) + R"(":")";
  const std::size_t at = body.find(lead);
  if (at == std::string_view::npos) Stop("an answer has no " + std::string(name));
  const std::size_t begin = at + lead.size();
  return std::string(body.substr(begin, body.find('"', begin) - begin));
}

int CountOf(std::string_view body, std::string_view text) {
  // Not string_view's, which stops at every quotation mark.
  int count = 0;
  const char* const end = body.data() + body.size();
  for (const char* at = body.data();; at += text.size()) {
    at = static_cast<const char*>(
        memmem(at, static_cast<std::size_t>(end - at), text.data(), text.size()));
    if (at == nullptr) return count;
    ++count;
  }
}

std::string Ask(HttpClient& client, std::string_view operation, std::string_view body) {
  const HttpClient::Answer answer = client.Exchange(RequestOf(operation, body));
  if (answer.status != 200) {
    Stop(std::string(operation) + " is answered with " + std::to_string(answer.status) + ": " +
         std::string(answer.body.substr(0, 500)));
  }
  return std::string(answer.body);
}

void CreateStream(HttpClient& client, std::string_view stream, int shards) {
  Ask(client, "CreateStream",
      '{' + NameOf(stream) + R"(,"ShardCount":)" + std::to_string(shards) + '}');
  const std::string summary = '{' + NameOf(stream) + '}';
  while (TextOf(Ask(client, "DescribeStreamSummary", summary), "StreamStatus") != "ACTIVE") {
    SleepMillis(5);
  }
}

void DeleteStream(HttpClient& client, std::string_view stream) {
  Ask(client, "DeleteStream", '{' + NameOf(stream) + '}');
  const std::string look = RequestOf("DescribeStreamSummary", '{' + NameOf(stream) + '}');
  while (client.Exchange(look).status == 200) SleepMillis(5);
}

std::string ShardIdOf(int number) {
  char id[32];
  std::snprintf(id, sizeof(id), "shardId-%012d", number);
  return id;
}

}  // namespace weir::bench

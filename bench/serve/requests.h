// SPDX-License-Identifier: MIT
//
// Requests of Kinesis, as the bytes that go over the wire, and what is looked at in answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "serve/http_client.h"

namespace weir::bench {

// What each record has in it, before base64.
inline constexpr std::size_t kDataBytes = 100;
inline constexpr int kBatchRecords = 500;

// `body` is JSON. It carries the header of a signature, as all SDKs send one; nobody here
// verifies it.
std::string RequestOf(std::string_view operation, std::string_view body);

std::string Base64(std::string_view bytes);
// The bytes, as far as `text` is base64.
std::string FromBase64(std::string_view text);

// `number` makes keys and data that differ.
std::string PutRecordOf(std::string_view stream, std::uint64_t number);
std::string PutRecordsOf(std::string_view stream, std::uint64_t number);

// What follows `name` in JSON that has it, up to the end of the text: of
// {"ShardIterator":"AAA"}, AAA.
std::string TextOf(std::string_view body, std::string_view name);
int CountOf(std::string_view body, std::string_view text);

// Stops the run unless it answers 200, and returns the body.
std::string Ask(HttpClient& client, std::string_view operation, std::string_view body);

// Makes a stream, or takes one away, and waits until that is done.
void CreateStream(HttpClient& client, std::string_view stream, int shards);
void DeleteStream(HttpClient& client, std::string_view stream);

// "shardId-000000000007".
std::string ShardIdOf(int number);

}  // namespace weir::bench

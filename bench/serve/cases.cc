// SPDX-License-Identifier: MIT
#include "serve/cases.h"

#include <cstdint>

#include "serve/http_client.h"
#include "serve/requests.h"

namespace weir::bench {
namespace {

constexpr int kShards = 4;
constexpr int kPageRecords = 10'000;
// Before what is measured: a server that compiles as it runs has done so.
constexpr std::int64_t kWarmUpMillis = 300;

Load PutLoad(const std::string& stream) {
  Load load;
  for (std::uint64_t i = 0; i < 256; ++i) load.requests.push_back(PutRecordOf(stream, i));
  load.answer_text = R"("SequenceNumber":)";
  return load;
}

Load BatchLoad(const std::string& stream) {
  Load load;
  for (std::uint64_t i = 0; i < 8; ++i) load.requests.push_back(PutRecordsOf(stream, i));
  load.answer_text = R"("FailedRecordCount":0)";
  load.records_per_request = kBatchRecords;
  return load;
}

// Fills the shard, and reads its first page again and again.
Load PageLoad(HttpClient& client, const std::string& stream) {
  for (std::uint64_t i = 0; i < kPageRecords / kBatchRecords; ++i) {
    client.Exchange(PutRecordsOf(stream, i));
  }
  const std::string asked = R"({"StreamName":")" + stream + R"(","ShardId":")" + ShardIdOf(0) +
                            R"(","ShardIteratorType":"TRIM_HORIZON"})";
  const std::string iterator = TextOf(Ask(client, "GetShardIterator", asked), "ShardIterator");
  Load load;
  load.requests.push_back(
      RequestOf("GetRecords", R"({"Limit":10000,"ShardIterator":")" + iterator + R"("})"));
  load.answer_text = R"("SequenceNumber":)";
  load.answer_text_count = kPageRecords;
  load.records_per_request = kPageRecords;
  return load;
}

Load LoadOf(HttpClient& client, const Case& of, const std::string& stream) {
  switch (of.operation) {
    case Operation::kPutRecord:
      return PutLoad(stream);
    case Operation::kPutRecords:
      return BatchLoad(stream);
    case Operation::kGetRecords:
      break;
  }
  return PageLoad(client, stream);
}

}  // namespace

const std::vector<Case>& AllCases() {
  static const std::vector<Case> cases = {
      {"S1", "PutRecord, 1 connection", Operation::kPutRecord, 1, 10, /*has_floor=*/true},
      {"S1", "PutRecord, 16 connections", Operation::kPutRecord, 16, 10},
      {"S2", "PutRecords of 500, 1 connection", Operation::kPutRecords, 1, 30},
      {"S2", "PutRecords of 500, 16 connections", Operation::kPutRecords, 16, 30},
      {"S3", "GetRecords of 10,000, 1 connection", Operation::kGetRecords, 1, 30},
      {"S3", "GetRecords of 10,000, 16 connections", Operation::kGetRecords, 16, 30}};
  return cases;
}

LoadResult Measure(const Server& server, const Case& of, const std::string& stream,
                   std::int64_t millis) {
  Load load;
  {
    HttpClient client(server.port());
    CreateStream(client, stream, of.operation == Operation::kGetRecords ? 1 : kShards);
    load = LoadOf(client, of, stream);
  }
  load.connections = of.connections;
  Run(server, load, kWarmUpMillis);
  LoadResult result = Run(server, load, millis);
  // Not that of before: a server closes what has been idle for so long.
  HttpClient client(server.port());
  DeleteStream(client, stream);
  return result;
}

LoadResult MeasureEcho(const Server& echo, const Case& of, std::int64_t millis) {
  Load load = PutLoad("echo");
  load.connections = of.connections;
  Run(echo, load, kWarmUpMillis);
  return Run(echo, load, millis);
}

}  // namespace weir::bench

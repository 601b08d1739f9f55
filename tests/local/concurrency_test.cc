// SPDX-License-Identifier: MIT
//
// Goal: any number of clients call any operation at once, while streams come, change and
// go, and nobody is answered what Kinesis would not answer, nor loses what was
// acknowledged. Method: some threads act for two thousand clients, each of which has its
// own iterators; others do nothing but reshard one stream that all the while takes numbered
// records. Threads collect; the main thread asserts. Under ThreadSanitizer this is the
// contract's test for races.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "local/support.h"
#include "support/seeded_random.h"
#include "weir/service/kinesis_operation.h"

namespace weir {
namespace {

using kinesis::ShardIteratorType;
using testing::Answer;
using testing::LocalTest;

using Random = std::mt19937_64;

// What a thread saw that must not be.
using Complaints = std::vector<std::string>;

// Whether `operation` may end like this.
void Judge(Complaints& complaints, KinesisOperation operation, const absl::Status& status) {
  if (status.ok()) return;
  const std::optional<KinesisException> exception = KinesisExceptionOf(status);
  const auto allowed = ExceptionsOf(operation);
  if (exception.has_value() &&
      (*exception == KinesisException::kValidation ||
       std::find(allowed.begin(), allowed.end(), *exception) != allowed.end()) &&
      *exception != KinesisException::kInternalFailure) {
    return;
  }
  complaints.push_back(std::string(ToString(operation)) + " answered " + Answer(status));
}

struct Client {
  LocalKinesis kinesis;
  std::optional<std::string> iterator;
};

// One random call for `client`.
class Caller {
 public:
  Caller(std::uint64_t seed, Complaints& complaints) : random_(seed), complaints_(complaints) {}

  void Call(Client& client) {
    using Operation = void (Caller::*)(Client&);
    static constexpr std::array<Operation, 14> kOperations = {
        &Caller::Put,     &Caller::Put,    &Caller::PutMany,  &Caller::GetIterator, &Caller::Read,
        &Caller::Read,    &Caller::Create, &Caller::Delete,   &Caller::Split,       &Caller::Merge,
        &Caller::Rescale, &Caller::List,   &Caller::Describe, &Caller::Settings};
    (this->*kOperations[Below(kOperations.size())])(client);
  }

 private:
  std::size_t Below(std::size_t limit) { return random_() % limit; }
  std::string Stream() { return "s" + std::to_string(Below(8)); }
  std::string Shard() { return std::to_string(Below(12)); }
  void Say(KinesisOperation operation, const absl::Status& status) {
    Judge(complaints_, operation, status);
  }

  void Put(Client& client) {
    const std::string key = std::to_string(random_());
    Say(KinesisOperation::kPutRecord,
        client.kinesis
            .PutRecord({.stream_name = Stream(), .partition_key = key, .data = AsBytes("data")})
            .status());
  }
  void PutMany(Client& client) {
    const std::string key = std::to_string(random_());
    const std::vector<kinesis::PutRecordsRequestEntry> entries(
        10, {.partition_key = key, .data = AsBytes("data")});
    Say(KinesisOperation::kPutRecords,
        client.kinesis.PutRecords({.stream_name = Stream(), .records = entries}).status());
  }
  void GetIterator(Client& client) {
    auto iterator = client.kinesis.GetShardIterator(
        {.stream_name = Stream(),
         .shard_id = Shard(),
         .shard_iterator_type =
             Below(2) == 0 ? ShardIteratorType::kTrimHorizon : ShardIteratorType::kLatest});
    Say(KinesisOperation::kGetShardIterator, iterator.status());
    if (iterator.ok()) client.iterator = std::move(iterator->shard_iterator);
  }
  void Read(Client& client) {
    if (!client.iterator.has_value()) return GetIterator(client);
    auto read = client.kinesis.GetRecords({.shard_iterator = *client.iterator});
    Say(KinesisOperation::kGetRecords, read.status());
    client.iterator = read.ok() ? std::move(read->next_shard_iterator) : std::nullopt;
    if (!read.ok()) return;
    for (const kinesis::Record& record : read->records) {
      if (AsText(record.data) != "data") complaints_.push_back("a record has other data");
    }
  }
  void Create(Client& client) {
    Say(KinesisOperation::kCreateStream,
        client.kinesis.CreateStream(
            {.stream_name = Stream(), .shard_count = static_cast<std::int32_t>(1 + Below(4))}));
  }
  void Delete(Client& client) {
    if (Below(4) != 0) return Create(client);
    Say(KinesisOperation::kDeleteStream,
        client.kinesis.DeleteStream({.stream_name = Stream(), .enforce_consumer_deletion = true}));
  }
  void Split(Client& client) {
    Say(KinesisOperation::kSplitShard,
        client.kinesis.SplitShard(
            {.stream_name = Stream(),
             .shard_to_split = Shard(),
             .new_starting_hash_key = "170141183460469231731687303715884105728"}));
  }
  void Merge(Client& client) {
    Say(KinesisOperation::kMergeShards,
        client.kinesis.MergeShards({.stream_name = Stream(),
                                    .shard_to_merge = Shard(),
                                    .adjacent_shard_to_merge = Shard()}));
  }
  void Rescale(Client& client) {
    Say(KinesisOperation::kUpdateShardCount,
        client.kinesis
            .UpdateShardCount({.stream_name = Stream(),
                               .target_shard_count = static_cast<std::int32_t>(1 + Below(6)),
                               .scaling_type = kinesis::ScalingType::kUniformScaling})
            .status());
  }
  void List(Client& client) {
    Say(KinesisOperation::kListShards,
        client.kinesis.ListShards({.stream_name = Stream()}).status());
    Say(KinesisOperation::kListStreams, client.kinesis.ListStreams({}).status());
  }
  void Describe(Client& client) {
    Say(KinesisOperation::kDescribeStream,
        client.kinesis.DescribeStream({.stream_name = Stream()}).status());
    Say(KinesisOperation::kDescribeStreamSummary,
        client.kinesis.DescribeStreamSummary({.stream_name = Stream()}).status());
    Say(KinesisOperation::kDescribeLimits, client.kinesis.DescribeLimits({}).status());
  }
  void Settings(Client& client) {
    Say(KinesisOperation::kIncreaseStreamRetentionPeriod,
        client.kinesis.IncreaseStreamRetentionPeriod(
            {.stream_name = Stream(), .retention_period_hours = 48}));
    Say(KinesisOperation::kAddTagsToStream,
        client.kinesis.AddTagsToStream(
            {.stream_name = Stream(), .tags = kinesis::TagMap{{"team", "a"}}}));
    Say(KinesisOperation::kListTagsForStream,
        client.kinesis.ListTagsForStream({.stream_name = Stream()}).status());
    Say(KinesisOperation::kUpdateStreamMode,
        client.kinesis.UpdateStreamMode(
            {.stream_arn = "arn:aws:kinesis:us-east-1:111111111111:stream/" + Stream(),
             .stream_mode_details = {{.stream_mode = Below(2) == 0
                                                         ? kinesis::StreamMode::kOnDemand
                                                         : kinesis::StreamMode::kProvisioned}}}));
    client.kinesis.Tick();
  }

  Random random_;
  Complaints& complaints_;
};

TEST_CASE("two thousand clients at once are answered as Kinesis answers", "[local][concurrency]") {
  testing::SeededRandom random;
  INFO(random.Description());
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Milliseconds(2),
                                      .stream_deleting = absl::Milliseconds(3),
                                      .stream_updating = absl::Milliseconds(1)},
                  .stream_memory_bytes_max = 32 * 1024 * 1024});
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kClientsPerThread = 500;
  constexpr int kRounds = 4;
  std::vector<Complaints> complaints(kThreads);
  std::vector<std::uint64_t> seeds;
  for (std::size_t i = 0; i < kThreads; ++i) seeds.push_back(random.Bits());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&test, &complaints, seed = seeds[i], i] {
      Caller caller(seed, complaints[i]);
      std::vector<Client> clients(kClientsPerThread,
                                  {.kinesis = test.kinesis, .iterator = std::nullopt});
      for (int round = 0; round < kRounds; ++round) {
        for (Client& client : clients) {
          caller.Call(client);
          test.clock.Advance(absl::Microseconds(50));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Complaints& of_thread : complaints) {
    for (const std::string& complaint : of_thread) FAIL_CHECK(complaint);
  }
}

// All records of a stream, as a consumer finds them who reads parents before children.
std::map<std::string, std::vector<std::int64_t>> ReadAll(LocalTest& test) {
  std::map<std::string, std::vector<std::int64_t>> read;
  std::vector<kinesis::Shard> shards;
  kinesis::ListShardsRequest request = {.stream_name = "s"};
  for (std::optional<std::string> token = ""; token.has_value();) {
    auto page = test.kinesis.ListShards(request);
    REQUIRE(Answer(page) == "OK");
    shards.insert(shards.end(), page->shards.begin(), page->shards.end());
    token = std::move(page->next_token);
    request = {.next_token = token};
  }
  // Ids grow with age, so their order is parents first.
  for (const kinesis::Shard& shard : shards) {
    std::optional<std::string> iterator =
        test.Iterator(ShardIteratorType::kTrimHorizon, shard.shard_id.ToString());
    while (iterator.has_value()) {
      const kinesis::GetRecordsResult page = test.Read(*iterator);
      for (const kinesis::Record& record : page.records) {
        read[std::string(record.partition_key)].push_back(
            std::stoll(std::string(AsText(record.data))));
      }
      if (page.records.empty()) break;
      iterator = page.next_shard_iterator;
    }
  }
  return read;
}

TEST_CASE("what was acknowledged while shards split and merge is read once and in order",
          "[local][concurrency]") {
  // A reshard for every 200 records, and neither side may be more than two behind.
  LocalTest test;
  test.CreateStream("s", 2);
  constexpr int kProducers = 3;
  constexpr std::int64_t kRecords = 3'000;
  constexpr int kRecordsPerReshard = 200;
  std::atomic<int> put_count{0};
  std::atomic<int> reshard_count{0};
  std::vector<std::string> answers(kProducers);
  std::vector<std::thread> threads;
  for (int producer = 0; producer < kProducers; ++producer) {
    threads.emplace_back([&, producer] {
      for (std::int64_t i = 0; i < kRecords; ++i) {
        while (put_count / kRecordsPerReshard > reshard_count + 2) std::this_thread::yield();
        const std::string key = std::to_string(producer) + '-' + std::to_string(i % 7);
        const std::string text = std::to_string(i);
        const auto put = test.kinesis.PutRecord(
            {.stream_name = "s", .partition_key = key, .data = AsBytes(text)});
        if (!put.ok()) answers[static_cast<std::size_t>(producer)] = Answer(put);
        ++put_count;
      }
    });
  }
  std::int32_t shard_count = 2;
  std::string reshard_answer = "OK";
  for (; reshard_count < kProducers * kRecords / kRecordsPerReshard; ++reshard_count) {
    while (put_count < reshard_count * kRecordsPerReshard) std::this_thread::yield();
    const std::int32_t next[] = {0, 0, 8, 2, 3, 0, 0, 0, 4};
    shard_count = next[shard_count];
    const std::string answer = Answer(
        test.kinesis.UpdateShardCount({.stream_name = "s",
                                       .target_shard_count = shard_count,
                                       .scaling_type = kinesis::ScalingType::kUniformScaling}));
    if (answer != "OK") reshard_answer = answer;
    test.clock.Advance(absl::Milliseconds(10));
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(reshard_answer == "OK");
  for (const std::string& answer : answers) CHECK(answer.empty());
  std::size_t total = 0;
  for (const auto& [key, numbers] : ReadAll(test)) {
    CHECK(std::is_sorted(numbers.begin(), numbers.end(), std::less_equal<>()));
    total += numbers.size();
  }
  CHECK(total == kProducers * kRecords);
}

}  // namespace
}  // namespace weir

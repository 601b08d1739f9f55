// SPDX-License-Identifier: MIT
//
// Goal: whatever is called in whatever order, LocalKinesis answers as a list of records
// would. Method: random operations with random arguments, on a clock that mostly creeps and
// sometimes leaps over a retention period, are done twice, and every answer is compared.
// A failure prints the seed, which a run takes back.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/reference_kinesis.h"
#include "local/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using kinesis::ShardIteratorType;
using testing::Answer;
using testing::LocalTest;
using testing::ReferenceRead;
using testing::ReferenceRecord;
using testing::ReferenceStream;
using testing::SeededRandom;

constexpr std::int64_t kRecordsPerSecond = 40;
constexpr std::int64_t kBytesPerSecond = 1'048'576;

LocalKinesisOptions Options() {
  const auto limit = [](std::int64_t per_second) {
    return RateLimit{.mode = LimitMode::kEnforce, .rate = {.per_second = per_second}};
  };
  return {
      .limits = {.write_bytes = limit(kBytesPerSecond), .write_records = limit(kRecordsPerSecond)}};
}

// An iterator, and where the reference thinks it stands.
struct Known {
  std::string iterator;
  std::size_t shard = 0;
  std::size_t next = 0;
  std::int64_t created_millis = 0;
};

class Comparison {
 public:
  explicit Comparison(SeededRandom& random)
      : random_(random),
        test_(Options()),
        epoch_nanos_(Now()),
        reference_(1 + random.Below(4),
                   {.records_per_second = kRecordsPerSecond, .bytes_per_second = kBytesPerSecond},
                   epoch_nanos_, Now()) {
    test_.CreateStream("s", static_cast<std::int32_t>(reference_.shards().size()));
  }

  void Step() {
    switch (random_.Below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return PutRecord();
      case 4:
      case 5:
        return PutRecords();
      case 6:
      case 7:
        return GetShardIterator();
      case 8:
      case 9:
      case 10:
      case 11:
        return GetRecords();
      case 12:
        return random_.Below(4) == 0 ? Reshard() : PutRecord();
      case 13:
        return random_.Below(8) == 0 ? ChangeRetention() : GetRecords();
      default:
        return Advance();
    }
  }

  std::size_t put_count() const { return put_count_; }
  std::size_t read_count() const { return read_count_; }
  std::size_t refused_count() const { return refused_count_; }
  std::size_t reshard_count() const { return reshard_count_; }

 private:
  std::int64_t Now() const { return test_.clock.NowNanos(); }
  std::string Key() { return std::to_string(random_.Below(40)); }
  std::string Text() {
    const std::size_t size = random_.Below(50) == 0 ? random_.Below(300'000) : random_.Below(40);
    return std::to_string(put_count_) + '.' + std::string(size, 'x');
  }

  void Advance() {
    switch (random_.Below(40)) {
      case 0:
        return test_.clock.Advance(absl::Hours(1 + static_cast<std::int64_t>(random_.Below(30))));
      case 1:
      case 2:
        return test_.clock.Advance(absl::Seconds(static_cast<std::int64_t>(random_.Below(400))));
      default:
        return test_.clock.Advance(
            absl::Nanoseconds(static_cast<std::int64_t>(random_.Below(60'000'000))));
    }
  }

  // What both say of one record.
  void ComparePut(std::string_view key, std::string_view text,
                  const std::optional<ShardId>& shard_id,
                  const std::optional<KinesisSequenceNumber>& number) {
    const std::size_t shard = reference_.ShardOf(key);
    ReferenceRecord* const record = reference_.Put(key, text, Now());
    REQUIRE(number.has_value() == (record != nullptr));
    ++(record != nullptr ? put_count_ : refused_count_);
    if (record == nullptr) return;
    REQUIRE(shard_id->index == shard);
    record->sequence_number = number->ToString();
  }

  void PutRecord() {
    const std::string key = Key();
    const std::string text = Text();
    const auto put =
        test_.kinesis.PutRecord({.stream_name = "s", .partition_key = key, .data = AsBytes(text)});
    if (put.ok()) return ComparePut(key, text, put->shard_id, put->sequence_number);
    ComparePut(key, text, std::nullopt, std::nullopt);
  }

  void PutRecords() {
    std::vector<std::string> keys;
    std::vector<std::string> texts;
    std::vector<kinesis::PutRecordsRequestEntry> entries;
    const std::size_t count = 1 + random_.Below(20);
    for (std::size_t i = 0; i < count; ++i) {
      keys.push_back(Key());
      texts.push_back(Text());
    }
    for (std::size_t i = 0; i < count; ++i) {
      entries.push_back({.partition_key = keys[i], .data = AsBytes(texts[i])});
    }
    const auto put = test_.kinesis.PutRecords({.stream_name = "s", .records = entries});
    REQUIRE(Answer(put) == "OK");
    REQUIRE(put->records.size() == count);
    std::int32_t failed = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const kinesis::PutRecordsResultEntry& entry = put->records[i];
      failed += entry.error_code.has_value() ? 1 : 0;
      ComparePut(keys[i], texts[i], entry.shard_id, entry.sequence_number);
    }
    REQUIRE(put->failed_record_count == failed);
  }

  void GetShardIterator() {
    const std::size_t shard = random_.Below(reference_.shards().size());
    const std::vector<ReferenceRecord>& records = reference_.shards()[shard].records;
    kinesis::GetShardIteratorRequest request = {.stream_name = "s"};
    const std::string shard_id = ShardId{static_cast<std::uint32_t>(shard)}.ToString();
    request.shard_id = shard_id;
    std::size_t next = 0;
    // Some of those that the shard still has, or had.
    const std::size_t of = records.empty() ? 0 : random_.Below(records.size());
    switch (random_.Below(records.empty() ? 2 : 5)) {
      case 0:
        request.shard_iterator_type = ShardIteratorType::kTrimHorizon;
        next = reference_.TrimHorizon(shard, Now());
        break;
      case 1:
        request.shard_iterator_type = ShardIteratorType::kLatest;
        next = reference_.Latest(shard);
        break;
      case 2:
        request.shard_iterator_type = ShardIteratorType::kAtSequenceNumber;
        request.starting_sequence_number = records[of].sequence_number;
        next = of;
        break;
      case 3:
        request.shard_iterator_type = ShardIteratorType::kAfterSequenceNumber;
        request.starting_sequence_number = records[of].sequence_number;
        next = of + 1;
        break;
      default: {
        request.shard_iterator_type = ShardIteratorType::kAtTimestamp;
        const std::int64_t millis =
            std::min(Now(), records[of].arrival_nanos +
                                static_cast<std::int64_t>(random_.Below(50'000'000))) /
            1'000'000;
        request.timestamp = absl::FromUnixMillis(millis);
        next = reference_.AtTimestamp(shard, millis * 1'000'000);
        break;
      }
    }
    const auto iterator = test_.kinesis.GetShardIterator(request);
    if (reference_.IsExpired(shard, Now())) {
      REQUIRE(Answer(iterator).starts_with("ResourceNotFoundException: Shard " + shard_id));
      return;
    }
    REQUIRE(Answer(iterator) == "OK");
    Know({iterator->shard_iterator, shard, next, Now() / 1'000'000});
  }

  void Know(Known known) {
    if (known_.size() < 30) {
      known_.push_back(std::move(known));
    } else {
      known_[random_.Below(known_.size())] = std::move(known);
    }
  }

  void GetRecords() {
    if (known_.empty()) return;
    const std::size_t who = random_.Below(known_.size());
    const Known known = known_[who];
    const std::size_t limit = random_.Below(3) == 0 ? 10'000 : 1 + random_.Below(30);
    const auto read = test_.kinesis.GetRecords(
        {.shard_iterator = known.iterator, .limit = static_cast<std::int32_t>(limit)});
    if (Now() / 1'000'000 - known.created_millis > 300'000) {
      REQUIRE(Answer(read).starts_with("ExpiredIteratorException"));
      known_.erase(known_.begin() + static_cast<std::ptrdiff_t>(who));
      return;
    }
    REQUIRE(Answer(read) == "OK");
    const ReferenceRead expected = reference_.Read(known.shard, known.next, limit, Now());
    REQUIRE(read->records.size() == expected.records.size());
    std::size_t i = 0;
    for (const kinesis::Record& record : read->records) {
      const ReferenceRecord& of = expected.records[i++];
      REQUIRE(AsText(record.data) == of.text);
      REQUIRE(record.sequence_number.ToString() == of.sequence_number);
      REQUIRE(absl::ToUnixNanos(record.approximate_arrival_timestamp) == of.arrival_nanos);
    }
    read_count_ += expected.records.size();
    REQUIRE(read->millis_behind_latest == expected.millis_behind_latest);
    REQUIRE(read->next_shard_iterator.has_value() == !expected.is_at_end);
    REQUIRE(read->child_shards.size() == expected.children.size());
    for (std::size_t child = 0; child < expected.children.size(); ++child) {
      REQUIRE(read->child_shards[child].shard_id.index == expected.children[child]);
    }
    if (expected.is_at_end) return;
    // Either goes on, or leaves it to be read once more.
    if (random_.Below(4) != 0) {
      known_[who] = {*read->next_shard_iterator, known.shard, expected.next, Now() / 1'000'000};
    }
  }

  void Reshard() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < reference_.shards().size(); ++i) {
      if (!reference_.shards()[i].closed_nanos) open.push_back(i);
    }
    const std::size_t shard = open[random_.Below(open.size())];
    const std::string shard_id = ShardId{static_cast<std::uint32_t>(shard)}.ToString();
    ++reshard_count_;
    const std::optional<std::size_t> right = reference_.RightOf(shard);
    if (right.has_value() && (open.size() > 6 || random_.Below(2) == 0)) {
      const std::string right_id = ShardId{static_cast<std::uint32_t>(*right)}.ToString();
      REQUIRE(Answer(test_.kinesis.MergeShards({.stream_name = "s",
                                                .shard_to_merge = shard_id,
                                                .adjacent_shard_to_merge = right_id})) == "OK");
      return reference_.Merge(shard, *right, Now());
    }
    const Uint128 first = reference_.shards()[shard].first_key;
    const Uint128 last = reference_.shards()[shard].last_key;
    const Uint128 key = first + Half(last - first);
    REQUIRE(Answer(test_.kinesis.SplitShard({.stream_name = "s",
                                             .shard_to_split = shard_id,
                                             .new_starting_hash_key = key.ToDecimal()})) == "OK");
    reference_.Split(shard, key, Now());
  }

  static Uint128 Half(const Uint128& value) {
    return {.high = value.high >> 1, .low = value.low >> 1 | value.high << 63};
  }

  void ChangeRetention() {
    const auto hours = static_cast<std::int32_t>(24 + random_.Below(60));
    if (hours >= reference_.retention_hours()) {
      REQUIRE(Answer(test_.kinesis.IncreaseStreamRetentionPeriod(
                  {.stream_name = "s", .retention_period_hours = hours})) == "OK");
    } else {
      REQUIRE(Answer(test_.kinesis.DecreaseStreamRetentionPeriod(
                  {.stream_name = "s", .retention_period_hours = hours})) == "OK");
    }
    reference_.SetRetentionHours(hours, Now());
  }

  SeededRandom& random_;
  LocalTest test_;
  std::int64_t epoch_nanos_;
  ReferenceStream reference_;
  std::vector<Known> known_;
  std::size_t put_count_ = 0;
  std::size_t read_count_ = 0;
  std::size_t refused_count_ = 0;
  std::size_t reshard_count_ = 0;
};

TEST_CASE("LocalKinesis answers as a list of records would", "[local][reference]") {
  SeededRandom random;
  INFO(random.Description());
  std::size_t put = 0;
  std::size_t read = 0;
  std::size_t refused = 0;
  std::size_t resharded = 0;
  for (int round = 0; round < 30; ++round) {
    Comparison comparison(random);
    for (int step = 0; step < 1'500; ++step) comparison.Step();
    put += comparison.put_count();
    read += comparison.read_count();
    refused += comparison.refused_count();
    resharded += comparison.reshard_count();
  }
  // So much of each kind that the comparison is one.
  CHECK(put > 10'000);
  CHECK(read > 10'000);
  CHECK(refused > 100);
  CHECK(resharded > 50);
}

}  // namespace
}  // namespace weir

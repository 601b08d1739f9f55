// SPDX-License-Identifier: MIT
//
// Random lists of operations on a stream and on the reference, compared step by
// step. A list that fails is printed with its seed, after every step that it fails
// without has been dropped.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stream/reference_stream.h"
#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Kept;
using testing::kMiB;
using testing::ManualClock;
using testing::ReferencePosition;
using testing::ReferenceState;
using testing::ReferenceStream;
using testing::ReferenceStreamPosition;
using testing::SeededRandom;

enum class Kind : std::uint8_t {
  kPut,
  kBatch,
  kClaim,
  kFinish,
  kOpenCursor,
  kRead,
  kDropCursor,
  kOpenAll,
  kReadAll,
  kDropAll,
  kLag,
  kRelease,
  kSplit,
  kMerge,
  kRescale,
  kRetention,
  kTick,
  kAdvance,
  kLook,
  kClose,
};
struct Weight {
  Kind kind;
  const char* name;
  std::uint64_t share;
};
constexpr Weight kWeights[] = {
    {Kind::kPut, "put", 300},          {Kind::kBatch, "batch", 40},
    {Kind::kClaim, "claim", 30},       {Kind::kFinish, "finish", 40},
    {Kind::kOpenCursor, "open", 40},   {Kind::kRead, "read", 200},
    {Kind::kDropCursor, "drop", 25},   {Kind::kOpenAll, "open all", 15},
    {Kind::kReadAll, "read all", 150}, {Kind::kDropAll, "drop all", 10},
    {Kind::kLag, "lag", 40},           {Kind::kRelease, "release", 20},
    {Kind::kSplit, "split", 20},       {Kind::kMerge, "merge", 15},
    {Kind::kRescale, "rescale", 4},    {Kind::kRetention, "retention", 8},
    {Kind::kTick, "tick", 40},         {Kind::kAdvance, "advance", 60},
    {Kind::kLook, "look", 30},         {Kind::kClose, "close", 1},
};

// What the numbers mean depends on the state in which the step is done.
struct Step {
  Kind kind = Kind::kPut;
  std::uint64_t a = 0;
  std::uint64_t b = 0;
};

Step DrawStep(SeededRandom& random) {
  std::uint64_t sum = 0;
  for (const Weight& weight : kWeights) sum += weight.share;
  std::uint64_t drawn = random.Below(sum);
  for (const Weight& weight : kWeights) {
    if (drawn < weight.share) return {weight.kind, random.Bits(), random.Bits()};
    drawn -= weight.share;
  }
  return {};
}

std::string Print(const std::vector<Step>& steps) {
  std::string text;
  for (const Step& step : steps) {
    for (const Weight& weight : kWeights) {
      if (weight.kind == step.kind)
        text += Concat("  ", weight.name, " ", step.a, " ", step.b, "\n");
    }
  }
  return text;
}

struct Setting {
  Slab* slab = nullptr;
  StreamOptions options = {};
  bool may_drop = false;
  // Whether the budget may end.
  bool is_tight = false;
};

// A cursor and what it last handed out, which must not change until it is asked again.
template <class AnyCursor, class AnyPosition>
struct ComparedReader {
  AnyCursor cursor;
  AnyPosition position;
  Batch batch;
  std::vector<Kept> shown;
};

// Does steps to both. The first difference ends it.
class Comparison {
 public:
  explicit Comparison(const Setting& setting)
      : setting_(setting),
        reference_(setting.options.shard_count, setting.options.retention_period,
                   setting.may_drop) {
    setting_.options.clock = &clock_;
    stream_ = *stream_internal::CreateStream(setting_.options, *setting_.slab);
    reference_.now_nanos = clock_.NowNanos();
  }

  // What is wrong, or nothing.
  std::string Run(const std::vector<Step>& steps) {
    for (std::size_t i = 0; i < steps.size() && wrong_.empty(); ++i) {
      Do(steps[i]);
      const StreamStatistics statistics = stream_->Statistics();
      if (statistics.memory_bytes > setting_.options.memory_bytes_max) Fail("over the budget");
      if (!wrong_.empty()) wrong_ = Concat("step ", i, ": ", wrong_);
    }
    if (wrong_.empty()) Finish();
    return wrong_;
  }

 private:
  void Fail(const std::string& what) {
    if (wrong_.empty()) wrong_ = what;
  }
  void Expect(bool condition, const std::string& what) {
    if (!condition) Fail(what);
  }

  void Do(const Step& step);
  void Put(const Step& step);
  void PutOne(const PutOutcome& outcome, const PutEntry& entry);
  void PutBatch(const Step& step);
  void MakeClaim(const Step& step);
  void FinishClaim(std::size_t at, bool is_committed);
  void FinishAllClaims() {
    while (!claims_.empty()) FinishClaim(0, true);
  }
  void OpenCursor(const Step& step);
  void OpenAll(const Step& step);
  template <class AnyReader>
  void Read(AnyReader& reader, const ReadOptions& options);
  template <class AnyReader>
  void CheckShown(const AnyReader& reader) {
    Expect(testing::Keep(reader.batch) == reader.shown, "a batch has changed");
  }
  template <class AnyReader>
  void CheckLag(AnyReader& reader);
  void Release(ComparedReader<Cursor, ReferencePosition>& reader);
  void SetRetention(const Step& step);
  void Split(const Step& step);
  void Merge(const Step& step);
  void Rescale(const Step& step);
  void Advance(const Step& step);
  void Look();
  void Finish();

  std::string DataOf(const Step& step) {
    const std::uint64_t size = step.b % 7 == 0 ? step.b / 7 % 700 : step.b / 7 % 60;
    std::string data(size, static_cast<char>('a' + counter_ % 26));
    return Concat(counter_++, data);
  }

  Setting setting_;
  ManualClock clock_;
  ReferenceStream reference_;
  std::optional<Stream> stream_;
  struct Claimed {
    RecordClaim claim;
    std::uint32_t shard;
    std::uint64_t number;
  };
  std::vector<Claimed> claims_;
  std::vector<ComparedReader<Cursor, ReferencePosition>> cursors_;
  std::vector<ComparedReader<StreamCursor, ReferenceStreamPosition>> all_;
  std::uint64_t counter_ = 0;
  std::string wrong_;
};

void Comparison::Do(const Step& step) {
  const auto options = [&step] {
    return ReadOptions{.records_max = 1 + static_cast<std::int32_t>(step.b % 40),
                       .bytes_max = step.b % 3 == 0 ? 200 : 100'000};
  };
  switch (step.kind) {
    case Kind::kPut:
      return Put(step);
    case Kind::kBatch:
      return PutBatch(step);
    case Kind::kClaim:
      return MakeClaim(step);
    case Kind::kFinish:
      if (!claims_.empty()) FinishClaim(step.a % claims_.size(), step.b % 3 != 0);
      return;
    case Kind::kOpenCursor:
      if (cursors_.size() < 12) OpenCursor(step);
      return;
    case Kind::kRead:
      if (!cursors_.empty()) Read(cursors_[step.a % cursors_.size()], options());
      return;
    case Kind::kDropCursor:
      if (!cursors_.empty()) {
        cursors_.erase(cursors_.begin() + static_cast<std::ptrdiff_t>(step.a % cursors_.size()));
      }
      return;
    case Kind::kOpenAll:
      if (all_.size() < 4) OpenAll(step);
      return;
    case Kind::kReadAll:
      if (!all_.empty()) Read(all_[step.a % all_.size()], options());
      return;
    case Kind::kDropAll:
      if (!all_.empty()) {
        all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(step.a % all_.size()));
      }
      return;
    case Kind::kLag:
      if (!cursors_.empty()) CheckLag(cursors_[step.a % cursors_.size()]);
      if (!all_.empty()) CheckLag(all_[step.b % all_.size()]);
      return;
    case Kind::kRelease:
      if (!cursors_.empty()) Release(cursors_[step.a % cursors_.size()]);
      return;
    case Kind::kSplit:
      return Split(step);
    case Kind::kMerge:
      return Merge(step);
    case Kind::kRescale:
      return Rescale(step);
    case Kind::kRetention:
      return SetRetention(step);
    case Kind::kTick:
      return stream_->Tick();
    case Kind::kAdvance:
      return Advance(step);
    case Kind::kLook:
      return Look();
    case Kind::kClose:
      stream_->Close();
      return reference_.Close();
  }
}

void Comparison::Release(ComparedReader<Cursor, ReferencePosition>& reader) {
  CheckShown(reader);
  reader.cursor.Release();
  reader.batch = {};
  reader.shown.clear();
}

void Comparison::SetRetention(const Step& step) {
  // No claim is unfinished when it expires: nobody could tell when it did.
  FinishAllClaims();
  absl::Duration period = absl::Milliseconds(1'000 + step.a % 20'000);
  // Sometimes the shortest or the longest that there is.
  if (step.b % 8 == 0) period = step.a % 2 == 0 ? absl::Seconds(1) : absl::Hours(8'760);
  Expect(stream_->SetRetentionPeriod(period).ok(), "the retention period is refused");
  reference_.SetRetention(period);
}

void Comparison::PutOne(const PutOutcome& outcome, const PutEntry& entry) {
  const HashKey key = entry.explicit_hash_key.has_value()
                          ? *entry.explicit_hash_key
                          : HashPartitionKey(KeyHash::kXxh3, entry.partition_key);
  const std::optional<std::uint32_t> shard = reference_.ShardFor(key);
  if (!shard.has_value()) {
    return Expect(outcome.code == PutCode::kStreamClosed, "a closed stream took a record");
  }
  Expect(outcome.shard_id.index == *shard,
         Concat("a put went to ", outcome.shard_id.index, ", not ", *shard));
  if (setting_.is_tight && outcome.code == PutCode::kMemoryExhausted) return;
  Expect(outcome.code == PutCode::kOk, Concat("put code ", static_cast<int>(outcome.code)));
  const std::uint64_t number =
      reference_.Append(*shard, ReferenceState::kRecord, std::string(entry.partition_key),
                        std::string(AsText(entry.data)));
  Expect(outcome.sequence_number.value == number,
         Concat("number ", outcome.sequence_number.value, ", not ", number));
}

void Comparison::Put(const Step& step) {
  const std::string key = Concat("key-", step.a % 30);
  const std::string data = DataOf(step);
  PutEntry entry{.partition_key = key, .data = AsBytes(data)};
  if (step.a % 5 == 0) entry.explicit_hash_key = HashKey{{.high = step.a * 977, .low = step.b}};
  PutOne(stream_->TryPut(entry), entry);
}

void Comparison::PutBatch(const Step& step) {
  const std::size_t count = 1 + step.a % 40;
  std::vector<std::string> keys;
  std::vector<std::string> data;
  for (std::size_t i = 0; i < count; ++i) {
    keys.push_back(Concat("key-", (step.a / 41 + i * i) % 30));
    data.push_back(DataOf({.b = step.b + i * 77}));
  }
  std::vector<PutEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    entries.push_back({.partition_key = keys[i], .data = AsBytes(data[i])});
  }
  std::vector<PutOutcome> outcomes(count);
  stream_->PutBatch(entries, outcomes);
  for (std::size_t i = 0; i < count; ++i) PutOne(outcomes[i], entries[i]);
}

void Comparison::MakeClaim(const Step& step) {
  if (claims_.size() >= 3) return;
  const std::string key = Concat("key-", step.a % 30);
  const std::string data = DataOf(step);
  absl::StatusOr<RecordClaim> claim =
      stream_->Claim({.partition_key = key, .data_bytes = data.size()});
  const auto shard = reference_.ShardFor(HashPartitionKey(KeyHash::kXxh3, key));
  if (!claim.ok()) {
    const bool is_full = setting_.is_tight && absl::IsResourceExhausted(claim.status());
    return Expect(is_full || !shard.has_value(), "a claim is refused");
  }
  if (!shard.has_value()) return Fail("a closed stream took a claim");
  std::memcpy(claim->data().data(), data.data(), data.size());
  const std::uint64_t number = reference_.Append(*shard, ReferenceState::kUnfinished, key, data);
  claims_.push_back({*std::move(claim), *shard, number});
}

void Comparison::FinishClaim(std::size_t at, bool is_committed) {
  Claimed claimed = std::move(claims_[at]);
  claims_.erase(claims_.begin() + static_cast<std::ptrdiff_t>(at));
  testing::ReferenceEntry& entry = reference_.shards[claimed.shard].entries[claimed.number];
  entry.state = is_committed ? ReferenceState::kRecord : ReferenceState::kAborted;
  if (!is_committed) return claimed.claim.Abort();
  const absl::StatusOr<PutResult> result = claimed.claim.Commit();
  Expect(result.ok() && result->sequence_number.value == claimed.number &&
             result->shard_id.index == claimed.shard,
         "a claim is committed elsewhere");
}

void Comparison::OpenCursor(const Step& step) {
  const auto shard = static_cast<std::uint32_t>(step.a % reference_.shards.size());
  const std::uint64_t size = reference_.shards[shard].entries.size();
  Position position = Position::TrimHorizon();
  std::optional<ReferencePosition> expected;
  const std::uint64_t number = size == 0 ? 0 : step.b % (size + 1);
  switch (step.a / reference_.shards.size() % 5) {
    case 0:
      expected = reference_.AtHorizon(shard);
      break;
    case 1:
      position = Position::Latest();
      expected = reference_.AtTip(shard);
      break;
    case 2:
    case 3: {
      const bool is_after = step.b % 2 == 0;
      position =
          is_after ? Position::AfterSequenceNumber({number}) : Position::AtSequenceNumber({number});
      if (number < size) {
        expected = ReferencePosition{.shard = shard,
                                     .next = is_after ? number + 1 : number,
                                     .is_seeking = true,
                                     .is_bytes_known = false};
      }
      break;
    }
    default: {
      const std::int64_t back = static_cast<std::int64_t>(step.b % 8'000'000'000) - 100'000'000;
      const std::int64_t nanos = reference_.now_nanos - back;
      position = Position::AtTimestamp(absl::FromUnixNanos(nanos));
      if (back >= 0) expected = reference_.AtTime(shard, nanos);
    }
  }
  absl::StatusOr<Cursor> cursor = stream_->OpenCursor(ShardId{shard}, position);
  Expect(cursor.ok() == expected.has_value(), "a cursor is opened, or not, and should not, or be");
  if (!cursor.ok() || !expected.has_value()) return;
  // What was dropped before the opening is not lost to this cursor, but never its own.
  const std::uint64_t next = cursor->next_sequence_number().value;
  if (setting_.may_drop && expected->is_bytes_known && next > expected->next) {
    expected->next = next;
  }
  cursors_.push_back({*std::move(cursor), *expected, {}, {}});
}

void Comparison::OpenAll(const Step& step) {
  ReferenceStreamPosition expected;
  Position position = Position::Latest();
  const std::int64_t nanos =
      reference_.now_nanos - static_cast<std::int64_t>(step.b % 8'000'000'000);
  // Where records are dropped, the reference does not know what is still there.
  const std::uint64_t which = setting_.may_drop ? 0 : step.a % 3;
  if (which == 0) {
    expected = reference_.AllAtTip();
  } else if (which == 1) {
    position = Position::TrimHorizon();
    expected = reference_.AllAtTime(std::numeric_limits<std::int64_t>::min());
  } else {
    position = Position::AtTimestamp(absl::FromUnixNanos(nanos));
    expected = reference_.AllAtTime(nanos);
  }
  absl::StatusOr<StreamCursor> cursor = stream_->OpenStreamCursor(position);
  if (!cursor.ok()) return Fail("a stream cursor is refused");
  all_.push_back({*std::move(cursor), expected, {}, {}});
}

template <class AnyReader>
void Comparison::Read(AnyReader& reader, const ReadOptions& options) {
  CheckShown(reader);
  reader.batch = reader.cursor.Read(options);
  reader.shown = testing::Keep(reader.batch);
  const std::string wrong = reference_.Follow(reader.position, reader.batch, options);
  if (!wrong.empty()) Fail(Concat("a read: ", wrong));
}

template <class AnyReader>
void Comparison::CheckLag(AnyReader& reader) {
  CheckShown(reader);
  const Lag lag = reader.cursor.Lag();
  // The last batch was valid until this call.
  reader.batch = {};
  reader.shown.clear();
  const auto expected = reference_.Lag(reader.position);
  if (!expected.has_value()) return;
  Expect(lag.records == expected->first && lag.bytes == expected->second,
         Concat("lag is ", lag.records, " records and ", lag.bytes, " bytes, not ", expected->first,
                " and ", expected->second));
}

void Comparison::Split(const Step& step) {
  if (reference_.shards.size() > 200) return;
  const auto shard = static_cast<std::uint32_t>(step.a % reference_.shards.size());
  const HashKeyRange& range = reference_.shards[shard].range;
  // Often in the middle; sometimes where it is not allowed.
  HashKey key = testing::MiddleOf(range);
  if (step.b % 3 == 0) key.value = range.starting_hash_key.value + Uint128{.low = step.b / 3 % 4};
  if (step.b % 3 == 1) key = {{.high = step.a, .low = step.b}};
  const bool is_expected = reference_.CanSplit(shard, key);
  const auto children = stream_->SplitShard({ShardId{shard}, key});
  Expect(children.ok() == is_expected, "a split is done, or not, and should not, or be");
  if (!is_expected) return;
  const auto first = static_cast<std::uint32_t>(reference_.shards.size());
  Expect((*children)[0].index == first && (*children)[1].index == first + 1,
         "a split's children have other ids");
  reference_.Split(shard, key);
}

void Comparison::Merge(const Step& step) {
  const std::vector<std::uint32_t> open = reference_.Open();
  if (open.size() < 2) return;
  const std::size_t at = step.a % (open.size() - 1);
  // Mostly neighbours; sometimes any two.
  const std::uint32_t a = open[at];
  const std::uint32_t b = step.b % 5 == 0
                              ? static_cast<std::uint32_t>(step.b / 5 % reference_.shards.size())
                              : open[at + 1];
  const bool is_expected = reference_.CanMerge(a, b);
  const auto child = stream_->MergeShards({ShardId{a}, ShardId{b}});
  Expect(child.ok() == is_expected, "a merge is done, or not, and should not, or be");
  if (!is_expected) return;
  Expect(child->index == reference_.shards.size(), "a merge's child has another id");
  reference_.Merge(a, b);
}

void Comparison::Rescale(const Step& step) {
  if (reference_.shards.size() > 200) return;
  const auto target = 1 + static_cast<std::uint32_t>(step.a % 9);
  const absl::Status status = stream_->UpdateShardCount(target);
  Expect(status.ok() != reference_.is_closed, "a rescale is done, or not, and should not, or be");
  if (!status.ok()) return;
  // How it got there is its own business; that each step is a split or a merge is not.
  const std::vector<ShardDescription> shards = stream_->ListShards();
  for (std::size_t i = reference_.shards.size(); i < shards.size(); ++i) {
    if (!shards[i].parent_shard_id.has_value()) return Fail("a shard comes from nowhere");
    const std::uint32_t parent = shards[i].parent_shard_id->index;
    if (shards[i].adjacent_parent_shard_id.has_value()) {
      const std::uint32_t adjacent = shards[i].adjacent_parent_shard_id->index;
      if (!reference_.CanMerge(parent, adjacent)) return Fail("a merge that cannot be");
      reference_.Merge(parent, adjacent);
    } else {
      if (++i == shards.size()) return Fail("a split with one child");
      const HashKey& key = shards[i].hash_key_range.starting_hash_key;
      if (!reference_.shards[parent].is_open) return Fail("a split of a closed shard");
      reference_.Split(parent, key);
    }
  }
  const std::vector<std::uint32_t> open = reference_.Open();
  Expect(open.size() == target, "a rescale has another count");
  for (std::uint32_t i = 0; i < open.size() && i < target; ++i) {
    Expect(
        reference_.shards[open[i]].range == EvenHashKeyRange({.shard_count = target, .index = i}),
        "a rescale is uneven");
  }
}

void Comparison::Advance(const Step& step) {
  absl::Duration by = absl::Nanoseconds(step.b % 50'000'000);
  if (step.a % 8 == 0) by = absl::Nanoseconds(step.b % 20'000'000'000);
  if (step.a % 64 == 1) by = absl::Hours(step.b % 20'000);
  // Claims are finished before they expire; see SetRetention().
  for (const Claimed& claimed : claims_) {
    const std::int64_t arrival =
        reference_.shards[claimed.shard].entries[claimed.number].arrival_nanos;
    if (clock_.NowNanos() + absl::ToInt64Nanoseconds(by) - arrival < reference_.retention_nanos()) {
      continue;
    }
    FinishAllClaims();
    break;
  }
  clock_.Advance(by);
  reference_.now_nanos = clock_.NowNanos();
}

void Comparison::Look() {
  const std::vector<ShardDescription> shards = stream_->ListShards();
  if (shards.size() != reference_.shards.size()) return Fail("another number of shards");
  for (std::uint32_t i = 0; i < shards.size(); ++i) {
    const testing::ReferenceShard& expected = reference_.shards[i];
    const std::uint64_t size = expected.entries.size();
    const bool is_same =
        shards[i].shard_id.index == i && shards[i].hash_key_range == expected.range &&
        shards[i].state == reference_.StateOf(i) &&
        shards[i].parent_shard_id.has_value() == expected.parent.has_value() &&
        shards[i].adjacent_parent_shard_id.has_value() == expected.adjacent_parent.has_value() &&
        shards[i].ending_sequence_number.has_value() == (!expected.is_open && size > 0) &&
        (expected.is_open || size == 0 || shards[i].ending_sequence_number->value == size - 1);
    Expect(is_same, Concat("shard ", i, " is described as another"));
    ShardStatistics sum;
    for (const testing::ReferenceEntry& entry : expected.entries) {
      if (entry.state == ReferenceState::kAborted) continue;
      ++sum.incoming_records;
      sum.incoming_bytes += entry.Bytes();
    }
    const ShardStatistics statistics = *stream_->StatisticsOf(ShardId{i});
    Expect(statistics.incoming_records == sum.incoming_records &&
               statistics.incoming_bytes == sum.incoming_bytes,
           Concat("shard ", i, " has other statistics"));
  }
  for (const auto& reader : cursors_) CheckShown(reader);
  for (const auto& reader : all_) CheckShown(reader);
}

// Everything is read to its end, and adds up.
void Comparison::Finish() {
  FinishAllClaims();
  const auto drain = [this](auto& reader) {
    for (int reads = 0; wrong_.empty(); ++reads) {
      Read(reader, {});
      if (!testing::TellsSomething(reader.batch)) return;
      if (reads > 100'000) return Fail("reading does not end");
    }
  };
  for (auto& reader : cursors_) drain(reader);
  for (auto& reader : all_) drain(reader);
  for (const auto& reader : cursors_) {
    Expect(reader.position.next == reference_.shards[reader.position.shard].entries.size(),
           "received, abandoned and trimmed are not what was appended");
  }
  Look();
  if (!wrong_.empty()) wrong_ = Concat("at the end: ", wrong_);
}

std::string RunOn(const Setting& setting, const std::vector<Step>& steps) {
  return Comparison(setting).Run(steps);
}

// The steps without those that it fails without: first many at once, then single ones.
std::vector<Step> Shrink(const Setting& setting, std::vector<Step> steps) {
  for (std::size_t chunk = steps.size() / 2; chunk > 0; chunk /= 2) {
    for (std::size_t at = 0; at + chunk <= steps.size();) {
      std::vector<Step> fewer = steps;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at),
                  fewer.begin() + static_cast<std::ptrdiff_t>(at + chunk));
      if (RunOn(setting, fewer).empty()) {
        at += chunk;
      } else {
        steps = fewer;
      }
    }
  }
  return steps;
}

void CompareLists(const Setting& setting, int list_count, std::size_t step_count) {
  SeededRandom random;
  INFO(random.Description());
  for (int list = 0; list < list_count; ++list) {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < step_count; ++i) steps.push_back(DrawStep(random));
    if (RunOn(setting, steps).empty()) continue;
    const std::vector<Step> shrunk = Shrink(setting, steps);
    FAIL("list " << list << " fails: " << RunOn(setting, shrunk) << "\n" << Print(shrunk));
  }
  SUCCEED("all lists");
}

StreamOptions Options(std::int64_t memory_bytes_max) {
  return {.shard_count = 3,
          .retention_period = absl::Seconds(5),
          .record_bytes_max = 800,
          .memory_bytes_max = memory_bytes_max};
}

TEST_CASE("with segments that end all the time, a stream does what the reference does",
          "[stream][reference]") {
  StreamOptions options = Options(16 * kMiB);
  options.segment_bytes_max = 1024;
  CompareLists({.slab = &testing::TinySlab(), .options = options}, 900, 400);
}

TEST_CASE("with segments that grow, a stream does what the reference does", "[stream][reference]") {
  CompareLists({.slab = &testing::TinySlab(), .options = Options(16 * kMiB)}, 300, 1'000);
}

TEST_CASE("with the process's own memory, a stream does what the reference does",
          "[stream][reference]") {
  CompareLists({.slab = &Slab::Process(), .options = Options(64 * kMiB)}, 300, 400);
}

TEST_CASE("where puts are refused for want of memory, the rest is as the reference",
          "[stream][reference]") {
  CompareLists({.slab = &testing::TinySlab(), .options = Options(32 * 1024), .is_tight = true}, 600,
               400);
}

TEST_CASE("where the oldest records are dropped, what was put is read or told, exactly",
          "[stream][reference]") {
  StreamOptions options = Options(48 * 1024);
  options.memory_policy = MemoryPolicy::kDropOldest;
  CompareLists(
      {.slab = &testing::TinySlab(), .options = options, .may_drop = true, .is_tight = true}, 900,
      400);
}

}  // namespace
}  // namespace weir

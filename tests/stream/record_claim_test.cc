// SPDX-License-Identifier: MIT
#include "weir/stream/record_claim.h"

#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stream/support.h"

namespace weir {
namespace {

using testing::Harvest;
using testing::MakeStream;
using testing::MakeTinyStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::Open;
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;
using testing::ReadAll;

RecordClaim MakeClaim(Stream& stream, std::string_view key, std::size_t data_bytes) {
  absl::StatusOr<RecordClaim> claim =
      stream.Claim({.partition_key = key, .data_bytes = data_bytes});
  INFO(claim.status());
  REQUIRE(claim.ok());
  return *std::move(claim);
}

void Fill(const RecordClaim& claim, std::string_view text) {
  REQUIRE(claim.data().size() == text.size());
  if (!text.empty()) std::memcpy(claim.data().data(), text.data(), text.size());
}

TEST_CASE("what is written in place is read, at every size and alignment", "[stream][claim]") {
  Stream stream = MakeStream();
  std::vector<std::string> expected;
  for (std::size_t size = 0; size < 300; ++size) {
    expected.emplace_back(size, static_cast<char>('a' + size % 26));
    RecordClaim claim = MakeClaim(stream, "key", size);
    Fill(claim, expected.back());
    const absl::StatusOr<PutResult> result = claim.Commit();
    REQUIRE(result.ok());
    CHECK(result->shard_id == ShardId{0});
    CHECK(result->sequence_number.value == size);
  }
  Cursor cursor = OpenFirst(stream);
  CHECK(ReadAll(cursor).Data() == expected);
}

TEST_CASE("a claim says when its record arrives, as its reader will", "[stream][claim]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  clock.Advance(absl::Milliseconds(7));
  RecordClaim claim = *stream.Claim({.partition_key = "k", .data_bytes = 0});
  const std::int64_t arrival_nanos = claim.approximate_arrival_nanos();
  clock.Advance(absl::Seconds(1));
  CHECK(arrival_nanos == clock.NowNanos() - 1'000'000'000);
  REQUIRE(claim.Commit().ok());
  CHECK(claim.approximate_arrival_nanos() == arrival_nanos);
  Cursor cursor = OpenFirst(stream);
  CHECK(cursor.Read().begin()->approximate_arrival_nanos == arrival_nanos);
}

TEST_CASE("readers of its shard wait at a claim, and nobody else does", "[stream][claim]") {
  Stream stream = MakeStream({.shard_count = 2});
  const HashKey upper = EvenHashKeyRange({.shard_count = 2, .index = 1}).starting_hash_key;
  testing::PutAt(stream, HashKey::Min(), "before");
  absl::StatusOr<RecordClaim> claim =
      stream.Claim({.partition_key = "k", .data_bytes = 1, .explicit_hash_key = HashKey::Min()});
  REQUIRE(claim.ok());
  testing::PutAt(stream, HashKey::Min(), "behind");
  testing::PutAt(stream, upper, "elsewhere");

  Cursor cursor = OpenFirst(stream);
  Cursor other = Open(stream, ShardId{1}, Position::TrimHorizon());
  StreamCursor all = testing::OpenAll(stream);
  Harvest harvest = ReadAll(cursor);
  CHECK(harvest.Data() == std::vector<std::string>{"before"});
  CHECK(harvest.code == ReadCode::kUnfinishedClaim);
  CHECK(ReadAll(other).Data() == std::vector<std::string>{"elsewhere"});
  harvest = ReadAll(all);
  CHECK(harvest.records.size() == 2);
  CHECK(harvest.code == ReadCode::kUnfinishedClaim);

  Fill(*claim, "c");
  REQUIRE(claim->Commit().ok());
  CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"c", "behind"});
  CHECK(ReadAll(all).Data() == std::vector<std::string>{"c", "behind"});
}

TEST_CASE("a claim is committed once, and not after it was given up or moved from",
          "[stream][claim]") {
  Stream stream = MakeStream();
  RecordClaim committed = MakeClaim(stream, "k", 1);
  Fill(committed, "a");
  CHECK(committed.Commit().ok());
  CHECK(absl::IsFailedPrecondition(committed.Commit().status()));
  committed.Abort();

  RecordClaim aborted = MakeClaim(stream, "k", 1);
  aborted.Abort();
  aborted.Abort();
  CHECK(absl::IsFailedPrecondition(aborted.Commit().status()));

  RecordClaim from = MakeClaim(stream, "k", 1);
  RecordClaim to = std::move(from);
  CHECK(absl::IsFailedPrecondition(from.Commit().status()));
  from.Abort();
  Fill(to, "b");
  CHECK(to.Commit().ok());

  Cursor cursor = OpenFirst(stream);
  const Harvest harvest = ReadAll(cursor);
  CHECK(harvest.Data() == std::vector<std::string>{"a", "b"});
  CHECK(harvest.aborted == 1);
}

TEST_CASE("a claim that is assigned to gives up what it held", "[stream][claim]") {
  Stream stream = MakeStream();
  RecordClaim claim = MakeClaim(stream, "k", 1);
  claim = MakeClaim(stream, "k", 2);
  RecordClaim& same = claim;
  claim = std::move(same);
  Fill(claim, "xy");
  CHECK(claim.Commit()->sequence_number.value == 1);
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read();
  CHECK(batch.aborted() == 1);
  CHECK(batch.size() == 1);
  CHECK(batch.begin()->sequence_number.value == 1);
}

TEST_CASE("a claim that is destroyed leaves a place that readers pass over", "[stream][claim]") {
  Stream stream = MakeStream();
  PutText(stream, "k", "one");
  struct Failure {};
  try {
    const RecordClaim claim = MakeClaim(stream, "k", 100);
    throw Failure();
  } catch (const Failure&) {
  }
  PutText(stream, "k", "two");
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read();
  CHECK(batch.size() == 2);
  CHECK(batch.aborted() == 1);
  CHECK(batch.bytes() == 8);
  CHECK(testing::Keep(batch)[1].sequence_number == 2);
  CHECK(stream.Statistics().incoming_records == 2);
  CHECK(stream.Statistics().incoming_bytes == 8);
}

// A batch owns nothing, so what it says of abandoned claims must not lead to
// memory that has been given back since.
TEST_CASE("a batch of nothing but abandoned claims stays empty when their memory is gone",
          "[stream][claim]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  for (int i = 0; i < 10; ++i) MakeClaim(stream, "k", 1'000);
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read();
  CHECK(batch.aborted() == 10);
  CHECK(batch.empty());
  clock.Advance(absl::Hours(25));
  stream.Tick();
  stream.Tick();
  REQUIRE(stream.Statistics().memory_bytes == 0);
  CHECK((batch.begin() == batch.end()));
}

TEST_CASE("a claim is refused for what a put is refused for", "[stream][claim]") {
  ManualClock clock;
  Stream stream =
      MakeStream({.record_bytes_max = 100,
                  .limits = {.write_mode = LimitMode::kEnforce, .write_records = {.per_second = 2}},
                  .clock = &clock});
  const auto refusal = [&stream](const ClaimRequest& request) {
    const std::string data(request.data_bytes, 'x');
    const absl::Status status = stream.Claim(request).status();
    CHECK(status == stream
                        .Put({.partition_key = request.partition_key,
                              .data = AsBytes(data),
                              .explicit_hash_key = request.explicit_hash_key})
                        .status());
    return status;
  };
  CHECK(absl::IsInvalidArgument(refusal({.partition_key = ""})));
  CHECK(absl::IsInvalidArgument(refusal({.partition_key = std::string(257, 'k')})));
  CHECK(absl::IsInvalidArgument(refusal({.partition_key = "k", .data_bytes = 100})));
  MakeClaim(stream, "k", 99);
  PutText(stream, "k", "x");
  const absl::Status throttled = refusal({.partition_key = "k", .data_bytes = 1});
  CHECK(absl::IsResourceExhausted(throttled));
  CHECK(RetryAfter(throttled) == absl::Milliseconds(500));
  stream.Close();
  CHECK(absl::IsFailedPrecondition(refusal({.partition_key = "k", .data_bytes = 1})));
}

TEST_CASE("a claim of more bytes than there are is refused with its true size", "[stream][claim]") {
  Stream stream = MakeStream();
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  for (const std::size_t bytes : {kMost, kMost - 1, kMost / 2, std::size_t{1} << 32}) {
    const absl::Status status = stream.Claim({.partition_key = "k", .data_bytes = bytes}).status();
    INFO(status);
    CHECK(absl::IsInvalidArgument(status));
    CHECK(MessageOf(status).find("has 0 bytes") == std::string::npos);
    CHECK(MessageOf(status).find("1048576") != std::string::npos);
  }
}

TEST_CASE("a claim made before its stream closes is still committed and read", "[stream][claim]") {
  Stream stream = MakeStream();
  Cursor cursor = OpenFirst(stream);
  StreamCursor all = testing::OpenAll(stream);
  RecordClaim claim = MakeClaim(stream, "k", 4);
  stream.Close();
  CHECK(cursor.Read().code() == ReadCode::kUnfinishedClaim);
  CHECK(all.Read().code() == ReadCode::kUnfinishedClaim);
  Fill(claim, "late");
  REQUIRE(claim.Commit().ok());
  Harvest harvest = ReadAll(cursor);
  CHECK(harvest.Data() == std::vector<std::string>{"late"});
  CHECK(harvest.code == ReadCode::kEndOfStream);
  harvest = ReadAll(all);
  CHECK(harvest.Data() == std::vector<std::string>{"late"});
  CHECK(harvest.code == ReadCode::kEndOfStream);
}

TEST_CASE("a claim made before a split belongs to the parent, and children wait for it",
          "[stream][claim]") {
  Stream stream = MakeStream();
  StreamCursor all = testing::OpenAll(stream);
  RecordClaim claim = MakeClaim(stream, "k", 4);
  testing::Split(stream, ShardId{0});
  PutText(stream, "k", "child");
  CHECK(all.Read().code() == ReadCode::kUnfinishedClaim);
  Fill(claim, "late");
  REQUIRE(claim.Commit()->shard_id == ShardId{0});
  CHECK(ReadAll(all).Data() == std::vector<std::string>{"late", "child"});
}

// The claim is young; what stands before it in its segment has expired.
TEST_CASE("a claim that is finished after a tick is read, in open and in closed shards",
          "[stream][claim]") {
  for (const bool is_closed : {false, true}) {
    ManualClock clock;
    Stream stream = MakeStream({.clock = &clock});
    PutText(stream, "k", "old");
    clock.Advance(absl::Hours(25));
    RecordClaim claim = MakeClaim(stream, "k", 5);
    if (is_closed) testing::Split(stream, ShardId{0});
    for (int i = 0; i < 3; ++i) stream.Tick();
    Fill(claim, "young");
    REQUIRE(claim.Commit().ok());
    Cursor cursor = OpenFirst(stream);
    CHECK(ReadAll(cursor).Data() == std::vector<std::string>{"young"});
  }
}

TEST_CASE("the segment of an unfinished claim is kept though its records have expired",
          "[stream][claim]") {
  ManualClock clock;
  Stream stream = MakeTinyStream({.record_bytes_max = 256,
                                  .memory_bytes_max = 8 * 1024,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  RecordClaim claim = MakeClaim(stream, "k", 100);
  const std::string data(200, 'x');
  for (int i = 0; i < 200; ++i) {
    PutText(stream, "k", data);
    // Somebody else's bytes never get into the claim's place.
    std::memset(claim.data().data(), i, claim.data().size());
  }
  CHECK(stream.Statistics().detached_bytes > 0);
  CHECK(stream.Statistics().memory_bytes <= 8 * 1024);
  Cursor cursor = OpenFirst(stream);
  for (const testing::Kept& record : ReadAll(cursor).records) CHECK(record.data == data);
  REQUIRE(claim.Commit().ok());
  stream.Tick();
  CHECK(stream.Statistics().detached_bytes == 0);
}

TEST_CASE("many claims may be open at once and end in any order", "[stream][claim]") {
  Stream stream = MakeTinyStream({.record_bytes_max = 100, .memory_bytes_max = 64 * 1024});
  std::vector<RecordClaim> claims;
  for (int i = 0; i < 100; ++i) claims.push_back(MakeClaim(stream, "k", 3));
  Cursor cursor = OpenFirst(stream);
  // Every third one is given up; all from the last to the first.
  for (std::size_t i = claims.size(); i-- > 0;) {
    CHECK(cursor.Read().code() == ReadCode::kUnfinishedClaim);
    if (i % 3 == 0) {
      claims[i].Abort();
    } else {
      Fill(claims[i], std::to_string(100 + i));
      REQUIRE(claims[i].Commit()->sequence_number.value == i);
    }
  }
  const Harvest harvest = ReadAll(cursor);
  CHECK(harvest.aborted == 34);
  REQUIRE(harvest.records.size() == 66);
  for (const testing::Kept& record : harvest.records) {
    CHECK(record.data == std::to_string(100 + record.sequence_number));
  }
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
#include "weir/stream/batch.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "stream/support.h"

namespace weir {
namespace {

using testing::Keep;
using testing::MakeStream;
using testing::MakeTinyStream;
using testing::ManualClock;
using testing::OpenFirst;
using testing::PutMany;
using testing::PutText;

static_assert(std::forward_iterator<Batch::Iterator>);

void AbandonClaim(Stream& stream) {
  REQUIRE(stream.Claim({.partition_key = "k", .data_bytes = 50}).ok());
}

TEST_CASE("a batch of nothing is empty and says kOk", "[stream][batch_view]") {
  const Batch batch;
  CHECK(batch.empty());
  CHECK(batch.size() == 0);
  CHECK(batch.bytes() == 0);
  CHECK((batch.begin() == batch.end()));
  CHECK(batch.code() == ReadCode::kOk);
  CHECK(batch.status().ok());
  CHECK(batch.trimmed().records == 0);
}

TEST_CASE("a batch is walked as often as one likes, also from the middle", "[stream][batch_view]") {
  Stream stream = MakeStream();
  for (int i = 0; i < 5; ++i) PutText(stream, "k", std::to_string(i));
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read();
  CHECK(Keep(batch) == Keep(batch));
  CHECK(std::distance(batch.begin(), batch.end()) == 5);
  Batch::Iterator it = batch.begin();
  const Batch::Iterator first = it++;
  CHECK(first->sequence_number == SequenceNumber{0});
  CHECK(it->sequence_number == SequenceNumber{1});
  CHECK((*++it).sequence_number == SequenceNumber{2});
  CHECK((it != first));
  const auto found = std::find_if(batch.begin(), batch.end(), [](const RecordView& record) {
    return AsText(record.data) == "3";
  });
  CHECK(found->sequence_number == SequenceNumber{3});
  // A copy shows the same records.
  const Batch copy = batch;
  CHECK(Keep(copy) == Keep(batch));
}

TEST_CASE("abandoned claims are passed over wherever in a batch they are", "[stream][batch_view]") {
  Stream stream = MakeStream();
  AbandonClaim(stream);
  AbandonClaim(stream);
  PutText(stream, "k", "2");
  AbandonClaim(stream);
  PutText(stream, "k", "4");
  AbandonClaim(stream);
  Cursor cursor = OpenFirst(stream);
  const Batch batch = cursor.Read();
  CHECK(batch.size() == 2);
  CHECK(batch.aborted() == 4);
  CHECK(batch.bytes() == 4);
  const std::vector<testing::Kept> records = Keep(batch);
  REQUIRE(records.size() == 2);
  CHECK(records[0].sequence_number == 2);
  CHECK(records[1].sequence_number == 4);
}

TEST_CASE("what was trimmed is told once, with its count, bytes and first number",
          "[stream][batch_view]") {
  ManualClock clock;
  Stream stream =
      MakeTinyStream({.record_bytes_max = 256, .memory_bytes_max = 64 * 1024, .clock = &clock});
  Cursor slow = OpenFirst(stream);
  Cursor reader = OpenFirst(stream);
  PutMany(stream, 20, std::string(97, 'x'));
  CHECK(reader.Read({.records_max = 3}).size() == 3);
  clock.Advance(absl::Hours(24) + absl::Nanoseconds(1));
  PutMany(stream, 5, "young");
  // Hidden already, though nothing has been freed; and the same once it has.
  for (int tick = 0; tick < 2; ++tick) {
    Cursor& cursor = tick == 0 ? slow : reader;
    const std::uint64_t read = tick == 0 ? 0 : 3;
    const Batch batch = cursor.Read();
    CHECK(batch.trimmed().records == 20 - read);
    CHECK(batch.trimmed().bytes == 100 * (20 - read));
    CHECK(batch.trimmed().first_sequence_number == SequenceNumber{read});
    CHECK(batch.size() == 5);
    CHECK(batch.begin()->sequence_number == SequenceNumber{20});
    CHECK(cursor.Read().trimmed().records == 0);
    stream.Tick();
    stream.Tick();
  }
}

TEST_CASE("the first number of what was trimmed is right with abandoned claims behind it",
          "[stream][batch_view]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  PutMany(stream, 4);
  Cursor cursor = OpenFirst(stream);
  CHECK(cursor.Read().size() == 4);
  PutMany(stream, 10);
  clock.Advance(absl::Hours(25));
  AbandonClaim(stream);
  AbandonClaim(stream);
  SECTION("and a record after them") {
    PutText(stream, "k", "young");
    AbandonClaim(stream);
    const Batch batch = cursor.Read();
    CHECK(batch.trimmed().records == 10);
    CHECK(batch.trimmed().first_sequence_number == SequenceNumber{4});
    CHECK(batch.aborted() == 3);
    CHECK(batch.size() == 1);
    CHECK(batch.begin()->sequence_number == SequenceNumber{16});
  }
  SECTION("and nothing after them") {
    const Batch batch = cursor.Read();
    CHECK(batch.trimmed().records == 10);
    CHECK(batch.trimmed().first_sequence_number == SequenceNumber{4});
    CHECK(batch.aborted() == 2);
    CHECK(batch.empty());
  }
}

TEST_CASE("abandoned claims that expire before they are read count as trimmed",
          "[stream][batch_view]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Cursor cursor = OpenFirst(stream);
  PutText(stream, "k", "");
  AbandonClaim(stream);
  PutText(stream, "k", "");
  clock.Advance(absl::Hours(25));
  const Batch batch = cursor.Read();
  CHECK(batch.trimmed().records == 3);
  CHECK(batch.aborted() == 0);
  CHECK(cursor.next_sequence_number() == SequenceNumber{3});
}

TEST_CASE("abandoned claims over the ends of segments are each told once", "[stream][batch_view]") {
  Stream stream = MakeTinyStream({.record_bytes_max = 256, .memory_bytes_max = 64 * 1024});
  Cursor cursor = OpenFirst(stream);
  for (int i = 0; i < 100; ++i) AbandonClaim(stream);
  PutText(stream, "k", "after");
  for (int i = 0; i < 100; ++i) AbandonClaim(stream);
  const testing::Harvest harvest = testing::ReadAll(cursor);
  CHECK(harvest.aborted == 200);
  CHECK(harvest.records.size() == 1);
  CHECK(harvest.records.at(0).sequence_number == 100);
}

}  // namespace
}  // namespace weir

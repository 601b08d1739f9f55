// SPDX-License-Identifier: MIT
//
// What a cursor tells of records that were gone before it reached them, where abandoned
// claims lie among them.
#include <cstddef>
#include <cstdint>
#include <string>

#include "stream/support.h"

namespace weir {
namespace {

using testing::MakeTinyStream;
using testing::OpenFirst;
using testing::PutMany;

constexpr std::size_t kDataBytes = 180;

// Abandons so many claims as fill more than two segments.
void AbandonMany(Stream& stream) {
  for (int i = 0; i < 16; ++i) {
    absl::StatusOr<RecordClaim> claim =
        stream.Claim({.partition_key = "key", .data_bytes = kDataBytes});
    REQUIRE(claim.ok());
  }
}

// The cursor is moved over dropped records, walks over abandoned claims in the segment
// that it holds, and finds the segments behind it dropped, too: one report of both.
TEST_CASE("a report of trimmed records is one range, over abandoned claims too",
          "[stream][trimmed_report]") {
  Stream stream = MakeTinyStream({.record_bytes_max = 200,
                                  .memory_bytes_max = 6 * 1024,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .segment_bytes_max = 1024});
  Cursor cursor = OpenFirst(stream);
  const std::string data(kDataBytes, 'x');
  PutMany(stream, 20, data);
  AbandonMany(stream);
  // Until the oldest segment held has nothing but abandoned claims in it.
  while (cursor.next_sequence_number().value < 21) {
    cursor.Release();
    PutMany(stream, 1, data);
    cursor.Lag();
  }
  const std::uint64_t held = cursor.next_sequence_number().value;
  REQUIRE(held < 36);
  PutMany(stream, 60, data);

  const Batch batch = cursor.Read();
  REQUIRE(!batch.empty());
  CHECK(batch.trimmed().first_sequence_number.value == 0);
  // None of them was abandoned: all that lies between is in the report.
  const std::uint64_t first = (*batch.begin()).sequence_number.value;
  CHECK(batch.trimmed().records + batch.aborted() == first);
  CHECK(batch.trimmed().records == first);
  CHECK(batch.trimmed().bytes == first * (kDataBytes + 3));
  CHECK(batch.aborted() == 0);
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
#include "weir/log/frame_range.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"
#include "weir/log/frame.h"
#include "weir/model/record.h"

namespace weir::log_internal {
namespace {

// Frames one behind the other, from an odd address on.
class Frames {
 public:
  void Add(std::string_view key, std::string_view data, std::int64_t arrival_nanos,
           FrameKind kind = FrameKind::kRecord) {
    const FrameHeader header(arrival_nanos, static_cast<std::uint16_t>(key.size()),
                             static_cast<std::uint32_t>(data.size()), kind);
    std::byte bytes[16];
    header.Store(bytes);
    bytes_.append(reinterpret_cast<const char*>(bytes), sizeof(bytes));
    bytes_.append(key).append(data);
  }
  FrameRange Range(std::uint64_t sequence) const {
    const auto* const first = reinterpret_cast<const std::byte*>(bytes_.data());
    return FrameRange(first + 1, first + bytes_.size(), sequence);
  }

 private:
  std::string bytes_ = "-";
};

TEST_CASE("a range hands out its frames in order, each with its number", "[log][frames]") {
  Frames frames;
  frames.Add("key", "data", 11);
  frames.Add("", "", 12);
  frames.Add("k", std::string(1'000, 'x'), 13);
  FrameRange range = frames.Range(70);

  RecordView record;
  REQUIRE(range.Front(record));
  CHECK(record.sequence_number == SequenceNumber{70});
  CHECK(record.partition_key == "key");
  CHECK(AsText(record.data) == "data");
  CHECK(record.approximate_arrival_nanos == 11);

  range.PopFront();
  REQUIRE(range.Front(record));
  CHECK(record.sequence_number == SequenceNumber{71});
  CHECK(record.partition_key.empty());
  CHECK(record.data.empty());

  range.PopFront();
  REQUIRE(range.Front(record));
  CHECK(record.sequence_number == SequenceNumber{72});
  CHECK(record.data.size() == 1'000);

  CHECK_FALSE(range.empty());
  range.PopFront();
  CHECK(range.empty());
  CHECK(range.next() == frames.Range(0).End().next());
}

TEST_CASE("an abandoned claim has a number and is no record", "[log][frames]") {
  Frames frames;
  frames.Add("key", "never shown", 1, FrameKind::kAborted);
  frames.Add("key", "shown", 2);
  FrameRange range = frames.Range(5);
  RecordView record;
  CHECK_FALSE(range.Front(record));
  range.PopFront();
  REQUIRE(range.Front(record));
  CHECK(record.sequence_number == SequenceNumber{6});
  CHECK(AsText(record.data) == "shown");
}

TEST_CASE("a range without frames is empty from the beginning", "[log][frames]") {
  CHECK(FrameRange().empty());
  CHECK(Frames().Range(3).empty());
  CHECK(Frames().Range(3).End().empty());
}

}  // namespace
}  // namespace weir::log_internal

// SPDX-License-Identifier: MIT
//
// Which options make a stream, to the last value on either side of each limit.
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"

namespace weir {
namespace {

using testing::kMiB;
using testing::MakeStream;
using testing::MessageOf;

// Empty if a stream is made.
std::string Refusal(const StreamOptions& options) {
  const absl::StatusOr<Stream> stream = Stream::Create(options);
  if (stream.ok()) return "";
  CHECK(absl::IsInvalidArgument(stream.status()));
  return MessageOf(stream.status());
}

bool Says(const std::string& message, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    if (message.find(part) == std::string::npos) {
      UNSCOPED_INFO("\"" << message << "\" does not say \"" << part << "\"");
      return false;
    }
  }
  return true;
}

TEST_CASE("a stream of default options has one open shard and a day of retention",
          "[stream][create]") {
  Stream stream = MakeStream();
  CHECK(stream.name() == "stream");
  CHECK(stream.retention_period() == absl::Hours(24));
  const std::vector<ShardDescription> shards = stream.ListShards();
  REQUIRE(shards.size() == 1);
  CHECK(shards[0].state == ShardState::kOpen);
  CHECK(shards[0].hash_key_range == HashKeyRange{});
  CHECK(stream.Statistics().open_shard_count == 1);
  CHECK(stream.Statistics().memory_bytes == 0);
}

TEST_CASE("a stream's name is 1 to 128 of letters, digits, underscore, dot and hyphen",
          "[stream][create]") {
  const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  CHECK(Refusal({.name = "a"}).empty());
  CHECK(Refusal({.name = allowed}).empty());
  CHECK(Refusal({.name = std::string(127, 'a')}).empty());
  CHECK(Refusal({.name = std::string(128, 'a')}).empty());
  CHECK(Says(Refusal({.name = ""}), {"name is ''", "1 to 128"}));
  CHECK(Says(Refusal({.name = std::string(129, 'a')}), {std::string(129, 'a'), "1 to 128"}));
  for (int c = 0; c < 256; ++c) {
    const std::string name(1, static_cast<char>(c));
    INFO("character " << c);
    CHECK(Refusal({.name = name}).empty() == (allowed.find(name) != std::string::npos));
  }
  CHECK(Says(Refusal({.name = "caf\u00E9"}), {"[a-zA-Z0-9_.-]"}));
}

TEST_CASE("the message about a name quotes no more of it than one can read", "[stream][create]") {
  CHECK(Refusal({.name = std::string(100'000, 'a')}).size() < 300);
}

TEST_CASE("a stream has 1 to 10,000 shards", "[stream][create]") {
  CHECK(Says(Refusal({.shard_count = 0}), {"shard_count is 0", "1 to 10000"}));
  CHECK(Refusal({.shard_count = 1}).empty());
  CHECK(Refusal({.shard_count = 2}).empty());
  CHECK(Refusal({.shard_count = 9'999}).empty());
  CHECK(Refusal({.shard_count = 10'000}).empty());
  CHECK(Says(Refusal({.shard_count = 10'001}), {"shard_count is 10001", "1 to 10000"}));
  CHECK(Says(Refusal({.shard_count = ~std::uint32_t{0}}), {"shard_count is 4294967295"}));
}

TEST_CASE("the retention period is 1 s to 8,760 h", "[stream][create]") {
  const absl::Duration nanosecond = absl::Nanoseconds(1);
  const absl::Duration longest = absl::Hours(8'760);
  CHECK(Says(Refusal({.retention_period = absl::Seconds(1) - nanosecond}),
             {"999.999999ms", "1 s to 8760 h"}));
  CHECK(Refusal({.retention_period = absl::Seconds(1)}).empty());
  CHECK(Refusal({.retention_period = absl::Seconds(1) + nanosecond}).empty());
  CHECK(Refusal({.retention_period = longest - nanosecond}).empty());
  CHECK(Refusal({.retention_period = longest}).empty());
  CHECK(Says(Refusal({.retention_period = longest + nanosecond}), {"8760h", "1 s to 8760 h"}));
  CHECK(Says(Refusal({.retention_period = absl::ZeroDuration()}), {"1 s to 8760 h"}));
  CHECK(Says(Refusal({.retention_period = -absl::Hours(1)}), {"-1h", "1 s to 8760 h"}));
  CHECK(Says(Refusal({.retention_period = absl::InfiniteDuration()}), {"inf"}));
}

TEST_CASE("a record has at most 1 byte to 10 MiB", "[stream][create]") {
  const auto refusal = [](std::int64_t record_bytes_max) {
    return Refusal({.record_bytes_max = record_bytes_max});
  };
  CHECK(Says(refusal(-1), {"record_bytes_max is -1", "1 to 10485760"}));
  CHECK(Says(refusal(0), {"record_bytes_max is 0", "1 to 10485760"}));
  CHECK(refusal(1).empty());
  CHECK(refusal(2).empty());
  CHECK(refusal(10 * kMiB - 1).empty());
  CHECK(refusal(10 * kMiB).empty());
  CHECK(Says(refusal(10 * kMiB + 1), {"record_bytes_max is 10485761", "1 to 10485760"}));
}

TEST_CASE("the memory budget is 64 KiB or more, with room for two of the largest records",
          "[stream][create]") {
  const auto refusal = [](std::int64_t memory_bytes_max, std::int64_t record_bytes_max) {
    return Refusal({.record_bytes_max = record_bytes_max, .memory_bytes_max = memory_bytes_max});
  };
  CHECK(Says(refusal(64 * 1024 - 1, 1), {"memory_bytes_max is 65535", "at least 65536"}));
  CHECK(refusal(64 * 1024, 1).empty());
  CHECK(refusal(64 * 1024 + 1, 1).empty());
  CHECK_FALSE(refusal(0, 1).empty());
  CHECK_FALSE(refusal(-1, 1).empty());
  // The least that is accepted holds two such records, and the message names it.
  for (const std::int64_t record_bytes : {10'000l, 100'000l, kMiB, 10 * kMiB}) {
    const std::string message = refusal(2 * record_bytes - 1, record_bytes);
    INFO(message);
    REQUIRE(Says(message, {"at least ", std::to_string(record_bytes)}));
    const std::int64_t least = std::stoll(message.substr(message.find("at least ") + 9));
    CHECK(least >= 2 * record_bytes);
    CHECK(refusal(least, record_bytes).empty());
    CHECK_FALSE(refusal(least - 1, record_bytes).empty());
  }
}

// Of the process's slab every record that is allowed fits; one with smaller blocks shows it.
TEST_CASE("a record that no block holds is refused before any memory is counted",
          "[stream][create]") {
  Slab slab({.smallest_block_bytes = 1024});
  const auto message = [&slab](std::int64_t record_bytes_max) {
    return MessageOf(
        stream_internal::CreateStream(
            {.record_bytes_max = record_bytes_max, .memory_bytes_max = 64 * kMiB}, slab)
            .status());
  };
  CHECK(message(kMiB / 2).empty());
  CHECK(
      Says(message(kMiB), {"record_bytes_max is 1048576", "more than the largest segment holds"}));
}

TEST_CASE("a segment size is not negative, and any other is taken", "[stream][create]") {
  CHECK(Says(Refusal({.segment_bytes_max = -1}), {"segment_bytes_max is -1", "not negative"}));
  for (const std::int64_t bytes : {std::int64_t{0}, std::int64_t{1}, kMiB, INT64_MAX}) {
    CHECK(Refusal({.segment_bytes_max = bytes}).empty());
  }
}

TEST_CASE("each rate is 0 to 10,000,000,000 a second, and its burst likewise", "[stream][create]") {
  struct Case {
    const char* name;
    Rate Limits::*rate;
  };
  for (const Case& rate :
       {Case{"write_bytes", &Limits::write_bytes}, Case{"write_records", &Limits::write_records},
        Case{"read_bytes", &Limits::read_bytes}, Case{"read_calls", &Limits::read_calls}}) {
    const auto refusal = [&rate](const Rate& value) {
      StreamOptions options;
      options.limits.*rate.rate = value;
      return Refusal(options);
    };
    INFO(rate.name);
    const std::string name = std::string("limits.") + rate.name;
    CHECK(Says(refusal({.per_second = -1}), {name, "per_second is -1", "10000000000"}));
    CHECK(refusal({.per_second = 0}).empty());
    CHECK(refusal({.per_second = 1}).empty());
    CHECK(refusal({.per_second = 9'999'999'999}).empty());
    CHECK(refusal({.per_second = 10'000'000'000}).empty());
    CHECK(Says(refusal({.per_second = 10'000'000'001}), {name, "per_second is 10000000001"}));
    CHECK(Says(refusal({.per_second = 1, .burst = -1}), {name, "burst is -1"}));
    CHECK(refusal({.per_second = 1, .burst = 1}).empty());
    CHECK(refusal({.per_second = 1, .burst = 10'000'000'000}).empty());
    CHECK(Says(refusal({.per_second = 1, .burst = 10'000'000'001}), {name, "burst is"}));
  }
}

TEST_CASE("where limits are enforced, the largest record must fit through at once",
          "[stream][create]") {
  const auto refusal = [](LimitMode mode, const Rate& rate) {
    return Refusal(
        {.record_bytes_max = 1'000, .limits = {.write_mode = mode, .write_bytes = rate}});
  };
  CHECK(Says(refusal(LimitMode::kEnforce, {.per_second = 999}),
             {"limits.write_bytes", "999", "1000"}));
  CHECK(refusal(LimitMode::kEnforce, {.per_second = 1'000}).empty());
  CHECK(refusal(LimitMode::kEnforce, {.per_second = 1, .burst = 1'000}).empty());
  CHECK(Says(refusal(LimitMode::kEnforce, {.per_second = 1'000'000, .burst = 999}),
             {"limits.write_bytes", "999", "1000"}));
  CHECK(refusal(LimitMode::kObserve, {.per_second = 999}).empty());
  CHECK(refusal(LimitMode::kOff, {.per_second = 999}).empty());
  // No limit, so nothing to fit through.
  CHECK(refusal(LimitMode::kEnforce, {}).empty());
}

TEST_CASE("what Kinesis gives a shard makes a stream with records of 1 MiB and no more",
          "[stream][create]") {
  CHECK(Refusal({.limits = Limits::Kinesis()}).empty());
  CHECK(Says(Refusal({.record_bytes_max = kMiB + 1, .limits = Limits::Kinesis()}),
             {"limits.write_bytes", "1048576", "1048577"}));
}

TEST_CASE("a clock from before 1970 is refused, since arrival times are not negative",
          "[stream][create]") {
  const testing::ManualClock before(absl::FromUnixNanos(-1));
  CHECK_FALSE(Refusal({.clock = &before}).empty());
  const testing::ManualClock at(absl::FromUnixNanos(0));
  CHECK(Refusal({.clock = &at}).empty());
}

TEST_CASE("many streams live beside one another", "[stream][create]") {
  std::vector<Stream> streams;
  for (int i = 0; i < 100; ++i) {
    streams.push_back(MakeStream({.name = "stream-" + std::to_string(i), .shard_count = 4}));
    testing::PutText(streams.back(), "key", std::to_string(i));
  }
  for (int i = 0; i < 100; ++i) {
    StreamCursor cursor = testing::OpenAll(streams[static_cast<std::size_t>(i)]);
    CHECK(testing::ReadAll(cursor).Data() == std::vector{std::to_string(i)});
  }
}

}  // namespace
}  // namespace weir

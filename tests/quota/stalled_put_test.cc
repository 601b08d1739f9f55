// SPDX-License-Identifier: MIT
//
// A put asks its limits with what the shard has taken and with the time that it
// is. A thread that is stopped between the two has an old total and a new time,
// and such a pair looks like a bucket that was full in between: whoever believes
// it takes from everybody what a full bucket would have lost.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "quota/support/exact_gate.h"
#include "support/catch.h"
#include "weir/base/clock.h"
#include "weir/model/limits.h"
#include "weir/model/record.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

using testing::kSecond;

// A clock that is set, and at whose next reading something else happens first: the
// thread that reads it is stopped there.
class StallingClock final : public Clock {
 public:
  void Advance(std::int64_t nanos) { now_nanos_ += nanos; }
  void StallNextReading(std::function<void()> others) { others_ = std::move(others); }

 private:
  std::int64_t ReadNanos() const override {
    if (others_) std::exchange(others_, nullptr)();
    return now_nanos_;
  }

  std::int64_t now_nanos_ = 1'000 * kSecond;
  mutable std::function<void()> others_;
};

// How many of `count` puts are taken now.
int Taken(Stream& stream, int count) {
  int taken = 0;
  for (int i = 0; i < count; ++i) {
    if (stream.TryPut({.partition_key = "key", .data = AsBytes("data")}).code == PutCode::kOk) {
      ++taken;
    }
  }
  return taken;
}

TEST_CASE("a put that stood still for a minute costs the others nothing of their rate",
          "[quota][stalled]") {
  StallingClock clock;
  auto stream = Stream::Create({.record_bytes_max = 1'000,
                                .limits = {.write_mode = LimitMode::kEnforce,
                                           .write_bytes = {.per_second = 1'000'000},
                                           .write_records = {.per_second = 100}},
                                .clock = &clock});
  REQUIRE(stream.ok());
  REQUIRE(Taken(*stream, 101) == 100);
  int taken = 0;
  clock.StallNextReading([&] {
    for (int second = 0; second < 60; ++second) {
      clock.Advance(kSecond);
      taken += Taken(*stream, 100);
    }
  });
  // All of the rate was used meanwhile, so there is nothing left for it.
  CHECK(Taken(*stream, 1) == 0);
  CHECK(taken == 6'000);
  for (int second = 0; second < 10; ++second) {
    clock.Advance(kSecond);
    CHECK(Taken(*stream, 101) == 100);
  }
}

TEST_CASE("a put that stood still while its segment was used again harms no limit",
          "[quota][stalled]") {
  StallingClock clock;
  auto stream = Stream::Create({.retention_period = absl::Seconds(1),
                                .record_bytes_max = 16 * 1024,
                                .limits = {.write_mode = LimitMode::kEnforce,
                                           .write_bytes = {.per_second = 1 << 20},
                                           .write_records = {.per_second = 1'000}},
                                .memory_bytes_max = 256 * 1024,
                                .memory_policy = MemoryPolicy::kDropOldest,
                                .clock = &clock,
                                .segment_bytes_max = 16 * 1024});
  REQUIRE(stream.ok());
  REQUIRE(Taken(*stream, 10) == 10);
  const std::string large(8'000, 'x');
  for (int rounds = 1; rounds <= 20; ++rounds) {
    clock.StallNextReading([&] {
      for (int i = 0; i < rounds; ++i) {
        clock.Advance(3 * kSecond);
        stream->Tick();
        stream->TryPut({.partition_key = "key", .data = AsBytes(large)});
      }
    });
    CHECK(Taken(*stream, 1) == 1);
    clock.Advance(kSecond);
    CHECK(Taken(*stream, 1'001) == 1'000);
    clock.Advance(kSecond);
  }
}

}  // namespace
}  // namespace weir

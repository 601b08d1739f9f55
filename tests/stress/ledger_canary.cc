// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stress/support/ledger.h"
#include "stress/support/payload.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Attempt;
using testing::Fate;
using testing::Ledger;
using testing::RecordId;
using testing::Sighting;

// Record 0 is number 5 of shard 2, record 1 was refused and record 2 abandoned.
std::vector<std::vector<Attempt>> Attempts() {
  return {{{.id = {.key = 3, .number = 0},
            .checksum = 100,
            .fate = Fate::kAcknowledged,
            .shard = 2,
            .sequence_number = 5},
           {.id = {.key = 3, .number = 1}, .checksum = 101, .fate = Fate::kRefused},
           {.id = {.key = 3, .number = 2}, .checksum = 102, .fate = Fate::kAborted}}};
}

Sighting SightingOf(std::uint64_t number) {
  return {.sequence_number = 5,
          .id = RecordId{.key = 3, .number = number}.Word(),
          .checksum = 100 + number};
}

struct Found {
  bool in_bytes = false;
  bool in_fates = false;

  friend bool operator==(const Found&, const Found&) = default;
};

Found Find(std::uint32_t shard, const Sighting& seen) {
  const std::vector<std::vector<Attempt>> attempts = Attempts();
  Ledger ledger(attempts);
  ledger.Observe(shard, seen);
  return {ledger.CheckBytes().count() > 0, ledger.CheckFates().count() > 0};
}

TEST_CASE("a record that was acknowledged at its place is no fault", "[canary][ledger]") {
  CHECK(Find(2, SightingOf(0)) == Found{});
}

TEST_CASE("a record that nobody put is found", "[canary][ledger]") {
  CHECK(Find(2, SightingOf(3)) == Found{.in_bytes = true});
  Sighting of_another_key = SightingOf(0);
  of_another_key.id = RecordId{.key = 4, .number = 0}.Word();
  CHECK(Find(2, of_another_key) == Found{.in_bytes = true});
}

TEST_CASE("a record at another place than its own is found", "[canary][ledger]") {
  CHECK(Find(1, SightingOf(0)) == Found{.in_bytes = true});
  Sighting elsewhere = SightingOf(0);
  elsewhere.sequence_number = 6;
  CHECK(Find(2, elsewhere) == Found{.in_bytes = true});
}

TEST_CASE("a record with other bytes than were put is found", "[canary][ledger]") {
  Sighting altered = SightingOf(0);
  altered.checksum += 1;
  CHECK(Find(2, altered) == Found{.in_bytes = true});
  Sighting torn = SightingOf(0);
  torn.is_intact = false;
  CHECK(Find(2, torn) == Found{.in_bytes = true});
}

TEST_CASE("a record that was refused or abandoned and is read is found", "[canary][ledger]") {
  CHECK(Find(2, SightingOf(1)) == Found{.in_fates = true});
  CHECK(Find(2, SightingOf(2)) == Found{.in_fates = true});
}

TEST_CASE("every single byte of a payload and of its key is checked", "[canary][ledger]") {
  std::array<std::byte, 61> data{};
  const RecordId id{.producer = 1, .key = 2, .number = 3};
  const std::uint64_t checksum = testing::FillPayload(data, id, id.KeyName(), 12'345);
  CHECK(testing::ReadPayload(id.KeyName(), data).is_intact);
  CHECK(testing::ReadPayload(id.KeyName(), data).checksum == checksum);
  for (std::byte& byte : data) {
    byte ^= std::byte{1};
    CHECK(!testing::ReadPayload(id.KeyName(), data).is_intact);
    byte ^= std::byte{1};
  }
  CHECK(!testing::ReadPayload(id.KeyName(), std::span(data).first(60)).is_intact);
  CHECK(!testing::ReadPayload(id.KeyName(), std::span(data).first(8)).is_intact);
  CHECK(!testing::ReadPayload("another key", data).is_intact);
}

}  // namespace
}  // namespace weir

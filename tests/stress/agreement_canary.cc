// SPDX-License-Identifier: MIT
#include "stress/support/agreement_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::AgreementChecker;
using testing::Sighting;

bool FindsFault(const Sighting& one, const Sighting& other) {
  AgreementChecker checker;
  checker.Observe(0, one);
  checker.Observe(0, other);
  return checker.Check().count() > 0;
}

constexpr Sighting kSeen = {.sequence_number = 4, .arrival_nanos = 10, .id = 8, .checksum = 99};

TEST_CASE("two cursors that see the same are no fault", "[canary][agreement]") {
  CHECK(!FindsFault(kSeen, kSeen));
  Sighting elsewhere = kSeen;
  elsewhere.sequence_number = 5;
  elsewhere.checksum = 7;
  CHECK(!FindsFault(kSeen, elsewhere));
}

TEST_CASE("two cursors that see different bytes, records or times are found",
          "[canary][agreement]") {
  Sighting altered = kSeen;
  altered.checksum ^= 2;
  CHECK(FindsFault(kSeen, altered));
  Sighting another = kSeen;
  another.id = 10;
  CHECK(FindsFault(kSeen, another));
  Sighting later = kSeen;
  later.arrival_nanos += 2;
  CHECK(FindsFault(kSeen, later));
}

}  // namespace
}  // namespace weir

// SPDX-License-Identifier: MIT
#include <cstdint>
#include <vector>

#include "stress/support/arrival_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::ArrivalChecker;
using testing::Reading;
using testing::Sighting;

// Numbers 0 to 3 of a shard, as some cursor saw them.
const std::vector<Sighting> kSeen = {{.sequence_number = 0, .arrival_nanos = 10},
                                     {.sequence_number = 1, .arrival_nanos = 20},
                                     {.sequence_number = 2, .arrival_nanos = 20},
                                     {.sequence_number = 3, .arrival_nanos = 30}};

// Whether a cursor that was opened at `start_nanos` may read this, when everything
// before 5 had expired.
bool FindsWrongStart(std::int64_t start_nanos, Reading reading) {
  ArrivalChecker checker;
  for (const Sighting& seen : kSeen) checker.Observe(0, seen);
  reading.horizon_max_nanos = 5;
  checker.ObserveStart("a cursor", 0, start_nanos, {&reading});
  checker.ObserveNoneLeftOut("a cursor", 0, start_nanos, {&reading});
  return checker.Check().count() > 0;
}

TEST_CASE("arrival times that stand still or grow are no fault", "[canary][arrival]") {
  ArrivalChecker checker;
  // Whoever sees them, and whenever.
  for (auto seen = kSeen.rbegin(); seen != kSeen.rend(); ++seen) checker.Observe(0, *seen);
  CHECK(checker.Check().count() == 0);
}

TEST_CASE("an arrival time that goes back is found", "[canary][arrival]") {
  ArrivalChecker checker;
  for (const Sighting& seen : kSeen) checker.Observe(0, seen);
  checker.Observe(0, {.sequence_number = 5, .arrival_nanos = 29});
  CHECK(checker.Check().count() > 0);
}

TEST_CASE("an arrival outside of its put is found", "[canary][arrival]") {
  ArrivalChecker checker;
  checker.ObservePut({.called_nanos = 8, .answered_nanos = 10}, kSeen[0]);
  checker.ObservePut({.called_nanos = 10, .answered_nanos = 12}, kSeen[0]);
  CHECK(checker.Check().count() == 0);
  checker.ObservePut({.called_nanos = 11, .answered_nanos = 12}, kSeen[0]);
  CHECK(checker.Check().count() == 1);
  checker.ObservePut({.called_nanos = 8, .answered_nanos = 9}, kSeen[0]);
  CHECK(checker.Check().count() == 2);
}

TEST_CASE("a cursor at a time that begins too early or too late is found", "[canary][arrival]") {
  CHECK(!FindsWrongStart(20, {.records = {kSeen[1]}}));
  CHECK(!FindsWrongStart(11, {.records = {kSeen[1]}}));
  CHECK(FindsWrongStart(21, {.records = {kSeen[1]}}));
  CHECK(FindsWrongStart(20, {.records = {kSeen[2]}}));
  // What is reported as trimmed is not left out.
  CHECK(!FindsWrongStart(20, {.trimmed = 1, .trimmed_first = 1, .records = {kSeen[2]}}));
  // Nor is what had expired.
  CHECK(FindsWrongStart(1, {.records = {kSeen[1]}}));
  CHECK(!FindsWrongStart(1, {.records = {kSeen[0]}}));
}

}  // namespace
}  // namespace weir

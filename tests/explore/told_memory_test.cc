// SPDX-License-Identifier: MIT
//
// As told_test.cc, of segments, pins and limits.
//   forbidden:  memory or a pin that was given back and is not found | an answer from before
#include <array>

#include "explore/log_scenario.h"
#include "explore/model/kept_pages.h"
#include "explore/told.h"
#include "weir/model/limits.h"
#include "weir/quota/read_quota.h"
#include "weir/quota/token_bucket.h"
#include "weir/quota/write_income.h"
#include "weir/quota/write_quota.h"

namespace weir::explore::told_memory_test {
namespace {

// ---- Memory ----

struct AskSlab {
  Slab slab{SlabOptions{.smallest_block_bytes = 512}};
  std::array<Segment*, 2> segments{slab.Take(0), slab.Take(0)};
  void Do() {
    slab.Give(segments[0]);
    slab.Give(segments[1]);
  }
  void Ask() {
    Require(slab.Take(0) == segments[1] && slab.Take(0) == segments[0],
            "what was used is used again, the warmest first");
  }
};

// A pool is told that the system has no memory: no machine has 2^56 bytes.
struct AskRefused {
  Slab slab{SlabOptions{.smallest_block_bytes = std::uint64_t{1} << 44}};
  Pool pool{slab, {.budget_bytes = std::int64_t{1} << 44, .class_max = 0}};
  void Do() { Require(pool.Take(0) == nullptr, "there is no memory"); }
  void Ask() { Require(pool.held_bytes() == 0, "what was refused is not held"); }
};

// The system has no more memory, but some that was mapped before is left.
struct AskMapped {
  Slab slab{SlabOptions{.smallest_block_bytes = 512}};
  void Do() {
    Require(slab.Take(0) != nullptr, "there is memory");
    RefuseMappings();
  }
  void Ask() { Require(slab.Take(0) != nullptr, "what is mapped is used"); }
};

// A segment is used so often that its generation comes again.
struct AskGeneration {
  Slab slab{SlabOptions{.smallest_block_bytes = 512}};
  Segment* const segment = slab.Take(0);
  AskGeneration() {
    segment->BeginIncarnation(0);
    segment->LaneAt(0).StoreRelease(segment->generation.LoadRelaxed());
    for (int i = 2; i < log_internal::kGenerationMax; ++i) segment->BeginIncarnation(0);
  }
  void Do() {
    segment->BeginIncarnation(0);
    segment->BeginIncarnation(0);
  }
  void Ask() {
    Require(!segment->IsCommitted(0, segment->generation.LoadRelaxed()),
            "what was whole in an earlier use is not");
  }
};

// Two segments that a reader and another hold go, and are let go of.
struct OfDetached : LogScenario {
  Follower other = Follower::FromHead(world.log(), world.NewPin());
  OfDetached() : LogScenario({.budget_bytes = 3 * 512}) {
    Put(kWhole);
    Put(kWhole);
    Put(kThird);
    BeginAtFirstRecord();
    other = Follower::FromHead(world.log(), &other.pin());
    Read(other);
    Read(other);
    Read(reader);
  }
  void Do() { world.RetireAll(); }
};
struct AskDetached : OfDetached {
  void Ask() {
    Require(world.pool().detached_bytes() == 2 * 512, "two are held by readers");
    world.RetireAll();
    world.pool().FreeDetached();
    world.pool().FreeDetached();
    Require(world.pool().held_bytes() == 512, "each is freed once");
    reader.LetGo();
    other.LetGo();
  }
};
struct AskSweep : OfDetached {
  void Do() {
    world.RetireAll();
    reader.LetGo();
    other.LetGo();
  }
  void Ask() { Require(world.pool().Sweep() == 2, "both are free"); }
};
struct AskHeld : OfDetached {
  void Do() {
    reader.LetGo();
    other.LetGo();
    world.RetireAll();
  }
  void Ask() { Require(world.pool().held_bytes() == 512, "two are free"); }
};

// ---- Pins ----

struct AskFirstPin {
  BasicPinSet<ModelAtomics> pins;
  Pin* first = nullptr;
  void Do() { first = pins.Acquire(); }
  void Ask() { Require(pins.Acquire() == first + 1, "there are more where the first came from"); }
};
struct AskPinAgain {
  BasicPinSet<ModelAtomics> pins;
  Pin* const pin = pins.Acquire();
  void Do() { pins.Release(pin); }
  void Ask() { Require(pins.Acquire() == pin, "a pin that was given back is taken again"); }
};

// ---- Limits ----

constexpr std::int64_t kSecond = 1'000'000'000;
// One a second, two at once.
constexpr Rate kRate{.per_second = 1, .burst = 2};

// Since the other looked, the full bucket has lost two, and two were taken.
struct AskWriteQuota {
  const Limits limits{.write_records = kRate};
  BasicWriteQuota<ModelAtomics> quota;
  AskWriteQuota() { quota.Admits(limits, {}, {.records = 1}, Income(10)); }
  WriteIncome Income(std::int64_t seconds) const {
    return WriteIncome::By(limits, {.now_nanos = seconds * kSecond, .start_nanos = 0});
  }
  void Do() {
    Require(quota.Admits(limits, {.records = 0}, {.records = 2}, Income(12)), "a burst");
  }
  void Ask() {
    Require(!quota.IsWithin(WriteBurst::Of(limits), {.records = 2}, {.records = 1}, Income(12)),
            "the burst is gone");
  }
};

// Two were taken when the bucket was full, and two have come in since.
struct AskTake {
  BasicTokenBucket<ModelAtomics> bucket;
  void Do() {
    for (int i = 0; i < 2; ++i) {
      Require(bucket.Take(kRate, 1, 10 * kSecond).IsAdmitted(), "a burst");
    }
  }
  void Ask() {
    for (int i = 0; i < 2; ++i) {
      Require(bucket.Take(kRate, 1, 12 * kSecond).IsAdmitted(), "two have come in");
    }
  }
};
struct AskGivenBack {
  BasicTokenBucket<ModelAtomics> bucket;
  bool Take() { return bucket.Take(kRate, 1, 10 * kSecond).IsAdmitted(); }
  void Do() {
    Require(Take() && Take(), "a burst");
    bucket.GiveBack(1);
  }
  void Ask() { Require(Take() && !Take(), "what was given back, and no more"); }
};
struct AskLook {
  BasicTokenBucket<ModelAtomics> bucket;
  AskLook() { bucket.Look(kRate, 10 * kSecond); }
  void Do() { bucket.Overdraw(5); }
  void Ask() { Require(!bucket.Look(kRate, 12 * kSecond).IsAdmitted(), "the debt is not paid"); }
};

const Scenarios kScenarios{
    NamedTold<AskSlab>("told_of_slab"),         NamedTold<AskRefused>("told_of_refused"),
    NamedTold<AskMapped>("told_of_mapped"),     NamedTold<AskGeneration>("told_of_generation"),
    NamedTold<AskDetached>("told_of_detached"), NamedTold<AskSweep>("told_and_sweep"),
    NamedTold<AskHeld>("told_of_held"),         NamedTold<AskFirstPin>("told_of_first_pin"),
    NamedTold<AskPinAgain>("told_of_pin"),      NamedTold<AskWriteQuota>("told_of_write_quota"),
    NamedTold<AskTake>("told_and_take"),        NamedTold<AskGivenBack>("told_of_given_back"),
    NamedTold<AskLook>("told_and_look"),
};

TEST_CASE("what was given back is found, and what was used counts", "[explore][told]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::told_memory_test

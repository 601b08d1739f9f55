// SPDX-License-Identifier: MIT
//
// The test of mutants would be worth nothing if it passed whatever was left out. Here it
// is given a class of its own, of which one re-check holds a promise and the other none,
// and lists that are wrong; it must complain of each. And the engine's own re-checks are
// left out, which the scenarios that are there for them must notice.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "explore/model/model_atomics.h"
#include "explore/mutants.h"

namespace weir::explore::removals_canary {
namespace {

using Word = ModelAtomics::Atomic<std::uint32_t>;

// A value that is used again, and a mark that says so: 0, then 1 while it is written, then
// 2. That a reader looks at the mark behind the value is what holds the promise.
class Slot {
 public:
  void UseAgain() {
    mark_.StoreRelease(1);
    value_.StoreRelease(1);
    mark_.StoreRelease(2);
  }
  // Whether it could be read.
  bool Read(std::uint32_t mark, std::uint32_t& value) const {
    if (mark_.LoadAcquire() != mark) return false;  // Spares the rest.
    value = value_.LoadAcquire();
    return mark_.LoadAcquire() == mark;  // The re-check.
  }
  void NeverCalled() { value_.StoreRelaxed(2); }

 private:
  Word mark_;
  Word value_;
};

struct ReadAgainstReuse {
  static constexpr int kThreads = 2;
  Slot slot;
  void Run(int thread) {
    if (thread == 0) return slot.UseAgain();
    std::uint32_t value = 0;
    if (slot.Read(0, value)) Require(value == 0, "the value is of the use that the mark says");
    if (slot.Read(2, value)) Require(value == 1, "the value is of the use that the mark says");
  }
  void AtEnd() {
    std::uint32_t value = 0;
    Require(slot.Read(2, value) && value == 1, "it is used again");
  }
};

const NamedScenario kToys[] = {Named<ReadAgainstReuse>("read_against_reuse")};

bool IsAcquire(std::string_view code) { return IsCalled(code, Verb::kLoad, Order::kAcquire); }
bool IsRelaxedStore(std::string_view code) { return IsCalled(code, Verb::kStore, Order::kRelaxed); }

std::vector<std::string> ComplaintsWith(std::span<const KnownMutant> equivalent,
                                        bool (*has_site)(std::string_view code) = IsAcquire) {
  Mutants mutants(kToys, "removals_canary.cc", {.equivalent = equivalent, .noticed_far = {}});
  for (const Site& site : mutants.sites()) mutants.Try({site, {}});
  mutants.Finish("operations removed from a toy", has_site);
  CHECK(mutants.tried() == 6);
  return mutants.complaints();
}

// That there is one, and it says this.
bool IsOne(const std::vector<std::string>& complaints, std::string_view what) {
  return complaints.size() == 1 && complaints[0].find(what) != std::string::npos;
}

constexpr KnownMutant kSparesTheRest = Removed("removals_canary.cc", "Read", "Spares the rest",
                                               Verb::kLoad, "The look behind the value decides.");

TEST_CASE("what is left out and not noticed must have its reason", "[canary][removals]") {
  CHECK(ComplaintsWith({&kSparesTheRest, 1}).empty());
  const std::vector<std::string> complaints = ComplaintsWith({});
  CHECK(IsOne(complaints, "nobody notices, and no list says why"));
  CHECK(IsOne(complaints, "Spares the rest"));
}

TEST_CASE("a reason for what is noticed is refused", "[canary][removals]") {
  constexpr KnownMutant kWrong[] = {
      kSparesTheRest, Removed("removals_canary.cc", "Read", "The re-check", Verb::kLoad, "Wrong.")};
  CHECK(IsOne(ComplaintsWith(kWrong),
              "said to be equivalent, and noticed by read_against_reuse: the value is of the use"));
}

TEST_CASE("a reason for what is not there is refused", "[canary][removals]") {
  constexpr KnownMutant kOld[] = {
      kSparesTheRest, Removed("removals_canary.cc", "Read", "gone", Verb::kLoad, "Of old.")};
  CHECK(IsOne(ComplaintsWith(kOld), "gone: in a list, and not in the source"));
}

TEST_CASE("an operation that no scenario passes is told", "[canary][removals]") {
  CHECK(IsOne(ComplaintsWith({&kSparesTheRest, 1}, IsRelaxedStore), "no scenario passes it"));
}

}  // namespace
}  // namespace weir::explore::removals_canary

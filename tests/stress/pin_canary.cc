// SPDX-License-Identifier: MIT
//
// The race of pins against recycling finds what a pin is for: where the trimmer does not
// see the pins, readers find bytes of another use, or bytes that change.
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "log/support/build_kind.h"
#include "stress/support/pin_race.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

// The machine's memory, but for the one load with which a trimmer looks at a pin: there
// it never finds one.
struct BlindAtomics : StdAtomics {
  template <class T>
  class Atomic : public StdAtomics::Atomic<T> {
   public:
    using Base = StdAtomics::Atomic<T>;
    using Base::Base;

    T LoadSeqCst() const noexcept {
      if constexpr (std::is_same_v<T, BasicSegment<BlindAtomics>*>) return nullptr;
      return Base::LoadSeqCst();
    }
  };

  static std::size_t CountEqualAcquire(const Atomic<std::uint8_t>* bytes, std::size_t count,
                                       std::uint8_t mask, std::uint8_t value) noexcept {
    return StdAtomics::CountEqualAcquire(bytes, count, mask, value);
  }
};

TEST_CASE("a trimmer that does not see the pins is noticed by who has pinned", "[canary][pin]") {
  // A sanitizer would be right to complain of the very race.
  if (testing::kIsSanitized) return;
  testing::SeededRandom random;
  INFO(random.Description());
  const testing::PinRaceResult result =
      testing::PinRace<BlindAtomics>({.attempts_max = 1'000'000'000, .seed = random.Bits()}).Run();
  CHECK(result.faults != std::vector<std::string>{});
}

}  // namespace
}  // namespace weir

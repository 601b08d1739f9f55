// SPDX-License-Identifier: MIT
#include "weir/log/internal/tagged_pointer.h"

#include <cstdint>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::log_internal {
namespace {

struct alignas(128) Thing {
  char bytes[128];
};
using Link = TaggedPointer<Thing>;

constexpr std::uint64_t kTags = std::uint64_t{1} << kTagBits;

// Nothing is looked at there.
Thing* At(std::uint64_t address) { return reinterpret_cast<Thing*>(address); }

TEST_CASE("a tagged pointer gives back pointer and tag, up to the last of both", "[log][tagged]") {
  for (const std::uint64_t address :
       {std::uint64_t{0}, std::uint64_t{128}, std::uint64_t{0x7fff'ffff'ff80},
        (std::uint64_t{1} << 48) - 128}) {
    for (const std::uint64_t tag : {std::uint64_t{0}, std::uint64_t{1}, kTags - 1}) {
      const Link link(At(address), tag);
      CHECK(link.pointer() == At(address));
      CHECK(link.tag() == tag);
      CHECK(Link(link.raw()) == link);
    }
  }
  CHECK(Link().pointer() == nullptr);
  CHECK(Link().tag() == 0);
}

TEST_CASE("a tag is the low 23 bits of a number", "[log][tagged]") {
  const Link link(At(256), 5 * kTags + 3);
  CHECK(link.tag() == 3);
  CHECK(link.pointer() == At(256));
  CHECK(link.IsTagged(3));
  CHECK(link.IsTagged(kTags + 3));
  CHECK_FALSE(link.IsTagged(4));
  // The step after the last tag.
  CHECK(Link(At(256), Link(At(256), kTags - 1).tag() + 1) == Link(At(256), 0));
}

TEST_CASE("two links are equal if both pointer and tag are", "[log][tagged]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t address = random.Below(std::uint64_t{1} << 41) * 128;
    const std::uint64_t tag = random.Below(kTags);
    const Link link(At(address), tag);
    REQUIRE(link.pointer() == At(address));
    REQUIRE(link.tag() == tag);
    REQUIRE_FALSE(link == Link(At(address), tag + 1));
    REQUIRE_FALSE(link == Link(At(address ^ 128), tag));
  }
}

}  // namespace
}  // namespace weir::log_internal

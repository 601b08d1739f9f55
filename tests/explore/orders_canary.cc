// SPDX-License-Identifier: MIT
//
// The scenarios would be worth nothing if they held whatever the engine did. Here the
// engine's orders are weakened where they stand, and the scenario that is there for it
// must notice.
#include <string>
#include <string_view>

#include "explore/model/source_lines.h"
#include "explore/scenarios.h"

namespace weir::explore {
namespace {

struct Canary {
  // Of these operations, by what stands on their line of the file.
  std::string_view file;
  std::string_view text;
  Verb verb;
  Order from;
  // What they become, and who must notice.
  Order to;
  std::string_view scenario;
};

constexpr Canary kCanaries[] = {
    // Edge P: a frame's bytes before its visibility, and before its memory's next use.
    {"log.h", "frame.lane->", Verb::kStore, Order::kRelease, Order::kRelaxed, "append_in_segment"},
    {"segment.h", "LaneAt(", Verb::kLoad, Order::kAcquire, Order::kRelaxed, "append_in_segment"},
    {"segment.h", "committed = ", Verb::kCountEqual, Order::kAcquire, Order::kRelaxed,
     "stalled_claim"},
    {"segment.h", "count += ", Verb::kCountEqual, Order::kAcquire, Order::kRelaxed,
     "append_to_count"},
    // Edge H: a pin and the head.
    {"log_walk.h", "pin.segment.", Verb::kExchange, Order::kSeqCst, Order::kAcqRel,
     "pin_against_recycle_x1"},
    {"log_walk.h", "head_ordinal_.", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "pin_against_recycle_x1"},
    {"log_walk.h", "ExchangeSeqCst(next)", Verb::kExchange, Order::kSeqCst, Order::kAcqRel,
     "move_on_against_recycle"},
    {"pins.h", "pin.segment.", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "pin_against_recycle_x1"},
    // Edge U: a reader's reads before the next use.
    {"pins.h", "segment.StoreRelease", Verb::kStore, Order::kRelease, Order::kRelaxed,
     "close_against_recycle"},
    // Edge W: a sleeper and the tail.
    {"parking_spot.h", "word_.", Verb::kFetchOr, Order::kSeqCst, Order::kAcqRel, "sleep_x1_put_x1"},
    {"log_reader.h", "tail_.", Verb::kLoad, Order::kSeqCst, Order::kAcquire, "sleep_x1_put_x1"},
    {"parking_spot.h", "word_.", Verb::kLoad, Order::kSeqCst, Order::kAcquire, "sleep_x1_put_x1"},
    // Edge N: a segment's words before the link to it.
    {"log_roll.h", "next.Comp", Verb::kCompareExchange, Order::kAcqRel, Order::kRelaxed,
     "roll_installing"},
    // Edge S: the end of a segment's use before any word of the next.
    {"segment.h", "base_bytes.", Verb::kStore, Order::kRelease, Order::kRelaxed, "late_ask"},
    {"log.h", "base_bytes.", Verb::kLoad, Order::kAcquire, Order::kRelaxed, "late_ask"},
    {"segment.h", "next.", Verb::kStore, Order::kRelease, Order::kRelaxed, "late_trim"},
    // Edge I: one moment's numbers behind those of the one before.
    {"write_income.h", "kBusy", Verb::kCompareExchange, Order::kAcqRel, Order::kRelaxed,
     "income_memo"},
    // Edge G: the totals before the mark that they are final.
    {"log_roll.h", "is_final_.", Verb::kStore, Order::kRelease, Order::kRelaxed,
     "final_retire_against_read"},
};

const NamedScenario* Find(std::string_view name) {
  for (const NamedScenario& scenario : Scenarios::All()) {
    if (scenario.name == name) return &scenario;
  }
  return nullptr;
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

TEST_CASE("an order that is too weak is noticed", "[canary][orders]") {
  SourceLines sources;
  for (const Canary& canary : kCanaries) {
    INFO(canary.scenario << ": " << canary.file << ": " << canary.text);
    const NamedScenario* const scenario = Find(canary.scenario);
    REQUIRE(scenario != nullptr);
    SiteSet sites;
    ExploreType(
        scenario->type,
        {.name = scenario->name, .systematic_max = 1'000, .random_max = 1'000, .sites = &sites});
    bool is_found = false;
    bool is_noticed = false;
    for (const Site& site : sites.sites()) {
      if (!EndsWith(site.at.file, canary.file) || site.verb != canary.verb ||
          site.order != canary.from ||
          sources.Line(site.at).find(canary.text) == std::string_view::npos) {
        continue;
      }
      is_found = true;
      const Mutation weakening{site, canary.to};
      is_noticed |=
          !ExploreType(scenario->type, {.name = scenario->name, .mutation = &weakening}).Holds();
    }
    // Else the source was changed, and the canary must follow it.
    CHECK(is_found);
    CHECK(is_noticed);
  }
}

}  // namespace
}  // namespace weir::explore

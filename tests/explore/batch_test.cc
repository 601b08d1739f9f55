// SPDX-License-Identifier: MIT
//
// A batch claims several frames in one step, beside single claims, at the end of a
// segment too, where a part of it fits.
//   forbidden:  a single record within a batch's run | a number twice
#include <algorithm>

#include "explore/log_scenario.h"

namespace weir::explore::batch_test {
namespace {

struct BatchScenario : LogScenario {
  // As many claims as it takes. Checks that each run is without a gap.
  void PutBatch(std::uint64_t count, PayloadSize size) {
    while (count > 0) {
      World::Run run;
      FrameRun taken;
      world.log().Ahead();
      const auto fit = [&](const FrameRun& space, FrameRun& fits) {
        const std::uint64_t room = space.frame_bytes / size.FrameBytes();
        fits.count = std::min({count, room, space.count});
        fits.frame_bytes = fits.count * size.FrameBytes();
        taken = fits;
        return fits.count > 0;
      };
      const auto gate = [](const LogTotals&, const FrameRun&) { return std::int64_t{1}; };
      Require(world.log().Claim(size.FrameBytes(), fit, gate, run) == ClaimCode::kOk,
              "an open log takes a batch");
      count -= taken.count;
      for (; taken.count > 0; --taken.count) {
        World::Finish(Log::FrameOf(run, size));
        Log::NextFrame(run, size);
      }
    }
  }
};

struct BatchAgainstSingle : BatchScenario {
  static constexpr int kThreads = 3;
  BatchAgainstSingle() { Put(kSmall); }
  void Run(int thread) {
    if (thread == 0) PutBatch(2, kSmall);
    if (thread == 1) Put(kSmall);
    if (thread == 2) ReadTwice(reader);
  }
  void AtEnd() { RequireAccounted(reader, 4); }
};

// Two batches, and room for one frame of either.
struct BatchOverEnd : BatchScenario {
  static constexpr int kThreads = 3;
  BatchOverEnd() {
    Put(kThird);
    Put(kThird);
  }
  void Run(int thread) { thread < 2 ? PutBatch(2, kThird) : ReadTwice(reader); }
  void AtEnd() { RequireAccounted(reader, 6); }
};

const Scenarios kScenarios{
    Named<BatchAgainstSingle>("batch_against_single"),
    Named<BatchOverEnd>("batch_over_end"),
};

TEST_CASE("a batch is claimed in one piece, or as few as fit", "[explore][batch]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::batch_test

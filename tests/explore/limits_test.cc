// SPDX-License-Identifier: MIT
//
// Several threads ask one limit at once, also with clock readings that have become old
// meanwhile.
//   forbidden:  more granted than rate * time + burst | a refusal that the total does not
//               justify
#include "weir/model/limits.h"

#include <array>

#include "explore/log_scenario.h"
#include "weir/quota/read_quota.h"
#include "weir/quota/token_bucket.h"
#include "weir/quota/write_income.h"
#include "weir/quota/write_quota.h"

namespace weir::explore::limits_test {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// One a second, two at once.
constexpr Rate kRate{.per_second = 1, .burst = 2};

// The bucket has been full for ten seconds. One thread has a later time than the others.
struct TakeFromBucket {
  static constexpr int kThreads = 3;
  BasicTokenBucket<ModelAtomics> bucket;
  std::array<int, 3> granted{};

  void Run(int thread) {
    const std::int64_t now_nanos = thread == 2 ? 11 * kSecond : 10 * kSecond;
    for (int i = 0; i < (thread == 2 ? 2 : 1); ++i) {
      granted[static_cast<std::size_t>(thread)] +=
          bucket.Take(kRate, 1, now_nanos).IsAdmitted() ? 1 : 0;
    }
  }
  void AtEnd() {
    const int sum = granted[0] + granted[1] + granted[2];
    Require(sum <= 3, "in one second, at most the burst and one more");
    Require(sum >= 2, "the burst is granted to whoever comes");
    Require(!bucket.Take(kRate, 1, 11 * kSecond).IsAdmitted(),
            "nobody was refused while there were tokens");
  }
};

// The bucket was full a second ago, which somebody noted, and is full still. Whoever sees
// that a token was taken must see what the full bucket had lost by then.
struct TakeFromFullBucket {
  static constexpr int kThreads = 2;
  BasicTokenBucket<ModelAtomics> bucket;
  std::array<int, 2> granted{};

  TakeFromFullBucket() { bucket.Look(kRate, 10 * kSecond); }
  void Run(int thread) {
    for (int i = 0; i <= thread; ++i) {
      granted[static_cast<std::size_t>(thread)] +=
          bucket.Take(kRate, 1, 11 * kSecond).IsAdmitted() ? 1 : 0;
    }
  }
  void AtEnd() { Require(granted[0] + granted[1] == 2, "at one moment, the burst and no more"); }
};

// The bucket is full. One takes a token and gives it back, while another takes one: what
// was given back is there for another, or lost to a look with the total before it.
struct GiveBackAgainstTake {
  static constexpr int kThreads = 2;
  BasicTokenBucket<ModelAtomics> bucket;
  int granted = 0;

  GiveBackAgainstTake() { bucket.Look(kRate, 10 * kSecond); }
  int Take() { return bucket.Take(kRate, 1, 10 * kSecond).IsAdmitted() ? 1 : 0; }
  void Run(int thread) {
    if (thread == 1) {
      granted += Take();
    } else if (Take() == 1) {
      bucket.GiveBack(1);
    }
  }
  void AtEnd() {
    while (Take() == 1) ++granted;
    Require(granted <= 2, "what is given back is granted once");
    Require(granted >= 1, "no more is lost than was given back");
  }
};

// The bucket has been full for two seconds more than somebody noted. One takes the burst;
// another takes a token that is not there, and then looks whether one is.
struct OverdrawAgainstTake {
  static constexpr int kThreads = 2;
  BasicTokenBucket<ModelAtomics> bucket;
  bool is_taken = false;
  bool is_admitted = false;

  OverdrawAgainstTake() { bucket.Look(kRate, 10 * kSecond); }
  void Run(int thread) {
    if (thread == 0) {
      is_taken = bucket.Take(kRate, 2, 12 * kSecond).IsAdmitted();
    } else {
      bucket.Overdraw(1);
      is_admitted = bucket.Look(kRate, 12 * kSecond).IsAdmitted();
    }
  }
  void AtEnd() {
    // A second later there is a token, if the full bucket lost one less to the overdraft.
    const bool is_in_debt = !bucket.Look(kRate, 13 * kSecond).IsAdmitted();
    Require(!is_taken || !is_in_debt || !is_admitted,
            "behind the burst and the overdraft there is no token");
  }
};

// Readers are admitted by calls, and overdraw the bytes.
struct ReadAgainstReadLimit {
  static constexpr int kThreads = 2;
  const Limits limits{.read_bytes = {.per_second = 10, .burst = 10},
                      .read_calls = {.per_second = 1, .burst = 1}};
  BasicReadQuota<ModelAtomics> quota;
  std::array<bool, 2> is_admitted{};

  void Run(int thread) {
    const GateVerdict verdict = quota.Admit(limits, ReaderKind::kShared, kSecond);
    if (!verdict.IsAdmitted()) return;
    is_admitted[static_cast<std::size_t>(thread)] = true;
    quota.Charge(limits, 25);
  }
  void AtEnd() {
    Require(is_admitted[0] != is_admitted[1], "one call, one reader");
    Require(!quota.Admit(limits, ReaderKind::kDedicated, 2 * kSecond).IsAdmitted(),
            "the debt is not paid yet");
    Require(quota.Admit(limits, ReaderKind::kDedicated, 4 * kSecond).IsAdmitted(),
            "the debt is paid");
  }
};

// As a stream asks: with the total that the log's tail implies, before it is swapped.
// The time is read from a shared clock, after the tail.
struct PutAgainstWriteLimit : LogScenario {
  static constexpr int kThreads = 3;
  const Limits limits{.write_records = kRate};
  BasicWriteQuota<ModelAtomics> quota;
  ModelAtomics::Atomic<std::int64_t> clock{10 * kSecond};
  std::array<int, 3> granted{};

  ClaimCode PutLimited() {
    const auto gate = [this](const LogTotals& before, const FrameRun& run,
                             log_internal::TailWord tail) {
      const std::int64_t now_nanos = clock.LoadAcquire();
      const WriteIncome income =
          WriteIncome::By(limits, {.now_nanos = now_nanos, .start_nanos = 0});
      const QuotaAmount total{.records = before.records, .bytes = before.bytes};
      const QuotaAmount amount{.records = run.count, .bytes = run.PayloadBytes()};
      if (quota.IsWithin(WriteBurst::Of(limits), total, amount, income)) return now_nanos;
      if (!world.log().IsAt(tail)) return std::int64_t{-1};
      return quota.Admits(limits, total, amount, income) ? now_nanos : -1;
    };
    World::Frame frame;
    const ClaimCode code = world.log().ClaimOne(kSmall, gate, frame);
    if (code == ClaimCode::kOk) World::Finish(frame);
    return code;
  }
  void Run(int thread) {
    if (thread == 2) clock.StoreRelease(11 * kSecond);
    for (int i = 0; i < (thread == 2 ? 2 : 1); ++i) {
      granted[static_cast<std::size_t>(thread)] += PutLimited() == ClaimCode::kOk ? 1 : 0;
    }
  }
  void AtEnd() {
    const auto sum = static_cast<std::uint64_t>(granted[0] + granted[1] + granted[2]);
    Require(sum <= 3, "in one second, at most the burst and one more");
    Require(sum >= 2, "the burst is granted to whoever comes");
    Require(PutLimited() == ClaimCode::kRefused, "nobody was refused while there were tokens");
    RequireAccounted(reader, sum);
  }
};

// Whoever asks for a moment gets that moment's numbers, and no mixture.
struct RememberIncome {
  static constexpr int kThreads = 3;
  const Limits limits{.write_bytes = {.per_second = 1000}, .write_records = {.per_second = 3}};
  BasicIncomeMemo<ModelAtomics> memo;

  void Ask(std::int64_t seconds) {
    const IncomeMoment moment{.now_nanos = seconds * kSecond, .start_nanos = 0};
    Require(memo.At(limits, moment) == WriteIncome::By(limits, moment), "of this moment");
  }
  void Run(int thread) {
    Ask(1 + thread);
    Ask(2);
    Ask(3);
  }
  void AtEnd() {
    Ask(3);
    Ask(4);
    WriteIncome income;
    Require(memo.Recall(4 * kSecond, income), "the last one is remembered");
  }
};

// The numbers of a moment are recalled while those of the next one take their place.
struct RecallIncome : RememberIncome {
  static constexpr int kThreads = 2;
  RecallIncome() { Ask(1); }
  void Run(int thread) { Ask(1 + thread); }
  void AtEnd() { Ask(2); }
};

const Scenarios kScenarios{
    Named<TakeFromBucket>("token_bucket_x3"),
    Named<TakeFromFullBucket>("token_bucket_full"),
    Named<ReadAgainstReadLimit>("read_quota"),
    Named<PutAgainstWriteLimit>("write_quota_x3"),
    Named<GiveBackAgainstTake>("give_back_against_take"),
    Named<OverdrawAgainstTake>("overdraw_against_take"),
    Named<RememberIncome>("income_memo"),
    Named<RecallIncome>("income_recall"),
};

TEST_CASE("no limit grants more than it may", "[explore][limits]") { kScenarios.RequireHold(); }

}  // namespace
}  // namespace weir::explore::limits_test

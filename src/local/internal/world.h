// SPDX-License-Identifier: MIT
//
// A World is all accounts in all regions that one LocalKinesis, and those made of it,
// speak of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "local/internal/account.h"
#include "local/internal/kms_faults.h"
#include "weir/base/clock.h"
#include "weir/base/gauge.h"
#include "weir/base/mutex.h"
#include "weir/local/kinesis_limits.h"
#include "weir/local/local_options.h"
#include "weir/service/token_seal.h"

namespace weir::local_internal {

constexpr std::int64_t kNanosPerMilli = 1'000'000;
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kNanosPerDay = 86'400'000'000'000;

struct World {
  explicit World(const LocalKinesisOptions& of_options)
      : options(of_options),
        clock(of_options.clock != nullptr ? *of_options.clock : SystemClock::Get()),
        seal(of_options.token_key.has_value() ? *of_options.token_key : TokenSeal::RandomKey()),
        epoch_nanos(clock.NowNanos()) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // ---- Set at construction, never written again ----
  const LocalKinesisOptions options;
  const Clock& clock;
  const TokenSeal seal;
  // What limits count their time from.
  const std::int64_t epoch_nanos;

  // The account's part in the region, which is made if there was none yet, and stays.
  Account& AccountOf(std::string_view account_id, std::string_view region);
  // Null if there is none yet.
  Account* FindAccount(std::string_view account_id, std::string_view region);
  // Every account's parts, in their order.
  std::vector<Account*> Accounts();

  // The number of the next stream.
  std::uint64_t NextStreamNumber();

  // Counts that a limit was exceeded; whether that is to be refused.
  bool Exceeds(KinesisLimit limit, LimitMode mode) {
    exceeded[static_cast<std::size_t>(limit)].Add(1);
    return mode == LimitMode::kEnforce;
  }
  std::array<Gauge, kKinesisLimitCount> exceeded;

  KmsFaults kms_faults;

 private:
  Mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Account>, std::less<>> accounts_
      ABSL_GUARDED_BY(mutex_);
  std::uint64_t stream_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace weir::local_internal

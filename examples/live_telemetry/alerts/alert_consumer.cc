// SPDX-License-Identifier: MIT

#include "live_telemetry/alerts/alert_consumer.h"

#include <cstdint>

#include "absl/time/time.h"
#include "live_telemetry/alerts/alert_engine.h"
#include "weir/base/clock.h"

namespace live_telemetry {
namespace {

constexpr std::int64_t kReviewNanos = 500'000'000;

}  // namespace

void AlertConsumer::Run() {
  AlertEngine engine(board_);
  const auto observe = [&engine](weir::ShardId, const weir::RecordView& record) {
    engine.Observe(record);
  };
  std::int64_t reviewed_nanos = 0;
  while (subscriber_.ReadAll(observe)) {
    const std::int64_t now_nanos = weir::SystemClock::Get().NowNanos();
    if (now_nanos - reviewed_nanos >= kReviewNanos) {
      reviewed_nanos = now_nanos;
      engine.Review(now_nanos);
    }
    subscriber_.Wait(absl::Milliseconds(100));
  }
}

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/dashboard_consumer.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "live_telemetry/dashboard/frame_text.h"
#include "live_telemetry/dashboard/panes.h"
#include "live_telemetry/dashboard/plain_text.h"

namespace live_telemetry {

void DashboardConsumer::Run() {
  const auto observe = [this](weir::ShardId shard_id, const weir::RecordView& record) {
    model_.Observe(shard_id, record);
  };
  if (!terminal_.has_screen()) terminal_.Print(PlainHeading(model_.picture()));
  while (subscriber_.ReadAll(observe)) {
    model_.Advance();
    if (terminal_.has_screen()) {
      ShowFrame();
    } else {
      PrintLine();
    }
    absl::SleepFor(absl::Milliseconds(100));
  }
  model_.Finish();
}

void DashboardConsumer::ShowFrame() {
  // The size is asked for at each frame, which costs a microsecond: so a change
  // of the window needs no signal to be noticed.
  const Canvas canvas = DrawDashboard(terminal_.size(), model_.picture());
  terminal_.ShowFrame(ScreenText(canvas, terminal_.ability()));
}

void DashboardConsumer::PrintLine() {
  const Picture& picture = model_.picture();
  for (const Alert& alert : alerts_.After(printed_alert_)) {
    printed_alert_ = alert.number;
    terminal_.Print(AlertLine(alert));
  }
  const auto second = static_cast<std::int64_t>(picture.elapsed_seconds);
  if (second <= printed_second_) return;
  printed_second_ = second;
  terminal_.Print(PictureLine(picture));
}

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT
//
// The consumer that shows: like a game loop it reads at each frame what has come
// since the last, and never waits for a record. On a terminal it draws frames,
// elsewhere it prints a line a second and each alert.
//
// Threads: Run() on one; picture() and account() after Run() has returned.
#pragma once

#include <cstdint>
#include <utility>

#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/dashboard/model.h"
#include "live_telemetry/dashboard/terminal.h"
#include "live_telemetry/subscriber.h"

namespace live_telemetry {

class DashboardConsumer {
 public:
  // `model`'s sources, `alerts` and `terminal` must outlive it.
  DashboardConsumer(Subscriber subscriber, Model model, const AlertBoard& alerts,
                    Terminal& terminal)
      : subscriber_(std::move(subscriber)),
        model_(std::move(model)),
        alerts_(alerts),
        terminal_(terminal) {}

  // Until the stream has ended.
  void Run();

  const Picture& picture() const { return model_.picture(); }
  const SubscriberAccount& account() const { return subscriber_.account(); }

 private:
  void ShowFrame();
  // If a second has passed since the last.
  void PrintLine();

  Subscriber subscriber_;
  Model model_;
  const AlertBoard& alerts_;
  Terminal& terminal_;
  // Of lines: the last full second and the last alert that were printed.
  std::int64_t printed_second_ = 0;
  std::uint64_t printed_alert_ = 0;
};

}  // namespace live_telemetry

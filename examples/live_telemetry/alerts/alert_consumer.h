// SPDX-License-Identifier: MIT
//
// The consumer that watches: it sleeps on its cursor and is woken by the next
// record, for an alert should not be late.
//
// Threads: Run() on one.
#pragma once

#include <utility>

#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/subscriber.h"

namespace live_telemetry {

class AlertConsumer {
 public:
  // `board` must outlive it.
  AlertConsumer(Subscriber subscriber, AlertBoard& board)
      : subscriber_(std::move(subscriber)), board_(board) {}

  // Until the stream has ended.
  void Run();

  const SubscriberAccount& account() const { return subscriber_.account(); }

 private:
  Subscriber subscriber_;
  AlertBoard& board_;
};

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT
//
// A BrokenEventStream is another event stream that ends with an error behind some events.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::testing_internal {

class BrokenEventStream final : public kinesis::ShardEventStream {
 public:
  BrokenEventStream(std::unique_ptr<ShardEventStream> events, std::uint64_t events_left,
                    absl::Status error)
      : events_(std::move(events)), events_left_(events_left), error_(std::move(error)) {}

  absl::StatusOr<std::optional<kinesis::SubscribeToShardEvent>> Next() override {
    if (IsOver()) return std::optional<kinesis::SubscribeToShardEvent>();
    if (events_left_ == 0) {
      is_broken_ = true;
      // The subscription ends with it.
      events_ = nullptr;
      return error_;
    }
    auto event = events_->Next();
    if (event.ok() && event->has_value()) --events_left_;
    return event;
  }

  bool Wait(absl::Duration timeout) override {
    return events_left_ == 0 || IsOver() || events_->Wait(timeout);
  }

  // Not when the other ends just where the error is due.
  bool IsOver() const override { return is_broken_ || (events_left_ != 0 && events_->IsOver()); }

 private:
  // Null once it is broken.
  std::unique_ptr<ShardEventStream> events_;
  std::uint64_t events_left_;
  const absl::Status error_;
  bool is_broken_ = false;
};

}  // namespace weir::testing_internal

// SPDX-License-Identifier: MIT
//
// A Session is one run: the stream, three producers, three consumers, and the
// order in which they start and end.
//
//   absl::StatusOr<std::unique_ptr<Session>> session = Session::Create(options, terminal);
//   (*session)->Start();
//   while (…) (*session)->Tick();
//   (*session)->Stop();
//   Evidence evidence = (*session)->CollectEvidence();
//
// Threads: one; it starts six of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/alerts/alert_consumer.h"
#include "live_telemetry/archive/archive_consumer.h"
#include "live_telemetry/dashboard/dashboard_consumer.h"
#include "live_telemetry/dashboard/picture.h"
#include "live_telemetry/dashboard/terminal.h"
#include "live_telemetry/options.h"
#include "live_telemetry/producer.h"
#include "live_telemetry/progress.h"
#include "live_telemetry/proof.h"
#include "weir/stream/stream.h"

namespace live_telemetry {

class Session {
 public:
  // `terminal` must outlive it.
  static absl::StatusOr<std::unique_ptr<Session>> Create(const Options& options,
                                                         const std::string& archive_directory,
                                                         Terminal& terminal);

  void Start();

  // To be called every 100 ms or so: does the stream's housekeeping. False when
  // something failed and there is no use in going on.
  bool Tick();

  // Stops the producers, closes the stream, and returns when every consumer has
  // read it to its end.
  void Stop();

  // After Stop(). Reads the archive again.
  Evidence CollectEvidence() const;
  const Picture& picture() const { return dashboard_->picture(); }

 private:
  Session(weir::Stream stream, const Options& options)
      : stream_(std::move(stream)), options_(options) {}

  absl::Status OpenConsumers(const std::string& archive_directory, Terminal& terminal);
  void OpenProducers();
  void AddProducer(double share, std::vector<std::unique_ptr<Source>> sources);

  weir::Stream stream_;
  const Options options_;
  std::string archive_directory_;
  std::int64_t begin_nanos_ = 0;
  std::int64_t end_nanos_ = 0;

  // What the consumers show one another.
  AlertBoard alert_board_;
  Progress dashboard_progress_;
  Progress alert_progress_;
  Progress archive_progress_;

  std::vector<std::string> absent_;
  std::vector<std::unique_ptr<Producer>> producers_;
  std::optional<DashboardConsumer> dashboard_;
  std::optional<AlertConsumer> alerts_;
  std::optional<ArchiveConsumer> archive_;

  // Last, so that they end before what they use.
  std::vector<std::jthread> consumer_threads_;
  std::vector<std::jthread> producer_threads_;
};

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT

#include "live_telemetry/session.h"

#include <algorithm>
#include <stop_token>
#include <utility>

#include "absl/time/time.h"
#include "live_telemetry/sensors/source.h"
#include "weir/base/clock.h"
#include "weir/base/status.h"
#include "weir/model/limits.h"
#include "weir/model/stream_options.h"

namespace live_telemetry {
namespace {

// A shard takes 1,000 records a second. Keys don't spread evenly, so the mean is
// kept well below: the hottest shard then has room too, most of the time.
constexpr double kSamplesPerShard = 600;
// More only heats the machine that is measured.
constexpr double kSamplesMax = 12'000;

// Enough for a minute or three. When it is full, the oldest records make room;
// consumers that had not read them would be told, and the proof would fail.
constexpr std::int64_t kMemoryBytesMax = 64 * 1024 * 1024;

weir::StreamOptions MakeStreamOptions(const Options& options) {
  return {.name = "telemetry",
          .shard_count = options.shard_count,
          .retention_period = absl::Hours(1),
          .record_bytes_max = 4096,
          .limits = weir::Limits::Kinesis(),
          .memory_bytes_max = kMemoryBytesMax,
          .memory_policy = weir::MemoryPolicy::kDropOldest};
}

// Of a family's sources, those that this machine has.
template <class... Sources>
std::vector<std::unique_ptr<Source>> Family(Sources... sources) {
  std::vector<std::unique_ptr<Source>> family;
  (family.push_back(std::move(sources)), ...);
  std::erase(family, nullptr);
  return family;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Session>> Session::Create(const Options& options,
                                                         const std::string& archive_directory,
                                                         Terminal& terminal) {
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create(MakeStreamOptions(options));
  if (!stream.ok()) return stream.status();
  std::unique_ptr<Session> session(new Session(*std::move(stream), options));
  session->OpenProducers();
  if (session->producers_.empty()) {
    return weir::FailedPrecondition("nothing to measure: /proc is not there");
  }
  absl::Status status = session->OpenConsumers(archive_directory, terminal);
  if (!status.ok()) return status;
  return session;
}

void Session::OpenProducers() {
  AddProducer(
      0.3, Family(OpenCpu(absent_), OpenMemory(absent_), OpenLoad(absent_), OpenPressure(absent_)));
  AddProducer(0.2, Family(OpenDisk(absent_), OpenNetwork(absent_)));
  AddProducer(0.5, Family(OpenProcesses(absent_)));
}

void Session::AddProducer(double share, std::vector<std::unique_ptr<Source>> sources) {
  if (sources.empty()) return;
  const double samples_per_second = std::min(kSamplesPerShard * options_.shard_count, kSamplesMax);
  producers_.push_back(std::make_unique<Producer>(
      stream_, ProducerOptions{.samples_per_second = share * samples_per_second},
      std::move(sources)));
}

absl::Status Session::OpenConsumers(const std::string& archive_directory, Terminal& terminal) {
  archive_directory_ = archive_directory;
  absl::StatusOr<Subscriber> dashboard =
      Subscriber::Open(stream_, "dashboard", dashboard_progress_);
  if (!dashboard.ok()) return dashboard.status();
  absl::StatusOr<Subscriber> alerts = Subscriber::Open(stream_, "alerts", alert_progress_);
  if (!alerts.ok()) return alerts.status();
  absl::StatusOr<Subscriber> archive = Subscriber::Open(stream_, "archive", archive_progress_);
  if (!archive.ok()) return archive.status();

  const ModelOptions model_options = {
      .planned_seconds = static_cast<double>(options_.seconds),
      .memory_bytes_max = kMemoryBytesMax,
      .shard_records_per_second_max =
          static_cast<double>(weir::Limits::Kinesis().write_records.per_second),
      .consumers = {
          {.name = "dashboard", .manner = "at each frame", .progress = &dashboard_progress_},
          {.name = "alerts", .manner = "when woken", .progress = &alert_progress_},
          {.name = "archive", .manner = "4 times a second", .progress = &archive_progress_}}};
  dashboard_.emplace(*std::move(dashboard), Model(stream_, alert_board_, model_options),
                     alert_board_, terminal);
  alerts_.emplace(*std::move(alerts), alert_board_);
  archive_.emplace(*std::move(archive), archive_directory);
  return absl::OkStatus();
}

void Session::Start() {
  begin_nanos_ = weir::SystemClock::Get().NowNanos();
  consumer_threads_.emplace_back([this] { dashboard_->Run(); });
  consumer_threads_.emplace_back([this] { alerts_->Run(); });
  consumer_threads_.emplace_back([this] { archive_->Run(); });
  for (const std::unique_ptr<Producer>& producer : producers_) {
    producer_threads_.emplace_back(
        [&running = *producer](const std::stop_token& stop) { running.Run(stop); });
  }
}

bool Session::Tick() {
  stream_.Tick();
  return archive_->status().ok();
}

void Session::Stop() {
  for (std::jthread& thread : producer_threads_) thread.request_stop();
  producer_threads_.clear();
  end_nanos_ = weir::SystemClock::Get().NowNanos();
  // Consumers find the end of the stream behind the last record.
  stream_.Close();
  consumer_threads_.clear();
}

Evidence Session::CollectEvidence() const {
  Evidence evidence = {.seconds = static_cast<double>(end_nanos_ - begin_nanos_) / 1e9,
                       .producers = producers_.size(),
                       .shards = options_.shard_count,
                       .status = archive_->status(),
                       .absent = absent_,
                       .archive_directory = archive_directory_};
  for (const std::unique_ptr<Producer>& producer : producers_) {
    evidence.put.Add(producer->publisher().put());
    evidence.refusals += producer->publisher().refusals();
    evidence.status.Update(producer->status());
  }
  evidence.consumers = {dashboard_->account(), alerts_->account(), archive_->account()};
  absl::StatusOr<ArchivedFiles> archived = ReadArchive(archive_->Published());
  evidence.status.Update(archived.status());
  if (archived.ok()) evidence.archived = *archived;
  return evidence;
}

}  // namespace live_telemetry

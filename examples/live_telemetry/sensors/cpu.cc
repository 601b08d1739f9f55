// SPDX-License-Identifier: MIT
//
// /proc/stat: what each processor spent its time on, and what the kernel did.

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "live_telemetry/sensors/fields.h"
#include "live_telemetry/sensors/proc_file.h"
#include "live_telemetry/sensors/source.h"
#include "live_telemetry/windowed_rate.h"

namespace live_telemetry {
namespace {

constexpr absl::Duration kCpuWindow = absl::Milliseconds(500);

// One share of a processor's time, or one count per second.
struct RateSensor {
  explicit RateSensor(std::string sensor_name) : name(std::move(sensor_name)) {}

  std::string name;
  WindowedRate rate{kCpuWindow};
};

struct Processor {
  explicit Processor(const std::string& prefix)
      : busy(prefix + ".busy"),
        user(prefix + ".user"),
        system(prefix + ".system"),
        iowait(prefix + ".iowait") {}

  RateSensor busy;
  RateSensor user;
  RateSensor system;
  RateSensor iowait;
};

class Cpu final : public Source {
 public:
  explicit Cpu(ProcFile file) : file_(std::move(file)) {}

  void Read(std::int64_t now_nanos, Readings& readings) override {
    std::string_view text = file_.Read(buffer_).value_or(std::string_view());
    for (std::string_view line; TakeLine(text, line);) {
      const std::string_view word = TakeWord(line);
      if (word.starts_with("cpu")) {
        ReadProcessor(word, line, now_nanos, readings);
      } else if (word == "intr") {
        AddPerSecond(interrupts_, line, now_nanos, readings);
      } else if (word == "ctxt") {
        AddPerSecond(switches_, line, now_nanos, readings);
      } else if (word == "processes") {
        AddPerSecond(forks_, line, now_nanos, readings);
      } else if (word == "procs_running") {
        readings.Add("system.running", {static_cast<double>(TakeNumber(line)), Unit::kCount});
      }
    }
  }

 private:
  void ReadProcessor(std::string_view word, std::string_view line, std::int64_t now_nanos,
                     Readings& readings) {
    auto found = processors_.find(word);
    if (found == processors_.end()) {
      const std::string number(word == "cpu" ? "all" : word.substr(3));
      found = processors_.try_emplace(std::string(word), "cpu." + number).first;
    }
    Processor& processor = found->second;
    const std::uint64_t user = TakeNumber(line) + TakeNumber(line);  // nice included
    const std::uint64_t system = TakeNumber(line);
    TakeNumber(line);  // idle
    const std::uint64_t iowait = TakeNumber(line);
    const std::uint64_t interrupts = TakeNumber(line) + TakeNumber(line);  // hard and soft
    const std::uint64_t stolen = TakeNumber(line);
    const double processors = word == "cpu" ? processor_count_ : 1;
    const auto add = [&](RateSensor& sensor, std::uint64_t ticks) {
      const std::optional<double> ticks_per_second =
          sensor.rate.Update(now_nanos, static_cast<double>(ticks));
      if (!ticks_per_second.has_value()) return;
      const double percent = 100 * *ticks_per_second / (ticks_per_second_max_ * processors);
      readings.Add(sensor.name, {std::clamp(percent, 0.0, 100.0), Unit::kPercent});
    };
    add(processor.busy, user + system + interrupts + stolen);
    add(processor.user, user);
    add(processor.system, system + interrupts);
    add(processor.iowait, iowait);
  }

  static void AddPerSecond(RateSensor& sensor, std::string_view line, std::int64_t now_nanos,
                           Readings& readings) {
    const std::optional<double> rate =
        sensor.rate.Update(now_nanos, static_cast<double>(TakeNumber(line)));
    if (rate.has_value()) readings.Add(sensor.name, {*rate, Unit::kPerSecond});
  }

  ProcFile file_;
  std::string buffer_;
  const double ticks_per_second_max_ = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double processor_count_ = static_cast<double>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
  // By the word that the line begins with.
  std::map<std::string, Processor, std::less<>> processors_;
  RateSensor interrupts_{"system.interrupts"};
  RateSensor switches_{"system.context_switches"};
  RateSensor forks_{"system.forks"};
};

}  // namespace

std::unique_ptr<Source> OpenCpu(std::vector<std::string>& absent) {
  ProcFile file("/proc/stat");
  std::string buffer;
  if (!file.Read(buffer).has_value()) {
    absent.push_back("cpu (no /proc/stat)");
    return nullptr;
  }
  return std::make_unique<Cpu>(std::move(file));
}

}  // namespace live_telemetry

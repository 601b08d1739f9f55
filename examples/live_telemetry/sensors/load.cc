// SPDX-License-Identifier: MIT
//
// /proc/loadavg: how many tasks want to run, over three spans of time.

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "live_telemetry/sensors/fields.h"
#include "live_telemetry/sensors/proc_file.h"
#include "live_telemetry/sensors/source.h"

namespace live_telemetry {
namespace {

class Load final : public Source {
 public:
  explicit Load(ProcFile file) : file_(std::move(file)) {}

  void Read(std::int64_t /*now_nanos*/, Readings& readings) override {
    constexpr std::array<std::string_view, 3> kSensors = {"load.1m", "load.5m", "load.15m"};
    std::string_view text = file_.Read(buffer_).value_or(std::string_view());
    for (const std::string_view sensor : kSensors) {
      const std::string_view word = TakeWord(text);
      if (word.empty()) return;
      double load = 0;
      std::from_chars(word.data(), word.data() + word.size(), load);
      readings.Add(sensor, {load, Unit::kCount});
    }
  }

 private:
  ProcFile file_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<Source> OpenLoad(std::vector<std::string>& absent) {
  ProcFile file("/proc/loadavg");
  std::string buffer;
  if (!file.Read(buffer).has_value()) {
    absent.push_back("load (no /proc/loadavg)");
    return nullptr;
  }
  return std::make_unique<Load>(std::move(file));
}

}  // namespace live_telemetry

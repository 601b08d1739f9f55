// SPDX-License-Identifier: MIT
//
// /proc/meminfo: how much memory there is and what it is used for.

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "live_telemetry/sensors/fields.h"
#include "live_telemetry/sensors/proc_file.h"
#include "live_telemetry/sensors/source.h"

namespace live_telemetry {
namespace {

struct Line {
  std::string_view title;
  std::string_view sensor;
};

// The lines that become a sensor as they are.
constexpr std::array<Line, 9> kLines = {{
    {"MemTotal:", "mem.total"},
    {"MemFree:", "mem.free"},
    {"MemAvailable:", "mem.available"},
    {"Cached:", "mem.cached"},
    {"AnonPages:", "mem.anonymous"},
    {"Slab:", "mem.slab"},
    {"Dirty:", "mem.dirty"},
    {"Writeback:", "mem.writeback"},
    {"SwapFree:", "mem.swap_free"},
}};

class Memory final : public Source {
 public:
  explicit Memory(ProcFile file) : file_(std::move(file)) {}

  void Read(std::int64_t /*now_nanos*/, Readings& readings) override {
    std::string_view text = file_.Read(buffer_).value_or(std::string_view());
    double total = 0;
    double available = 0;
    for (std::string_view line; TakeLine(text, line);) {
      const std::string_view title = TakeWord(line);
      for (const Line& known : kLines) {
        if (known.title != title) continue;
        const double bytes = static_cast<double>(TakeNumber(line)) * 1024;
        readings.Add(known.sensor, {bytes, Unit::kBytes});
        if (known.sensor == "mem.total") total = bytes;
        if (known.sensor == "mem.available") available = bytes;
        break;
      }
    }
    if (total <= 0) return;
    readings.Add("mem.used", {total - available, Unit::kBytes});
    readings.Add("mem.available_share", {100 * available / total, Unit::kPercent});
  }

 private:
  ProcFile file_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<Source> OpenMemory(std::vector<std::string>& absent) {
  ProcFile file("/proc/meminfo");
  std::string buffer;
  if (!file.Read(buffer).has_value()) {
    absent.push_back("memory (no /proc/meminfo)");
    return nullptr;
  }
  return std::make_unique<Memory>(std::move(file));
}

}  // namespace live_telemetry

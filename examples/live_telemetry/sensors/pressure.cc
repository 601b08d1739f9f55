// SPDX-License-Identifier: MIT
//
// /proc/pressure: the share of time in which some task, or every one, waited.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
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

// "some" (a task waited) or "full" (all did) of one resource.
struct Kind {
  explicit Kind(const std::string& prefix) : now(prefix), average(prefix + "_avg10") {}

  std::string now;
  std::string average;
  // The kernel renews its averages every two seconds; its total runs on.
  WindowedRate micros{absl::Seconds(1)};
};

struct Resource {
  explicit Resource(const std::string& name)
      : file("/proc/pressure/" + name),
        some("psi." + name + ".some"),
        full("psi." + name + ".full") {}

  ProcFile file;
  Kind some;
  Kind full;
};

// What stands behind the equals sign of the next word.
std::string_view TakeSetting(std::string_view& line) {
  const std::string_view word = TakeWord(line);
  return word.substr(std::min(word.find('=') + 1, word.size()));
}

class Pressure final : public Source {
 public:
  explicit Pressure(std::vector<Resource> resources) : resources_(std::move(resources)) {}

  void Read(std::int64_t now_nanos, Readings& readings) override {
    for (Resource& resource : resources_) {
      std::string_view text = resource.file.Read(buffer_).value_or(std::string_view());
      for (std::string_view line; TakeLine(text, line);) {
        Kind& kind = TakeWord(line) == "some" ? resource.some : resource.full;
        ReadKind(kind, line, now_nanos, readings);
      }
    }
  }

 private:
  static void ReadKind(Kind& kind, std::string_view line, std::int64_t now_nanos,
                       Readings& readings) {
    const std::string_view average = TakeSetting(line);
    double percent = 0;
    std::from_chars(average.data(), average.data() + average.size(), percent);
    readings.Add(kind.average, {percent, Unit::kPercent});
    SkipWords(line, 2);  // avg60, avg300
    std::string_view total = TakeSetting(line);
    const std::optional<double> micros_per_second =
        kind.micros.Update(now_nanos, static_cast<double>(TakeNumber(total)));
    if (!micros_per_second.has_value()) return;
    readings.Add(kind.now, {std::clamp(*micros_per_second / 1e4, 0.0, 100.0), Unit::kPercent});
  }

  std::vector<Resource> resources_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<Source> OpenPressure(std::vector<std::string>& absent) {
  std::vector<Resource> resources;
  std::string buffer;
  for (const char* const name : {"cpu", "memory", "io"}) {
    Resource resource(name);
    // Reading and not only opening: without psi=1 a kernel may have the file and
    // refuse to fill it.
    if (resource.file.Read(buffer).has_value()) resources.push_back(std::move(resource));
  }
  if (resources.empty()) {
    absent.push_back("pressure (no /proc/pressure)");
    return nullptr;
  }
  return std::make_unique<Pressure>(std::move(resources));
}

}  // namespace live_telemetry

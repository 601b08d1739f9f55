// SPDX-License-Identifier: MIT
//
// /proc/diskstats: what each disk transferred and how busy it was.

#include <sys/stat.h>

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

// The kernel counts in these, whatever the disk's own sectors are.
constexpr double kSectorBytes = 512;
constexpr absl::Duration kDiskWindow = absl::Seconds(1);

struct Device {
  explicit Device(const std::string& prefix)
      : read(prefix + ".read"),
        write(prefix + ".write"),
        busy(prefix + ".busy"),
        in_flight(prefix + ".in_flight") {}

  std::string read;
  std::string write;
  std::string busy;
  std::string in_flight;
  WindowedRate read_bytes{kDiskWindow};
  WindowedRate write_bytes{kDiskWindow};
  WindowedRate busy_millis{kDiskWindow};
};

// Partitions repeat what their disk says, and loops what the disk beneath says.
// Without /sys nothing tells a partition from a disk: then all are taken.
bool IsWholeDisk(const std::string& name) {
  if (name.starts_with("loop") || name.starts_with("ram")) return false;
  struct stat info;
  if (stat("/sys/block", &info) != 0) return true;
  std::string entry = name;
  std::replace(entry.begin(), entry.end(), '/', '!');
  return stat(("/sys/block/" + entry).c_str(), &info) == 0;
}

class Disk final : public Source {
 public:
  explicit Disk(ProcFile file) : file_(std::move(file)) {}

  void Read(std::int64_t now_nanos, Readings& readings) override {
    std::string_view text = file_.Read(buffer_).value_or(std::string_view());
    for (std::string_view line; TakeLine(text, line);) {
      SkipWords(line, 2);  // major and minor number
      const std::string_view name = TakeWord(line);
      auto found = devices_.find(name);
      if (found == devices_.end()) {
        std::optional<Device> device;
        if (std::string text_name(name); IsWholeDisk(text_name))
          device.emplace("disk." + text_name);
        found = devices_.try_emplace(std::string(name), std::move(device)).first;
      }
      if (found->second.has_value()) ReadDevice(*found->second, line, now_nanos, readings);
    }
  }

 private:
  static void ReadDevice(Device& device, std::string_view line, std::int64_t now_nanos,
                         Readings& readings) {
    SkipWords(line, 2);  // reads, and how many of them were merged
    const auto read_bytes = static_cast<double>(TakeNumber(line)) * kSectorBytes;
    SkipWords(line, 3);  // milliseconds of reading; writes, and merged ones
    const auto write_bytes = static_cast<double>(TakeNumber(line)) * kSectorBytes;
    SkipWords(line, 1);  // milliseconds of writing
    const auto in_flight = static_cast<double>(TakeNumber(line));
    const auto busy_millis = static_cast<double>(TakeNumber(line));
    // A disk that has done nothing since the machine started is not in use.
    if (read_bytes + write_bytes <= 0) return;
    const auto read_rate = device.read_bytes.Update(now_nanos, read_bytes);
    const auto write_rate = device.write_bytes.Update(now_nanos, write_bytes);
    const auto busy_rate = device.busy_millis.Update(now_nanos, busy_millis);
    if (!read_rate.has_value() || !write_rate.has_value() || !busy_rate.has_value()) return;
    readings.Add(device.read, {*read_rate, Unit::kBytesPerSecond});
    readings.Add(device.write, {*write_rate, Unit::kBytesPerSecond});
    readings.Add(device.busy, {std::clamp(*busy_rate / 10, 0.0, 100.0), Unit::kPercent});
    readings.Add(device.in_flight, {in_flight, Unit::kCount});
  }

  ProcFile file_;
  std::string buffer_;
  // By the kernel's name; nothing where it is not a whole disk.
  std::map<std::string, std::optional<Device>, std::less<>> devices_;
};

}  // namespace

std::unique_ptr<Source> OpenDisk(std::vector<std::string>& absent) {
  ProcFile file("/proc/diskstats");
  std::string buffer;
  const std::optional<std::string_view> text = file.Read(buffer);
  if (!text.has_value() || text->empty()) {
    absent.push_back(text.has_value() ? "disk (none in /proc/diskstats)"
                                      : "disk (no /proc/diskstats)");
    return nullptr;
  }
  return std::make_unique<Disk>(std::move(file));
}

}  // namespace live_telemetry

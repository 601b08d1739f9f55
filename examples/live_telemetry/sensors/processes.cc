// SPDX-License-Identifier: MIT
//
// /proc/PID/stat: what each process uses.
//
// There may be a dozen processes or five thousand, so a round reads the next few
// and the producer's pace decides how long a turn through all of them takes.

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/time/time.h"
#include "live_telemetry/sensors/fields.h"
#include "live_telemetry/sensors/proc_file.h"
#include "live_telemetry/sensors/source.h"
#include "live_telemetry/windowed_rate.h"

namespace live_telemetry {
namespace {

constexpr std::size_t kProcessesPerRound = 32;
// Below the usual limit of 1,024 descriptors; the others are opened each time.
constexpr std::size_t kKeptOpenMax = 512;
constexpr std::int64_t kScanPeriodNanos = 1'000'000'000;

struct Process {
  Process(const std::string& pid, ProcFile::AfterRead after_read)
      : file("/proc/" + pid + "/stat", after_read),
        cpu("proc." + pid + ".cpu"),
        rss("proc." + pid + ".rss") {}

  ProcFile file;
  std::string cpu;
  std::string rss;
  WindowedRate ticks{absl::Seconds(1)};
  // Which scan of /proc saw it last.
  std::uint64_t scan = 0;
};

// A program may call itself anything; a record's text has no control characters
// and is valid in every encoding.
std::string PrintableName(std::string_view name) {
  std::string printable(name);
  for (char& character : printable) {
    if (character < 0x20 || character > 0x7e) character = '?';
  }
  return printable;
}

class Processes final : public Source {
 public:
  void Read(std::int64_t now_nanos, Readings& readings) override {
    if (now_nanos - scanned_nanos_ >= kScanPeriodNanos) {
      scanned_nanos_ = now_nanos;
      Scan();
    }
    for (std::size_t i = std::min(kProcessesPerRound, processes_.size()); i > 0; --i) {
      auto next = processes_.upper_bound(last_pid_);
      if (next == processes_.end()) next = processes_.begin();
      last_pid_ = next->first;
      ReadProcess(next->second, now_nanos, readings);
    }
  }

  bool empty() const { return processes_.empty(); }

  // Finds the processes that are new and forgets those that have ended.
  void Scan() {
    DIR* const folder = opendir("/proc");
    if (folder == nullptr) return;
    ++scan_;
    while (const dirent* entry = readdir(folder)) {
      const std::string_view name = entry->d_name;
      int pid = 0;
      const std::from_chars_result result =
          std::from_chars(name.data(), name.data() + name.size(), pid);
      if (result.ec != std::errc() || result.ptr != name.data() + name.size()) continue;
      const auto after_read = processes_.size() < kKeptOpenMax ? ProcFile::AfterRead::kKeepOpen
                                                               : ProcFile::AfterRead::kClose;
      processes_.try_emplace(pid, std::string(name), after_read).first->second.scan = scan_;
    }
    closedir(folder);
    std::erase_if(processes_, [this](const auto& entry) { return entry.second.scan != scan_; });
  }

 private:
  void ReadProcess(Process& process, std::int64_t now_nanos, Readings& readings) {
    const std::optional<std::string_view> text = process.file.Read(buffer_);
    if (!text.has_value()) return;
    // PID (NAME) STATE …, where the name may contain anything, also parentheses.
    const std::size_t name_begin = text->find('(') + 1;
    const std::size_t name_end = text->rfind(')');
    if (name_end == std::string_view::npos || name_begin > name_end) return;
    const std::string name = PrintableName(text->substr(name_begin, name_end - name_begin));
    std::string_view fields = text->substr(name_end + 1);
    SkipWords(fields, 11);  // state to major faults of children
    const std::uint64_t ticks = TakeNumber(fields) + TakeNumber(fields);  // user and system
    SkipWords(fields, 7);  // times of children to start time
    const std::uint64_t virtual_bytes = TakeNumber(fields);
    const std::uint64_t resident_pages = TakeNumber(fields);
    const std::optional<double> ticks_per_second =
        process.ticks.Update(now_nanos, static_cast<double>(ticks));
    if (ticks_per_second.has_value()) {
      const double percent = std::max(0.0, 100 * *ticks_per_second / ticks_per_second_max_);
      readings.Add(process.cpu, {percent, Unit::kPercent}, name);
    }
    // The kernel's own threads have no memory of theirs.
    if (virtual_bytes == 0) return;
    readings.Add(process.rss, {static_cast<double>(resident_pages) * page_bytes_, Unit::kBytes},
                 name);
  }

  const double ticks_per_second_max_ = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double page_bytes_ = static_cast<double>(sysconf(_SC_PAGESIZE));
  std::string buffer_;
  std::map<int, Process> processes_;
  // Whose turn it was.
  int last_pid_ = 0;
  std::uint64_t scan_ = 0;
  std::int64_t scanned_nanos_ = 0;
};

}  // namespace

std::unique_ptr<Source> OpenProcesses(std::vector<std::string>& absent) {
  auto processes = std::make_unique<Processes>();
  processes->Scan();
  if (processes->empty()) {
    absent.push_back("processes (none in /proc)");
    return nullptr;
  }
  return processes;
}

}  // namespace live_telemetry

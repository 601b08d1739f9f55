// SPDX-License-Identifier: MIT
//
// A Source is one place where the machine says how it is, and the sensors that
// are read from it. The functions below open all that there are; each puts into
// `absent` what this machine does not have, in words for the closing lines.
//
//   std::vector<std::string> absent;
//   std::unique_ptr<Source> cpu = OpenCpu(absent);      // null if /proc/stat is missing
//   cpu->Read(now_nanos, readings);
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "live_telemetry/sensors/readings.h"

namespace live_telemetry {

class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  // Adds what the sensors say now. One that cannot be read adds nothing.
  virtual void Read(std::int64_t now_nanos, Readings& readings) = 0;
};

// cpu.all.*, cpu.N.*: shares of time; system.*: events of the whole machine.
std::unique_ptr<Source> OpenCpu(std::vector<std::string>& absent);
// mem.*: bytes, and the share that is available.
std::unique_ptr<Source> OpenMemory(std::vector<std::string>& absent);
// load.1m, load.5m, load.15m.
std::unique_ptr<Source> OpenLoad(std::vector<std::string>& absent);
// psi.*: the share of time in which work waited for cpu, memory, io.
std::unique_ptr<Source> OpenPressure(std::vector<std::string>& absent);
// disk.NAME.*: transfer rates and utilization of whole disks.
std::unique_ptr<Source> OpenDisk(std::vector<std::string>& absent);
// net.NAME.*: transfer rates of each interface.
std::unique_ptr<Source> OpenNetwork(std::vector<std::string>& absent);
// proc.PID.*: processor share and memory of each process, some of them at a time.
std::unique_ptr<Source> OpenProcesses(std::vector<std::string>& absent);

}  // namespace live_telemetry

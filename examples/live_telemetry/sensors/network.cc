// SPDX-License-Identifier: MIT
//
// /proc/net/dev: what each network interface received and sent.

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

constexpr absl::Duration kNetworkWindow = absl::Seconds(1);

struct Interface {
  explicit Interface(const std::string& prefix)
      : rx(prefix + ".rx"),
        tx(prefix + ".tx"),
        rx_packets(prefix + ".rx_packets"),
        tx_packets(prefix + ".tx_packets") {}

  std::string rx;
  std::string tx;
  std::string rx_packets;
  std::string tx_packets;
  WindowedRate rx_bytes_rate{kNetworkWindow};
  WindowedRate tx_bytes_rate{kNetworkWindow};
  WindowedRate rx_packets_rate{kNetworkWindow};
  WindowedRate tx_packets_rate{kNetworkWindow};
};

class Network final : public Source {
 public:
  explicit Network(ProcFile file) : file_(std::move(file)) {}

  void Read(std::int64_t now_nanos, Readings& readings) override {
    std::string_view text = file_.Read(buffer_).value_or(std::string_view());
    std::string_view line;
    TakeLine(text, line);
    TakeLine(text, line);  // two lines of headings
    while (TakeLine(text, line)) {
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      std::string_view front = line.substr(0, colon);
      const std::string_view name = TakeWord(front);
      line.remove_prefix(colon + 1);
      auto found = interfaces_.find(name);
      if (found == interfaces_.end()) {
        const std::string key(name);
        found = interfaces_.try_emplace(key, "net." + key).first;
      }
      ReadInterface(found->second, line, now_nanos, readings);
    }
  }

 private:
  static void ReadInterface(Interface& interface, std::string_view line, std::int64_t now_nanos,
                            Readings& readings) {
    const auto rx_bytes = static_cast<double>(TakeNumber(line));
    const auto rx_packets = static_cast<double>(TakeNumber(line));
    SkipWords(line, 6);  // errors of all kinds, and what is rarely counted
    const auto tx_bytes = static_cast<double>(TakeNumber(line));
    const auto tx_packets = static_cast<double>(TakeNumber(line));
    // An interface that never carried anything is not in use.
    if (rx_bytes + tx_bytes <= 0) return;
    const auto rx = interface.rx_bytes_rate.Update(now_nanos, rx_bytes);
    const auto tx = interface.tx_bytes_rate.Update(now_nanos, tx_bytes);
    const auto rx_count = interface.rx_packets_rate.Update(now_nanos, rx_packets);
    const auto tx_count = interface.tx_packets_rate.Update(now_nanos, tx_packets);
    if (!rx.has_value() || !tx.has_value() || !rx_count.has_value() || !tx_count.has_value())
      return;
    readings.Add(interface.rx, {*rx, Unit::kBytesPerSecond});
    readings.Add(interface.tx, {*tx, Unit::kBytesPerSecond});
    readings.Add(interface.rx_packets, {*rx_count, Unit::kPerSecond});
    readings.Add(interface.tx_packets, {*tx_count, Unit::kPerSecond});
  }

  ProcFile file_;
  std::string buffer_;
  std::map<std::string, Interface, std::less<>> interfaces_;
};

}  // namespace

std::unique_ptr<Source> OpenNetwork(std::vector<std::string>& absent) {
  ProcFile file("/proc/net/dev");
  std::string buffer;
  if (!file.Read(buffer).has_value()) {
    absent.push_back("network (no /proc/net/dev)");
    return nullptr;
  }
  return std::make_unique<Network>(std::move(file));
}

}  // namespace live_telemetry

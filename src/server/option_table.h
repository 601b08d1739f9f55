// SPDX-License-Identifier: MIT
//
// The table of all that weir-server can be told: flags of its command line, which are the keys
// of its file too.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/server_options.h"

namespace weir::server {

enum class Occurrence : std::uint8_t { kOnce, kAnyNumber };

struct Option {
  // "port"
  std::string_view name;
  // What the usage has for its value: "N". Empty: a switch.
  std::string_view value_name;
  Occurrence occurrence;
  // Lines of the usage.
  std::string_view help;
  // Takes `value` over; or says what it may be, "0 to 65535". Null of what stands on the
  // command line alone, which ParseCommandLine() does itself.
  std::optional<std::string> (*set)(ServerOptions& options, std::string_view value);

  bool IsSwitch() const { return value_name.empty(); }
};

// In the order of the usage.
std::span<const Option> AllOptions();

// Null if none is called `name`.
const Option* FindOption(std::string_view name);

}  // namespace weir::server

// SPDX-License-Identifier: MIT
//
// A Setting is one choice that somebody made, on a command line or in a file, as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "weir/base/concat.h"

namespace weir::server {

struct Setting {
  // "port"
  std::string name = {};
  // "4567"; of a switch "true" or "false".
  std::string value = {};
  // In the file; 0 on the command line.
  std::int64_t line = 0;
};

// How much of a value a message repeats.
inline constexpr std::size_t kValueBytesShown = 200;

inline std::string Shown(std::string_view value) {
  std::string shown(value.substr(0, kValueBytesShown));
  if (value.size() > kValueBytesShown) shown += "...";
  return shown;
}

// "weir.toml, line 3"
inline std::string LineOf(std::string_view path, std::int64_t line) {
  return Concat(path, ", line ", line);
}

// How a message names it: "--port", or "weir.toml, line 3: port" of the file at `path`.
inline std::string PlaceOf(const Setting& setting, std::string_view path) {
  if (setting.line == 0) return Concat("--", setting.name);
  return Concat(LineOf(path, setting.line), ": ", Shown(setting.name));
}

}  // namespace weir::server

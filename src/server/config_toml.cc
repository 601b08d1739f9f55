// SPDX-License-Identifier: MIT
//
// Settings in TOML, where the build has found a library that reads it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/config_file.h"
#include "server/setting.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

#if WEIR_SERVER_TOML
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
#endif

namespace weir::server {

#if WEIR_SERVER_TOML

namespace {

std::int64_t LineOfNode(const toml::node& node) {
  return static_cast<std::int64_t>(node.source().begin.line);
}

// Texts, whole numbers, and true and false.
std::optional<std::string> ScalarOf(const toml::node& node) {
  if (const auto* const text = node.as_string()) return text->get();
  if (const auto* const number = node.as_integer()) return std::to_string(number->get());
  if (const auto* const truth = node.as_boolean()) return truth->get() ? "true" : "false";
  return std::nullopt;
}

absl::Status NoValue(std::string_view path, const Setting& setting) {
  return InvalidArgument(
      Concat(PlaceOf(setting, path), " must be a text, a whole number, or true or false"));
}

// Of a value that is no array.
absl::StatusOr<Setting> SettingOf(std::string_view path, std::string_view name,
                                  const toml::node& node) {
  Setting setting{.name = std::string(name), .value = {}, .line = LineOfNode(node)};
  const toml::table* const table = node.as_table();
  if (table == nullptr) {
    std::optional<std::string> value = ScalarOf(node);
    if (!value.has_value()) return NoValue(path, setting);
    setting.value = *std::move(value);
    return setting;
  }
  std::vector<Setting> members;
  for (const auto& [key, member] : *table) {
    Setting member_setting{.name = std::string(key.str()), .value = {}, .line = LineOfNode(member)};
    std::optional<std::string> value = ScalarOf(member);
    if (!value.has_value()) return NoValue(path, member_setting);
    member_setting.value = *std::move(value);
    members.push_back(std::move(member_setting));
  }
  return SettingOfTable(path, name, setting.line, members);
}

}  // namespace

absl::StatusOr<std::vector<Setting>> ParseToml(const std::string& path, std::string_view text) {
  const toml::parse_result result = toml::parse(text);
  if (!result) {
    return ConfigError(path, static_cast<std::int64_t>(result.error().source().begin.line),
                       result.error().description());
  }
  std::vector<Setting> settings;
  const auto add = [&](std::string_view name, const toml::node& node) {
    absl::StatusOr<Setting> setting = SettingOf(path, name, node);
    if (!setting.ok()) return setting.status();
    return AddSetting(settings, path, *std::move(setting));
  };
  for (const auto& [key, node] : result.table()) {
    if (const toml::array* const array = node.as_array()) {
      for (const toml::node& element : *array) {
        const absl::Status status = add(key.str(), element);
        if (!status.ok()) return status;
      }
      continue;
    }
    const absl::Status status = add(key.str(), node);
    if (!status.ok()) return status;
  }
  return settings;
}

#else

absl::StatusOr<std::vector<Setting>> ParseToml(const std::string& path, std::string_view /*text*/) {
  return InvalidArgument(
      Concat("--config is \"", Shown(path), "\"; this build reads .json, and no .toml"));
}

#endif

}  // namespace weir::server

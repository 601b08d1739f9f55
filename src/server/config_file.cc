// SPDX-License-Identifier: MIT
#include "server/config_file.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::server {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

absl::Status ReadFailed(const std::string& path, int error) {
  const std::string message = Concat(path, ": ", std::generic_category().message(error));
  return error == ENOENT || error == ENOTDIR ? NotFound(message) : FailedPrecondition(message);
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return ReadFailed(path, errno);
  // One byte more than there may be.
  std::string text(kConfigBytesMax + 1, '\0');
  const std::size_t bytes = std::fread(text.data(), 1, text.size(), file.get());
  if (std::ferror(file.get()) != 0) return ReadFailed(path, errno);
  if (bytes > kConfigBytesMax) {
    return InvalidArgument(Concat(path, " is larger than ", kConfigBytesMax, " bytes"));
  }
  text.resize(bytes);
  return text;
}

}  // namespace

absl::StatusOr<std::vector<Setting>> ReadConfigFile(const std::string& path) {
  const bool is_toml = path.ends_with(".toml");
  if (!is_toml && !path.ends_with(".json")) {
    return InvalidArgument(
        Concat("--config is \"", Shown(path), "\"; it must be a file of .toml or .json"));
  }
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  return is_toml ? ParseToml(path, *text) : ParseJson(path, *text);
}

absl::Status ConfigError(std::string_view path, std::int64_t line, std::string_view what) {
  return InvalidArgument(Concat(LineOf(path, line), ": ", what));
}

absl::Status AddSetting(std::vector<Setting>& settings, std::string_view path, Setting setting) {
  if (settings.size() == kSettingsMax) {
    return ConfigError(path, setting.line,
                       Concat("there are more than ", kSettingsMax, " settings"));
  }
  settings.push_back(std::move(setting));
  return absl::OkStatus();
}

absl::StatusOr<Setting> SettingOfTable(std::string_view path, std::string_view name,
                                       std::int64_t line, std::span<const Setting> members) {
  if (name != "stream") {
    return ConfigError(path, line, Concat(Shown(name), " is a table; only a stream may be one"));
  }
  const Setting* stream_name = nullptr;
  const Setting* shards = nullptr;
  for (const Setting& member : members) {
    const Setting** const found = member.name == "name"     ? &stream_name
                                  : member.name == "shards" ? &shards
                                                            : nullptr;
    if (found == nullptr) {
      return ConfigError(
          path, member.line,
          Concat("a stream has no \"", Shown(member.name), "\", but a name and shards"));
    }
    if (*found != nullptr) {
      return ConfigError(path, member.line, Concat(member.name, " is given twice"));
    }
    *found = &member;
  }
  if (stream_name == nullptr) return ConfigError(path, line, "a stream has a name");
  Setting setting{.name = std::string(name), .value = stream_name->value, .line = line};
  if (shards != nullptr) setting.value.append(":").append(shards->value);
  return setting;
}

}  // namespace weir::server

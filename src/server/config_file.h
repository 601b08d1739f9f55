// SPDX-License-Identifier: MIT
//
// A file of settings, in TOML or JSON by its name's ending. Its keys are the names of flags.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/setting.h"

namespace weir::server {

// The greatest size of a file, in bytes, and the greatest number of settings in it.
inline constexpr std::size_t kConfigBytesMax = 1024 * 1024;
inline constexpr std::size_t kSettingsMax = 4'096;

// Of an array, one of each element, in their order. Whether there are such names, and
// what their values may be, it does not know. NotFound if there is no file; FailedPrecondition
// if it cannot be read; InvalidArgument names what is wrong in it, with the line, if it is too
// large, or of an ending that this build does not know.
absl::StatusOr<std::vector<Setting>> ReadConfigFile(const std::string& path);

// ---- What the two forms share ----

// Of `text`, in the file at `path`.
absl::StatusOr<std::vector<Setting>> ParseToml(const std::string& path, std::string_view text);
absl::StatusOr<std::vector<Setting>> ParseJson(const std::string& path, std::string_view text);

// InvalidArgument, with the line.
absl::Status ConfigError(std::string_view path, std::int64_t line, std::string_view what);

// Adds one, unless there are too many.
absl::Status AddSetting(std::vector<Setting>& settings, std::string_view path, Setting setting);

// {name = "clicks", shards = 4}, of whose `members` line `line` is the first, as the setting
// `name` = "clicks:4". InvalidArgument if it is called otherwise than "stream", or has another
// member.
absl::StatusOr<Setting> SettingOfTable(std::string_view path, std::string_view name,
                                       std::int64_t line, std::span<const Setting> members);

}  // namespace weir::server

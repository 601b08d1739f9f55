// SPDX-License-Identifier: MIT
#include "server/server_options.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/config_file.h"
#include "server/option_table.h"
#include "server/setting.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace weir::server {
namespace {

constexpr std::string_view kDashes = "--";

// "--port 4567", "--port=4567" and, of a switch, "--insecure".
absl::StatusOr<std::vector<Setting>> ReadArguments(std::span<const std::string> arguments) {
  std::vector<Setting> settings;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (!argument.starts_with(kDashes)) {
      return InvalidArgument(
          Concat("\"", Shown(argument), "\" is no flag: those begin with \"--\"; see --help"));
    }
    const std::size_t equals = argument.find('=');
    const std::string_view flag = argument.substr(0, equals);
    const Option* const option = FindOption(flag.substr(kDashes.size()));
    if (option == nullptr) {
      return InvalidArgument(Concat("there is no flag \"", Shown(flag), "\"; see --help"));
    }
    Setting setting{.name = std::string(option->name)};
    if (equals != std::string_view::npos) {
      setting.value = argument.substr(equals + 1);
    } else if (option->IsSwitch()) {
      setting.value = "true";
    } else if (i + 1 < arguments.size() && !arguments[i + 1].starts_with(kDashes)) {
      setting.value = arguments[++i];
    } else {
      return InvalidArgument(Concat(flag, " needs a value: ", option->value_name));
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

bool IsGiven(std::span<const Setting> settings, std::string_view name) {
  return std::any_of(settings.begin(), settings.end(),
                     [name](const Setting& setting) { return setting.name == name; });
}

// Takes over all `settings` but those of a name that is in `stronger`. `path` is that of the
// file, if they are of one.
absl::Status Apply(ServerOptions& options, std::span<const Setting> settings, std::string_view path,
                   std::span<const Setting> stronger) {
  std::set<std::string_view> given;
  for (const Setting& setting : settings) {
    const Option* const option = FindOption(setting.name);
    const std::string place = PlaceOf(setting, path);
    if (option == nullptr || (option->set == nullptr && setting.line != 0)) {
      return InvalidArgument(Concat(place, " is no key; those are the flags of --help"));
    }
    const bool is_new = given.insert(option->name).second;
    if (!is_new && option->occurrence == Occurrence::kOnce) {
      return InvalidArgument(Concat(place, " is given twice"));
    }
    if (option->set == nullptr || IsGiven(stronger, option->name)) continue;
    const auto complaint = option->set(options, setting.value);
    if (complaint.has_value()) {
      return InvalidArgument(
          Concat(place, " is \"", Shown(setting.value), "\"; it must be ", *complaint));
    }
  }
  return absl::OkStatus();
}

// What no flag says alone.
absl::Status CheckTogether(ServerOptions& options) {
  const TlsOptions& tls = options.endpoint.tls;
  const bool has_certificate = !tls.certificate_path.empty();
  const bool has_key = !tls.private_key_path.empty();
  if (has_certificate != has_key) {
    return InvalidArgument(has_certificate ? "--tls-cert needs --tls-key"
                                           : "--tls-key needs --tls-cert");
  }
  if (has_certificate && tls.self_signed) {
    return InvalidArgument("--tls-cert and --tls-self-signed are two certificates; take one");
  }
  if (!options.certificate_path.empty() && !tls.self_signed) {
    return InvalidArgument("--tls-cert-out needs --tls-self-signed");
  }
  if (options.credentials_path.empty() && !options.credentials_from_environment) {
    return absl::OkStatus();
  }
  if (options.endpoint.signature_check == SignatureCheck::kOff) {
    return InvalidArgument("--auth and --no-auth contradict each other");
  }
  options.endpoint.signature_check = SignatureCheck::kVerify;
  return absl::OkStatus();
}

bool Contains(std::span<const std::string> arguments, std::string_view flag) {
  return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
}

}  // namespace

absl::StatusOr<ServerOptions> ParseCommandLine(std::span<const std::string> arguments) {
  ServerOptions options;
  // Whatever else is wrong: who asks does not know better.
  if (Contains(arguments, "--help")) {
    options.action = ServerAction::kShowHelp;
    return options;
  }
  if (Contains(arguments, "--version")) {
    options.action = ServerAction::kShowVersion;
    return options;
  }
  const absl::StatusOr<std::vector<Setting>> settings = ReadArguments(arguments);
  if (!settings.ok()) return settings.status();
  absl::Status status = Apply(options, *settings, "", {});
  if (!status.ok()) return status;
  const auto config = std::find_if(settings->begin(), settings->end(),
                                   [](const Setting& setting) { return setting.name == "config"; });
  if (config != settings->end()) {
    const auto of_file = ReadConfigFile(config->value);
    if (!of_file.ok()) return of_file.status();
    status = Apply(options, *of_file, config->value, *settings);
    if (!status.ok()) return status;
  }
  status = CheckTogether(options);
  if (!status.ok()) return status;
  return options;
}

std::string UsageText() {
  constexpr std::size_t kHelpColumn = 24;
  constexpr std::size_t kColumns = 96;
  std::string text =
      "weir-server: Amazon Kinesis Data Streams in one process, for tests and development.\n\n"
      "Usage: weir-server [FLAG]...\n\n";
  for (const Option& option : AllOptions()) {
    std::string line = Concat("  --", option.name, option.IsSwitch() ? "" : " ", option.value_name);
    // Words go to the next line where this one is full.
    std::string_view rest = option.help;
    bool is_first = true;
    while (!rest.empty()) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      const bool is_full =
          is_first ? line.size() + 2 > kHelpColumn : line.size() + 1 + word.size() > kColumns;
      if (is_full) {
        text.append(line).append("\n");
        line.clear();
      }
      if (is_first || is_full) {
        line.resize(kHelpColumn, ' ');
      } else {
        line += ' ';
      }
      line += word;
      is_first = false;
    }
    text.append(line).append("\n");
  }
  text +=
      "\nA flag with a value is written --port 4567 or --port=4567; --stream, --allow-host and\n"
      "--allow-origin may be given several times. In a file of --config the same names are keys,\n"
      "and a stream may be a table: name = \"clicks\", shards = 4 or \"on-demand\". What is on "
      "the\n"
      "command line goes before what is in the file.\n";
  return text;
}

}  // namespace weir::server

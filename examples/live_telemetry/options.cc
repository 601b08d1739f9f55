// SPDX-License-Identifier: MIT

#include "live_telemetry/options.h"

#include <getopt.h>

#include <charconv>
#include <concepts>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"

namespace live_telemetry {

const char* const kHelp =
    R"(Usage: live_telemetry [OPTION]...

Puts this machine's own telemetry (processors, memory, disks, network, pressure,
every process) into a stream, thousands of samples a second, and reads it with
three independent consumers at once: a dashboard, an alert engine and an archive.
At the end it proves that each of them got every record, byte for byte.

  --seconds N      how long to run, 1 to 86400 (default 10)
  --shards N       shards of the stream, 1 to 256 (default 4); each takes what a
                   shard of Kinesis takes, so more shards mean more samples
  --archive DIR    keep the archive in DIR, as lines of JSON in YYYY/MM/DD/HH/ by
                   hour of arrival (UTC); about 25 MB a minute
  --keep           without --archive: do not remove the temporary archive
  --plain          one line a second, also on a terminal
  --help           this text

Ctrl-C or q ends the run early; the proof is then about what was put. NO_COLOR
is respected. Exit status: 0 if the proof holds, 1 if it does not or the archive
failed, 2 for a wrong command line.
)";

namespace {

template <std::integral Integer>
struct Range {
  Integer min;
  Integer max;
};

template <std::integral Integer>
absl::Status ParseNumber(std::string_view name, std::string_view text, Range<Integer> range,
                         Integer& value) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = end.ec == std::errc() && end.ptr == text.data() + text.size();
  if (is_number && value >= range.min && value <= range.max) return absl::OkStatus();
  return weir::InvalidArgument(weir::Concat("--", name, " takes a number from ", range.min, " to ",
                                            range.max, ", not \"", text, "\""));
}

constexpr option kOptions[] = {
    {"seconds", required_argument, nullptr, 't'},
    {"shards", required_argument, nullptr, 's'},
    {"archive", required_argument, nullptr, 'a'},
    {"keep", no_argument, nullptr, 'k'},
    {"plain", no_argument, nullptr, 'p'},
    {"help", no_argument, nullptr, 'h'},
    {nullptr, 0, nullptr, 0},
};

// Takes over one option whose letter in kOptions is `letter`.
absl::Status SetOption(int letter, std::string_view text, Options& options) {
  switch (letter) {
    case 't':
      return ParseNumber<std::int64_t>("seconds", text, {1, 86'400}, options.seconds);
    case 's':
      return ParseNumber<std::uint32_t>("shards", text, {1, 256}, options.shard_count);
    case 'a':
      if (text.empty()) return weir::InvalidArgument("--archive takes a directory, not \"\"");
      options.archive_directory = text;
      return absl::OkStatus();
    case 'k':
      options.is_archive_kept = true;
      return absl::OkStatus();
    case 'p':
      options.is_plain = true;
      return absl::OkStatus();
    default:
      options.is_help_wanted = true;
      return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<Options> ParseOptions(int argument_count, char** arguments) {
  Options options;
  opterr = 0;  // getopt's own messages are not in our form
  while (true) {
    const int letter = getopt_long(argument_count, arguments, ":", kOptions, nullptr);
    if (letter == -1) break;
    if (letter == '?' || letter == ':') {
      const char* const what = letter == ':' ? "a value is missing behind " : "unknown option ";
      return weir::InvalidArgument(weir::Concat(what, arguments[optind - 1]));
    }
    const char* const text = optarg != nullptr ? optarg : "";
    if (absl::Status status = SetOption(letter, text, options); !status.ok()) return status;
  }
  if (optind < argument_count) {
    return weir::InvalidArgument(weir::Concat("nothing to do with \"", arguments[optind], "\""));
  }
  return options;
}

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT
#include "log_pipeline/options.h"

#include <getopt.h>

#include <charconv>
#include <concepts>
#include <string_view>

#include "absl/status/status.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/model/partition_key.h"
#include "weir/model/record.h"

namespace log_pipeline {

const char* const kHelp =
    R"(Usage: log_pipeline [OPTION]... FILE...

Puts log lines into a stream and reads them with independent consumers, in
bounded memory: one watches for alerts and counts keys, one archives, one checks
the stream. At the end it proves that each consumer saw every line, byte for byte.
FILE may be -, standard input of any length. Ctrl-C ends the input; the proof is
then about what was read.

Each line is a record under a partition key; lines of one key stay in order.
  --key-field N       the key is the line's Nth field; blanks and tabs separate
  --key-regex RE      the key is the first (group), or else what RE matches
                      Lines without one, and without these options all lines, go
                      under the name of their FILE.
  --max-line BYTES    longer lines become several records, under the key of the
                      first piece; 64 to 10484736 (default 1048576)

Consumers
  --alert RE          print matching lines as they come
  --alert-rate N      at most N of them a second; the others are counted
                      (default 10)
  --top N             at the end, the N most frequent keys (default 10)
  --archive DIR       keep every record as a line of JSON in DIR/YYYY/MM/DD/HH/ by
                      hour of arrival (UTC). "data" is the line, or base64 of it
                      if it is not UTF-8; "dataEncoding":"base64" then follows.
                      Files appear complete and are read back for the proof.
  --archive-file MIB  begin another file from this size on (default 256)

Resources
  --shards N          shards of the stream, 1 to 1000 (default 4)
  --memory MIB        memory of the stream, all in all (default 64)
  --help              this text

RE is a POSIX extended regular expression, matched byte by byte. A final CR is
not part of a line; a last line without newline is one. Exit status: 0 if the
proof holds; 1 if it does not, or an input or the archive failed; 2 for a wrong
command line.
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
    {"key-field", required_argument, nullptr, 'f'},
    {"key-regex", required_argument, nullptr, 'k'},
    {"max-line", required_argument, nullptr, 'l'},
    {"alert", required_argument, nullptr, 'a'},
    {"alert-rate", required_argument, nullptr, 'r'},
    {"top", required_argument, nullptr, 't'},
    {"archive", required_argument, nullptr, 'd'},
    {"archive-file", required_argument, nullptr, 'b'},
    {"shards", required_argument, nullptr, 's'},
    {"memory", required_argument, nullptr, 'm'},
    {"help", no_argument, nullptr, 'h'},
    {nullptr, 0, nullptr, 0},
};

constexpr std::size_t kLineBytesLimit =
    static_cast<std::size_t>(weir::kRecordBytesLimit) - weir::kPartitionKeyBytesMax;

absl::Status ParseText(std::string_view name, std::string_view text, std::string& value) {
  if (text.empty()) return weir::InvalidArgument(weir::Concat("--", name, " takes some text"));
  value = text;
  return absl::OkStatus();
}

// Takes over one option whose letter in kOptions is `letter`.
absl::Status SetOption(int letter, std::string_view text, Options& options) {
  constexpr std::int64_t kMebibyte = 1024 * 1024;
  switch (letter) {
    case 'f':
      return ParseNumber<std::size_t>("key-field", text, {1, 1'000'000}, options.key_field);
    case 'k':
      return ParseText("key-regex", text, options.key_regex);
    case 'l':
      return ParseNumber<std::size_t>("max-line", text, {64, kLineBytesLimit},
                                      options.line_bytes_max);
    case 'a':
      return ParseText("alert", text, options.alert_regex);
    case 'r':
      return ParseNumber<std::int64_t>("alert-rate", text, {1, 1'000'000},
                                       options.alerts_per_second);
    case 't':
      return ParseNumber<std::size_t>("top", text, {0, 10'000}, options.top);
    case 'd':
      return ParseText("archive", text, options.archive_directory);
    case 'b': {
      std::uint64_t mebibytes = 0;
      absl::Status status =
          ParseNumber<std::uint64_t>("archive-file", text, {1, 1 << 20}, mebibytes);
      options.archive_file_bytes_max = mebibytes * kMebibyte;
      return status;
    }
    case 's':
      return ParseNumber<std::uint32_t>("shards", text, {1, 1'000}, options.shard_count);
    case 'm': {
      std::int64_t mebibytes = 0;
      absl::Status status = ParseNumber<std::int64_t>("memory", text, {1, 1 << 20}, mebibytes);
      options.memory_bytes_max = mebibytes * kMebibyte;
      return status;
    }
    case 'h':
      options.is_help_wanted = true;
      return absl::OkStatus();
    default:
      return weir::InvalidArgument("unknown option");
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
      const char* const what = letter == ':' ? "needs a value: " : "unknown option: ";
      return weir::InvalidArgument(weir::Concat(what, arguments[optind - 1]));
    }
    const char* const text = optarg != nullptr ? optarg : "";
    if (absl::Status status = SetOption(letter, text, options); !status.ok()) return status;
  }
  options.inputs.assign(arguments + optind, arguments + argument_count);
  if (options.is_help_wanted) return options;
  if (options.inputs.empty()) return weir::InvalidArgument("no FILE is given; - is standard input");
  if (options.key_field != 0 && !options.key_regex.empty()) {
    return weir::InvalidArgument("--key-field and --key-regex exclude each other");
  }
  return options;
}

}  // namespace log_pipeline

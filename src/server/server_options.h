// SPDX-License-Identifier: MIT
//
// ServerOptions are what weir-server was told on its command line and in the file that this
// names: everything that it does, but for what it does it with.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/local/local_options.h"
#include "weir/serve/endpoint_options.h"

namespace weir::server {

// A stream that is there from the start.
struct StreamSpec {
  std::string name = {};
  // nullopt: on demand.
  std::optional<std::int32_t> shard_count = 1;

  friend bool operator==(const StreamSpec&, const StreamSpec&) = default;
};

enum class ServerAction : std::uint8_t { kServe, kShowHelp, kShowVersion };

// Which requests are logged.
enum class RequestLog : std::uint8_t {
  kOff,
  // Those that ended with an exception.
  kErrors,
  kRequests,
};

enum class LogFormat : std::uint8_t {
  kText,
  // One JSON object a line.
  kJson,
};

// Where clients of Kinesis's other stand-ins look for it.
inline constexpr std::uint16_t kDefaultPort = 4567;

// An operation of streams in memory does not wait for anything: each thread may have its own
// connections, and look for the next request as long as one client takes to send it.
inline constexpr absl::Duration kDefaultBusyPoll = absl::Microseconds(200);

struct ServerOptions {
  // With the other two, nothing else is set.
  ServerAction action = ServerAction::kServe;

  // Without credentials, which are yet to be read from where the two below say.
  EndpointOptions endpoint = {
      .port = kDefaultPort, .threads_share_connections = false, .busy_poll = kDefaultBusyPoll};
  LocalKinesisOptions local = {};
  // Each of another name.
  std::vector<StreamSpec> streams = {};

  // At most one of the two is set; with either, signatures are verified.
  std::string credentials_path = {};
  bool credentials_from_environment = false;

  // Where the certificate goes that was made at the start; empty: nowhere.
  std::string certificate_path = {};

  RequestLog request_log = RequestLog::kErrors;
  LogFormat log_format = LogFormat::kText;
};

// Of what follows the program's name, and of the file that --config names. What is on the
// command line goes before what is in the file, flag by flag. InvalidArgument names the flag,
// its value and what it may be, of a file with the line; NotFound and FailedPrecondition a file
// that cannot be read.
absl::StatusOr<ServerOptions> ParseCommandLine(std::span<const std::string> arguments);

// What --help prints.
std::string UsageText();

}  // namespace weir::server

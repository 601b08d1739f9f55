// SPDX-License-Identifier: MIT
#include "server/server_options.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/option_table.h"
#include "server/support.h"
#include "support/catch.h"

namespace weir::server {
namespace {

using testing::Outcome;

ServerOptions Parsed(std::vector<std::string> arguments) {
  const auto options = ParseCommandLine(arguments);
  INFO(Outcome(options.status()));
  REQUIRE(options.ok());
  return *options;
}

std::string Refusal(std::vector<std::string> arguments) {
  return Outcome(ParseCommandLine(arguments).status());
}

TEST_CASE("without a word the program serves on its port, to this machine alone",
          "[server][server_options]") {
  const ServerOptions options = Parsed({});
  CHECK(options.action == ServerAction::kServe);
  CHECK(options.endpoint.busy_poll == kDefaultBusyPoll);
  CHECK(options.endpoint.port == 4567);
  CHECK(options.endpoint.listen_address == "127.0.0.1");
  CHECK(options.endpoint.signature_check == SignatureCheck::kForm);
  CHECK_FALSE(options.endpoint.insecure);
  CHECK(options.local.limits.write_bytes.mode == LimitMode::kEnforce);
  CHECK(options.streams.empty());
  CHECK(options.credentials_path.empty());
  CHECK_FALSE(options.credentials_from_environment);
  CHECK(options.request_log == RequestLog::kErrors);
  CHECK(options.log_format == LogFormat::kText);
}

TEST_CASE("each flag says what it says", "[server][server_options]") {
  const ServerOptions options = Parsed({"--port",
                                        "0",
                                        "--listen",
                                        "::1",
                                        "--account",
                                        "123456789012",
                                        "--region",
                                        "eu-west-1",
                                        "--create-ms",
                                        "1",
                                        "--delete-ms",
                                        "2",
                                        "--update-ms",
                                        "3",
                                        "--consumer-create-ms",
                                        "4",
                                        "--consumer-delete-ms",
                                        "5",
                                        "--memory-mib",
                                        "64",
                                        "--tls-cert",
                                        "c.pem",
                                        "--tls-key",
                                        "k.pem",
                                        "--allow-host",
                                        "a",
                                        "--allow-host",
                                        "b",
                                        "--allow-origin",
                                        "https://c",
                                        "--threads",
                                        "7",
                                        "--busy-poll-us",
                                        "50",
                                        "--max-connections",
                                        "8",
                                        "--log",
                                        "requests",
                                        "--log-format",
                                        "json",
                                        "--insecure",
                                        "--no-auth"});
  CHECK(options.endpoint.port == 0);
  CHECK(options.endpoint.listen_address == "::1");
  CHECK(options.local.account_id == "123456789012");
  CHECK(options.local.region == "eu-west-1");
  CHECK(options.endpoint.region == "eu-west-1");
  CHECK(options.local.state_durations.stream_creating == absl::Milliseconds(1));
  CHECK(options.local.state_durations.stream_deleting == absl::Milliseconds(2));
  CHECK(options.local.state_durations.stream_updating == absl::Milliseconds(3));
  CHECK(options.local.state_durations.consumer_creating == absl::Milliseconds(4));
  CHECK(options.local.state_durations.consumer_deleting == absl::Milliseconds(5));
  CHECK(options.local.stream_memory_bytes_max == 64 * 1'048'576);
  CHECK(options.endpoint.tls.certificate_path == "c.pem");
  CHECK(options.endpoint.tls.private_key_path == "k.pem");
  CHECK(options.endpoint.allowed_hosts == std::vector<std::string>{"a", "b"});
  CHECK(options.endpoint.allowed_origins == std::vector<std::string>{"https://c"});
  CHECK(options.endpoint.threads == 7);
  CHECK_FALSE(options.endpoint.threads_share_connections);
  CHECK(options.endpoint.busy_poll == absl::Microseconds(50));
  CHECK(options.endpoint.connections_max == 8);
  CHECK(options.request_log == RequestLog::kRequests);
  CHECK(options.log_format == LogFormat::kJson);
  CHECK(options.endpoint.insecure);
  CHECK(options.endpoint.signature_check == SignatureCheck::kOff);
}

TEST_CASE("a value stands behind its flag or behind an equals sign", "[server][server_options]") {
  CHECK(Parsed({"--port=1"}).endpoint.port == 1);
  CHECK(Parsed({"--log=off", "--log-format=text"}).request_log == RequestLog::kOff);
  CHECK(Parsed({"--allow-origin=a=b"}).endpoint.allowed_origins.front() == "a=b");
  CHECK(Parsed({"--insecure=true"}).endpoint.insecure);
  CHECK_FALSE(Parsed({"--insecure=false"}).endpoint.insecure);
  CHECK(Parsed({"--no-auth=false"}).endpoint.signature_check == SignatureCheck::kForm);
}

TEST_CASE("streams have a name and, if it is said, a number of shards",
          "[server][server_options]") {
  CHECK(Parsed({"--stream", "a", "--stream=b:4", "--stream", "c:on-demand", "--stream", "d:10000"})
            .streams == std::vector<StreamSpec>{{.name = "a", .shard_count = 1},
                                                {.name = "b", .shard_count = 4},
                                                {.name = "c", .shard_count = std::nullopt},
                                                {.name = "d", .shard_count = 10'000}});
  constexpr std::string_view kForm =
      "\"; it must be NAME, NAME:SHARDS or NAME:on-demand, with a name of 1 to 128 letters, "
      "digits, \"_\", \".\" and \"-\"";
  for (const std::string name : {"", ":1", "a b", "a:b:1"}) {
    CHECK(Refusal({"--stream=" + name}) ==
          "INVALID_ARGUMENT: --stream is \"" + name + std::string(kForm));
  }
  for (const std::string shards : {"", "0", "10001", "-1", "x", "1x", " 1", "On-demand"}) {
    CHECK(Refusal({"--stream=a:" + shards}) ==
          "INVALID_ARGUMENT: --stream is \"a:" + shards +
              "\"; it must be NAME:SHARDS with 1 to 10000 shards, or NAME:on-demand");
  }
  CHECK(Refusal({"--stream=a", "--stream=a:2"}) ==
        "INVALID_ARGUMENT: --stream is \"a:2\"; it must be a name that no other stream has");
}

TEST_CASE("limits are enforced, counted or off", "[server][server_options]") {
  CHECK(Parsed({"--limits=aws"}).local.limits.control_calls == LimitMode::kEnforce);
  CHECK(Parsed({"--limits=unlimited"}).local.limits.control_calls == LimitMode::kOff);
  const KinesisLimits aws = KinesisLimits::Aws();
  const KinesisLimits observed = Parsed({"--limits=observe"}).local.limits;
  const auto is_observed = [](const auto& limit, const auto& of_aws) {
    return limit.mode == LimitMode::kObserve && of_aws.mode == LimitMode::kEnforce;
  };
  CHECK(is_observed(observed.write_bytes, aws.write_bytes));
  CHECK(observed.write_bytes.rate == aws.write_bytes.rate);
  CHECK(is_observed(observed.write_records, aws.write_records));
  CHECK(is_observed(observed.read_bytes, aws.read_bytes));
  CHECK(is_observed(observed.read_calls, aws.read_calls));
  CHECK(is_observed(observed.iterator_calls, aws.iterator_calls));
  CHECK(is_observed(observed.fan_out_bytes, aws.fan_out_bytes));
  CHECK(is_observed(observed.subscribe_calls, aws.subscribe_calls));
  CHECK(is_observed(observed.shards, aws.shards));
  CHECK(is_observed(observed.streams_creating, aws.streams_creating));
  CHECK(is_observed(observed.on_demand_streams, aws.on_demand_streams));
  CHECK(is_observed(observed.consumers, aws.consumers));
  CHECK(observed.consumers.max == aws.consumers.max);
  CHECK(is_observed(observed.consumers_creating, aws.consumers_creating));
  CHECK(is_observed(observed.shard_count_updates, aws.shard_count_updates));
  CHECK(is_observed(observed.mode_switches, aws.mode_switches));
  CHECK(is_observed(observed.encryption_changes, aws.encryption_changes));
  CHECK(observed.control_calls == LimitMode::kObserve);
  CHECK(observed.shard_count_step == LimitMode::kObserve);
}

TEST_CASE("whoever names credentials has signatures verified", "[server][server_options]") {
  const ServerOptions of_file = Parsed({"--auth", "/etc/weir/credentials"});
  CHECK(of_file.endpoint.signature_check == SignatureCheck::kVerify);
  CHECK(of_file.credentials_path == "/etc/weir/credentials");
  CHECK_FALSE(of_file.credentials_from_environment);
  const ServerOptions of_environment = Parsed({"--auth=env"});
  CHECK(of_environment.endpoint.signature_check == SignatureCheck::kVerify);
  CHECK(of_environment.credentials_path.empty());
  CHECK(of_environment.credentials_from_environment);
}

TEST_CASE("a value that is none is named, with what it may be", "[server][server_options]") {
  const auto refusal = [](std::string flag, std::string value, std::string_view allowed) {
    CHECK(Refusal({flag, value}) == "INVALID_ARGUMENT: " + flag + " is \"" + value +
                                        "\"; it must be " + std::string(allowed));
  };
  for (const char* port :
       {"", "-1", "65536", "x", "1x", " 1", "0x10", "1.0", "+1", "99999999999999999999"}) {
    refusal("--port", port, "0 to 65535");
  }
  refusal("--listen", "", "something");
  refusal("--allow-host", "", "something");
  refusal("--account", "12345678901", "12 digits");
  refusal("--region", "US", "a region, as us-east-1");
  refusal("--limits", "AWS", "aws, unlimited or observe");
  refusal("--create-ms", "86400001", "0 to 86400000");
  refusal("--memory-mib", "31", "32 to 1048576");
  refusal("--threads", "0", "1 to 256");
  refusal("--threads", "257", "1 to 256");
  refusal("--busy-poll-us", "10001", "0 to 10000");
  refusal("--max-connections", "65537", "1 to 65536");
  refusal("--log", "all", "off, errors or requests");
  refusal("--log-format", "xml", "text or json");
  refusal("--auth", "", "env, or the path of a file of credentials");
  CHECK(Refusal({"--insecure=yes"}) ==
        "INVALID_ARGUMENT: --insecure is \"yes\"; it must be true or false");
  CHECK(Refusal({"--port=" + std::string(1'000, '1')}) ==
        "INVALID_ARGUMENT: --port is \"" + std::string(200, '1') + "...\"; it must be 0 to 65535");
}

TEST_CASE("what is no flag is named", "[server][server_options]") {
  CHECK(Refusal({"--prot", "1"}) == "INVALID_ARGUMENT: there is no flag \"--prot\"; see --help");
  CHECK(Refusal({"--=1"}) == "INVALID_ARGUMENT: there is no flag \"--\"; see --help");
  CHECK(Refusal({"4567"}) ==
        "INVALID_ARGUMENT: \"4567\" is no flag: those begin with \"--\"; see --help");
  CHECK(Refusal({"--insecure", "true"}) ==
        "INVALID_ARGUMENT: \"true\" is no flag: those begin with \"--\"; see --help");
}

TEST_CASE("a flag without its value is named, and a flag is no value", "[server][server_options]") {
  CHECK(Refusal({"--port"}) == "INVALID_ARGUMENT: --port needs a value: N");
  CHECK(Refusal({"--stream", "--limits", "aws"}) ==
        "INVALID_ARGUMENT: --stream needs a value: NAME[:SHARDS]");
}

TEST_CASE("a flag that may be given once is given once", "[server][server_options]") {
  CHECK(Refusal({"--port=1", "--port=1"}) == "INVALID_ARGUMENT: --port is given twice");
  CHECK(Refusal({"--config=a.json", "--config=b.json"}) ==
        "INVALID_ARGUMENT: --config is given twice");
}

TEST_CASE("flags that contradict each other, or need another, are named",
          "[server][server_options]") {
  CHECK(Refusal({"--tls-cert=a"}) == "INVALID_ARGUMENT: --tls-cert needs --tls-key");
  CHECK(Refusal({"--tls-key=a"}) == "INVALID_ARGUMENT: --tls-key needs --tls-cert");
  CHECK(Refusal({"--tls-cert=a", "--tls-key=b", "--tls-self-signed"}) ==
        "INVALID_ARGUMENT: --tls-cert and --tls-self-signed are two certificates; take one");
  CHECK(Refusal({"--tls-cert-out=a"}) ==
        "INVALID_ARGUMENT: --tls-cert-out needs --tls-self-signed");
  const ServerOptions options = Parsed({"--tls-cert-out=a", "--tls-self-signed"});
  CHECK(options.certificate_path == "a");
  CHECK(options.endpoint.tls.self_signed);
  for (const char* auth : {"--auth=env", "--auth=f"}) {
    CHECK(Refusal({auth, "--no-auth"}) ==
          "INVALID_ARGUMENT: --auth and --no-auth contradict each other");
  }
}

TEST_CASE("who asks for help or the version gets it, whatever else is there",
          "[server][server_options]") {
  CHECK(Parsed({"--help"}).action == ServerAction::kShowHelp);
  CHECK(Parsed({"--version"}).action == ServerAction::kShowVersion);
  CHECK(Parsed({"--prot", "--help"}).action == ServerAction::kShowHelp);
}

TEST_CASE("the usage names every flag and no line is too long", "[server][server_options]") {
  const std::string usage = UsageText();
  for (const Option& option : AllOptions()) {
    INFO(option.name);
    CHECK(usage.find("\n  --" + std::string(option.name)) != std::string::npos);
    CHECK_FALSE(option.help.empty());
    CHECK(FindOption(option.name) == &option);
  }
  std::size_t begin = 0;
  while (begin < usage.size()) {
    const std::size_t end = usage.find('\n', begin);
    CHECK(end - begin <= 96);
    CHECK(usage[end - 1] != ' ');
    begin = end + 1;
  }
  CHECK(usage.find("  --port N              Where it listens; 0: where the system wants.") !=
        std::string::npos);
  CHECK(usage.find("  --consumer-create-ms N\n                        How long") !=
        std::string::npos);
}

}  // namespace
}  // namespace weir::server

// SPDX-License-Identifier: MIT
#include "server/option_table.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/local/kinesis_limits.h"
#include "weir/model/hash_key_range.h"
#include "weir/service/names.h"

namespace weir::server {
namespace {

// What a value may be, if it is not that.
using Complaint = std::optional<std::string>;

constexpr std::int64_t kMillisPerDay = 24 * 60 * 60 * 1'000;
constexpr std::int64_t kBytesPerMib = 1'024 * 1'024;

std::optional<std::int64_t> NumberOf(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || rest != end) return std::nullopt;
  return number;
}

struct Range {
  std::int64_t min = 0;
  std::int64_t max = 0;
};

template <class Number>
Complaint SetNumber(Number& field, std::string_view value, Range range) {
  const std::optional<std::int64_t> number = NumberOf(value);
  if (!number.has_value() || *number < range.min || *number > range.max) {
    return Concat(range.min, " to ", range.max);
  }
  field = static_cast<Number>(*number);
  return std::nullopt;
}

Complaint SetMillis(absl::Duration& field, std::string_view value) {
  std::int64_t millis = 0;
  Complaint complaint = SetNumber(millis, value, {.min = 0, .max = kMillisPerDay});
  if (!complaint.has_value()) field = absl::Milliseconds(millis);
  return complaint;
}

Complaint SetMicros(absl::Duration& field, std::string_view value) {
  std::int64_t micros = 0;
  Complaint complaint = SetNumber(micros, value, {.min = 0, .max = 10'000});
  if (!complaint.has_value()) field = absl::Microseconds(micros);
  return complaint;
}

Complaint SetText(std::string& field, std::string_view value) {
  if (value.empty()) return "something";
  field = value;
  return std::nullopt;
}

Complaint SetSwitch(bool& field, std::string_view value) {
  if (value != "true" && value != "false") return "true or false";
  field = value == "true";
  return std::nullopt;
}

// AWS's, all of which are counted and none enforced.
KinesisLimits ObservedLimits() {
  constexpr LimitMode kObserve = LimitMode::kObserve;
  KinesisLimits limits = KinesisLimits::Aws();
  for (RateLimit* const limit :
       {&limits.write_bytes, &limits.write_records, &limits.read_bytes, &limits.read_calls,
        &limits.iterator_calls, &limits.fan_out_bytes, &limits.subscribe_calls}) {
    limit->mode = kObserve;
  }
  for (CountLimit* const limit :
       {&limits.shards, &limits.streams_creating, &limits.on_demand_streams, &limits.consumers,
        &limits.consumers_creating, &limits.shard_count_updates, &limits.mode_switches,
        &limits.encryption_changes}) {
    limit->mode = kObserve;
  }
  limits.control_calls = kObserve;
  limits.shard_count_step = kObserve;
  return limits;
}

Complaint SetLimits(ServerOptions& options, std::string_view value) {
  if (value == "aws") {
    options.local.limits = KinesisLimits::Aws();
  } else if (value == "unlimited") {
    options.local.limits = KinesisLimits::Unlimited();
  } else if (value == "observe") {
    options.local.limits = ObservedLimits();
  } else {
    return "aws, unlimited or observe";
  }
  return std::nullopt;
}

// "clicks", "clicks:4" or "clicks:on-demand".
Complaint AddStream(ServerOptions& options, std::string_view value) {
  // No name has a colon.
  const std::size_t colon = value.rfind(':');
  StreamSpec stream{.name = std::string(value.substr(0, colon))};
  if (!IsValidKinesisName(stream.name)) {
    return "NAME, NAME:SHARDS or NAME:on-demand, with a name of 1 to 128 letters, digits, \"_\", "
           "\".\" and \"-\"";
  }
  if (colon != std::string_view::npos) {
    const std::string_view shards = value.substr(colon + 1);
    std::int32_t shard_count = 0;
    if (shards == "on-demand") {
      stream.shard_count = std::nullopt;
    } else if (SetNumber(shard_count, shards, {.min = 1, .max = kShardCountMax}).has_value()) {
      return Concat("NAME:SHARDS with 1 to ", kShardCountMax, " shards, or NAME:on-demand");
    } else {
      stream.shard_count = shard_count;
    }
  }
  for (const StreamSpec& other : options.streams) {
    if (other.name == stream.name) return "a name that no other stream has";
  }
  options.streams.push_back(std::move(stream));
  return std::nullopt;
}

Complaint SetAccount(ServerOptions& options, std::string_view value) {
  if (!IsValidAccountId(value)) return "12 digits";
  options.local.account_id = value;
  return std::nullopt;
}

Complaint SetRegion(ServerOptions& options, std::string_view value) {
  if (!IsValidRegion(value)) return "a region, as us-east-1";
  options.local.region = value;
  options.endpoint.region = value;
  return std::nullopt;
}

Complaint SetMemory(ServerOptions& options, std::string_view value) {
  std::int64_t mib = 0;
  Complaint complaint = SetNumber(mib, value, {.min = 32, .max = 1'024 * 1'024});
  if (!complaint.has_value()) options.local.stream_memory_bytes_max = mib * kBytesPerMib;
  return complaint;
}

Complaint SetAuth(ServerOptions& options, std::string_view value) {
  if (value == "env") {
    options.credentials_from_environment = true;
    return std::nullopt;
  }
  if (value.empty()) return "env, or the path of a file of credentials";
  return SetText(options.credentials_path, value);
}

Complaint SetNoAuth(ServerOptions& options, std::string_view value) {
  bool is_off = false;
  Complaint complaint = SetSwitch(is_off, value);
  if (is_off) options.endpoint.signature_check = SignatureCheck::kOff;
  return complaint;
}

Complaint SetRequestLog(ServerOptions& options, std::string_view value) {
  if (value == "off") {
    options.request_log = RequestLog::kOff;
  } else if (value == "errors") {
    options.request_log = RequestLog::kErrors;
  } else if (value == "requests") {
    options.request_log = RequestLog::kRequests;
  } else {
    return "off, errors or requests";
  }
  return std::nullopt;
}

Complaint SetLogFormat(ServerOptions& options, std::string_view value) {
  if (value != "text" && value != "json") return "text or json";
  options.log_format = value == "json" ? LogFormat::kJson : LogFormat::kText;
  return std::nullopt;
}

Complaint AddText(std::vector<std::string>& field, std::string_view value) {
  return SetText(field.emplace_back(), value);
}

constexpr Occurrence kOnce = Occurrence::kOnce;
constexpr Occurrence kAnyNumber = Occurrence::kAnyNumber;

constexpr Option kOptions[] = {
    {"port", "N", kOnce, "Where it listens; 0: where the system wants. By default 4567.",
     [](ServerOptions& options, std::string_view value) {
       return SetNumber(options.endpoint.port, value, {.min = 0, .max = 65'535});
     }},
    {"listen", "ADDRESS", kOnce,
     "This machine's address, or 0.0.0.0 or :: for all. By default 127.0.0.1.",
     [](ServerOptions& options, std::string_view value) {
       return SetText(options.endpoint.listen_address, value);
     }},
    {"stream", "NAME[:SHARDS]", kAnyNumber,
     "A stream that is there from the start, with 1 shard; NAME:on-demand for one without a "
     "number.",
     AddStream},
    {"limits", "WHICH", kOnce,
     "aws, the default; unlimited; or observe: AWS's are counted, not enforced.", SetLimits},
    {"account", "ID", kOnce, "Whose streams they are: 12 digits. By default 000000000000.",
     SetAccount},
    {"region", "REGION", kOnce, "Where they are. By default us-east-1.", SetRegion},
    {"create-ms", "N", kOnce, "How long a stream is CREATING, in milliseconds. By default 0.",
     [](ServerOptions& options, std::string_view value) {
       return SetMillis(options.local.state_durations.stream_creating, value);
     }},
    {"delete-ms", "N", kOnce, "How long it is DELETING.",
     [](ServerOptions& options, std::string_view value) {
       return SetMillis(options.local.state_durations.stream_deleting, value);
     }},
    {"update-ms", "N", kOnce, "How long it is UPDATING.",
     [](ServerOptions& options, std::string_view value) {
       return SetMillis(options.local.state_durations.stream_updating, value);
     }},
    {"consumer-create-ms", "N", kOnce, "How long a registered consumer is CREATING.",
     [](ServerOptions& options, std::string_view value) {
       return SetMillis(options.local.state_durations.consumer_creating, value);
     }},
    {"consumer-delete-ms", "N", kOnce, "How long it is DELETING.",
     [](ServerOptions& options, std::string_view value) {
       return SetMillis(options.local.state_durations.consumer_deleting, value);
     }},
    {"memory-mib", "N", kOnce, "What each stream may hold, in MiB: 32 and more. By default 256.",
     SetMemory},
    {"auth", "FILE", kOnce,
     "Verify signatures, with the credentials of a file as ~/.aws/credentials; \"env\": with those "
     "of the environment.",
     SetAuth},
    {"no-auth", "", kOnce, "Take requests without a signature too.", SetNoAuth},
    {"insecure", "", kOnce,
     "Listen on an address that others reach without verifying who they are.",
     [](ServerOptions& options, std::string_view value) {
       return SetSwitch(options.endpoint.insecure, value);
     }},
    {"tls-cert", "FILE", kOnce, "Speak TLS, with this certificate and what it is signed by (PEM).",
     [](ServerOptions& options, std::string_view value) {
       return SetText(options.endpoint.tls.certificate_path, value);
     }},
    {"tls-key", "FILE", kOnce, "The certificate's key (PEM).",
     [](ServerOptions& options, std::string_view value) {
       return SetText(options.endpoint.tls.private_key_path, value);
     }},
    {"tls-self-signed", "", kOnce, "Speak TLS, with a certificate that is made at the start.",
     [](ServerOptions& options, std::string_view value) {
       return SetSwitch(options.endpoint.tls.self_signed, value);
     }},
    {"tls-cert-out", "FILE", kOnce, "Where that certificate is written, for clients to trust it.",
     [](ServerOptions& options, std::string_view value) {
       return SetText(options.certificate_path, value);
     }},
    {"allow-host", "NAME", kAnyNumber,
     "What a request may call this machine, beside its addresses and localhost.",
     [](ServerOptions& options, std::string_view value) {
       return AddText(options.endpoint.allowed_hosts, value);
     }},
    {"allow-origin", "ORIGIN", kAnyNumber, "Whose web pages may use it, as https://example.com.",
     [](ServerOptions& options, std::string_view value) {
       return AddText(options.endpoint.allowed_origins, value);
     }},
    {"threads", "N", kOnce, "Threads that answer requests, 1 to 256. By default 2.",
     [](ServerOptions& options, std::string_view value) {
       return SetNumber(options.endpoint.threads, value, {.min = 1, .max = 256});
     }},
    {"busy-poll-us", "N", kOnce,
     "How long a thread looks for the next request before it sleeps, if the last came as soon, in "
     "microseconds, 0 to 10000. By default 200.",
     [](ServerOptions& options, std::string_view value) {
       return SetMicros(options.endpoint.busy_poll, value);
     }},
    {"max-connections", "N", kOnce, "Connections at once, 1 to 65536. By default 4096.",
     [](ServerOptions& options, std::string_view value) {
       return SetNumber(options.endpoint.connections_max, value, {.min = 1, .max = 65'536});
     }},
    {"log", "WHICH", kOnce, "Requests that are logged: off, errors or requests. By default errors.",
     SetRequestLog},
    {"log-format", "FORM", kOnce, "text, the default, or json: an object a line.", SetLogFormat},
    {"config", "FILE", kOnce,
     "More of these, from a file of TOML or JSON (.toml, .json): port = 4567.", nullptr},
    {"help", "", kOnce, "Print this.", nullptr},
    {"version", "", kOnce, "Print the version.", nullptr},
};

}  // namespace

std::span<const Option> AllOptions() { return kOptions; }

const Option* FindOption(std::string_view name) {
  for (const Option& option : kOptions) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace weir::server

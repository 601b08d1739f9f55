// SPDX-License-Identifier: MIT
#include "serve/endpoint_checks.h"

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "serve/http/session.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/service/names.h"

namespace weir::serve_internal {
namespace {

constexpr std::int64_t kKib = 1024;
constexpr std::int64_t kMib = 1024 * kKib;

absl::Status CheckNumber(std::string_view name, std::int64_t value, std::int64_t min,
                         std::int64_t max) {
  if (min <= value && value <= max) return absl::OkStatus();
  return InvalidArgument(Concat(name, " is ", value, "; it is ", min, " to ", max));
}

absl::Status CheckTimeout(std::string_view name, absl::Duration value) {
  if (absl::ZeroDuration() < value && value <= absl::Hours(24)) return absl::OkStatus();
  return InvalidArgument(
      Concat(name, " is ", absl::FormatDuration(value), "; it is positive and at most 24h"));
}

absl::Status CheckNumbers(const EndpointOptions& options) {
  for (const absl::Status& status : {
           CheckNumber("connections_max", options.connections_max, 1, 65'536),
           CheckNumber("body_bytes_max", options.body_bytes_max, kKib, 64 * kMib),
           CheckNumber("header_bytes_max", options.header_bytes_max, kKib, kMib),
           CheckNumber("threads", options.threads, 1, 256),
           CheckNumber("memory_bytes_max", options.memory_bytes_max,
                       4 * options.body_bytes_max +
                           options.threads * static_cast<std::int64_t>(kAnswerBytesKept),
                       std::int64_t{1} << 40),
           CheckTimeout("header_timeout", options.header_timeout),
           CheckTimeout("body_timeout", options.body_timeout),
           CheckTimeout("write_timeout", options.write_timeout),
           CheckTimeout("idle_timeout", options.idle_timeout),
       }) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckBusyPoll(const EndpointOptions& options) {
  if (options.busy_poll < absl::ZeroDuration() || options.busy_poll > absl::Milliseconds(10)) {
    return InvalidArgument(
        Concat("busy_poll is ", absl::FormatDuration(options.busy_poll), "; it is 0 to 10ms"));
  }
  if (options.threads_share_connections && options.busy_poll > absl::ZeroDuration()) {
    return InvalidArgument(Concat("busy_poll is ", absl::FormatDuration(options.busy_poll),
                                  "; it is 0 where threads_share_connections"));
  }
  return absl::OkStatus();
}

absl::Status CheckTls(const TlsOptions& tls) {
  if (tls.certificate_path.empty() != tls.private_key_path.empty()) {
    return InvalidArgument(Concat("tls.certificate_path is \"", tls.certificate_path,
                                  "\" and tls.private_key_path \"", tls.private_key_path,
                                  "\"; TLS needs both, or neither"));
  }
  if (tls.self_signed && !tls.certificate_path.empty()) {
    return InvalidArgument(Concat("tls.self_signed is set, and tls.certificate_path is \"",
                                  tls.certificate_path, "\"; there is one certificate"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const EndpointOptions& options) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(options.listen_address, error);
  if (error) {
    return InvalidArgument(Concat("listen_address is \"", options.listen_address.substr(0, 100),
                                  "\"; it is an address of IPv4 or IPv6"));
  }
  absl::Status status = CheckNumbers(options);
  if (status.ok()) status = CheckBusyPoll(options);
  if (status.ok()) status = CheckTls(options.tls);
  if (!status.ok()) return status;
  if (options.signature_check == SignatureCheck::kVerify) {
    if (options.credentials.empty()) {
      return InvalidArgument("credentials is empty; to verify signatures takes at least one");
    }
    for (const Credentials& credentials : options.credentials) {
      status = weir::Validate(credentials);
      if (!status.ok()) return status;
    }
    if (!IsValidRegion(options.region)) {
      return InvalidArgument(Concat("region is \"", options.region.substr(0, 100),
                                    "\"; it is one as \"eu-central-1\""));
    }
  } else if (!address.is_loopback() && !options.insecure) {
    return FailedPrecondition(
        Concat("listen_address is ", options.listen_address,
               ", which others can reach: verify signatures, or say that it may be insecure"));
  }
  return absl::OkStatus();
}

}  // namespace weir::serve_internal

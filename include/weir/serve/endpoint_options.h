// SPDX-License-Identifier: MIT
//
// EndpointOptions say where an Endpoint listens, whom it lets in, and how much it takes on
// at once.
//
// Every field has a default that works and is safe: this machine alone, a port that the
// system picks, plain text, no signature verified.
//
//   auto endpoint = weir::Endpoint::Start(kinesis, {.port = 4567});
//
// Threads:   a value.
// Progress:  wait-free.
// Cost:      none.
// Lifetime:  `clock` and what `on_request` refers to must outlive the Endpoint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "weir/base/clock.h"
#include "weir/serve/credentials.h"

namespace weir {

// What is asked of a request's signature.
enum class SignatureCheck : std::uint8_t {
  // Nothing, and a request may have none.
  kOff,
  // That there is one, and of the right form, in the words of AWS; not whose it is.
  kForm,
  // That it was made with one of the endpoint's credentials, for its region, of this very
  // request and not longer than five minutes ago.
  kVerify,
};

struct TlsOptions {
  // PEM files: the certificate with its chain, and its key. Neither: no TLS.
  std::string certificate_path = {};
  std::string private_key_path = {};
  // In place of both: a key and a certificate made at the start, for the address and for
  // "localhost", good for a year. Clients have to be told to trust it:
  // Endpoint::certificate_pem().
  bool self_signed = false;
};

// What one request was, when it has been answered.
struct RequestLogEntry {
  std::string_view request_id = {};
  // Of who sent it: "127.0.0.1:50312".
  std::string_view peer = {};
  // AWS's name; empty if it named none that there is.
  std::string_view operation = {};
  int http_status = 0;
  // The exception; empty if it went well.
  std::string_view error_type = {};
  std::size_t request_bytes = 0;
  std::size_t response_bytes = 0;
  // From its last byte's arrival to its answer's being ready.
  absl::Duration duration = {};
};

struct EndpointOptions {
  // ---- What it does ----

  // An IPv4 or IPv6 address of this machine; "0.0.0.0" and "::" mean all. What is not
  // loopback is refused unless signatures are verified or `insecure` says that they need
  // not be.
  std::string listen_address = "127.0.0.1";
  // 0: the system picks one, see Endpoint::port().
  std::uint16_t port = 0;

  TlsOptions tls = {};

  SignatureCheck signature_check = SignatureCheck::kForm;
  // With kVerify, at least one.
  std::vector<Credentials> credentials = {};
  // With kVerify: what signatures must be made for.
  std::string region = "us-east-1";
  // Whether anybody who reaches `listen_address` may do anything.
  bool insecure = false;

  // What a request's Host may name, without its port, beside addresses and "localhost": so
  // that no web page has a browser speak to it under another name. With kVerify any, since
  // the host is signed.
  std::vector<std::string> allowed_hosts = {};
  // What a request's Origin may be, if it has one, which only a browser's has.
  std::vector<std::string> allowed_origins = {};

  // What five minutes are measured with; null means SystemClock.
  const Clock* clock = nullptr;

  // Called for each request that has been answered, in the thread that did. It must not
  // block for long, nor throw.
  std::function<void(const RequestLogEntry&)> on_request = nullptr;

  // ---- How much it takes on ----

  // Connections at once, 1 to 65,536: one more is answered with 503 and closed.
  std::int32_t connections_max = 4'096;
  // Of a request, in bytes: 1 KiB to 64 MiB. PutRecords needs 14 MiB.
  std::int64_t body_bytes_max = 16 * 1024 * 1024;
  // Of a request line and headers together, in bytes: 1 KiB to 1 MiB.
  std::int32_t header_bytes_max = 16 * 1024;
  // Requests, answers and events that are held at once, in bytes, over all connections: at
  // least four of the greatest body, and 256 KiB for each thread. A request beyond it is
  // answered with 503, and changes nothing; events of subscriptions wait while half of it is
  // used. What a request is while it is carried out, some eight times its body in each thread,
  // comes on top of it.
  std::int64_t memory_bytes_max = 512 * 1024 * 1024;

  // How long a client may take for a request's headers, for its body, and to take 256 KiB of an
  // answer, or what is left of it; and how long a connection may be idle. Each positive, and at
  // most a day.
  absl::Duration header_timeout = absl::Seconds(10);
  absl::Duration body_timeout = absl::Seconds(60);
  absl::Duration write_timeout = absl::Seconds(60);
  absl::Duration idle_timeout = absl::Minutes(5);

  // ---- How fast it does it ----

  // Threads that answer requests, 1 to 256. Touch it where the contract's implementation
  // blocks, as one that calls another machine does.
  std::int32_t threads = 2;
  // Whether each of them answers any connection, so that an operation that takes long holds up
  // nobody else while one is free. Otherwise a connection is answered by one thread: that saves
  // wake-ups, which are most of what a small request costs, where no operation blocks.
  bool threads_share_connections = true;
  // For how long a thread with connections of its own looks for a request before it sleeps, if
  // the last came within as long: it then takes its processor whole, and a client that waits
  // for each answer does not wait for a thread to wake up. 0 to 10 ms; anything but 0 only if
  // connections are not shared.
  absl::Duration busy_poll = absl::ZeroDuration();
};

}  // namespace weir

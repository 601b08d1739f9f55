// SPDX-License-Identifier: MIT
//
// What TLS needs: a certificate, read or made, and the choice between HTTP/2 and HTTP/1.1
// that ALPN makes.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "weir/serve/endpoint_options.h"

namespace weir::serve_internal {

struct TlsServer {
  std::unique_ptr<boost::asio::ssl::context> context;
  std::string certificate_pem;
};

// A null context if `options` ask for none. FailedPrecondition names the file that is none of
// a certificate or a key, and a key that does not fit. `address` is what a certificate that is
// made is good for, beside "localhost" and the loopback addresses.
absl::StatusOr<TlsServer> MakeTlsServer(const TlsOptions& options, const std::string& address);

}  // namespace weir::serve_internal

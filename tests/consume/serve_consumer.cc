// SPDX-License-Identifier: MIT
//
// What a consumer of the endpoint does at the least: serves a Kinesis, and ends it.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "weir/local/local_kinesis.h"
#include "weir/serve/endpoint.h"

int main() {
  absl::StatusOr<weir::LocalKinesis> kinesis = weir::LocalKinesis::Create();
  if (!kinesis.ok()) return EXIT_FAILURE;
  const absl::StatusOr<std::unique_ptr<weir::Endpoint>> endpoint =
      weir::Endpoint::Start(*kinesis, {.tls = {.self_signed = true}});
  if (!endpoint.ok()) return EXIT_FAILURE;
  std::printf("%s, of which the certificate has %zu bytes\n", (*endpoint)->url().c_str(),
              (*endpoint)->certificate_pem().size());
  return (*endpoint)->Drain(absl::Seconds(10)) ? EXIT_SUCCESS : EXIT_FAILURE;
}

// SPDX-License-Identifier: MIT
//
// Any bytes to a session of HTTP/1.1, at once and one by one. Whatever they are, both ways
// must see the same requests: if not, somebody could hide one in another. (What is none is
// noticed sooner or later, as the case may be.)

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "serve/http/session.h"
#include "serve/session_host.h"

namespace weir::serve_internal {
namespace {

struct Peer {
  RecordingHost host;
  MemoryBudget memory{64 * 1024};
  SessionLimits limits = {.header_bytes_max = 1024, .body_bytes_max = 4096};
  std::unique_ptr<Session> session = MakeHttp1Session(host, limits, memory, 0);
  std::string input;

  // As a connection does it.
  void Hear(std::string_view bytes) {
    input += bytes;
    for (;;) {
      const std::size_t taken = session->Receive(input, 0);
      fuzz::Require(taken <= input.size(), "a session takes no more than there is");
      input.erase(0, taken);
      TakeAll(*session);
      if (taken == 0 || input.empty()) return;
    }
  }
};

void Compare(const Peer& a, const Peer& b) {
  fuzz::Require(a.host.requests.size() == b.host.requests.size(), "as many requests");
  for (std::size_t i = 0; i < a.host.requests.size(); ++i) {
    const HttpRequest& x = a.host.requests[i];
    const HttpRequest& y = b.host.requests[i];
    fuzz::Require(x.method == y.method && x.target == y.target && x.body == y.body,
                  "the same requests");
    fuzz::Require(x.headers.size() == y.headers.size(), "with the same headers");
    fuzz::Require(x.body.size() <= a.limits.body_bytes_max, "no body beyond its limit");
    fuzz::Require(x.Find("host").has_value() || x.headers.size() <= a.limits.header_bytes_max,
                  "no headers beyond their limit");
  }
}

}  // namespace
}  // namespace weir::serve_internal

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes) {
  using weir::serve_internal::Peer;
  const std::string_view text = weir::fuzz::TextOf(data, bytes);
  Peer at_once;
  at_once.Hear(text);
  Peer one_by_one;
  for (const char byte : text) one_by_one.Hear({&byte, 1});
  weir::serve_internal::Compare(at_once, one_by_one);
  return 0;
}

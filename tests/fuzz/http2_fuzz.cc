// SPDX-License-Identifier: MIT
//
// Any bytes behind the preface to a session of HTTP/2; what its callbacks count must come
// out even in the end.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "fuzz/fuzz.h"
#include "serve/http/session.h"
#include "serve/session_host.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes) {
  using namespace weir::serve_internal;
  RecordingHost host;
  host.large_bytes = 10'000;
  MemoryBudget memory(64 * 1024);
  const SessionLimits limits = {.header_bytes_max = 1024, .body_bytes_max = 4096};
  {
    const std::unique_ptr<Session> session = MakeHttp2Session(host, limits, memory, 0);
    session->Receive(kHttp2Preface, 0);
    TakeAll(*session);
    // In two pieces, with a look at the clock between them.
    const std::string_view text = weir::fuzz::TextOf(data, bytes);
    session->Receive(text.substr(0, bytes / 2), 1);
    TakeAll(*session);
    for (const StreamNumber stream : host.event_streams) session->SendEvents(stream, "event", 0);
    if (session->deadline_nanos() != Session::kNever) session->Expire(session->deadline_nanos());
    session->Receive(text.substr(bytes / 2), 2);
    TakeAll(*session);
    session->Drain();
    for (const StreamNumber stream : host.event_streams) session->EndEvents(stream);
    TakeAll(*session);
    for (const HttpRequest& request : host.requests) {
      weir::fuzz::Require(request.body.size() <= limits.body_bytes_max, "no body beyond its limit");
      weir::fuzz::Require(request.Find("host").has_value(), "each request has a host");
    }
  }
  weir::fuzz::Require(memory.bytes_used() == 0, "all memory has been given back");
  return 0;
}

// SPDX-License-Identifier: MIT
//
// A host for sessions that remembers what it was asked, and answers with it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/session.h"
#include "weir/base/concat.h"

namespace weir::serve_internal {

// Something that goes on; nobody asks it.
class SilentEvents final : public kinesis::ShardEventStream {
 public:
  absl::StatusOr<std::optional<kinesis::SubscribeToShardEvent>> Next() override {
    return std::nullopt;
  }
  bool Wait(absl::Duration) override { return false; }
  bool IsOver() const override { return false; }
};

class RecordingHost final : public SessionHost {
 public:
  std::unique_ptr<HttpResponse> OnHeaders(const HttpRequest& request) override {
    if (request.target != "/forbidden") return nullptr;
    return std::make_unique<HttpResponse>(HttpResponse{.status = 403, .body = "no"});
  }

  // "/events" goes on, "/large" is answered with `large_bytes`, all else with its own body.
  HttpResponse OnRequest(const HttpRequest& request) override {
    requests.push_back(request);
    HttpResponse response = {.body = Concat("<", request.body, ">")};
    if (request.target == "/events") {
      response.body = "first";
      response.event_stream = std::make_unique<SilentEvents>();
    }
    if (request.target == "/large") response.body = std::string(large_bytes, 'l');
    return response;
  }

  void OnEventStream(StreamNumber stream, HttpResponse&) override {
    event_streams.push_back(stream);
  }
  void OnEventStreamClosed(StreamNumber stream) override { closed_streams.push_back(stream); }
  bool IsDraining() const override { return is_draining; }
  void OnTimeout() override { ++timeouts; }
  HttpResponse OnBadRequest(int status, std::string_view why) override {
    bad_requests.push_back(status);
    return {.status = status, .body = std::string(why)};
  }

  std::vector<HttpRequest> requests;
  std::vector<int> bad_requests;
  std::vector<StreamNumber> event_streams;
  std::vector<StreamNumber> closed_streams;
  int timeouts = 0;
  bool is_draining = false;
  std::size_t large_bytes = 1024 * 1024;
};

// All that `session` has to say, as if it were sent at once.
inline std::string TakeAll(Session& session, std::int64_t now_nanos = 0) {
  std::string all;
  for (;;) {
    std::vector<std::string> pieces;
    session.TakeOutput(pieces);
    std::size_t bytes = 0;
    for (const std::string& piece : pieces) {
      bytes += piece.size();
      all += piece;
    }
    if (bytes == 0) return all;
    session.OnSent(now_nanos);
  }
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// HTTP/1.1 and 1.0, by Beast's parser, which is strict: what two readers could understand
// in two ways, such as two lengths, is refused, and the connection with it.

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/http/held_body.h"
#include "serve/http/http_text.h"
#include "serve/http/session.h"
#include "weir/base/concat.h"

namespace weir::serve_internal {
namespace {

namespace http = boost::beast::http;

std::string_view ViewOf(boost::beast::string_view text) { return {text.data(), text.size()}; }

// What ends a connection before its request has been understood.
struct Refusal {
  int status = 400;
  std::string_view why;
};

constexpr Refusal kLongHeaders = {431, "The request line and the headers are too long."};
constexpr Refusal kTooMuch = {503, "Too much is being received at once. Try again."};

Refusal RefusalOf(const boost::beast::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return kLongHeaders;
  }
  if (error == http::error::body_limit) return {413, "The body is too long."};
  if (error == boost::system::errc::not_enough_memory) {
    return kTooMuch;
  }
  return {400, "This is no HTTP request."};
}

class Http1Session final : public Session {
 public:
  Http1Session(SessionHost& host, const SessionLimits& limits, MemoryBudget& memory,
               std::int64_t now_nanos)
      : host_(host),
        limits_(limits),
        memory_(memory),
        output_hold_(memory),
        since_nanos_(now_nanos) {
    NextRequest();
  }

  std::size_t Receive(std::string_view bytes, std::int64_t now_nanos) override;
  void TakeOutput(std::vector<std::string>& output) override;
  void OnSent(std::int64_t now_nanos) override;
  void SendEvents(StreamNumber stream, std::string messages, std::int64_t now_nanos) override;
  void EndEvents(StreamNumber stream) override;
  bool AreEventsTaken(StreamNumber) const override { return output_bytes_ == 0; }
  std::int64_t deadline_nanos() const override;
  void Expire(std::int64_t now_nanos) override;
  void Drain() override;
  bool IsFinished() const override { return state_ == State::kFinished; }

 private:
  using Parser = http::request_parser<HeldBody>;

  enum class State : std::uint8_t {
    // Nothing of a request has come.
    kIdle,
    kHeaders,
    kBody,
    // Its answer goes on.
    kEvents,
    // No request will be read any more.
    kFinished,
  };

  // More output than this, and nothing more is read.
  static constexpr std::size_t kOutputFullBytes = 64 * 1024;

  void NextRequest();
  // How many of `bytes` the parser took; 0 also if it wants more.
  std::size_t Parse(std::string_view bytes, std::int64_t now_nanos);
  // When all headers are there.
  void OnHeaders(std::int64_t now_nanos);
  // Whether the budget has what they take.
  bool HoldHeaders();
  std::optional<Refusal> CheckHeaders() const;
  void OnWhole(std::int64_t now_nanos);
  void Refuse(const Refusal& refusal);
  // `kept_bytes` of `output_hold_` are for it.
  void Answer(HttpResponse response, std::size_t kept_bytes = 0);
  void AnswerEvents(HttpResponse response);
  void Send(std::string piece);
  std::string HeadOf(const HttpResponse& response) const;

  // ---- Set at construction, never written again ----
  SessionHost& host_;
  const SessionLimits limits_;
  MemoryBudget& memory_;

  // ---- Of the request that is being read ----
  State state_ = State::kIdle;
  std::optional<Parser> parser_;
  HttpRequest request_;
  // So many has the parser taken.
  std::size_t header_bytes_ = 0;
  bool is_keep_alive_ = true;
  bool is_http_1_0_ = false;

  // ---- Of the connection ----
  std::vector<std::string> output_;
  std::size_t output_bytes_ = 0;
  // Taken, but not sent.
  std::size_t sending_bytes_ = 0;
  MemoryHold output_hold_;
  bool is_draining_ = false;
  // Before the first request, silence is not idleness.
  bool is_first_ = true;
  // When the state began, or, if it is kIdle, the last answer had been sent.
  std::int64_t since_nanos_;
};

void Http1Session::NextRequest() {
  state_ = State::kIdle;
  request_ = {};
  parser_.emplace();
  header_bytes_ = 0;
  // Its own limit is of what it takes at once, which depends on how the bytes came.
  parser_->header_limit(static_cast<std::uint32_t>(2 * limits_.header_bytes_max));
  parser_->body_limit(limits_.body_bytes_max);
  parser_->get().body().hold = MemoryHold(memory_);
}

std::size_t Http1Session::Receive(std::string_view bytes, std::int64_t now_nanos) {
  std::size_t taken = 0;
  while (taken < bytes.size() && state_ != State::kEvents && state_ != State::kFinished &&
         output_bytes_ + sending_bytes_ < kOutputFullBytes) {
    if (state_ == State::kIdle) {
      // An empty line or two before a request is what some clients leave of the last one.
      if (bytes[taken] == '\r' || bytes[taken] == '\n') {
        ++taken;
        continue;
      }
      state_ = State::kHeaders;
      since_nanos_ = now_nanos;
    }
    const std::size_t more = Parse(bytes.substr(taken), now_nanos);
    if (more == 0 && state_ != State::kIdle) break;
    taken += more;
  }
  return state_ == State::kFinished ? bytes.size() : taken;
}

std::size_t Http1Session::Parse(std::string_view bytes, std::int64_t now_nanos) {
  boost::beast::error_code error;
  const std::size_t taken = parser_->put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  if (error && error != http::error::need_more) {
    Refuse(RefusalOf(error));
  } else if (state_ == State::kHeaders) {
    // Without an end they are all that there is.
    header_bytes_ += taken;
    const std::size_t rest = parser_->is_header_done() ? 0 : bytes.size() - taken;
    if (header_bytes_ + rest > limits_.header_bytes_max) {
      Refuse(kLongHeaders);
    } else if (parser_->is_header_done()) {
      OnHeaders(now_nanos);
    }
  } else if (taken == 0 && bytes.size() > limits_.header_bytes_max) {
    // Of a chunk's head, which the parser wants in one piece.
    Refuse(kLongHeaders);
  }
  if (state_ == State::kBody && parser_->is_done()) OnWhole(now_nanos);
  return taken;
}

std::optional<Refusal> Http1Session::CheckHeaders() const {
  const auto& message = parser_->get();
  int hosts = 0;
  for (const HttpHeader& header : request_.headers) {
    if (header.name == "host") ++hosts;
    if (header.name == "transfer-encoding" && !EqualsIgnoringCase(header.value, "chunked")) {
      return Refusal{501, "No Transfer-Encoding but chunked is understood."};
    }
    if (header.name == "expect" && !EqualsIgnoringCase(header.value, "100-continue")) {
      return Refusal{417, "No Expect but 100-continue is understood."};
    }
  }
  if (hosts > 1 || (hosts == 0 && message.version() >= 11)) {
    return Refusal{400, "A request has one Host."};
  }
  if (message.version() < 11 && message.chunked()) {
    return Refusal{400, "HTTP/1.0 has no Transfer-Encoding."};
  }
  if (request_.target.empty() || (request_.target[0] != '/' && request_.target != "*")) {
    return Refusal{400, "A request's target begins with a slash."};
  }
  return std::nullopt;
}

bool Http1Session::HoldHeaders() {
  std::size_t bytes = request_.headers.capacity() * sizeof(HttpHeader);
  for (const HttpHeader& header : request_.headers)
    bytes += header.name.size() + header.value.size();
  // The parser has them too.
  return parser_->get().body().hold.Grow(2 * bytes);
}

void Http1Session::OnHeaders(std::int64_t now_nanos) {
  state_ = State::kBody;
  since_nanos_ = now_nanos;
  is_first_ = false;
  const auto& message = parser_->get();
  request_.method = ViewOf(message.method_string());
  request_.target = ViewOf(message.target());
  for (const auto& field : message) {
    request_.headers.push_back({.name = ToLowerCase(ViewOf(field.name_string())),
                                .value = std::string(ViewOf(field.value()))});
  }
  is_keep_alive_ = message.keep_alive();
  is_http_1_0_ = message.version() < 11;
  if (!HoldHeaders()) return Refuse(kTooMuch);
  if (const std::optional<Refusal> refusal = CheckHeaders(); refusal.has_value()) {
    return Refuse(*refusal);
  }
  if (std::unique_ptr<HttpResponse> instead = host_.OnHeaders(request_); instead != nullptr) {
    // Its body would have to be read to get at the next request.
    if (!parser_->is_done()) is_keep_alive_ = false;
    return Answer(std::move(*instead));
  }
  if (!parser_->is_done() && request_.Find("expect").has_value() && !is_http_1_0_) {
    Send("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

void Http1Session::OnWhole(std::int64_t now_nanos) {
  since_nanos_ = now_nanos;
  request_.body = std::move(parser_->get().body().text);
  const std::size_t kept_bytes = output_hold_.Grow(kAnswerBytesKept) ? kAnswerBytesKept : 0;
  HttpResponse response =
      kept_bytes > 0 ? host_.OnRequest(request_) : host_.OnBadRequest(503, kTooMuchToSend);
  // Events may go on for minutes.
  request_.body = {};
  parser_->get().body().hold.ShrinkTo(0);
  if (response.event_stream == nullptr) return Answer(std::move(response), kept_bytes);
  output_hold_.ShrinkTo(output_hold_.bytes() - kept_bytes);
  AnswerEvents(std::move(response));
}

void Http1Session::Refuse(const Refusal& refusal) {
  is_keep_alive_ = false;
  Answer(host_.OnBadRequest(refusal.status, refusal.why));
}

std::string Http1Session::HeadOf(const HttpResponse& response) const {
  std::string head = Concat("HTTP/1.1 ", response.status, " ", ReasonOf(response.status), "\r\n");
  for (const HttpHeader& header : response.headers) {
    head += Concat(header.name, ": ", header.value, "\r\n");
  }
  head += Concat("date: ", DateNow(), "\r\n");
  if (!is_keep_alive_) {
    head += "connection: close\r\n";
  } else if (is_http_1_0_) {
    head += "connection: keep-alive\r\n";
  }
  return head;
}

void Http1Session::Answer(HttpResponse response, std::size_t kept_bytes) {
  if (is_draining_ || host_.IsDraining()) is_keep_alive_ = false;
  const std::size_t held_bytes = output_hold_.bytes() - kept_bytes;
  if (!output_hold_.Resize(held_bytes + response.body.size())) {
    response = host_.OnBadRequest(503, kTooMuchToSend);
    output_hold_.ShrinkTo(held_bytes + response.body.size());
  }
  std::string head = Concat(HeadOf(response), "content-length: ", response.body.size(), "\r\n\r\n");
  constexpr std::size_t kJoinedBytesMax = 16 * 1024;
  if (request_.method == "HEAD") {
    Send(std::move(head));
  } else if (response.body.size() <= kJoinedBytesMax) {
    head += response.body;
    Send(std::move(head));
  } else {
    Send(std::move(head));
    Send(std::move(response.body));
  }
  if (is_keep_alive_) {
    NextRequest();
  } else {
    state_ = State::kFinished;
  }
}

void Http1Session::AnswerEvents(HttpResponse response) {
  if (is_http_1_0_ || is_draining_) is_keep_alive_ = false;
  std::string head = HeadOf(response);
  head += is_http_1_0_ ? "\r\n" : "transfer-encoding: chunked\r\n\r\n";
  Send(std::move(head));
  state_ = State::kEvents;
  SendEvents(0, std::move(response.body), since_nanos_);
  host_.OnEventStream(0, response);
}

void Http1Session::SendEvents(StreamNumber, std::string messages, std::int64_t) {
  if (state_ != State::kEvents || messages.empty()) return;
  output_hold_.GrowAnyway(messages.size());
  if (is_http_1_0_) return Send(std::move(messages));
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof(digits), messages.size(), 16).ptr;
  std::string chunk(digits, end);
  chunk += "\r\n";
  chunk += messages;
  chunk += "\r\n";
  Send(std::move(chunk));
}

void Http1Session::EndEvents(StreamNumber) {
  if (state_ != State::kEvents) return;
  if (!is_http_1_0_) Send("0\r\n\r\n");
  if (is_keep_alive_ && !is_draining_) {
    NextRequest();
  } else {
    state_ = State::kFinished;
  }
}

void Http1Session::Send(std::string piece) {
  output_bytes_ += piece.size();
  output_.push_back(std::move(piece));
}

void Http1Session::TakeOutput(std::vector<std::string>& output) {
  for (std::string& piece : output_) output.push_back(std::move(piece));
  output_.clear();
  sending_bytes_ += std::exchange(output_bytes_, 0);
}

void Http1Session::OnSent(std::int64_t now_nanos) {
  sending_bytes_ = 0;
  // Not only when nothing is left: a client that always has a request under way would take
  // up the budget of all.
  output_hold_.ShrinkTo(output_bytes_);
  // An idle connection is so since its answer has arrived.
  if (state_ == State::kIdle) since_nanos_ = now_nanos;
}

std::int64_t Http1Session::deadline_nanos() const {
  switch (state_) {
    case State::kIdle:
      return since_nanos_ + (is_first_ ? limits_.header_timeout_nanos : limits_.idle_timeout_nanos);
    case State::kHeaders:
      return since_nanos_ + limits_.header_timeout_nanos;
    case State::kBody:
      return since_nanos_ + limits_.body_timeout_nanos;
    case State::kEvents:
    case State::kFinished:
      return kNever;
  }
  return kNever;
}

void Http1Session::Expire(std::int64_t now_nanos) {
  if (now_nanos < deadline_nanos()) return;
  const bool is_late = state_ != State::kIdle || is_first_;
  if (is_late) host_.OnTimeout();
  if (state_ == State::kIdle) {
    state_ = State::kFinished;
  } else {
    Refuse({408, "The request took too long to arrive."});
  }
}

void Http1Session::Drain() {
  is_draining_ = true;
  if (state_ == State::kIdle) state_ = State::kFinished;
}

}  // namespace

std::unique_ptr<Session> MakeHttp1Session(SessionHost& host, const SessionLimits& limits,
                                          MemoryBudget& memory, std::int64_t now_nanos) {
  return std::make_unique<Http1Session>(host, limits, memory, now_nanos);
}

}  // namespace weir::serve_internal

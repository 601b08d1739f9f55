// SPDX-License-Identifier: MIT
//
// HTTP/2, by nghttp2, which knows the protocol and its floods; here is what it asks for:
// who may send how much, and where an answer's bytes are.

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/http/http_text.h"
#include "serve/http/session.h"
#include "weir/base/concat.h"

namespace weir::serve_internal {
namespace {

// What a client may have under way at once, and send before it hears of it: of one stream,
// and of all.
constexpr std::uint32_t kStreamsMax = 128;
constexpr std::int32_t kStreamWindowBytes = 256 * 1024;
constexpr std::int32_t kConnectionWindowBytes = 4 * 1024 * 1024;
// What may still come of a request that has been answered, and is thrown away. Only then is
// the stream reset: curl 7.88 for one, when that finds it sending, forgets the answer.
constexpr std::size_t kSurplusBytesMax = 64 * 1024;

struct Http2Stream {
  explicit Http2Stream(MemoryBudget& memory) : hold(memory) {}

  HttpRequest request;
  std::size_t header_bytes = 0;
  bool has_two_hosts = false;
  bool is_request_whole = false;
  // Of the body, behind the answer.
  std::size_t surplus_bytes = 0;
  // Of the request, then of the answer.
  MemoryHold hold;
  // What is to be sent, from `sent_bytes` on.
  std::string output;
  std::size_t sent_bytes = 0;
  // Taken since `since_nanos`.
  std::size_t progress_bytes = 0;
  bool has_events = false;
  bool is_output_whole = false;
  // When it began, its headers were whole, or some of its answer was taken.
  std::int64_t since_nanos = 0;
  enum class Phase : std::uint8_t { kHeaders, kBody, kReady, kAnswer } phase = Phase::kHeaders;

  bool IsOutputTaken() const { return sent_bytes == output.size(); }
  // Whether it is but for a body that nobody wants.
  bool IsAnswered() const {
    return phase == Phase::kAnswer && is_output_whole && IsOutputTaken() && !is_request_whole;
  }

  // What of the request is of no use once there is an answer. So much is kept for that.
  void ForgetRequest(std::size_t kept_bytes = 0) {
    request.headers = {};
    request.body = {};
    hold.ShrinkTo(kept_bytes);
  }
};

class Http2Session final : public Session {
 public:
  Http2Session(SessionHost& host, const SessionLimits& limits, MemoryBudget& memory,
               std::int64_t now_nanos);
  ~Http2Session() override { nghttp2_session_del(session_); }

  std::size_t Receive(std::string_view bytes, std::int64_t now_nanos) override;
  void TakeOutput(std::vector<std::string>& output) override;
  void OnSent(std::int64_t now_nanos) override;
  void SendEvents(StreamNumber stream, std::string messages, std::int64_t now_nanos) override;
  void EndEvents(StreamNumber stream) override;
  bool AreEventsTaken(StreamNumber stream) const override;
  std::int64_t deadline_nanos() const override;
  void Expire(std::int64_t now_nanos) override;
  void Drain() override;
  bool IsFinished() const override;

 private:
  using Phase = Http2Stream::Phase;

  // More of answers than this that clients have not taken, and no further request is looked
  // at; and more than this is not taken at once.
  static constexpr std::size_t kOutputFullBytes = 4 * 1024 * 1024;
  static constexpr std::size_t kTakenBytesMax = 256 * 1024;
  // More frames than this that wait to be taken, and nothing more is read: what is malformed
  // is answered by nghttp2, without limit.
  static constexpr std::size_t kFramesFull = 1024;

  // What nghttp2 calls.
  static int OnBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* self);
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t name_bytes, const std::uint8_t* value, std::size_t value_bytes,
                      std::uint8_t flags, void* self);
  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* self);
  static int OnData(nghttp2_session*, std::uint8_t flags, std::int32_t stream,
                    const std::uint8_t* data, std::size_t bytes, void* self);
  static int OnClose(nghttp2_session*, std::int32_t stream, std::uint32_t error, void* self);
  static ssize_t OnRead(nghttp2_session*, std::int32_t stream, std::uint8_t* into,
                        std::size_t bytes, std::uint32_t* flags, nghttp2_data_source*, void* self);

  Http2Stream* Find(std::int32_t number);
  void OnHeadersWhole(std::int32_t number, Http2Stream& stream);
  void OnWhole(std::int32_t number, Http2Stream& stream);
  void AnswerReady();
  void Answer(std::int32_t number, Http2Stream& stream, HttpResponse response);
  void Refuse(std::int32_t number, Http2Stream& stream, int status, std::string_view why);
  void Reset(std::int32_t number, std::uint32_t error);
  std::int64_t DeadlineOf(const Http2Stream& stream) const;

  // ---- Set at construction, never written again ----
  SessionHost& host_;
  const SessionLimits limits_;
  MemoryBudget& memory_;
  nghttp2_session* session_ = nullptr;

  std::map<std::int32_t, Http2Stream> streams_;
  // Whole requests that have not been looked at, in the order in which they became so.
  std::deque<std::int32_t> ready_;
  // Of all streams: what has been answered and not taken.
  std::size_t output_bytes_ = 0;
  bool is_draining_ = false;
  bool is_broken_ = false;
  // Of the last thing that happened.
  std::int64_t now_nanos_;
  // Since when there is no stream.
  std::int64_t idle_nanos_;
};

Http2Session::Http2Session(SessionHost& host, const SessionLimits& limits, MemoryBudget& memory,
                           std::int64_t now_nanos)
    : host_(host), limits_(limits), memory_(memory), now_nanos_(now_nanos), idle_nanos_(now_nanos) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, OnBeginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnClose);
  nghttp2_session_server_new(&session_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kStreamsMax},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindowBytes},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(limits.header_bytes_max)},
  };
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, std::size(settings));
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kConnectionWindowBytes);
}

Http2Stream* Http2Session::Find(std::int32_t number) {
  const auto found = streams_.find(number);
  return found == streams_.end() ? nullptr : &found->second;
}

// ---- What comes in ----

std::size_t Http2Session::Receive(std::string_view bytes, std::int64_t now_nanos) {
  now_nanos_ = now_nanos;
  if (is_broken_) return bytes.size();
  if (nghttp2_session_get_outbound_queue_size(session_) > kFramesFull) return 0;
  const ssize_t taken = nghttp2_session_mem_recv(
      session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  // What the protocol allows for, nghttp2 has answered itself; this is what it does not, such
  // as a preface that is none.
  if (taken < 0) is_broken_ = true;
  AnswerReady();
  return bytes.size();
}

int Http2Session::OnBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* self) {
  auto& session = *static_cast<Http2Session*>(self);
  if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  if (session.is_draining_) {
    // The client has not read that nothing begins any more: it may try again elsewhere.
    session.Reset(frame->hd.stream_id, NGHTTP2_REFUSED_STREAM);
    return 0;
  }
  Http2Stream& stream =
      session.streams_.try_emplace(frame->hd.stream_id, session.memory_).first->second;
  stream.since_nanos = session.now_nanos_;
  return 0;
}

int Http2Session::OnHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                           std::size_t name_bytes, const std::uint8_t* value,
                           std::size_t value_bytes, std::uint8_t, void* self) {
  auto& session = *static_cast<Http2Session*>(self);
  Http2Stream* const stream = session.Find(frame->hd.stream_id);
  // Trailers are of no use to any operation.
  if (stream == nullptr || stream->phase != Phase::kHeaders) return 0;
  // As HTTP/2 counts them.
  constexpr std::size_t kOverheadBytes = 32;
  stream->header_bytes += name_bytes + value_bytes + kOverheadBytes;
  if (stream->header_bytes > session.limits_.header_bytes_max) return 0;
  const std::string_view key(reinterpret_cast<const char*>(name), name_bytes);
  std::string text(reinterpret_cast<const char*>(value), value_bytes);
  HttpRequest& request = stream->request;
  if (key == ":method") {
    request.method = std::move(text);
  } else if (key == ":path") {
    request.target = std::move(text);
  } else if (key == ":authority" || key == "host") {
    const std::optional<std::string_view> other = request.Find("host");
    if (!other.has_value()) {
      request.headers.push_back({.name = "host", .value = std::move(text)});
    } else if (*other != text) {
      stream->has_two_hosts = true;
    }
  } else if (!key.starts_with(':')) {
    request.headers.push_back({.name = std::string(key), .value = std::move(text)});
  }
  return 0;
}

int Http2Session::OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
  auto& session = *static_cast<Http2Session*>(self);
  if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) return 0;
  Http2Stream* const stream = session.Find(frame->hd.stream_id);
  if (stream == nullptr) return 0;
  if (frame->hd.type == NGHTTP2_HEADERS && stream->phase == Phase::kHeaders) {
    session.OnHeadersWhole(frame->hd.stream_id, *stream);
  }
  const bool is_last = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  if (is_last && stream->phase == Phase::kBody) session.OnWhole(frame->hd.stream_id, *stream);
  return 0;
}

void Http2Session::OnHeadersWhole(std::int32_t number, Http2Stream& stream) {
  stream.phase = Phase::kBody;
  stream.since_nanos = now_nanos_;
  if (stream.header_bytes > limits_.header_bytes_max) {
    return Refuse(number, stream, 431, "The headers are too long.");
  }
  // Compressed, they were a byte each if they had come before.
  if (!stream.hold.Grow(stream.header_bytes +
                        stream.request.headers.capacity() * sizeof(HttpHeader))) {
    return Refuse(number, stream, 503, "Too much is being received at once. Try again.");
  }
  if (stream.has_two_hosts || !stream.request.Find("host").has_value()) {
    return Refuse(number, stream, 400, "A request has one :authority.");
  }
  if (!stream.request.target.starts_with('/') && stream.request.target != "*") {
    return Refuse(number, stream, 400, "A request's :path begins with a slash.");
  }
  std::unique_ptr<HttpResponse> instead = host_.OnHeaders(stream.request);
  if (instead == nullptr) return;
  stream.ForgetRequest();
  Answer(number, stream, std::move(*instead));
}

int Http2Session::OnData(nghttp2_session*, std::uint8_t, std::int32_t number,
                         const std::uint8_t* data, std::size_t bytes, void* self) {
  auto& session = *static_cast<Http2Session*>(self);
  Http2Stream* const stream = session.Find(number);
  if (stream == nullptr) return 0;
  if (stream->phase != Phase::kBody) {
    const bool was_much = stream->surplus_bytes > kSurplusBytesMax;
    stream->surplus_bytes += bytes;
    const bool is_much = stream->surplus_bytes > kSurplusBytesMax;
    if (is_much && !was_much && stream->IsAnswered()) session.Reset(number, NGHTTP2_NO_ERROR);
    return 0;
  }
  std::string& body = stream->request.body;
  if (body.size() + bytes > session.limits_.body_bytes_max) {
    session.Refuse(number, *stream, 413, "The body is too long.");
  } else if (!stream->hold.Grow(bytes)) {
    session.Refuse(number, *stream, 503, "Too much is being received at once. Try again.");
  } else {
    body.append(reinterpret_cast<const char*>(data), bytes);
  }
  return 0;
}

void Http2Session::OnWhole(std::int32_t number, Http2Stream& stream) {
  stream.is_request_whole = true;
  stream.phase = Phase::kReady;
  ready_.push_back(number);
}

int Http2Session::OnClose(nghttp2_session*, std::int32_t number, std::uint32_t, void* self) {
  auto& session = *static_cast<Http2Session*>(self);
  Http2Stream* const stream = session.Find(number);
  if (stream == nullptr) return 0;
  session.output_bytes_ -= stream->output.size() - stream->sent_bytes;
  if (stream->has_events) session.host_.OnEventStreamClosed(number);
  session.streams_.erase(number);
  session.idle_nanos_ = session.now_nanos_;
  return 0;
}

// ---- What goes out ----

void Http2Session::AnswerReady() {
  while (!ready_.empty() && output_bytes_ < kOutputFullBytes && !is_broken_) {
    const std::int32_t number = ready_.front();
    ready_.pop_front();
    Http2Stream* const stream = Find(number);
    // It may have been reset.
    if (stream == nullptr || stream->phase != Phase::kReady) continue;
    const bool has_room = stream->hold.Grow(kAnswerBytesKept);
    HttpResponse response =
        has_room ? host_.OnRequest(stream->request) : host_.OnBadRequest(503, kTooMuchToSend);
    stream->ForgetRequest(has_room ? kAnswerBytesKept : 0);
    Answer(number, *stream, std::move(response));
  }
}

void Http2Session::Refuse(std::int32_t number, Http2Stream& stream, int status,
                          std::string_view why) {
  stream.ForgetRequest();
  Answer(number, stream, host_.OnBadRequest(status, why));
}

void Http2Session::Answer(std::int32_t number, Http2Stream& stream, HttpResponse response) {
  if (!stream.hold.Resize(response.body.size())) {
    response = host_.OnBadRequest(503, kTooMuchToSend);
    stream.hold.ShrinkTo(response.body.size());
  }
  stream.phase = Phase::kAnswer;
  stream.since_nanos = now_nanos_;
  stream.has_events = response.event_stream != nullptr;
  stream.is_output_whole = !stream.has_events;
  response.headers.push_back({.name = "date", .value = std::string(DateNow())});
  if (!stream.has_events) {
    response.headers.push_back({.name = "content-length", .value = Concat(response.body.size())});
  }
  const std::string status = Concat(response.status);
  std::vector<nghttp2_nv> fields;
  const auto add = [&fields](std::string_view name, std::string_view value) {
    // nghttp2 copies both, and writes neither.
    fields.push_back({reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
                      reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(),
                      value.size(), NGHTTP2_NV_FLAG_NONE});
  };
  add(":status", status);
  for (const HttpHeader& header : response.headers) add(header.name, header.value);
  if (stream.request.method != "HEAD") {
    stream.output = std::move(response.body);
    output_bytes_ += stream.output.size();
  }
  nghttp2_data_provider provider = {};
  provider.read_callback = OnRead;
  if (nghttp2_submit_response(session_, number, fields.data(), fields.size(), &provider) != 0) {
    return Reset(number, NGHTTP2_INTERNAL_ERROR);
  }
  if (stream.has_events) host_.OnEventStream(number, response);
}

ssize_t Http2Session::OnRead(nghttp2_session*, std::int32_t number, std::uint8_t* into,
                             std::size_t bytes, std::uint32_t* flags, nghttp2_data_source*,
                             void* self) {
  auto& session = *static_cast<Http2Session*>(self);
  Http2Stream* const stream = session.Find(number);
  if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const std::size_t taken = std::min(bytes, stream->output.size() - stream->sent_bytes);
  if (taken == 0 && !stream->is_output_whole) return NGHTTP2_ERR_DEFERRED;
  if (taken > 0) std::memcpy(into, stream->output.data() + stream->sent_bytes, taken);
  stream->sent_bytes += taken;
  stream->progress_bytes += taken;
  if (stream->progress_bytes >= kProgressBytes) {
    stream->progress_bytes = 0;
    stream->since_nanos = session.now_nanos_;
  }
  session.output_bytes_ -= taken;
  if (stream->IsOutputTaken()) {
    stream->output = {};
    stream->sent_bytes = 0;
    stream->hold.ShrinkTo(0);
    if (stream->is_output_whole) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
      const bool is_much = stream->surplus_bytes > kSurplusBytesMax || session.is_draining_;
      if (is_much && stream->IsAnswered()) session.Reset(number, NGHTTP2_NO_ERROR);
    }
  }
  return static_cast<ssize_t>(taken);
}

void Http2Session::TakeOutput(std::vector<std::string>& output) {
  std::string taken;
  while (taken.size() < kTakenBytesMax) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t count = nghttp2_session_mem_send(session_, &bytes);
    if (count < 0) is_broken_ = true;
    if (count <= 0) break;
    taken.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
  }
  if (!taken.empty()) output.push_back(std::move(taken));
}

void Http2Session::OnSent(std::int64_t now_nanos) {
  now_nanos_ = now_nanos;
  AnswerReady();
}

void Http2Session::SendEvents(StreamNumber number, std::string messages, std::int64_t now_nanos) {
  now_nanos_ = now_nanos;
  Http2Stream* const stream = Find(number);
  if (stream == nullptr || !stream->has_events || stream->is_output_whole) return;
  if (stream->IsOutputTaken()) stream->since_nanos = now_nanos_;
  stream->hold.GrowAnyway(messages.size());
  output_bytes_ += messages.size();
  stream->output += messages;
  nghttp2_session_resume_data(session_, number);
}

void Http2Session::EndEvents(StreamNumber number) {
  Http2Stream* const stream = Find(number);
  if (stream == nullptr || !stream->has_events) return;
  stream->is_output_whole = true;
  nghttp2_session_resume_data(session_, number);
}

bool Http2Session::AreEventsTaken(StreamNumber number) const {
  const auto found = streams_.find(number);
  return found == streams_.end() || found->second.IsOutputTaken();
}

// ---- Time, and the end ----

std::int64_t Http2Session::DeadlineOf(const Http2Stream& stream) const {
  switch (stream.phase) {
    case Phase::kHeaders:
      return stream.since_nanos + limits_.header_timeout_nanos;
    case Phase::kBody:
      return stream.since_nanos + limits_.body_timeout_nanos;
    case Phase::kReady:
      return kNever;
    case Phase::kAnswer:
      // Without events to be sent there is nothing to wait for.
      if (stream.IsOutputTaken() && !stream.is_output_whole) return kNever;
      return stream.since_nanos + limits_.write_timeout_nanos;
  }
  return kNever;
}

std::int64_t Http2Session::deadline_nanos() const {
  if (streams_.empty()) return idle_nanos_ + limits_.idle_timeout_nanos;
  std::int64_t deadline_nanos = kNever;
  for (const auto& [number, stream] : streams_) {
    deadline_nanos = std::min(deadline_nanos, DeadlineOf(stream));
  }
  return deadline_nanos;
}

void Http2Session::Reset(std::int32_t number, std::uint32_t error) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, number, error);
}

void Http2Session::Expire(std::int64_t now_nanos) {
  now_nanos_ = now_nanos;
  if (streams_.empty()) {
    if (now_nanos >= idle_nanos_ + limits_.idle_timeout_nanos) Drain();
    return;
  }
  for (auto& [number, stream] : streams_) {
    if (now_nanos < DeadlineOf(stream)) continue;
    host_.OnTimeout();
    Reset(number, NGHTTP2_CANCEL);
    // Once.
    stream.since_nanos = now_nanos;
    stream.phase = Phase::kAnswer;
  }
}

void Http2Session::Drain() {
  if (is_draining_) return;
  is_draining_ = true;
  // What the client begins after this, it may try again elsewhere: it has not been looked at.
  nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE,
                        nghttp2_session_get_last_proc_stream_id(session_), NGHTTP2_NO_ERROR,
                        nullptr, 0);
  for (const auto& [number, stream] : streams_) {
    if (stream.IsAnswered()) Reset(number, NGHTTP2_NO_ERROR);
  }
}

bool Http2Session::IsFinished() const {
  if (is_broken_) return true;
  if (is_draining_ && streams_.empty()) return true;
  return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

}  // namespace

std::unique_ptr<Session> MakeHttp2Session(SessionHost& host, const SessionLimits& limits,
                                          MemoryBudget& memory, std::int64_t now_nanos) {
  return std::make_unique<Http2Session>(host, limits, memory, now_nanos);
}

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// A client of HTTP/2 that talks to a session in the same thread, by nghttp2.
#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/http/session.h"
#include "serve/session_host.h"

namespace weir::serve_internal {

class Http2Client {
 public:
  struct Answer {
    std::map<std::string, std::string> headers;
    std::string body;
    bool is_whole = false;
    // Of RST_STREAM; what there is none of.
    static constexpr std::uint32_t kNoReset = 0xFFFF'FFFF;
    std::uint32_t reset = kNoReset;
  };
  using Headers = std::vector<std::pair<std::string, std::string>>;

  explicit Http2Client(std::int32_t window_bytes = 1 << 20) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t name_bytes, const std::uint8_t* value, std::size_t value_bytes,
                      std::uint8_t, void* self) {
          Of(self).answers[frame->hd.stream_id].headers[Text(name, name_bytes)] =
              Text(value, value_bytes);
          return 0;
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks, [](nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* data,
                      std::size_t bytes, void* self) {
          Of(self).answers[stream].body += Text(data, bytes);
          return 0;
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        callbacks, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
          if (frame->hd.type == NGHTTP2_GOAWAY) ++Of(self).goaways;
          if (frame->hd.type == NGHTTP2_RST_STREAM) {
            Of(self).answers[frame->hd.stream_id].reset = frame->rst_stream.error_code;
          }
          if ((frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS) &&
              (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
            Of(self).answers[frame->hd.stream_id].is_whole = true;
          }
          return 0;
        });
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry entry = {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
                                          static_cast<std::uint32_t>(window_bytes)};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &entry, 1);
  }
  Http2Client(const Http2Client&) = delete;
  Http2Client& operator=(const Http2Client&) = delete;
  ~Http2Client() { nghttp2_session_del(session_); }

  // With a body that ends it if `is_whole`; else none of it is sent.
  std::int32_t Post(std::string_view target, std::string body, bool is_whole = true,
                    const Headers& more = {}) {
    Headers headers = {{":method", "POST"},
                       {":scheme", "http"},
                       {":authority", "h"},
                       {":path", std::string(target)}};
    headers.insert(headers.end(), more.begin(), more.end());
    return Send(headers, std::move(body), is_whole);
  }

  std::int32_t Send(const Headers& headers, std::string body, bool is_whole) {
    std::vector<nghttp2_nv> fields;
    for (const auto& [name, value] : headers) {
      fields.push_back({Bytes(name), Bytes(value), name.size(), value.size(), 0});
    }
    nghttp2_data_provider provider = {};
    provider.read_callback = [](nghttp2_session*, std::int32_t stream, std::uint8_t* into,
                                std::size_t bytes, std::uint32_t* flags, nghttp2_data_source*,
                                void* self) -> ssize_t {
      Body& rest = Of(self).bodies_[stream];
      if (rest.text.empty() && !rest.is_whole) return NGHTTP2_ERR_DEFERRED;
      const std::size_t taken = std::min(bytes, rest.text.size());
      std::memcpy(into, rest.text.data(), taken);
      rest.text.erase(0, taken);
      if (rest.text.empty() && rest.is_whole) *flags |= NGHTTP2_DATA_FLAG_EOF;
      return static_cast<ssize_t>(taken);
    };
    const std::int32_t stream =
        nghttp2_submit_request(session_, nullptr, fields.data(), fields.size(), &provider, nullptr);
    bodies_[stream] = {std::move(body), is_whole};
    return stream;
  }

  void SendMore(std::int32_t stream, std::string_view text) {
    bodies_[stream].text += text;
    nghttp2_session_resume_data(session_, stream);
  }
  void FinishBody(std::int32_t stream) {
    bodies_[stream].is_whole = true;
    nghttp2_session_resume_data(session_, stream);
  }
  void Reset(std::int32_t stream) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
  }

  // Until neither has anything to say.
  void TalkTo(Session& session, std::int64_t now_nanos = 0) {
    for (;;) {
      const std::string said = Take();
      if (!said.empty()) session.Receive(said, now_nanos);
      const std::string answered = TakeAll(session, now_nanos);
      if (!answered.empty()) Hear(answered);
      if (said.empty() && answered.empty()) return;
    }
  }

  std::string Take() {
    std::string all;
    for (;;) {
      const std::uint8_t* bytes = nullptr;
      const ssize_t count = nghttp2_session_mem_send(session_, &bytes);
      if (count <= 0) return all;
      all += Text(bytes, static_cast<std::size_t>(count));
    }
  }
  void Hear(std::string_view bytes) {
    nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                             bytes.size());
  }

  std::map<std::int32_t, Answer> answers;
  int goaways = 0;

 private:
  struct Body {
    std::string text;
    bool is_whole = true;
  };

  static Http2Client& Of(void* self) { return *static_cast<Http2Client*>(self); }
  static std::string Text(const std::uint8_t* bytes, std::size_t count) {
    return {reinterpret_cast<const char*>(bytes), count};
  }
  static std::uint8_t* Bytes(const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  }

  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, Body> bodies_;
};

}  // namespace weir::serve_internal

// SPDX-License-Identifier: MIT
//
// A Session speaks HTTP with one client: bytes that came become requests, answers become
// bytes to be sent. It has no socket and no clock, so that a test, or a fuzzer, is as good
// a peer as any.
//
//   connection                    session                        host
//     Receive(bytes, now) ----->    a request is whole   ------>   OnRequest()
//                                                        <------     its answer
//     TakeOutput()        <-----
//     Expire(now)         ----->    408, or a stream is reset
//
// An answer that goes on, SubscribeToShard's, is handed to the host as it begins; its
// messages come in by SendEvents().
//
// Threads:   one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/http_message.h"
#include "serve/http/memory_budget.h"

namespace weir::serve_internal {

// Of one connection; 0 in HTTP/1.1, which answers one request at a time.
using StreamNumber = std::int32_t;

// Of an answer, how much must be taken within the write timeout, or else what is left of it: a
// byte now and then would hold the memory of an answer for as long as somebody likes.
inline constexpr std::size_t kProgressBytes = 256 * 1024;

// Taken from the budget before a request is carried out, and given back if its answer is
// shorter: else what was done could be answered with "try again". The longest answer to what
// changes something is that of PutRecords whose 500 records were all refused: some 140 KiB.
inline constexpr std::size_t kAnswerBytesKept = 256 * 1024;
// What is said instead, with 503, where there is no such memory.
inline constexpr std::string_view kTooMuchToSend = "Too much waits to be sent. Try again.";

struct SessionLimits {
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 16 * 1024 * 1024;
  // In nanoseconds.
  std::int64_t header_timeout_nanos = 10'000'000'000;
  std::int64_t body_timeout_nanos = 60'000'000'000;
  std::int64_t write_timeout_nanos = 60'000'000'000;
  std::int64_t idle_timeout_nanos = 300'000'000'000;
};

class SessionHost {
 public:
  virtual ~SessionHost() = default;

  // Whether a request of these headers is worth its body, which has not come yet: nullptr, or
  // the answer in its place.
  virtual std::unique_ptr<HttpResponse> OnHeaders(const HttpRequest& request) = 0;
  virtual HttpResponse OnRequest(const HttpRequest& request) = 0;

  // The answer on `stream` has begun; SendEvents() and EndEvents() go on with it.
  virtual void OnEventStream(StreamNumber stream, HttpResponse& response) = 0;
  // The client does not want it any more, or never will: nothing more is to be sent on it.
  virtual void OnEventStreamClosed(StreamNumber stream) = 0;

  // Whether each answer is to be its connection's last, and to say so.
  virtual bool IsDraining() const = 0;
  // A client was too slow.
  virtual void OnTimeout() = 0;
  // The answer to what is not HTTP, or too much of it: for the log, and for its words.
  virtual HttpResponse OnBadRequest(int status, std::string_view why) = 0;
};

class Session {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  // Takes what it can of `bytes` and says how many: fewer than all while there is much to be
  // sent, and then again the rest, with what came meanwhile, once it has been sent.
  virtual std::size_t Receive(std::string_view bytes, std::int64_t now_nanos) = 0;

  // Appends what is to be sent next, some of it if it is much.
  virtual void TakeOutput(std::vector<std::string>& output) = 0;
  // All that was taken has been sent.
  virtual void OnSent(std::int64_t now_nanos) = 0;

  // Appends messages to an answer that has begun; the last ones; after them EndEvents().
  virtual void SendEvents(StreamNumber stream, std::string messages, std::int64_t now_nanos) = 0;
  virtual void EndEvents(StreamNumber stream) = 0;
  // Whether all that SendEvents() was given has been taken.
  virtual bool AreEventsTaken(StreamNumber stream) const = 0;

  // When to call Expire(), if nothing happens before; and what it does to who is late then.
  virtual std::int64_t deadline_nanos() const = 0;
  virtual void Expire(std::int64_t now_nanos) = 0;

  // Begins no request any more, and tells the client so where the protocol has words for it.
  virtual void Drain() = 0;
  // Whether the connection has no more to do, once the output has been sent.
  virtual bool IsFinished() const = 0;
};

// What a connection begins with when it is HTTP/2, be it agreed on or known before.
inline constexpr std::string_view kHttp2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

std::unique_ptr<Session> MakeHttp1Session(SessionHost& host, const SessionLimits& limits,
                                          MemoryBudget& memory, std::int64_t now_nanos);
std::unique_ptr<Session> MakeHttp2Session(SessionHost& host, const SessionLimits& limits,
                                          MemoryBudget& memory, std::int64_t now_nanos);

}  // namespace weir::serve_internal

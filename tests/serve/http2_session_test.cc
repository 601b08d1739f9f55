// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/session.h"
#include "serve/http2_client.h"
#include "serve/session_host.h"
#include "support/catch.h"
#include "weir/base/concat.h"

namespace weir::serve_internal::http2_session_test {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct Fixture {
  RecordingHost host;
  MemoryBudget memory{8 * 1024 * 1024};
  SessionLimits limits = {.header_bytes_max = 1024, .body_bytes_max = 4096};
  std::unique_ptr<Session> session = MakeHttp2Session(host, limits, memory, 0);
  Http2Client client;

  const Http2Client::Answer& Answer(std::int32_t stream) { return client.answers[stream]; }
};

TEST_CASE("a request of HTTP/2 is understood and answered", "[serve][http2]") {
  Fixture f;
  const std::int32_t stream = f.client.Post("/a?b=c", "xyz", true, {{"x-amz-target", "T.Op"}});
  f.client.TalkTo(*f.session);
  REQUIRE(f.host.requests.size() == 1);
  CHECK(f.host.requests[0].method == "POST");
  CHECK(f.host.requests[0].target == "/a?b=c");
  CHECK(f.host.requests[0].Find("host") == "h");
  CHECK(f.host.requests[0].Find("x-amz-target") == "T.Op");
  CHECK(f.host.requests[0].body == "xyz");
  CHECK(f.Answer(stream).headers.at(":status") == "200");
  CHECK(f.Answer(stream).headers.at("content-length") == "5");
  CHECK(f.Answer(stream).headers.count("date") == 1);
  CHECK(f.Answer(stream).body == "<xyz>");
  CHECK(f.Answer(stream).is_whole);
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("many requests go side by side on one connection", "[serve][http2]") {
  Fixture f;
  std::vector<std::int32_t> streams;
  for (int i = 0; i < 100; ++i) streams.push_back(f.client.Post("/", Concat(i)));
  f.client.TalkTo(*f.session);
  for (int i = 0; i < 100; ++i) {
    CHECK(f.Answer(streams[static_cast<std::size_t>(i)]).body == Concat("<", i, ">"));
  }
}

TEST_CASE("an answer larger than the client's window comes as the client takes it",
          "[serve][http2]") {
  Fixture f;
  f.host.large_bytes = 3 * 1024 * 1024;
  const std::int32_t stream = f.client.Post("/large", "");
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(stream).body.size() == f.host.large_bytes);
  CHECK(f.Answer(stream).is_whole);
}

TEST_CASE("no more is answered while clients leave answers lying", "[serve][http2]") {
  Fixture f;
  f.host.large_bytes = 2 * 1024 * 1024;
  for (int i = 0; i < 20; ++i) f.client.Post("/large", "");
  // Their requests arrive; of the answers nothing is fetched.
  f.session->Receive(f.client.Take(), 0);
  CHECK(f.host.requests.size() == 2);
  CHECK(f.memory.bytes_used() >= 2 * f.host.large_bytes);
  f.client.TalkTo(*f.session);
  CHECK(f.host.requests.size() == 20);
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("an answer that waits holds nothing of its request", "[serve][http2]") {
  Fixture f;
  f.client.Post("/large", std::string(4000, 'x'));
  // Its request arrives; of the answer nothing is fetched.
  f.session->Receive(f.client.Take(), 0);
  REQUIRE(f.host.requests.size() == 1);
  CHECK(f.memory.bytes_used() == f.host.large_bytes);
}

TEST_CASE("what HTTP/2 holds to be malformed is not answered", "[serve][http2]") {
  const std::vector<Http2Client::Headers> malformed = {
      {{":method", "POST"}, {":scheme", "http"}, {":authority", "h"}},
      {{":method", "POST"}, {":path", "/"}, {":authority", "h"}},
      {{":method", "POST"},
       {":scheme", "http"},
       {":path", "/"},
       {":authority", "h"},
       {"connection", "close"}},
      {{":method", "POST"},
       {":scheme", "http"},
       {":path", "/"},
       {":authority", "h"},
       {"content-length", "7"}},
      {{":method", "POST"},
       {":scheme", "http"},
       {":path", "/"},
       {":authority", "h"},
       {"transfer-encoding", "chunked"}},
  };
  for (const Http2Client::Headers& headers : malformed) {
    Fixture f;
    const std::int32_t stream = f.client.Send(headers, "xyz", true);
    f.client.TalkTo(*f.session);
    CAPTURE(headers.size());
    CHECK(f.host.requests.empty());
    CHECK(f.Answer(stream).headers.empty());
  }
}

TEST_CASE("two names of one host, a target that is none, and no host are refused",
          "[serve][http2]") {
  const std::vector<Http2Client::Headers> refused = {
      {{":method", "POST"},
       {":scheme", "http"},
       {":path", "/"},
       {":authority", "h"},
       {"host", "g"}},
      {{":method", "POST"}, {":scheme", "http"}, {":path", "*x"}, {":authority", "h"}},
  };
  for (const Http2Client::Headers& headers : refused) {
    Fixture f;
    const std::int32_t stream = f.client.Send(headers, "xyz", true);
    f.client.TalkTo(*f.session);
    CHECK(f.host.requests.empty());
    const bool is_reset = f.Answer(stream).headers.empty();
    CHECK((is_reset || f.Answer(stream).headers.at(":status") == "400"));
  }
}

TEST_CASE("headers and bodies beyond their limits are refused, and other streams go on",
          "[serve][http2]") {
  Fixture f;
  const std::int32_t headers = f.client.Post("/", "", true, {{"x", std::string(2000, 'x')}});
  const std::int32_t body = f.client.Post("/", std::string(5000, 'x'));
  const std::int32_t other = f.client.Post("/", "fine");
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(headers).headers.at(":status") == "431");
  CHECK(f.Answer(body).headers.at(":status") == "413");
  CHECK(f.Answer(other).body == "<fine>");
  CHECK(f.host.requests.size() == 1);
  CHECK(f.memory.bytes_used() == 0);
  CHECK_FALSE(f.session->IsFinished());
}

TEST_CASE("what is refused early is not waited for", "[serve][http2]") {
  Fixture f;
  const std::int32_t stream = f.client.Post("/forbidden", "some", false);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(stream).headers.at(":status") == "403");
  CHECK(f.Answer(stream).body == "no");
  CHECK(f.Answer(stream).is_whole);
  CHECK(f.host.requests.empty());
}

TEST_CASE("a client that has its answer may end a short request, and not send a long one",
          "[serve][http2]") {
  constexpr std::uint32_t kNoReset = Http2Client::Answer::kNoReset;
  Fixture f;
  const std::int32_t brief = f.client.Post("/forbidden", "", false);
  f.client.TalkTo(*f.session);
  f.client.SendMore(brief, "some");
  f.client.FinishBody(brief);
  f.client.TalkTo(*f.session, kSecond);
  CHECK(f.Answer(brief).reset == kNoReset);
  // It is over: nothing but the connection's idleness has a deadline.
  CHECK(f.session->deadline_nanos() == 301 * kSecond);

  const std::int32_t endless = f.client.Post("/forbidden", std::string(64 * 1024, 'x'), false);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(endless).is_whole);
  CHECK(f.Answer(endless).reset == kNoReset);
  f.client.SendMore(endless, "x");
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(endless).reset == NGHTTP2_NO_ERROR);
  // All of that before the answer has been taken.
  const std::int32_t hasty = f.client.Post("/forbidden", std::string(64 * 1024 + 1, 'x'), false);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(hasty).is_whole);
  CHECK(f.Answer(hasty).reset == NGHTTP2_NO_ERROR);
  CHECK(f.host.requests.empty());
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("a drain does not wait for what has its answer", "[serve][http2]") {
  Fixture f;
  const std::int32_t before = f.client.Post("/forbidden", "some", false);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(before).is_whole);
  f.session->Drain();
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(before).reset == NGHTTP2_NO_ERROR);
  CHECK(f.session->IsFinished());
}

TEST_CASE("a body for which there is no memory is answered with 503 over HTTP/2",
          "[serve][http2]") {
  Fixture f;
  REQUIRE(f.memory.TryTake(8 * 1024 * 1024 - 100));
  const std::int32_t stream = f.client.Post("/", std::string(200, 'x'));
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(stream).headers.at(":status") == "503");
  CHECK(f.host.requests.empty());
}

TEST_CASE("nothing is done of what there would be no memory to answer over HTTP/2",
          "[serve][http2]") {
  Fixture f;
  const std::size_t taken = 8 * 1024 * 1024 - kAnswerBytesKept;
  REQUIRE(f.memory.TryTake(taken));
  const std::int32_t refused = f.client.Post("/", "xyz");
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(refused).headers.at(":status") == "503");
  CHECK(f.host.requests.empty());
  CHECK(f.memory.bytes_used() == taken);
  f.memory.Give(kAnswerBytesKept);
  const std::int32_t served = f.client.Post("/", "xyz");
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(served).headers.at(":status") == "200");
  CHECK(f.host.requests.size() == 1);
  CHECK(f.memory.bytes_used() == taken - kAnswerBytesKept);
  f.client.Post("/events", "");
  f.client.TalkTo(*f.session);
  CHECK(f.memory.bytes_used() < taken - kAnswerBytesKept + 1000);
}

TEST_CASE("headers are held, and counted, until there is an answer", "[serve][http2]") {
  Fixture f;
  // All but the first time, it comes as one byte.
  const Http2Client::Headers headers = {{"x-long", std::string(800, 'v')}};
  std::vector<std::int32_t> streams;
  constexpr std::size_t kStreams = 100;
  for (std::size_t i = 0; i < kStreams; ++i) {
    streams.push_back(f.client.Post("/", "", false, headers));
  }
  f.client.TalkTo(*f.session);
  CHECK(f.memory.bytes_used() > kStreams * 800);
  // What the rest of the budget is too little for is refused.
  const std::size_t rest = 8 * 1024 * 1024 - f.memory.bytes_used();
  REQUIRE(f.memory.TryTake(rest));
  const std::int32_t refused = f.client.Post("/", "", false, headers);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(refused).headers.at(":status") == "503");
  f.memory.Give(rest);
  for (const std::int32_t stream : streams) f.client.FinishBody(stream);
  f.client.TalkTo(*f.session);
  CHECK(f.host.requests.size() == kStreams);
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("events go out on their stream beside other requests", "[serve][http2]") {
  Fixture f;
  const std::int32_t events = f.client.Post("/events", "");
  f.client.TalkTo(*f.session);
  CHECK(f.host.event_streams == std::vector<StreamNumber>{events});
  CHECK(f.Answer(events).body == "first");
  CHECK(f.Answer(events).headers.count("content-length") == 0);
  CHECK_FALSE(f.Answer(events).is_whole);

  f.session->SendEvents(events, "+second", 0);
  CHECK(f.memory.bytes_used() == 7);
  CHECK_FALSE(f.session->AreEventsTaken(events));
  const std::int32_t other = f.client.Post("/", "x");
  f.client.TalkTo(*f.session);
  CHECK(f.session->AreEventsTaken(events));
  CHECK(f.memory.bytes_used() == 0);
  CHECK(f.Answer(events).body == "first+second");
  CHECK(f.Answer(other).is_whole);

  f.session->EndEvents(events);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(events).is_whole);
  CHECK(f.host.closed_streams == std::vector<StreamNumber>{events});
}

TEST_CASE("a client that resets its stream gets no more events", "[serve][http2]") {
  Fixture f;
  const std::int32_t events = f.client.Post("/events", "");
  f.client.TalkTo(*f.session);
  f.client.Reset(events);
  f.client.TalkTo(*f.session);
  CHECK(f.host.closed_streams == std::vector<StreamNumber>{events});
  f.session->SendEvents(events, "late", 0);
  f.session->EndEvents(events);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(events).body == "first");
}

TEST_CASE("a slow request is reset, and the connection goes on", "[serve][http2]") {
  Fixture f;
  const std::int32_t slow = f.client.Post("/", "some", false);
  f.client.TalkTo(*f.session, kSecond);
  CHECK(f.session->deadline_nanos() == 61 * kSecond);
  f.session->Expire(61 * kSecond - 1);
  CHECK(f.host.timeouts == 0);
  f.session->Expire(61 * kSecond);
  f.client.TalkTo(*f.session, 61 * kSecond);
  CHECK(f.host.timeouts == 1);
  CHECK(f.Answer(slow).reset == NGHTTP2_CANCEL);
  const std::int32_t next = f.client.Post("/", "x");
  f.client.TalkTo(*f.session, 62 * kSecond);
  CHECK(f.Answer(next).is_whole);
}

TEST_CASE("an answer that nobody takes is given up", "[serve][http2]") {
  Fixture f;
  Http2Client lazy(0);
  const std::int32_t stream = lazy.Post("/", "x");
  lazy.TalkTo(*f.session, kSecond);
  CHECK(lazy.answers[stream].body.empty());
  CHECK(f.session->deadline_nanos() == 61 * kSecond);
  f.session->Expire(61 * kSecond);
  lazy.TalkTo(*f.session, 61 * kSecond);
  CHECK(lazy.answers[stream].reset == NGHTTP2_CANCEL);
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("an answer that is taken bit by bit is given up too", "[serve][http2]") {
  Fixture f;
  Http2Client slow(16);
  const std::int32_t stream = slow.Post("/large", "");
  std::int64_t now_nanos = kSecond;
  f.session->Receive(slow.Take(), now_nanos);
  for (int i = 0; i < 3; ++i) {
    slow.Hear(TakeAll(*f.session, now_nanos));
    now_nanos += 15 * kSecond;
    f.session->Receive(slow.Take(), now_nanos);
  }
  CHECK(slow.answers[stream].body.size() > 16);
  CHECK(f.session->deadline_nanos() == 61 * kSecond);
}

TEST_CASE("events that wait for a record have no deadline, and those that nobody takes do",
          "[serve][http2]") {
  Fixture f;
  Http2Client client(16);
  const std::int32_t events = client.Post("/events", "");
  client.TalkTo(*f.session, kSecond);
  CHECK(f.session->deadline_nanos() == Session::kNever);
  f.session->SendEvents(events, std::string(1000, 'e'), 100 * kSecond);
  (void)TakeAll(*f.session, 100 * kSecond);
  // From then on, however long there had been nothing before.
  CHECK(f.session->deadline_nanos() == 160 * kSecond);
}

TEST_CASE("an idle connection of HTTP/2 is closed with a GOAWAY", "[serve][http2]") {
  Fixture f;
  f.client.Post("/", "x");
  f.client.TalkTo(*f.session, kSecond);
  CHECK(f.session->deadline_nanos() == 301 * kSecond);
  f.session->Expire(301 * kSecond);
  f.client.TalkTo(*f.session, 301 * kSecond);
  CHECK(f.client.goaways == 1);
  CHECK(f.session->IsFinished());
}

TEST_CASE("draining answers what has begun and nothing that begins later", "[serve][http2]") {
  Fixture f;
  const std::int32_t begun = f.client.Post("/", "some", false);
  f.client.TalkTo(*f.session);
  f.session->Drain();
  CHECK_FALSE(f.session->IsFinished());
  // The client has not heard of it yet.
  const std::int32_t late = f.client.Post("/", "late");
  f.client.FinishBody(begun);
  f.client.TalkTo(*f.session);
  CHECK(f.Answer(begun).body == "<some>");
  CHECK(f.client.goaways == 1);
  CHECK(f.Answer(late).body.empty());
  CHECK(f.Answer(late).reset == NGHTTP2_REFUSED_STREAM);
  CHECK(f.host.requests.size() == 1);
  CHECK(f.session->IsFinished());
}

TEST_CASE("what is not HTTP/2 ends the connection", "[serve][http2]") {
  Fixture f;
  f.session->Receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 0);
  (void)TakeAll(*f.session);
  CHECK(f.session->IsFinished());
  CHECK(f.host.requests.empty());

  Fixture no_preface;
  no_preface.session->Receive("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 0);
  CHECK(no_preface.session->IsFinished());
}

TEST_CASE("who sends what is malformed and reads no answer is not read either", "[serve][http2]") {
  Fixture f;
  f.session->Receive(f.client.Take(), 0);
  // Streams whose requests have no :path, each answered with a RST_STREAM.
  std::uint32_t stream = 1;
  const auto malformed = [&stream] {
    std::string frame("\0\0\2\1\5\0\0\0\0\x83\x86", 11);
    for (std::size_t i = 0; i < 4; ++i) frame[5 + i] = static_cast<char>(stream >> (24 - 8 * i));
    stream += 2;
    return frame;
  };
  int taken = 0;
  while (taken < 10'000 && f.session->Receive(malformed(), 0) > 0) ++taken;
  CHECK(taken > 100);
  CHECK(taken < 10'000);
  CHECK_FALSE(TakeAll(*f.session).empty());
  CHECK_FALSE(f.session->IsFinished());
  CHECK(f.session->Receive(malformed(), 0) > 0);
}

TEST_CASE("floods of resets and of pings are bounded", "[serve][http2]") {
  Fixture resets;
  for (int i = 0; i < 20'000 && !resets.session->IsFinished(); ++i) {
    const std::int32_t stream = resets.client.Post("/", "x", false);
    resets.session->Receive(resets.client.Take(), 0);
    resets.client.Reset(stream);
    resets.session->Receive(resets.client.Take(), 0);
    (void)TakeAll(*resets.session);
  }
  CHECK(resets.session->IsFinished());
  Fixture pings;
  pings.client.TalkTo(*pings.session);
  const std::string ping("\0\0\x08\x06\0\0\0\0\0abcdefgh", 17);
  std::string flood;
  for (int i = 0; i < 20'000; ++i) flood += ping;
  pings.session->Receive(flood, 0);
  // What is owed in answer is bounded.
  CHECK(TakeAll(*pings.session).size() < 1024 * 1024);
}

}  // namespace
}  // namespace weir::serve_internal::http2_session_test

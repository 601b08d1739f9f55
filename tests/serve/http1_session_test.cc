// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/http/session.h"
#include "serve/session_host.h"
#include "support/catch.h"
#include "weir/base/concat.h"

namespace weir::serve_internal::http1_session_test {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct Fixture {
  RecordingHost host;
  MemoryBudget memory{8 * 1024 * 1024};
  SessionLimits limits = {.header_bytes_max = 1024, .body_bytes_max = 4096};
  std::unique_ptr<Session> session = MakeHttp1Session(host, limits, memory, 0);

  // What the session says to `bytes`, which come at once.
  std::string Say(std::string_view bytes, std::int64_t now_nanos = 0) {
    std::string said;
    while (!bytes.empty()) {
      const std::size_t taken = session->Receive(bytes, now_nanos);
      bytes.remove_prefix(taken);
      said += TakeAll(*session, now_nanos);
      if (taken == 0) break;
    }
    left = bytes;
    return said;
  }
  // Of the last Say().
  std::string left;
};

std::string StatusLine(std::string_view answer) {
  return std::string(answer.substr(0, answer.find("\r\n")));
}

std::string Post(std::string_view body, std::string_view target = "/") {
  return Concat("POST ", target, " HTTP/1.1\r\nHost: a\r\nContent-Length: ", body.size(),
                "\r\n\r\n", body);
}

TEST_CASE("a request of HTTP/1.1 is understood and answered", "[serve][http1]") {
  Fixture f;
  const std::string answer = f.Say(
      "POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-Amz-Target:  T.Op \r\nContent-Length: 3\r\n\r\nxyz");
  REQUIRE(f.host.requests.size() == 1);
  CHECK(f.host.requests[0].method == "POST");
  CHECK(f.host.requests[0].target == "/a?b=c");
  CHECK(f.host.requests[0].Find("x-amz-target") == "T.Op");
  CHECK(f.host.requests[0].body == "xyz");
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.find("\r\ndate: ") != std::string::npos);
  CHECK(answer.ends_with("content-length: 5\r\n\r\n<xyz>"));
  CHECK_FALSE(f.session->IsFinished());
}

TEST_CASE("a request is the same however its bytes are cut", "[serve][http1]") {
  const std::string request = Post("hello") + Post("again");
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    Fixture f;
    f.Say(std::string_view(request).substr(0, cut));
    // As a connection does: what was not taken comes again, with what follows.
    f.Say(f.left + request.substr(cut));
    REQUIRE(f.host.requests.size() == 2);
    CHECK(f.host.requests[0].body == "hello");
    CHECK(f.host.requests[1].body == "again");
    CHECK(f.left.empty());
  }
}

TEST_CASE("a body in chunks is put together, and its trailers are no headers", "[serve][http1]") {
  Fixture f;
  f.Say(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nAuthorization: evil\r\n\r\n");
  REQUIRE(f.host.requests.size() == 1);
  CHECK(f.host.requests[0].body == "abcde");
  CHECK_FALSE(f.host.requests[0].Find("authorization").has_value());
  CHECK(f.left.empty());
}

TEST_CASE("what two readers could understand in two ways is refused", "[serve][http1]") {
  const std::string_view refused[] = {
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: "
      "3\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\nabc",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x3\r\n\r\nabc",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\nabc",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\nabc",
      "POST / HTTP/1.1\r\nHost: h\r\nHost: g\r\nContent-Length: 0\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
      "POST http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
      "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
      "POST / HTTP/1.1\nHost: h\nContent-Length: 0\n\n\r\n\r\n",
      "POST / HTTP/2.0\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
      "POST /  HTTP/1.1\r\nHost: h\r\n\r\n",
      "\x16\x03\x01\x02 TLS where there is none \r\n\r\n\r\n\r\n",
  };
  for (const std::string_view bytes : refused) {
    CAPTURE(bytes);
    Fixture f;
    const std::string answer = f.Say(bytes);
    CHECK(f.host.requests.empty());
    REQUIRE(f.host.bad_requests.size() == 1);
    CHECK((f.host.bad_requests[0] == 400 || f.host.bad_requests[0] == 501));
    CHECK(answer.find("\r\nconnection: close\r\n") != std::string::npos);
    CHECK(f.session->IsFinished());
    // Nothing that comes behind it is looked at.
    CHECK(f.Say(Post("x")).empty());
    CHECK(f.host.requests.empty());
  }
}

TEST_CASE("a bad chunk ends the connection, whatever follows", "[serve][http1]") {
  for (const std::string_view chunk : {"zz\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                                       "ffffffffffffffffff\r\nabc", "3 \r\nabc\r\n0\r\n\r\n\r\n"}) {
    CAPTURE(chunk);
    Fixture f;
    f.Say(Concat("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", chunk,
                 "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"));
    for (const HttpRequest& request : f.host.requests) CHECK(request.target != "/smuggled");
  }
}

TEST_CASE("headers and bodies beyond their limits are refused", "[serve][http1]") {
  Fixture long_header;
  long_header.Say(Concat("POST / HTTP/1.1\r\nHost: h\r\nX: ", std::string(2000, 'x'), "\r\n\r\n"));
  CHECK(long_header.host.bad_requests == std::vector<int>{431});

  Fixture endless_line;
  endless_line.Say(std::string(3000, 'x'));
  CHECK(endless_line.host.bad_requests.size() == 1);
  CHECK(endless_line.session->IsFinished());

  Fixture claimed;
  const std::string answer =
      claimed.Say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4097\r\n\r\n");
  CHECK(StatusLine(answer) == "HTTP/1.1 413 Payload Too Large");
  CHECK(claimed.host.bad_requests == std::vector<int>{413});

  Fixture chunked;
  chunked.Say(Concat("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1001\r\n",
                     std::string(4097, 'x'), "\r\n0\r\n\r\n"));
  CHECK(chunked.host.bad_requests == std::vector<int>{413});
  CHECK(chunked.host.requests.empty());

  Fixture whole;
  whole.Say(Post(std::string(4096, 'x')));
  REQUIRE(whole.host.requests.size() == 1);
  CHECK(whole.host.requests[0].body.size() == 4096);
}

TEST_CASE("the limit of the headers is exact, however they are cut", "[serve][http1]") {
  const auto is_answered = [](std::size_t bytes, bool is_cut) {
    Fixture f;
    std::string request = "GET / HTTP/1.1\r\nHost: h\r\nX: \r\n\r\n";
    request.insert(request.size() - 4, bytes - request.size(), 'x');
    if (!is_cut) {
      f.Say(request);
    } else {
      for (const char byte : request) f.Say(f.left + byte);
    }
    CHECK(f.host.requests.size() + f.host.bad_requests.size() == 1);
    return f.host.requests.size() == 1;
  };
  for (const bool is_cut : {false, true}) {
    CHECK(is_answered(1024, is_cut));
    CHECK_FALSE(is_answered(1025, is_cut));
  }
}

TEST_CASE("a length that is only claimed takes no memory, a body that came does",
          "[serve][http1]") {
  Fixture f;
  f.Say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000\r\n\r\n");
  const std::size_t headers_bytes = f.memory.bytes_used();
  CHECK(headers_bytes < 1000);
  f.Say(std::string(1000, 'x'));
  CHECK(f.memory.bytes_used() == headers_bytes + 1000);
  f.Say(std::string(3000, 'x'));
  REQUIRE(f.host.requests.size() == 1);
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("a body for which there is no memory is answered with 503", "[serve][http1]") {
  Fixture f;
  REQUIRE(f.memory.TryTake(8 * 1024 * 1024 - 2000));
  const std::string answer = f.Say(Post(std::string(3000, 'x')));
  CHECK(StatusLine(answer) == "HTTP/1.1 503 Service Unavailable");
  CHECK(f.host.requests.empty());
  f.session.reset();
  CHECK(f.memory.bytes_used() == 8 * 1024 * 1024 - 2000);
}

TEST_CASE("nothing is done of what there would be no memory to answer", "[serve][http1]") {
  Fixture f;
  const std::size_t taken = 8 * 1024 * 1024 - kAnswerBytesKept;
  REQUIRE(f.memory.TryTake(taken));
  CHECK(StatusLine(f.Say(Post("xyz"))) == "HTTP/1.1 503 Service Unavailable");
  CHECK(f.host.requests.empty());
  CHECK(f.memory.bytes_used() == taken);
  // It was read to its end: the next one is served where there is room.
  f.memory.Give(kAnswerBytesKept);
  CHECK(StatusLine(f.Say(Post("xyz"))) == "HTTP/1.1 200 OK");
  CHECK(f.host.requests.size() == 1);
  // What was kept was given back.
  CHECK(f.memory.bytes_used() == taken - kAnswerBytesKept);
  f.Say(Post("", "/events"));
  CHECK(f.memory.bytes_used() < taken - kAnswerBytesKept + 1000);
}

TEST_CASE("headers are held, and counted, until there is an answer to HTTP/1.1", "[serve][http1]") {
  std::string request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n";
  constexpr std::size_t kFields = 190;
  for (std::size_t i = 0; i < kFields; ++i) request += "a:b\r\n";
  request += "\r\n";
  Fixture f;
  f.Say(request);
  CHECK(f.memory.bytes_used() > 2 * kFields * sizeof(HttpHeader));
  f.Say("x");
  CHECK(f.host.requests.size() == 1);
  CHECK(f.memory.bytes_used() == 0);
  Fixture full;
  REQUIRE(full.memory.TryTake(8 * 1024 * 1024 - 1000));
  CHECK(StatusLine(full.Say(request)) == "HTTP/1.1 503 Service Unavailable");
}

TEST_CASE("an answer for which there is no memory becomes a 503", "[serve][http1]") {
  Fixture f;
  f.host.large_bytes = 9 * 1024 * 1024;
  const std::string answer = f.Say(Post("", "/large"));
  CHECK(StatusLine(answer) == "HTTP/1.1 503 Service Unavailable");
  CHECK(answer.size() < 1000);
}

TEST_CASE("requests that came together are answered one by one, as answers are taken",
          "[serve][http1]") {
  Fixture f;
  const std::string two = Post("", "/large") + Post("", "/large");
  const std::size_t taken = f.session->Receive(two, 0);
  CHECK(taken == two.size() / 2);
  CHECK(f.host.requests.size() == 1);
  CHECK(f.session->Receive(std::string_view(two).substr(taken), 0) == 0);
  std::vector<std::string> output;
  f.session->TakeOutput(output);
  // It has been taken, but not sent.
  CHECK(f.session->Receive(std::string_view(two).substr(taken), 0) == 0);
  f.session->OnSent(0);
  CHECK(f.session->Receive(std::string_view(two).substr(taken), 0) == two.size() / 2);
  CHECK(f.host.requests.size() == 2);
}

TEST_CASE("who always has a request under way holds no more memory than what waits",
          "[serve][http1]") {
  Fixture f;
  constexpr std::size_t kAnswerBytes = 20 * 1024;
  f.host.large_bytes = kAnswerBytes;
  const std::string request = Post("", "/large");
  REQUIRE(f.session->Receive(request, 0) == request.size());
  for (int i = 0; i < 3; ++i) {
    std::vector<std::string> output;
    f.session->TakeOutput(output);
    // The next one is answered while the one before is being sent.
    REQUIRE(f.session->Receive(request, 0) == request.size());
    f.session->OnSent(0);
    CHECK(f.memory.bytes_used() < 2 * kAnswerBytes);
  }
  TakeAll(*f.session);
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("a client that waits to be told to go on is told", "[serve][http1]") {
  Fixture f;
  CHECK(f.Say("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n") ==
        "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(f.Say("ab").ends_with("<ab>"));

  Fixture other;
  other.Say("POST / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\n");
  CHECK(other.host.bad_requests == std::vector<int>{417});
}

TEST_CASE("what the headers forbid is refused before its body comes", "[serve][http1]") {
  Fixture f;
  const std::string answer = f.Say(
      "POST /forbidden HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
  CHECK(StatusLine(answer) == "HTTP/1.1 403 Forbidden");
  CHECK(answer.find("100 Continue") == std::string::npos);
  CHECK(f.host.requests.empty());
  // Its body could be taken for a request.
  CHECK(f.session->IsFinished());
}

TEST_CASE("a connection is kept or closed as the client says", "[serve][http1]") {
  Fixture closing;
  const std::string answer = closing.Say("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(answer.find("\r\nconnection: close\r\n") != std::string::npos);
  CHECK(closing.session->IsFinished());

  Fixture old;
  old.Say("GET / HTTP/1.0\r\n\r\n");
  CHECK(old.host.requests.size() == 1);
  CHECK(old.session->IsFinished());

  Fixture old_kept;
  CHECK(old_kept.Say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            .find("\r\nconnection: keep-alive\r\n") != std::string::npos);
  CHECK_FALSE(old_kept.session->IsFinished());
}

TEST_CASE("HEAD has the headers of GET and no body", "[serve][http1]") {
  Fixture f;
  CHECK(f.Say("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").ends_with("content-length: 2\r\n\r\n"));
}

TEST_CASE("events go out in chunks until they end", "[serve][http1]") {
  Fixture f;
  const std::string head = f.Say(Post("", "/events") + Post("next"));
  CHECK(head.find("\r\ntransfer-encoding: chunked\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n5\r\nfirst\r\n"));
  CHECK(f.host.event_streams == std::vector<StreamNumber>{0});
  // What comes behind it waits.
  CHECK(f.host.requests.size() == 1);
  CHECK_FALSE(f.left.empty());
  f.session->SendEvents(0, std::string(26, 'e'), 0);
  CHECK(f.memory.bytes_used() == 26);
  CHECK_FALSE(f.session->AreEventsTaken(0));
  CHECK(TakeAll(*f.session) == Concat("1a\r\n", std::string(26, 'e'), "\r\n"));
  CHECK(f.session->AreEventsTaken(0));
  CHECK(f.memory.bytes_used() == 0);
  f.session->EndEvents(0);
  CHECK(TakeAll(*f.session) == "0\r\n\r\n");
  CHECK(f.Say(f.left).ends_with("<next>"));
}

TEST_CASE("the request of events that go on is held no longer", "[serve][http1]") {
  Fixture f;
  f.Say(Post(std::string(4096, 'x'), "/events"));
  REQUIRE(f.host.event_streams.size() == 1);
  CHECK(f.memory.bytes_used() == 0);
}

TEST_CASE("events to a client of HTTP/1.0 end with the connection", "[serve][http1]") {
  Fixture f;
  const std::string head = f.Say("POST /events HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
  CHECK(head.find("chunked") == std::string::npos);
  CHECK(head.ends_with("\r\n\r\nfirst"));
  f.session->SendEvents(0, "more", 0);
  f.session->EndEvents(0);
  CHECK(TakeAll(*f.session) == "more");
  CHECK(f.session->IsFinished());
}

TEST_CASE("who is slow with headers or a body is told so and left", "[serve][http1]") {
  Fixture headers;
  headers.Say("POST / HTTP/1.1\r\nHo", kSecond);
  CHECK(headers.session->deadline_nanos() == 11 * kSecond);
  // A byte now and then is no excuse.
  headers.Say(headers.left + "s", 10 * kSecond);
  CHECK(headers.session->deadline_nanos() == 11 * kSecond);
  headers.session->Expire(11 * kSecond - 1);
  CHECK_FALSE(headers.session->IsFinished());
  headers.session->Expire(11 * kSecond);
  CHECK(StatusLine(TakeAll(*headers.session)) == "HTTP/1.1 408 Request Timeout");
  CHECK(headers.session->IsFinished());
  CHECK(headers.host.timeouts == 1);

  Fixture body;
  body.Say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab", kSecond);
  body.Say("c", 60 * kSecond);
  CHECK(body.session->deadline_nanos() == 61 * kSecond);
  body.session->Expire(61 * kSecond);
  CHECK(body.host.bad_requests == std::vector<int>{408});

  Fixture silent;
  CHECK(silent.session->deadline_nanos() == 10 * kSecond);
  silent.session->Expire(10 * kSecond);
  CHECK(silent.host.timeouts == 1);
  CHECK(TakeAll(*silent.session).empty());
  CHECK(silent.session->IsFinished());
}

TEST_CASE("an idle connection is closed without a word", "[serve][http1]") {
  Fixture f;
  f.Say(Post("x"), 2 * kSecond);
  CHECK(f.session->deadline_nanos() == 302 * kSecond);
  f.session->Expire(302 * kSecond);
  CHECK(f.session->IsFinished());
  CHECK(TakeAll(*f.session).empty());
  CHECK(f.host.timeouts == 0);
}

TEST_CASE("while the host drains, the next answer is the last", "[serve][http1]") {
  Fixture f;
  f.host.is_draining = true;
  const std::string answer = f.Say(Post("a") + Post("b"));
  CHECK(answer.find("\r\nconnection: close\r\n") != std::string::npos);
  CHECK(f.host.requests.size() == 1);
  CHECK(f.session->IsFinished());
}

TEST_CASE("draining ends an idle connection, and one with a request after its answer",
          "[serve][http1]") {
  Fixture idle;
  idle.Say(Post("x"));
  idle.session->Drain();
  CHECK(idle.session->IsFinished());

  Fixture busy;
  busy.Say("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na");
  busy.session->Drain();
  CHECK_FALSE(busy.session->IsFinished());
  const std::string answer = busy.Say("b");
  CHECK(answer.find("\r\nconnection: close\r\n") != std::string::npos);
  CHECK(answer.ends_with("<ab>"));
  CHECK(busy.session->IsFinished());
}

}  // namespace
}  // namespace weir::serve_internal::http1_session_test

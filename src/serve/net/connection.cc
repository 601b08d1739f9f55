// SPDX-License-Identifier: MIT
#include "serve/net/connection.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/steady_nanos.h"

namespace weir::serve_internal {
namespace {

namespace asio = boost::asio;

// What a connection keeps to read into. Only what a session does not take yet, a part of
// headers or requests that wait, makes it more, and not much more than headers may be.
constexpr std::size_t kInputBytesMin = 8 * 1024;
// And while there is more to read than fits into that: the body of PutRecords in eleven pieces
// took a sixth longer than in two.
constexpr std::size_t kInputBytesBusy = 64 * 1024;

constexpr std::int64_t kLingerNanos = 1'000'000'000;

std::string PeerOf(Transport& transport) {
  Transport::Error error;
  const auto endpoint = transport.socket().remote_endpoint(error);
  if (error) return "unknown";
  std::ostringstream text;
  text << endpoint;
  return text.str();
}

}  // namespace

Connection::Connection(ConnectionShared& shared, std::unique_ptr<Transport> transport,
                       std::function<void()> on_closed)
    : shared_(shared),
      transport_(std::move(transport)),
      strand_(transport_->socket().get_executor()),
      on_closed_(std::move(on_closed)),
      peer_(PeerOf(*transport_)),
      input_(kInputBytesMin),
      timer_(strand_) {}

Connection::~Connection() {
  for (const auto& [stream, flow] : flows_) flow->Close();
}

void Connection::Start() {
  begun_nanos_ = SteadyNanos();
  ArmTimer();
  transport_->Handshake([self = shared_from_this()](Error error) { self->OnHandshake(error); });
  // One that came in while all others were told.
  if (shared_.dispatcher.is_draining()) DrainHere();
}

void Connection::OnHandshake(Error error) {
  if (error || is_closed_) return CloseHere();
  Advance();
}

// ---- What the session asks for ----

std::unique_ptr<HttpResponse> Connection::OnHeaders(const HttpRequest& request) {
  return shared_.dispatcher.CheckHeaders(request, peer_);
}

HttpResponse Connection::OnRequest(const HttpRequest& request) {
  return shared_.dispatcher.Answer(request, peer_);
}

HttpResponse Connection::OnBadRequest(int status, std::string_view why) {
  return shared_.dispatcher.AnswerUnread(status, why, peer_);
}

bool Connection::IsDraining() const { return shared_.dispatcher.is_draining(); }

void Connection::OnTimeout() { shared_.metrics.OnTimeout(); }

void Connection::OnEventStream(StreamNumber stream, HttpResponse& response) {
  auto flow = std::make_shared<SubscriptionFlow>();
  flows_[stream] = flow;
  auto deliver = [strand = strand_, weak = weak_from_this(), stream](std::string messages,
                                                                     EventsEnd end) {
    asio::post(strand, [weak, stream, messages = std::move(messages), end]() mutable {
      const std::shared_ptr<Connection> self = weak.lock();
      if (self == nullptr || self->is_closed_) return;
      self->session_->SendEvents(stream, std::move(messages), SteadyNanos());
      if (end == EventsEnd::kLast) {
        self->session_->EndEvents(stream);
        self->flows_.erase(stream);
      }
      self->Advance();
    });
  };
  shared_.pump.Add(std::move(response.event_stream), response.event_format, std::move(flow),
                   std::move(deliver));
}

void Connection::OnEventStreamClosed(StreamNumber stream) {
  const auto found = flows_.find(stream);
  if (found == flows_.end()) return;
  found->second->Close();
  flows_.erase(found);
}

// ---- Bytes ----

bool Connection::ChooseSession() {
  if (session_ != nullptr) return true;
  const std::string_view input(input_.data() + input_begin_, input_end_ - input_begin_);
  const std::size_t common = std::min(input.size(), kHttp2Preface.size());
  if (common == 0) return false;
  const bool may_be_http_2 = input.substr(0, common) == kHttp2Preface.substr(0, common);
  if (may_be_http_2 && common < kHttp2Preface.size()) return false;
  const auto make = may_be_http_2 ? MakeHttp2Session : MakeHttp1Session;
  session_ = make(*this, shared_.limits, shared_.memory, SteadyNanos());
  shared_.metrics.OnConnection(may_be_http_2 ? HttpProtocol::kH2 : HttpProtocol::kHttp11);
  return true;
}

void Connection::FeedSession() {
  while (input_begin_ < input_end_) {
    const std::size_t taken =
        session_->Receive({input_.data() + input_begin_, input_end_ - input_begin_}, SteadyNanos());
    input_begin_ += taken;
    if (taken == 0) return;
  }
}

void Connection::Advance() {
  if (is_closed_) return;
  if (is_lingering_) {
    input_begin_ = input_end_;
    if (is_at_end_) return CloseHere();
    return StartRead();
  }
  if (ChooseSession()) {
    // Before it is fed: a session that has nothing more to be sent takes what there is.
    if (output_.empty()) StartWrite();
    FeedSession();
    if (output_.empty()) StartWrite();
    // Something whole is left only while an answer waits.
    if (is_drain_asked_ && (input_begin_ == input_end_ || output_.empty())) {
      session_->Drain();
      if (output_.empty()) StartWrite();
    }
    if (output_.empty() && session_->IsFinished()) return StartLinger();
  } else if (is_drain_asked_) {
    return CloseHere();
  }
  // A client that says no more may wait for an answer still, but not for events.
  if (is_at_end_ && (output_.empty() || !flows_.empty())) return CloseHere();
  StartRead();
  if (!is_closed_) ArmTimer();
}

void Connection::StartRead() {
  if (is_reading_ || is_at_end_) return;
  // Here alone, as no read is under way that knows where `input_` ends.
  if (input_begin_ == input_end_) {
    input_begin_ = 0;
    input_end_ = 0;
    const std::size_t wanted_bytes = is_input_full_ ? kInputBytesBusy : kInputBytesMin;
    if (input_.size() != wanted_bytes) input_ = std::vector<char>(wanted_bytes);
  }
  if (input_end_ == input_.size()) {
    if (input_begin_ > 0) {
      std::memmove(input_.data(), input_.data() + input_begin_, input_end_ - input_begin_);
      input_end_ -= input_begin_;
      input_begin_ = 0;
    } else if (input_.size() <= shared_.limits.header_bytes_max) {
      input_.resize(input_.size() * 2);
    } else {
      // The session will take it when its answers have been sent. If none is being sent, it
      // waits for events: nothing would come back to this connection, and what its client
      // sends behind a subscription is not waited for.
      if (output_.empty()) CloseHere();
      return;
    }
  }
  is_reading_ = true;
  transport_->ReadSome(
      asio::buffer(input_.data() + input_end_, input_.size() - input_end_),
      [self = shared_from_this()](Error error, std::size_t bytes) { self->OnRead(error, bytes); });
}

void Connection::OnRead(Error error, std::size_t bytes) {
  is_reading_ = false;
  if (is_closed_) return;
  input_end_ += bytes;
  is_input_full_ = input_end_ == input_.size();
  if (error) is_at_end_ = true;
  Advance();
}

void Connection::StartWrite() {
  session_->TakeOutput(output_);
  std::erase_if(output_, [](const std::string& piece) { return piece.empty(); });
  if (output_.empty()) return;
  output_sent_ = 0;
  progress_bytes_ = 0;
  written_nanos_ = SteadyNanos();
  OnWritten({}, 0);
}

void Connection::OnWritten(Error error, std::size_t bytes) {
  if (is_closed_) return;
  if (error) return CloseHere();
  output_sent_ += bytes;
  progress_bytes_ += bytes;
  if (progress_bytes_ >= kProgressBytes) {
    progress_bytes_ = 0;
    written_nanos_ = SteadyNanos();
  }
  std::size_t skip = output_sent_;
  std::vector<asio::const_buffer> rest;
  for (const std::string& piece : output_) {
    if (skip >= piece.size()) {
      skip -= piece.size();
      continue;
    }
    rest.emplace_back(piece.data() + skip, piece.size() - skip);
    skip = 0;
  }
  if (rest.empty()) return OnAllSent();
  transport_->WriteSome(rest, [self = shared_from_this()](Error write_error, std::size_t written) {
    self->OnWritten(write_error, written);
  });
}

void Connection::OnAllSent() {
  output_.clear();
  session_->OnSent(SteadyNanos());
  for (const auto& [stream, flow] : flows_) {
    if (session_->AreEventsTaken(stream)) flow->OnTaken();
  }
  Advance();
}

// ---- Time, and the end ----

std::int64_t Connection::DeadlineNanos() const {
  if (is_lingering_) return linger_nanos_ + kLingerNanos;
  if (!output_.empty()) return written_nanos_ + shared_.limits.write_timeout_nanos;
  if (session_ == nullptr) return begun_nanos_ + shared_.limits.header_timeout_nanos;
  return session_->deadline_nanos();
}

void Connection::ArmTimer() {
  const std::int64_t deadline_nanos = DeadlineNanos();
  // One that goes off too soon looks again, which is cheaper than to move it each time.
  if (deadline_nanos >= timer_nanos_) return;
  timer_nanos_ = deadline_nanos;
  timer_.expires_at(std::chrono::steady_clock::time_point(
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(
          std::chrono::nanoseconds(deadline_nanos))));
  timer_.async_wait([weak = weak_from_this()](Error error) {
    const std::shared_ptr<Connection> self = weak.lock();
    if (!error && self != nullptr) self->OnTimer();
  });
}

void Connection::OnTimer() {
  timer_nanos_ = Session::kNever;
  if (is_closed_) return;
  const std::int64_t now_nanos = SteadyNanos();
  if (now_nanos < DeadlineNanos()) return ArmTimer();
  if (is_lingering_ || session_ == nullptr || !output_.empty()) {
    if (!is_lingering_) shared_.metrics.OnTimeout();
    return CloseHere();
  }
  session_->Expire(now_nanos);
  Advance();
}

void Connection::StartLinger() {
  is_lingering_ = true;
  linger_nanos_ = SteadyNanos();
  transport_->ShutDown();
  ArmTimer();
  Advance();
}

void Connection::Drain() {
  asio::post(strand_, [self = shared_from_this()] { self->DrainHere(); });
}

void Connection::DrainHere() {
  is_drain_asked_ = true;
  // What has arrived is read first: its reading is under way.
  if (is_closed_ || (is_reading_ && transport_->HasUnread())) return;
  Advance();
}

void Connection::Close() {
  asio::post(strand_, [self = shared_from_this()] { self->CloseHere(); });
}

void Connection::CloseHere() {
  if (is_closed_) return;
  is_closed_ = true;
  for (const auto& [stream, flow] : flows_) flow->Close();
  flows_.clear();
  timer_.cancel();
  transport_->Close();
  on_closed_();
}

}  // namespace weir::serve_internal

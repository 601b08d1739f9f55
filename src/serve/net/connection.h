// SPDX-License-Identifier: MIT
//
// A Connection moves bytes between a client's socket and the Session that understands them.
//
//   reading    until the session will not take more for now, because its answers wait
//   writing    one write at a time, of all that the session has to say
//   lingering  all is said: what still comes is thrown away, so that the system does not
//              tear up what the client has not read yet
//
// Threads:   everything in its strand; Drain() and Close() from any thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/dispatch/dispatcher.h"
#include "serve/http/memory_budget.h"
#include "serve/http/session.h"
#include "serve/metrics/endpoint_metrics.h"
#include "serve/net/subscription_pump.h"
#include "serve/net/transport.h"

namespace weir::serve_internal {

// What all connections of an endpoint share. It outlives them.
struct ConnectionShared {
  Dispatcher& dispatcher;
  SubscriptionPump& pump;
  EndpointMetrics& metrics;
  MemoryBudget& memory;
  SessionLimits limits;
};

class Connection final : public std::enable_shared_from_this<Connection>, private SessionHost {
 public:
  // `on_closed` is called once, in the strand of the socket.
  Connection(ConnectionShared& shared, std::unique_ptr<Transport> transport,
             std::function<void()> on_closed);
  ~Connection() override;

  // In the strand, once.
  void Start();
  const boost::asio::any_io_executor& strand() const { return strand_; }

  // Answers what has arrived, then closes.
  void Drain();
  void Close();

 private:
  using Error = Transport::Error;

  // ---- SessionHost ----
  std::unique_ptr<HttpResponse> OnHeaders(const HttpRequest& request) override;
  HttpResponse OnRequest(const HttpRequest& request) override;
  void OnEventStream(StreamNumber stream, HttpResponse& response) override;
  void OnEventStreamClosed(StreamNumber stream) override;
  bool IsDraining() const override;
  void OnTimeout() override;
  HttpResponse OnBadRequest(int status, std::string_view why) override;

  void OnHandshake(Error error);
  // Makes the session as soon as the first bytes say which. Whether there is one.
  bool ChooseSession();
  // Does what can be done now.
  void Advance();
  void FeedSession();
  void StartRead();
  void OnRead(Error error, std::size_t bytes);
  void StartWrite();
  void OnWritten(Error error, std::size_t bytes);
  void OnAllSent();
  void StartLinger();
  void ArmTimer();
  void OnTimer();
  std::int64_t DeadlineNanos() const;
  void DrainHere();
  void CloseHere();

  // ---- Set at construction, never written again ----
  ConnectionShared& shared_;
  const std::unique_ptr<Transport> transport_;
  const boost::asio::any_io_executor strand_;
  const std::function<void()> on_closed_;
  std::string peer_;

  // ---- The strand's ----
  std::unique_ptr<Session> session_;
  // Bytes that came and that the session has not taken: from `begin` to `end`.
  std::vector<char> input_;
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  // The last read left no room.
  bool is_input_full_ = false;
  bool is_reading_ = false;
  // The client has said its last.
  bool is_at_end_ = false;

  // What is being sent, from `output_sent_` on.
  std::vector<std::string> output_;
  std::size_t output_sent_ = 0;
  // When it began, or kProgressBytes more had been sent; and how many since.
  std::int64_t written_nanos_ = 0;
  std::size_t progress_bytes_ = 0;

  std::map<StreamNumber, std::shared_ptr<SubscriptionFlow>> flows_;

  boost::asio::steady_timer timer_;
  // When it goes off; kNever if it does not.
  std::int64_t timer_nanos_ = Session::kNever;
  std::int64_t begun_nanos_ = 0;
  std::int64_t linger_nanos_ = 0;

  bool is_drain_asked_ = false;
  bool is_lingering_ = false;
  bool is_closed_ = false;
};

}  // namespace weir::serve_internal

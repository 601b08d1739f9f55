// SPDX-License-Identifier: MIT

#include "live_telemetry/stop_signals.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "absl/time/clock.h"

namespace live_telemetry {
namespace {

sigset_t BlockedSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT}) sigaddset(&set, signal);
  return set;
}

bool CanReadKeys() { return isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp(); }

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = BlockedSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A reader of ours that goes away is seen by the write that fails.
  std::signal(SIGPIPE, SIG_IGN);
  // -1 on failure: then nothing but the end of the time stops the program.
  fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

StopSignals::~StopSignals() {
  if (fd_ >= 0) close(fd_);
}

StopSignals::Event StopSignals::Wait(absl::Duration timeout) {
  // poll() passes over negative descriptors.
  std::array<pollfd, 2> sources = {
      {{.fd = fd_, .events = POLLIN, .revents = 0},
       {.fd = CanReadKeys() ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0}}};
  const auto milliseconds = static_cast<int>(absl::ToInt64Milliseconds(timeout));
  if (poll(sources.data(), sources.size(), milliseconds) <= 0) return Event::kNone;
  if (sources[0].revents != 0) return ReadSignal();
  // A terminal that is gone is readable for ever: do not spin on it.
  if ((sources[1].revents & POLLIN) == 0) {
    absl::SleepFor(timeout);
    return Event::kNone;
  }
  return ReadKey();
}

StopSignals::Event StopSignals::ReadSignal() {
  signalfd_siginfo information;
  if (read(fd_, &information, sizeof(information)) != sizeof(information)) return Event::kNone;
  switch (information.ssi_signo) {
    case SIGTSTP:
      return Event::kSuspend;
    case SIGCONT:
      return Event::kContinued;
    default:
      return Event::kStop;
  }
}

StopSignals::Event StopSignals::ReadKey() {
  char key = 0;
  if (read(STDIN_FILENO, &key, 1) != 1) return Event::kNone;
  return key == 'q' || key == 'Q' ? Event::kStop : Event::kNone;
}

void StopSignals::Unblock() {
  while (ReadSignal() != Event::kNone) {
  }
  const sigset_t set = BlockedSignals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace live_telemetry

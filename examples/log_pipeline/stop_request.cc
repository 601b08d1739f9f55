// SPDX-License-Identifier: MIT
#include "log_pipeline/stop_request.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>

#include "support/atomic_file.h"

namespace log_pipeline {
namespace {

int pipe_fds[2] = {-1, -1};

// All that a signal handler may do.
void WriteOneByte(int) {
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = write(pipe_fds[1], &byte, 1);
}

}  // namespace

absl::Status StopRequest::Install() {
  if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0) return examples::ErrnoStatus("make a pipe");
  struct sigaction action = {};
  action.sa_handler = WriteOneByte;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (const int signal : {SIGINT, SIGTERM}) {
    if (sigaction(signal, &action, nullptr) != 0) return examples::ErrnoStatus("catch signals");
  }
  return absl::OkStatus();
}

void StopRequest::Request() { WriteOneByte(0); }

bool StopRequest::IsRequested() {
  pollfd look = {.fd = pipe_fds[0], .events = POLLIN, .revents = 0};
  return poll(&look, 1, 0) > 0;
}

int StopRequest::fd() { return pipe_fds[0]; }

}  // namespace log_pipeline

// SPDX-License-Identifier: MIT
//
// RunInTerminal() runs another program on a terminal of its own, as a terminal's
// window would: it has a size, takes keys and gets what is drawn.
//
//   const Screening seen = RunInTerminal({"/bin/cat"}, {.columns = 80, .rows = 24},
//                                        {.awaited = "", .keys = "hello\n\x04"});
//   CHECK(seen.drawn == "hello\r\nhello\r\n");
#pragma once

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace example_tests {

struct TerminalSize {
  unsigned short columns = 80;
  unsigned short rows = 24;
};

// What is done once `awaited` has been drawn.
struct Reaction {
  std::string_view awaited = {};
  std::string_view keys = {};
  // 0: none.
  int signal = 0;
};

struct Screening {
  // As Outcome's.
  int exit_code = 0;
  std::string drawn;
  // How the program left it.
  termios settings = {};
};

// Whether this system has terminals to give; one in a bare root directory may not.
inline bool HasTerminals() {
  const int screen = posix_openpt(O_RDWR | O_NOCTTY);
  if (screen < 0) return false;
  const bool is_usable = grantpt(screen) == 0 && unlockpt(screen) == 0 &&
                         ptsname(screen) != nullptr && access(ptsname(screen), R_OK | W_OK) == 0;
  close(screen);
  return is_usable;
}

inline Screening RunInTerminal(std::vector<std::string> command, const TerminalSize& size,
                               const Reaction& reaction = {}) {
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  winsize window = {};
  window.ws_col = size.columns;
  window.ws_row = size.rows;
  int screen = -1;
  int line = -1;
  // Its far end stays open here, so that its settings outlive the program.
  if (openpty(&screen, &line, nullptr, nullptr, &window) != 0) {
    throw std::runtime_error("no terminal for a test");
  }
  std::array<char*, 3> environment = {const_cast<char*>("TERM=xterm"),
                                      const_cast<char*>("LC_ALL=C.UTF-8"), nullptr};
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process for a test");
  if (child == 0) {
    close(screen);
    if (login_tty(line) != 0) _exit(126);
    execve(arguments[0], arguments.data(), environment.data());
    _exit(127);
  }
  Screening seen;
  bool has_reacted = false;
  int status = 0;
  std::array<char, 4096> piece;
  fcntl(screen, F_SETFL, O_NONBLOCK);
  for (bool has_ended = false;;) {
    const ssize_t count = read(screen, piece.data(), piece.size());
    if (count > 0) {
      seen.drawn.append(piece.data(), static_cast<std::size_t>(count));
      continue;
    }
    // Only when it has ended, and nothing is left to be read, is this all.
    if (has_ended) break;
    if (!has_reacted && seen.drawn.find(reaction.awaited) != std::string::npos) {
      has_reacted = true;
      if (write(screen, reaction.keys.data(), reaction.keys.size()) < 0) break;
      if (reaction.signal != 0) kill(child, reaction.signal);
    }
    has_ended = waitpid(child, &status, WNOHANG) == child;
    if (!has_ended) usleep(2'000);
  }
  tcgetattr(line, &seen.settings);
  close(screen);
  close(line);
  seen.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return seen;
}

}  // namespace example_tests

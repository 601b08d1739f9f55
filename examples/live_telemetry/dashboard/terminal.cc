// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/terminal.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>

namespace live_telemetry {
namespace {

// Alternate screen, no cursor, no automatic line break; and back.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view kLeave = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

// For the signal handler, which can reach nothing else.
volatile std::sig_atomic_t must_restore = 0;
bool has_saved_input = false;
termios saved_input;

// False if the output is gone.
bool WriteAll(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Only calls that a signal handler may make.
void Restore() {
  if (must_restore == 0) return;
  must_restore = 0;
  WriteAll(kLeave);
  if (has_saved_input) tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved_input);
}

// SA_RESETHAND has put the default action back: raised again, the signal kills.
void RestoreAndDie(int signal) {
  Restore();
  raise(signal);
}

void RestoreOnFatalSignals() {
  struct sigaction action = {};
  action.sa_handler = RestoreAndDie;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGQUIT}) {
    sigaction(signal, &action, nullptr);
  }
}

// Keys take effect at once and are not shown; Ctrl-C and Ctrl-Z stay what they are.
void QuietInput() {
  if (!has_saved_input) {
    if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &saved_input) != 0) return;
    has_saved_input = true;
  }
  termios quiet = saved_input;
  quiet.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
}

std::string_view Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

// What the locale says; and if the one that is asked for is not installed, as on
// a bare system, what its name says.
bool IsUtf8Locale() {
  if (std::setlocale(LC_CTYPE, "") != nullptr) {
    return std::string_view(nl_langinfo(CODESET)) == "UTF-8";
  }
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view value = Variable(name);
    if (!value.empty()) return value.ends_with("UTF-8") || value.ends_with("utf8");
  }
  return false;
}

}  // namespace

Terminal::Terminal(Use use) {
  const bool is_terminal = isatty(STDOUT_FILENO) == 1 && Variable("TERM") != "dumb";
  ability_.is_utf8 = IsUtf8Locale();
  ability_.has_color = is_terminal && Variable("NO_COLOR").empty();
  has_screen_ = use == Use::kScreenIfPossible && is_terminal && !Variable("TERM").empty() &&
                tcgetpgrp(STDOUT_FILENO) == getpgrp();
}

Terminal::~Terminal() { LeaveScreen(); }

Size Terminal::size() const {
  winsize window = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0) {
    return {.height = 24, .width = 80};
  }
  return {.height = window.ws_row, .width = window.ws_col};
}

void Terminal::EnterScreen() {
  const weir::MutexLock lock(mutex_);
  RestoreOnFatalSignals();
  QuietInput();
  must_restore = 1;
  is_on_screen_ = true;
  shown_frame_.clear();
  WriteAll(kEnter);
}

void Terminal::LeaveScreen() {
  const weir::MutexLock lock(mutex_);
  is_on_screen_ = false;
  Restore();
}

void Terminal::ShowFrame(std::string_view frame) {
  const weir::MutexLock lock(mutex_);
  if (!is_on_screen_ || frame == shown_frame_) return;
  shown_frame_ = frame;
  WriteAll(frame);
}

void Terminal::Print(std::string_view text) {
  const weir::MutexLock lock(mutex_);
  WriteAll(text);
}

}  // namespace live_telemetry

// SPDX-License-Identifier: MIT
//
// live_telemetry on a terminal: it fills the screen that it has, and leaves it as it
// found it, however it ends.

#include "examples/support/terminal.h"

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"

namespace example_tests {
namespace {

constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
constexpr std::string_view kLeave = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";
constexpr std::string_view kHome = "\x1b[H";
constexpr std::string_view kProven =
    "Every record reached each consumer and the disk, in order, byte for byte.";

std::vector<std::string> Telemetry(const std::string& seconds) {
  return {WEIR_LIVE_TELEMETRY, "--seconds", seconds};
}

// Divided at `divider`, which is left out.
std::vector<std::string_view> Pieces(std::string_view text, std::string_view divider) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t end = text.find(divider);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + divider.size());
  }
}

// Cells that a row takes: characters, without the sequences that color and clear.
std::size_t WidthOf(std::string_view row) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\x1b') {
      i = std::min(row.find_first_of("mKH", i), row.size());
    } else if (row[i] != '\r' && (static_cast<unsigned char>(row[i]) & 0xc0) != 0x80) {
      ++width;
    }
  }
  return width;
}

// What was drawn on the other screen, and after it on the first; both empty unless it
// was entered once and left once.
struct Screens {
  std::string_view other;
  std::string_view first;
};

Screens Divide(std::string_view drawn) {
  const std::vector<std::string_view> entered = Pieces(drawn, kEnter);
  if (entered.size() != 2 || !entered[0].empty()) return {};
  const std::vector<std::string_view> left = Pieces(entered[1], kLeave);
  if (left.size() != 2) return {};
  return {left[0], left[1]};
}

bool CannotRun() {
  if (HasTerminals()) return false;
  WARN("this system has no terminals to give: nothing is tested");
  return true;
}

bool IsAsItWas(const termios& settings) {
  const tcflag_t both = ICANON | ECHO;
  return (settings.c_lflag & both) == both;
}

TEST_CASE("live_telemetry fills the terminal's screen, and no more", "[examples][live_telemetry]") {
  if (CannotRun()) return;
  for (const TerminalSize size : {TerminalSize{80, 24}, TerminalSize{200, 50}}) {
    const Screening seen = RunInTerminal(Telemetry("2"), size);
    CAPTURE(size.columns, size.rows, seen.drawn);
    CHECK(seen.exit_code == 0);
    const Screens screens = Divide(seen.drawn);
    std::vector<std::string_view> frames = Pieces(screens.other, kHome);
    // Before the first there is nothing.
    CHECK(frames.front().empty());
    CHECK(frames.size() > 3);
    for (std::size_t i = 1; i < frames.size(); ++i) {
      const std::vector<std::string_view> rows = Pieces(frames[i], "\n");
      CHECK(rows.size() == size.rows);
      for (const std::string_view row : rows) CHECK(WidthOf(row) <= size.columns);
    }
    CHECK(screens.first.find(kProven) != std::string_view::npos);
    for (const std::string_view row : Pieces(screens.first, "\n")) {
      CHECK(WidthOf(row) <= size.columns);
    }
    CHECK(IsAsItWas(seen.settings));
  }
}

TEST_CASE("q and Ctrl-C end live_telemetry early, with its proof", "[examples][live_telemetry]") {
  if (CannotRun()) return;
  for (const std::string_view keys : {"q", "\x03"}) {
    const Screening seen = RunInTerminal(Telemetry("60"), {.columns = 100, .rows = 30},
                                         {.awaited = "1 of 60 s", .keys = keys});
    CAPTURE(seen.drawn);
    CHECK(seen.exit_code == 0);
    CHECK(Divide(seen.drawn).first.find(kProven) != std::string_view::npos);
    CHECK(IsAsItWas(seen.settings));
  }
}

TEST_CASE("live_telemetry gives the terminal back when it is killed",
          "[examples][live_telemetry]") {
  if (CannotRun()) return;
  // As Ctrl-\ does. Not one that a program raises against itself: ThreadSanitizer takes
  // such a one for that, and calls its handler also where it must not.
  const Screening seen = RunInTerminal(Telemetry("60"), {}, {.awaited = kHome, .signal = SIGQUIT});
  CAPTURE(seen.drawn);
  CHECK(seen.exit_code == 128 + SIGQUIT);
  CHECK(std::string_view(seen.drawn).ends_with(kLeave));
  CHECK(IsAsItWas(seen.settings));
}

}  // namespace
}  // namespace example_tests

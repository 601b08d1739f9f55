// SPDX-License-Identifier: MIT
//
// What live_telemetry shows, at sizes of screens that people have and some that
// they don't, with made-up figures: through the panes and the canvas that it draws
// with, and without a terminal.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "examples/live_telemetry/made_up_pictures.h"
#include "examples/support/json_line.h"
#include "examples/support/program.h"
#include "live_telemetry/dashboard/frame_text.h"
#include "live_telemetry/dashboard/layout.h"
#include "live_telemetry/dashboard/panes.h"
#include "live_telemetry/dashboard/plain_text.h"
#include "live_telemetry/proof.h"
#include "support/catch.h"

namespace example_tests {
namespace {

using live_telemetry::Area;
using live_telemetry::Canvas;
using live_telemetry::OutputAbility;
using live_telemetry::Size;

constexpr OutputAbility kUnicode = {.has_color = false, .is_utf8 = true};
constexpr OutputAbility kColor = {.has_color = true, .is_utf8 = true};
constexpr OutputAbility kAscii = {.has_color = false, .is_utf8 = false};

// Divided at "\n", which a terminal wants to have a "\r" before.
std::vector<std::string> Rows(std::string_view text) {
  std::vector<std::string> rows;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    rows.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return rows;
}

// Without the escape sequences that the example writes: ESC [ digits and ; letter.
std::string WithoutEscapes(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text.starts_with("\x1b[")) {
      const std::size_t letter = text.find_first_not_of("0123456789;?", 2);
      text.remove_prefix(std::min(letter + 1, text.size()));
    } else {
      if (text.front() != '\r') plain += text.front();
      text.remove_prefix(1);
    }
  }
  return plain;
}

// How many cells a row takes, of characters one cell wide; -1 if it is not text.
int Columns(std::string_view row) {
  int columns = 0;
  for (; !row.empty(); ++columns) {
    if (TakeCodePoint(row) < 0x20) return -1;
  }
  return columns;
}

int WidestRow(std::string_view text) {
  int widest = 0;
  for (const std::string& row : Rows(text)) {
    const int columns = Columns(row);
    if (columns < 0) return 1'000'000;
    widest = std::max(widest, columns);
  }
  return widest;
}

bool Shows(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

TEST_CASE("no line is wider than the screen and nothing is drawn over something else",
          "[examples][live_telemetry]") {
  const std::vector<Picture> pictures = {UsualPicture(), LargestPicture(), Picture()};
  for (const Size& size : {Size{24, 40}, Size{24, 80}, Size{50, 200}, Size{24, 63}, Size{24, 119},
                           Size{60, 120}, Size{10, 40}, Size{5, 20}, Size{1, 1}, Size{100, 400}}) {
    for (const Picture& picture : pictures) {
      INFO(size.height << " rows of " << size.width);
      const Canvas canvas = DrawDashboard(size, picture);
      CHECK_FALSE(canvas.is_overdrawn());
      for (const OutputAbility& ability : {kUnicode, kAscii}) {
        const std::string lines = LinesText(canvas, ability);
        CHECK(WidestRow(lines) <= size.width);
        CHECK(static_cast<int>(Rows(lines).size()) <= size.height);
      }
      const std::string frame = WithoutEscapes(ScreenText(canvas, kColor));
      CHECK(WidestRow(frame) <= size.width);
      // The last row has no newline, or the screen would roll.
      CHECK(std::count(frame.begin(), frame.end(), '\n') == size.height - 1);
    }
  }
}

TEST_CASE("panes lie side by side on every screen, each inside it and none on another",
          "[examples][live_telemetry]") {
  std::string overlaps;
  for (int height = 1; height <= 60; ++height) {
    for (int width = 1; width <= 220; ++width) {
      const live_telemetry::Layout layout = live_telemetry::Arrange(
          {.height = height, .width = width}, {.shards = 8, .consumers = 3});
      std::vector<int> owners(static_cast<std::size_t>(height * width));
      for (const Area& pane : {layout.title, layout.shards, layout.consumers, layout.machine,
                               layout.processes, layout.keys, layout.alerts}) {
        for (int row = pane.row; row < pane.row + pane.height; ++row) {
          for (int column = pane.column; column < pane.column + pane.width; ++column) {
            const bool is_inside = row < height && column < width;
            if (is_inside && owners[static_cast<std::size_t>(row * width + column)]++ == 0)
              continue;
            overlaps = std::to_string(height) + " rows of " + std::to_string(width);
          }
        }
      }
    }
  }
  CHECK(overlaps.empty());
}

TEST_CASE("24 rows of 80 show all that matters", "[examples][live_telemetry]") {
  const std::string frame = LinesText(DrawDashboard({24, 80}, UsualPicture()), kUnicode);
  INFO(frame);
  for (const std::string_view words :
       {"Weir live telemetry · 19,480 sensors · 2,412 records/s · 96 KiB/s", "8 of 10 s",
        "hottest key", "39/s net.eth0.rx", "1.1 MiB of 64 MiB · 19,480 held · 19,480 throttled",
        "dashboard at each frame     19,480   9740 ms", "archive   4 times a second  19,480",
        "cpu       ━━━━━━━━━  100 %", "stress          4194303  194 %  6.7 MiB",
        "alerts    19,480 fired by 9 rules",
        "▲ proc.8974.rss (cc1plus)  132 MiB/s, over 50 MiB/s"}) {
    CHECK(Shows(frame, words));
  }
  CHECK(Rows(frame).size() == 24);
}

TEST_CASE("40 columns show fewer things and each of them whole", "[examples][live_telemetry]") {
  const std::string frame = LinesText(DrawDashboard({24, 40}, UsualPicture()), kUnicode);
  INFO(frame);
  for (const std::string_view words :
       {" Weir live telemetry          8 of 10 s\n", " shard     of 1,000/s records     bytes\n",
        " 3         ━━━━━━━╸──     750  12 KiB/s\n", " memory    ╸───────── 1.1 MiB of 64 MiB\n",
        " consumer   behind     delay  records\n", " dashboard  19,480   9740 ms  19,480\n",
        " cpu       ━━━━━━━━━  100 %", "518 MiB of 22 GiB\n"}) {
    INFO(words);
    CHECK(Shows(frame, words));
  }
  CHECK_FALSE(Shows(frame, "process"));
}

TEST_CASE("200 columns show the hottest keys beside the processes", "[examples][live_telemetry]") {
  const std::string frame = LinesText(DrawDashboard({50, 200}, UsualPicture()), kUnicode);
  INFO(frame);
  CHECK(Shows(frame, "q ends"));
  CHECK(Shows(frame, "memory  hottest keys                   records/s\n"));
  CHECK(Shows(frame, "6.7 MiB  proc.4194303.cpu                      39\n"));
  CHECK(Shows(frame, "network jumps   ━━━━━━━━━ 77.0 x avg  disk.vda.busy "));
  CHECK(Shows(frame, "over 10 x avg for 1 s\n"));
}

TEST_CASE("more shards than rows are counted in the last of them", "[examples][live_telemetry]") {
  Picture picture = UsualPicture();
  while (picture.shards.size() < 300) {
    picture.shards.push_back(picture.shards.back());
    picture.shards.back().index = static_cast<std::uint32_t>(picture.shards.size()) - 1;
  }
  const Canvas canvas = DrawDashboard({24, 80}, picture);
  const std::string frame = LinesText(canvas, kUnicode);
  INFO(frame);
  CHECK_FALSE(canvas.is_overdrawn());
  CHECK(Shows(frame, "\n … and 297 more shards\n memory "));
}

TEST_CASE("a name cannot drive the terminal or push what follows it aside",
          "[examples][live_telemetry]") {
  Picture picture = UsualPicture();
  picture.processes[0].name = "\x1b[2J\a\n\x80\xff\xc2\x9b\xed\xa0\x80é";
  const Canvas canvas = DrawDashboard({24, 80}, picture);
  CHECK(Shows(LinesText(canvas, kUnicode), "?[2J????????é"));
  CHECK(WidestRow(LinesText(canvas, kUnicode)) <= 80);
  const std::string frame = ScreenText(canvas, kColor);
  CHECK_FALSE(Shows(frame, "\x1b[2J"));
  CHECK(WidestRow(WithoutEscapes(frame)) <= 80);
}

TEST_CASE("without UTF-8 a frame is ASCII and without colour it has no escapes",
          "[examples][live_telemetry]") {
  const std::string frame = LinesText(DrawDashboard({50, 200}, UsualPicture()), kAscii);
  const bool is_ascii = std::all_of(frame.begin(), frame.end(),
                                    [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); });
  CHECK(is_ascii);
  CHECK_FALSE(Shows(LinesText(DrawDashboard({50, 200}, UsualPicture()), kUnicode), "\x1b"));
}

live_telemetry::Evidence MadeUpEvidence() {
  live_telemetry::Evidence evidence;
  evidence.seconds = 10;
  for (int i = 0; i < 100'000; ++i) evidence.put.Add("key", std::string(100, 'x'));
  for (const char* const name : {"dashboard", "alerts", "archive"}) {
    evidence.consumers.push_back(
        {.name = name,
         .seen = evidence.put,
         .lag_max = {.records = 123'456, .bytes = 0, .milliseconds = 789}});
  }
  evidence.archived = {.records = evidence.put, .files = 12, .file_bytes = 123'456'789};
  return evidence;
}

TEST_CASE("the closing table fits 80 columns, in ASCII too", "[examples][live_telemetry]") {
  live_telemetry::Evidence evidence = MadeUpEvidence();
  for (const bool is_proven : {true, false}) {
    if (!is_proven) evidence.consumers[1].seen = {};
    CHECK(IsProven(evidence) == is_proven);
    for (const OutputAbility& ability : {kUnicode, kAscii}) {
      const std::string text = ProofText(evidence, 80, ability);
      INFO(text);
      CHECK(WidestRow(text) <= 80);
      CHECK(Shows(text, "123,456 records, 789 ms"));
      CHECK(Shows(text, is_proven ? "Every record reached" : "What was put is not what arrived"));
    }
  }
}

TEST_CASE("a narrow closing table keeps what it proves", "[examples][live_telemetry]") {
  const std::string text = ProofText(MadeUpEvidence(), 40, kUnicode);
  INFO(text);
  CHECK(Shows(text, " put           100,000 fd670b88272a ✓\n"));
  CHECK(Shows(text, " on disk       100,000 fd670b88272a ✓\n"));
}

TEST_CASE("plain lines stand in their columns whatever the figures are",
          "[examples][live_telemetry]") {
  const std::string heading = PlainHeading(UsualPicture());
  const std::string line = PictureLine(UsualPicture());
  INFO(heading << line);
  CHECK(heading.size() == line.size());
  CHECK(WidestRow(heading) <= 100);
  CHECK(Shows(line, "2,412"));
  CHECK(Shows(PictureLine(Picture()), "-"));
}

TEST_CASE("without a terminal there are plain lines, one a second, and the proof",
          "[examples][live_telemetry]") {
  const ScratchFolder folder;
  const Outcome outcome = RunProgram(folder, {WEIR_LIVE_TELEMETRY, "--seconds", "2"});
  INFO(outcome.output << outcome.errors);
  CHECK(outcome.exit_code == 0);
  CHECK_FALSE(Shows(outcome.output, "\x1b"));
  CHECK(WidestRow(outcome.output) < 1'000);
  CHECK(Rows(outcome.output).front().starts_with("  time  records/s"));
  CHECK(Shows(outcome.output, "\n   1 s "));
  CHECK(Shows(outcome.output, "Every record reached each consumer and the disk"));
}

}  // namespace
}  // namespace example_tests

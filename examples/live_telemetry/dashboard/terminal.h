// SPDX-License-Identifier: MIT
//
// The Terminal is standard output: what it can show, and, if it is a terminal,
// its alternate screen, which is given back whole however the program ends.
//
//   Terminal terminal(Terminal::Use::kScreenIfPossible);
//   if (terminal.has_screen()) terminal.EnterScreen();
//   terminal.ShowFrame(ScreenText(canvas, terminal.ability()));
//   terminal.LeaveScreen();
//   terminal.Print("the end\n");
//
// Threads: any; one Terminal per process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "live_telemetry/dashboard/canvas.h"
#include "live_telemetry/dashboard/frame_text.h"
#include "weir/base/mutex.h"

namespace live_telemetry {

class Terminal {
 public:
  enum class Use : std::uint8_t { kScreenIfPossible, kLinesOnly };

  explicit Terminal(Use use);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  // Leaves the screen.
  ~Terminal();

  // Whether frames can be shown: output is a terminal, this program is in its
  // foreground, and it is one that has a cursor.
  bool has_screen() const { return has_screen_; }
  const OutputAbility& ability() const { return ability_; }
  // Now; it changes with the window. 24 rows of 80 if nobody knows.
  Size size() const;

  // Switches to the alternate screen, or paints it anew if it is there already.
  // From here on a fatal signal restores the terminal before it kills.
  void EnterScreen();
  void LeaveScreen();

  // Overwrites the screen, with one write; nothing while it is left, or if this
  // is the frame that it shows.
  void ShowFrame(std::string_view frame);
  // Writes to the ordinary screen, or wherever the output goes.
  void Print(std::string_view text);

 private:
  bool has_screen_ = false;
  OutputAbility ability_;

  weir::Mutex mutex_;
  bool is_on_screen_ ABSL_GUARDED_BY(mutex_) = false;
  std::string shown_frame_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace live_telemetry

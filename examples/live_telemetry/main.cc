// SPDX-License-Identifier: MIT
//
// live_telemetry: this machine's telemetry as a stream with three consumers.

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "live_telemetry/archive/archive_folder.h"
#include "live_telemetry/dashboard/frame_text.h"
#include "live_telemetry/dashboard/panes.h"
#include "live_telemetry/dashboard/terminal.h"
#include "live_telemetry/options.h"
#include "live_telemetry/proof.h"
#include "live_telemetry/session.h"
#include "live_telemetry/stop_signals.h"
#include "weir/base/clock.h"
#include "weir/base/status.h"

namespace live_telemetry {
namespace {

constexpr int kExitDiffers = 1;
constexpr int kExitUsage = 2;

int Fail(const absl::Status& status, int exit_code) {
  const std::string_view message = weir::FromAbsl(status.message());
  std::fprintf(stderr, "live_telemetry: %.*s\n", static_cast<int>(message.size()), message.data());
  return exit_code;
}

// Stopped by Ctrl-Z: the terminal is the shell's until we are continued.
void Suspend(Terminal& terminal) {
  terminal.LeaveScreen();
  raise(SIGSTOP);
}

// Until the time is over, or somebody or something ends it.
void RunFor(std::int64_t seconds, Session& session, StopSignals& signals, Terminal& terminal) {
  const weir::Clock& clock = weir::SystemClock::Get();
  const std::int64_t end_nanos = clock.NowNanos() + seconds * 1'000'000'000;
  while (clock.NowNanos() < end_nanos && session.Tick()) {
    switch (signals.Wait(absl::Milliseconds(50))) {
      case StopSignals::Event::kStop:
        return;
      case StopSignals::Event::kSuspend:
        Suspend(terminal);
        break;
      case StopSignals::Event::kContinued:
        if (terminal.has_screen()) terminal.EnterScreen();
        break;
      case StopSignals::Event::kNone:
        break;
    }
  }
}

// The last picture, which the alternate screen took with it, and the proof.
void PrintEnd(const Session& session, const Evidence& evidence, Terminal& terminal) {
  constexpr int kPictureRows = 24;
  const int width = terminal.size().width;
  if (terminal.has_screen()) {
    const Canvas canvas =
        DrawDashboard({.height = kPictureRows, .width = width}, session.picture());
    terminal.Print(LinesText(canvas, terminal.ability()) + "\n");
  }
  terminal.Print(ProofText(evidence, width, terminal.ability()));
}

int Main(int argument_count, char** arguments) {
  const absl::StatusOr<Options> options = ParseOptions(argument_count, arguments);
  if (!options.ok()) return Fail(options.status(), kExitUsage);
  if (options->is_help_wanted) {
    std::fputs(kHelp, stdout);
    return 0;
  }
  absl::StatusOr<ArchiveFolder> folder = ArchiveFolder::Open(*options);
  if (!folder.ok()) return Fail(folder.status(), kExitDiffers);
  // Threads inherit what is blocked: before the first of them.
  StopSignals signals;
  Terminal terminal(options->is_plain ? Terminal::Use::kLinesOnly
                                      : Terminal::Use::kScreenIfPossible);
  absl::StatusOr<std::unique_ptr<Session>> session =
      Session::Create(*options, folder->path(), terminal);
  if (!session.ok()) return Fail(session.status(), kExitDiffers);

  if (terminal.has_screen()) terminal.EnterScreen();
  (*session)->Start();
  RunFor(options->seconds, **session, signals, terminal);
  (*session)->Stop();
  terminal.LeaveScreen();
  signals.Unblock();

  Evidence evidence = (*session)->CollectEvidence();
  const bool is_proven = IsProven(evidence);
  // What is on disk is wanted where something is wrong with it.
  if (!is_proven) folder->Keep();
  evidence.is_archive_kept = folder->is_kept();
  PrintEnd(**session, evidence, terminal);
  return is_proven ? 0 : kExitDiffers;
}

}  // namespace
}  // namespace live_telemetry

int main(int argument_count, char** arguments) {
  return live_telemetry::Main(argument_count, arguments);
}

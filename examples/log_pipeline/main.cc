// SPDX-License-Identifier: MIT
//
// log_pipeline puts log lines into a stream and reads them with three
// independent consumers, then proves that each of them saw every byte.
//
//   inputs -> LineReader -> Keyer -> Ingest -> Stream -+-> Watcher   alerts, top keys
//                                      ^               +-> Archiver  hourly JSON files
//                                      |               +-> Checker   order and content
//                                      +-- ReadWindow <--- how far each of them is
//
// Lossless and in flat memory, however long the input is: see read_window.h for
// how a log that drops its oldest records can lose none. See --help for the rest.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "log_pipeline/options.h"
#include "log_pipeline/proof.h"
#include "log_pipeline/run.h"
#include "weir/base/status.h"

namespace log_pipeline {
namespace {

enum ExitCode { kProofHolds = 0, kFailed = 1, kWrongUsage = 2 };

void Complain(const std::string& what) { std::fprintf(stderr, "log_pipeline: %s\n", what.c_str()); }

ExitCode ComplainAbout(const absl::Status& status) {
  Complain(std::string(weir::FromAbsl(status.message())));
  if (status.code() != absl::StatusCode::kInvalidArgument) return kFailed;
  Complain("--help says how to use it");
  return kWrongUsage;
}

// Prints the proof, or why there is none.
ExitCode Judge(const Proof& proof) {
  const std::vector<std::string> reasons = Disprove(proof);
  std::fputs(DescribeProof(proof).c_str(), stdout);
  if (reasons.empty()) std::puts("proved: every consumer saw every record, in order");
  for (const std::string& reason : reasons) Complain(reason);
  return reasons.empty() ? kProofHolds : kFailed;
}

// A standard descriptor that is closed would go to the next file that is opened:
// the summary would be printed into the archive. What is opened in its place can
// only do the opposite, so that reading or writing it is an error, as it was.
void OccupyStandardDescriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) < 0) open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

ExitCode Main(int argument_count, char** arguments) {
  OccupyStandardDescriptors();
  const absl::StatusOr<Options> options = ParseOptions(argument_count, arguments);
  if (!options.ok()) return ComplainAbout(options.status());
  if (options->is_help_wanted) {
    std::fputs(kHelp, stdout);
    return kProofHolds;
  }
  const absl::StatusOr<std::unique_ptr<Run>> run = Run::Create(*options);
  if (!run.ok()) return ComplainAbout(run.status());
  const absl::StatusOr<Proof> proof = (*run)->Do();
  if (!proof.ok()) return ComplainAbout(proof.status());
  const ExitCode exit_code = Judge(*proof);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  Complain("cannot write standard output");
  return kFailed;
}

}  // namespace
}  // namespace log_pipeline

int main(int argument_count, char** arguments) {
  return log_pipeline::Main(argument_count, arguments);
}

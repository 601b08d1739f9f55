// SPDX-License-Identifier: MIT
//
// weir-server: a LocalKinesis and an Endpoint, as a process.
//
// It prints one line when it can be used, on standard output, and logs on standard error.
// SIGTERM and SIGINT drain it: whatever has arrived is answered; a second one ends it at
// once.

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/request_log.h"
#include "server/server_options.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/local/local_kinesis.h"
#include "weir/serve/credentials.h"
#include "weir/serve/endpoint.h"
#include "weir/version.h"

namespace weir::server {
namespace {

// How long a drain waits for clients to finish what they have begun.
constexpr absl::Duration kDrainTimeout = absl::Seconds(30);

absl::Status ReadCredentials(ServerOptions& options) {
  if (!options.credentials_path.empty()) {
    absl::StatusOr<std::vector<Credentials>> read = LoadCredentials(options.credentials_path);
    if (!read.ok()) return read.status();
    options.endpoint.credentials = *std::move(read);
  }
  if (options.credentials_from_environment) {
    absl::StatusOr<Credentials> read = CredentialsFromEnvironment();
    if (!read.ok()) return read.status();
    options.endpoint.credentials = {*std::move(read)};
  }
  return absl::OkStatus();
}

absl::Status CreateStreams(LocalKinesis& kinesis, const std::vector<StreamSpec>& streams) {
  for (const StreamSpec& stream : streams) {
    kinesis::CreateStreamRequest request = {.stream_name = stream.name};
    request.shard_count = stream.shard_count;
    if (!stream.shard_count.has_value()) {
      request.stream_mode_details = {{.stream_mode = kinesis::StreamMode::kOnDemand}};
    }
    absl::Status status = kinesis.CreateStream(request);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status WriteCertificate(const Endpoint& endpoint, const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  std::ofstream file(path, std::ios::binary);
  file << endpoint.certificate_pem();
  file.flush();
  if (file.good()) return absl::OkStatus();
  return FailedPrecondition(
      Concat("--tls-cert-out is \"", path, "\", to which the certificate could not be written"));
}

void Greet(const Endpoint& endpoint, const ServerOptions& options) {
  std::cout << "weir-server " << kVersion << ": Kinesis on " << endpoint.url() << " (region "
            << options.local.region << ", account " << options.local.account_id
            << ", streams: " << options.streams.size() << ")\n"
            << "Try this: AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any aws --region "
            << options.local.region << " --endpoint-url " << endpoint.url()
            << (endpoint.certificate_pem().empty() ? "" : " --no-verify-ssl")
            << " kinesis list-streams" << std::endl;
}

// Answers of megabytes come and go. By default glibc gives their memory back each time, and
// the system has to clear it for the next one: half of the time that 16 readers' pages take.
void KeepMemoryOfAnswers() {
#ifdef __GLIBC__
  constexpr int kMappedBytesMin = 32 * 1'024 * 1'024;
  constexpr int kKeptBytesMax = 64 * 1'024 * 1'024;
  mallopt(M_MMAP_THRESHOLD, kMappedBytesMin);
  mallopt(M_TRIM_THRESHOLD, kKeptBytesMax);
#endif
}

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Until it is to end; what has expired is given back now and then meanwhile.
void WaitForEnd(LocalKinesis& kinesis) {
  const sigset_t signals = EndSignals();
  constexpr timespec kTick = {.tv_sec = 5, .tv_nsec = 0};
  while (sigtimedwait(&signals, nullptr, &kTick) < 0) kinesis.Tick();
}

absl::StatusOr<int> Serve(ServerOptions options) {
  absl::Status status = ReadCredentials(options);
  if (!status.ok()) return status;
  absl::StatusOr<LocalKinesis> kinesis = LocalKinesis::Create(options.local);
  if (!kinesis.ok()) return kinesis.status();
  status = CreateStreams(*kinesis, options.streams);
  if (!status.ok()) return status;

  const RequestLogger logger(options.request_log, options.log_format, std::cerr);
  if (options.request_log != RequestLog::kOff) {
    options.endpoint.on_request = [&logger](const RequestLogEntry& entry) { logger.Log(entry); };
  }
  // Before any thread is started, so that none of them takes the signal.
  const sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const absl::StatusOr<std::unique_ptr<Endpoint>> endpoint =
      Endpoint::Start(*kinesis, options.endpoint);
  if (!endpoint.ok()) return endpoint.status();
  status = WriteCertificate(**endpoint, options.certificate_path);
  if (!status.ok()) return status;
  Greet(**endpoint, options);

  WaitForEnd(*kinesis);
  // The next one is not waited for.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  if ((*endpoint)->Drain(kDrainTimeout)) return EXIT_SUCCESS;
  std::cerr << "weir-server: some clients had not finished after "
            << absl::FormatDuration(kDrainTimeout) << '\n';
  return EXIT_FAILURE;
}

int Main(const std::vector<std::string>& arguments) {
  KeepMemoryOfAnswers();
  absl::StatusOr<ServerOptions> options = ParseCommandLine(arguments);
  if (!options.ok()) {
    std::cerr << "weir-server: " << FromAbsl(options.status().message())
              << "\nweir-server --help says what there is.\n";
    constexpr int kUsageError = 2;
    return kUsageError;
  }
  if (options->action == ServerAction::kShowHelp) {
    std::cout << UsageText();
    return EXIT_SUCCESS;
  }
  if (options->action == ServerAction::kShowVersion) {
    std::cout << "weir-server " << kVersion << '\n';
    return EXIT_SUCCESS;
  }
  const absl::StatusOr<int> result = Serve(*std::move(options));
  if (result.ok()) return *result;
  std::cerr << "weir-server: " << FromAbsl(result.status().message()) << '\n';
  return EXIT_FAILURE;
}

// Makes what surrounds the process harmless to it.
void SettleIn() {
  // A standard stream that was closed is a number that the first socket would get, and then
  // what is logged would be written into that.
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) < 0) static_cast<void>(open("/dev/null", O_RDWR));
  }
  // Who reads the log may end before this does.
  signal(SIGPIPE, SIG_IGN);
}

}  // namespace
}  // namespace weir::server

int main(int argc, char** argv) {
  weir::server::SettleIn();
  return weir::server::Main(std::vector<std::string>(argv + 1, argv + argc));
}

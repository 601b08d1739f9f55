// SPDX-License-Identifier: MIT
#include "serve/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

#include "serve/stop.h"
#include "serve/time.h"

namespace weir::bench {
namespace {

// The groups of those that run, 0 where there is none. A handler of signals reads it.
volatile std::sig_atomic_t running_groups[8];

void KillAll() {
  for (const volatile std::sig_atomic_t& group : running_groups) {
    if (group > 0) kill(-group, SIGKILL);
  }
}

void Replace(pid_t before, pid_t after) {
  for (volatile std::sig_atomic_t& group : running_groups) {
    if (group != before) continue;
    group = after;
    return;
  }
}

extern "C" void EndBySignal(int signal_number) {
  KillAll();
  std::signal(signal_number, SIG_DFL);
  raise(signal_number);
}

[[noreturn]] void Become(const std::vector<std::string>& words, int output) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

void Stop(std::string_view why) {
  std::fprintf(stderr, "serve_bench: %.*s\n", static_cast<int>(why.size()), why.data());
  KillAll();
  std::_Exit(EXIT_FAILURE);
}

void EndServersOnSignals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, EndBySignal);
  std::signal(SIGPIPE, SIG_IGN);
}

void RaiseFileLimit() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  constexpr rlim_t kEnough = 16'384;
  limit.rlim_cur = std::min(kEnough, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

int BindToFreePort(std::uint16_t& port) {
  const int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(bound, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(bound, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    Stop("there is no free port on 127.0.0.1");
  }
  port = ntohs(address.sin_port);
  return bound;
}

std::uint16_t FreePort() {
  std::uint16_t port = 0;
  close(BindToFreePort(port));
  return port;
}

Server::Server(const ServerCommand& command) : name_(command.name) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) Stop("no pipe to be had");
  const std::int64_t begun_nanos = MonotonicNanos();
  process_ = fork();
  if (process_ == 0) Become(command.words, ends[1]);
  close(ends[1]);
  output_ = ends[0];
  if (process_ < 0) Stop("cannot start " + name_);
  // Here too: whichever of the two comes first.
  setpgid(process_, process_);
  Replace(0, process_);
  ReadPort();
  start_millis_ = static_cast<double>(MonotonicNanos() - begun_nanos) / 1e6;
}

Server::~Server() {
  kill(-process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  Replace(process_, 0);
  close(output_);
}

void Server::ReadPort() {
  std::string text;
  for (;;) {
    constexpr int kPatienceMillis = 30'000;
    pollfd waiting = {.fd = output_, .events = POLLIN, .revents = 0};
    char bytes[1024];
    const ssize_t size =
        poll(&waiting, 1, kPatienceMillis) > 0 ? read(output_, bytes, sizeof(bytes)) : 0;
    if (size <= 0) Stop(name_ + " does not start");
    text.append(bytes, static_cast<std::size_t>(size));
    const std::size_t begin = text.find("http://");
    if (begin == std::string::npos) continue;
    const std::size_t end = text.find_first_of(" \n", begin);
    if (end == std::string::npos) continue;
    const std::size_t colon = text.rfind(':', end);
    std::from_chars(text.data() + colon + 1, text.data() + end, port_);
    if (port_ == 0) Stop(name_ + " does not say where it listens");
    return;
  }
}

std::int64_t Server::CpuTicks() const {
  const std::string stat = ReadFile("/proc/" + std::to_string(process_) + "/stat");
  // The name, which may hold anything, ends with the last bracket. Of what follows, utime,
  // stime, cutime and cstime are the 12th to the 15th.
  const std::size_t bracket = stat.rfind(')');
  if (bracket == std::string::npos) Stop(name_ + " has ended");
  std::istringstream fields(stat.substr(bracket + 1));
  std::string field;
  std::int64_t ticks = 0;
  for (int i = 1; i <= 15 && fields >> field; ++i) {
    if (i >= 12) ticks += std::atoll(field.c_str());
  }
  return ticks;
}

double Server::MemoryMib() const {
  const std::string status = ReadFile("/proc/" + std::to_string(process_) + "/status");
  constexpr std::string_view kName = "VmRSS:";
  const std::size_t at = status.find(kName);
  if (at == std::string::npos) Stop(name_ + " has ended");
  return static_cast<double>(std::atoll(status.c_str() + at + kName.size())) / 1'024;
}

}  // namespace weir::bench

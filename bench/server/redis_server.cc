// SPDX-License-Identifier: MIT
#include "server/redis_server.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace weir::bench {
namespace {

std::string MakeDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "weir-redis-XXXXXX").string();
  return mkdtemp(pattern.data()) == nullptr ? std::string() : pattern;
}

[[noreturn]] void Become(const std::string& directory, const std::string& socket) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
  execl(WEIR_REDIS_SERVER, "redis-server", "--port", "0", "--unixsocket", socket.c_str(), "--dir",
        directory.c_str(), "--save", "", "--appendonly", "no", nullptr);
  _exit(127);
}

}  // namespace

RedisServer::RedisServer() : directory_(MakeDirectory()), socket_(directory_ + "/socket") {
  if (directory_.empty()) return;
  process_ = fork();
  if (process_ == 0) Become(directory_, socket_);
}

RedisServer::~RedisServer() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

}  // namespace weir::bench

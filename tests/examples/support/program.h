// SPDX-License-Identifier: MIT
//
// RunProgram() runs another program as a shell would: with a pipe as its input,
// and files as its output, of which a test then sees every byte.
//
//   const ScratchFolder folder;
//   const Outcome outcome = RunProgram(folder, {"/bin/cat", "-"}, {.input = "hello"});
//   CHECK(outcome.output == "hello");
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace example_tests {

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// A folder of its own that goes away with it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "weir-test-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no folder for a test");
    path_ = path;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string Path(std::string_view name) const { return (path_ / name).string(); }

  // Writes a file and returns its path.
  std::string Write(std::string_view name, std::string_view bytes) const {
    std::ofstream(Path(name), std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return Path(name);
  }

 private:
  std::filesystem::path path_;
};

struct Outcome {
  // 128 and the signal's number if one killed it, as a shell says it.
  int exit_code = 0;
  std::string output;
  std::string errors;
};

struct StandardInput {
  std::string_view input = {};
  // What one write() to the pipe hands over at most.
  std::size_t piece_bytes = 65'536;
};

// Only calls that are allowed between fork() and exec().
[[noreturn]] inline void BecomeProgram(char* const* arguments, int input, int output, int errors) {
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

// False once nobody reads any more.
inline bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// `command` is a path and its arguments. The output goes through files in `folder`.
inline Outcome RunProgram(const ScratchFolder& folder, std::vector<std::string> command,
                          const StandardInput& standard_input = {}) {
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const auto create = [&folder](std::string_view name) {
    return open(folder.Path(name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  };
  int pipe_fds[2];
  if (pipe2(pipe_fds, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for a test");
  const int output = create("output");
  const int errors = create("errors");
  const pid_t child = fork();
  if (child == 0) BecomeProgram(arguments.data(), pipe_fds[0], output, errors);
  for (const int fd : {pipe_fds[0], output, errors}) close(fd);

  // A program may end without having read everything.
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  std::string_view input = standard_input.input;
  while (!input.empty()) {
    const std::string_view piece = input.substr(0, standard_input.piece_bytes);
    if (!WriteAll(pipe_fds[1], piece)) break;
    input.remove_prefix(piece.size());
  }
  close(pipe_fds[1]);
  std::signal(SIGPIPE, before);

  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) throw std::runtime_error("no process");
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .output = ReadFile(folder.Path("output")),
          .errors = ReadFile(folder.Path("errors"))};
}

}  // namespace example_tests

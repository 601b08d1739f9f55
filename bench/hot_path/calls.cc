// SPDX-License-Identifier: MIT
#include "hot_path/calls.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <new>

#include "stream/allocation_counter.h"

namespace weir::bench {
namespace {

std::int64_t locks_taken = 0;

using Lock = int (*)(pthread_mutex_t*);
Lock RealLock() {
  static const auto real = reinterpret_cast<Lock>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
  return real;
}

// What the traced process calls before and after the work that counts: nobody else does.
void Mark() { syscall(SYS_getppid); }

[[noreturn]] void RunTraced(const std::function<std::function<void()>()>& prepare, Calls& calls) {
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(1);
  raise(SIGSTOP);
  {
    const std::function<void()> work = prepare();
    work();
    const std::uint64_t allocations = testing::AllocationsOfThisThread().count;
    const std::int64_t locks = locks_taken;
    Mark();
    work();
    Mark();
    calls.allocations =
        static_cast<std::int64_t>(testing::AllocationsOfThisThread().count - allocations);
    calls.locks = locks_taken - locks;
  }
  _exit(0);
}

// Counts the system calls between the two marks. False if the process was not traced, or
// did not end well.
bool Trace(pid_t process, Calls& calls) {
  int status = 0;
  if (waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) return false;
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
  bool is_traced = ptrace(PTRACE_SETOPTIONS, process, nullptr, options) == 0;
  int marks = 0;
  int signal = 0;
  while (ptrace(is_traced ? PTRACE_SYSCALL : PTRACE_KILL, process, nullptr, signal) == 0 &&
         waitpid(process, &status, 0) == process && WIFSTOPPED(status)) {
    // With this bit it is a system call; else a signal, which is handed on.
    const bool is_call = WSTOPSIG(status) == (SIGTRAP | 0x80);
    signal = is_call ? 0 : WSTOPSIG(status);
    __ptrace_syscall_info info{};
    if (!is_call) continue;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof(info), &info) <= 0) is_traced = false;
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY) continue;
    if (info.entry.nr == SYS_getppid) {
      ++marks;
    } else if (marks == 1) {
      if (calls.system_calls == 0) {
        calls.first_system_call = static_cast<std::int64_t>(info.entry.nr);
      }
      ++calls.system_calls;
    }
  }
  return is_traced && marks == 2 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::optional<Calls> CallsOf(const std::function<std::function<void()>()>& prepare) {
  void* const shared =
      mmap(nullptr, sizeof(Calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return {};
  Calls& told = *new (shared) Calls;
  const pid_t process = fork();
  if (process == 0) RunTraced(prepare, told);
  Calls calls;
  const bool is_done = process > 0 && Trace(process, calls);
  calls.allocations = told.allocations;
  calls.locks = told.locks;
  munmap(shared, sizeof(Calls));
  if (!is_done) return {};
  return calls;
}

bool CanTrace() {
  return CallsOf([] { return [] {}; }).has_value();
}

}  // namespace weir::bench

// In place of the C library's, for the whole program.
extern "C" int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  ++weir::bench::locks_taken;
  return weir::bench::RealLock()(mutex);
}

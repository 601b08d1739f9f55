// SPDX-License-Identifier: MIT
//
// A Server is one of those that are compared, as a process of its own. Whatever becomes of
// this program, it ends too.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace weir::bench {

// A program that prints "http://ADDRESS:PORT" once it can be used.
struct ServerCommand {
  std::string name;
  std::vector<std::string> words = {};
};

class Server {
 public:
  // Starts it and waits until it has printed where it is. From the main thread: the system
  // ends it with the thread that started it.
  explicit Server(const ServerCommand& command);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  const std::string& name() const { return name_; }
  std::uint16_t port() const { return port_; }
  // From the call that started it to its line.
  double start_millis() const { return start_millis_; }

  // What it has used of all processors, with its children: in ticks of the system's clock,
  // of which there are 100 in a second.
  std::int64_t CpuTicks() const;
  double MemoryMib() const;

 private:
  void ReadPort();

  std::string name_;
  pid_t process_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
  double start_millis_ = 0;
};

// A port of 127.0.0.1 that nobody has at the moment, for a server that cannot choose.
std::uint16_t FreePort();
// A socket that is bound to such a port, which it sets.
int BindToFreePort(std::uint16_t& port);

// As many open files as the system lets this program and its children have.
void RaiseFileLimit();

// From here on, the signals that end this program end the servers first.
void EndServersOnSignals();

}  // namespace weir::bench

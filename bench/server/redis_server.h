// SPDX-License-Identifier: MIT
//
// A Redis server of one's own: on a Unix socket in a directory of its own, on no port, and
// gone with this object, or with this process however that ends.
#pragma once

#include <sys/types.h>

#include <string>

namespace weir::bench {

class RedisServer {
 public:
  // Starts it. Whoever connects may have to try for a moment.
  RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  // Stops it, and takes its directory away.
  ~RedisServer();

  const std::string& socket() const { return socket_; }

 private:
  std::string directory_;
  std::string socket_;
  pid_t process_ = -1;
};

}  // namespace weir::bench

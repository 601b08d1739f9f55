// SPDX-License-Identifier: MIT
//
// The floor of a server: it reads what is there and sends one and the same answer, looks at
// nothing, keeps nothing, and has a thread for each connection. What it takes is the system's
// and the client's, so no server is faster that sleeps until a request comes.
#pragma once

namespace weir::bench {

// What makes this program one: `serve_bench --echo`.
inline constexpr char kEchoOption[] = "--echo";

// Prints its URL, as every server does, and serves until it is killed.
[[noreturn]] void BeEcho();

}  // namespace weir::bench

// SPDX-License-Identifier: MIT
//
// Claim tested: a stream in process, with keys hashed by MD5 as AWS does, the system's
// clock and batches of 500, takes a tenth of what a server on the same machine takes that
// keeps streams in memory too: Redis, which is as near to it as a server comes.
//
// Redis gets what is best for it: a Unix socket, XADDs pipelined by 500, one stream, nothing
// written to disk and nothing trimmed. Each entry is a field of the partition key's name. Its
// consumer polls with XREADs of 500. Real time, since the server's is not this process's.
// server/ has a file for each competitor.

#include "absent.h"

namespace weir::bench {
namespace {

[[maybe_unused]] const bool said = SayAbsent(WEIR_ABSENT_SERVERS);

}  // namespace
}  // namespace weir::bench

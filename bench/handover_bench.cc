// SPDX-License-Identifier: MIT
//
// Claim tested: Weir hands records from thread to thread, with everything on and a log
// kept, in a fraction of what queues take that keep nothing: one producer to one
// consumer, to three that each see all, and two and four producers to one. A record to
// another thread and one back take no longer than through two boost spsc_queues.
//
// Everybody does the same work: copies the same 16 bytes of key and 100 of data in, and
// gives every byte to every consumer, which sums them up; a sum that is wrong fails the
// case. Queues give a record to one consumer only, so for three there are three queues.
// A time is from the start of all threads until the last consumer has the last record,
// with the same way of waiting for everybody. handover/ has a file for each competitor.

#include "absent.h"

namespace weir::bench {
namespace {

[[maybe_unused]] const bool said = SayAbsent(WEIR_ABSENT_PEERS);

}  // namespace
}  // namespace weir::bench

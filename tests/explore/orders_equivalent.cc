// SPDX-License-Identifier: MIT
//
// Why nobody can notice that an order is one step weaker, each for itself: all others are
// as they stand in the source. Observable is what a header promises, and the invariants of
// src/README.md; that two threads are ordered by a word that tells neither anything is
// promised nowhere.
//
// They stay as they are: on x86 none of them costs anything, and the rule that a pointer is
// followed behind an acquire is simpler than these reasons.
#include "explore/known_mutants.h"

namespace weir::explore {
namespace {

constexpr KnownMutant kEquivalentOrders[] = {
    // The address of a segment that the tail, acquired before, has reached. The tail is
    // only ever changed by read-modify-writes, so who acquires one value has acquired all
    // before it.
    {"log_claim.h", "TryClaim", "active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Edge T has brought it: the tail, acquired before and in this segment, comes "
     "there only by a Roll() that had acquired the link to it. Else the pointer is "
     "not followed, or only to an exchange of active_ that fails."},
    {"log.h", "Ahead", "active(active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "As TryClaim(): followed only if the tail, acquired before, is in it."},
    {"log_roll.h", "MakeRoom", "active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "The caller has acquired the tail, and edge T has brought the words of its "
     "segment and of the one before it, which is all that is followed from here."},
    {"log_roll.h", "Roll", "active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Followed only if it is the segment that is being rolled, whose words the "
     "caller knows since it acquired the tail (edge T)."},
    {"log_roll.h", "Totals", "active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Edge T has brought it: the tail, acquired before and in this segment, comes "
     "there only by a Roll() that had acquired the link to it. Else the pointer is "
     "not followed, or only to an exchange of active_ that fails."},
    {"log_roll.h", "Close", "active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Edge T has brought it: the tail, acquired before and in this segment, comes "
     "there only by a Roll() that had acquired the link to it. Else the pointer is "
     "not followed, or only to an exchange of active_ that fails."},
    {"log_trim.h", "ParkIdle", "active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "The caller has acquired the tail that it expects; the segment is followed only "
     "if that tail is in it (edge T)."},
    {"log_walk.h", "AtTip", "active_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Edge T has brought it: the tail, acquired before and in this segment, comes "
     "there only by a Roll() that had acquired the link to it. Else the pointer is "
     "not followed, or only to an exchange of active_ that fails."},
    {"log_roll.h", "AdvanceActive", "next.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Every caller has acquired a tail beyond the segment (edge T), or the link "
     "itself in Roll(), so it sees this link and knows what it leads to. A link of a "
     "later use is read only if active_ has moved, and then the exchange fails."},
    {"log_roll.h", "AdvanceActive", "active_.CompareExchange", Verb::kCompareExchange,
     Order::kAcqRel, Order::kRelease,
     "The value it expects was acquired when it was loaded, and of the one that "
     "makes it fail nothing is followed."},
    // The second look at the tail. What makes it sound is that the words before it were
    // acquired (edge S), not that it acquires.
    {"log_roll.h", "InstallNext", "again(tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "It is only compared. If it is the value the caller has acquired, nothing new "
     "comes with it; that a later use of the segment would have changed it follows "
     "from edge S and from coherence, which a relaxed load has too."},
    {"log_roll.h", "Roll", "tail_.LoadAcquire() != rolling", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "It is only compared. If it is the value the caller has acquired, nothing new "
     "comes with it; that a later use of the segment would have changed it follows "
     "from edge S and from coherence, which a relaxed load has too."},
    {"log_roll.h", "Totals", "TailWord(tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "It is only compared. If it is the value the caller has acquired, nothing new "
     "comes with it; that a later use of the segment would have changed it follows "
     "from edge S and from coherence, which a relaxed load has too."},
    {"log_trim.h", "ParkIdle", "tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "It is only compared. If it is the value the caller has acquired, nothing new "
     "comes with it; that a later use of the segment would have changed it follows "
     "from edge S and from coherence, which a relaxed load has too."},
    {"log_walk.h", "AtTip", "TailWord(log.tail_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "It is only compared. If it is the value the caller has acquired, nothing new "
     "comes with it; that a later use of the segment would have changed it follows "
     "from edge S and from coherence, which a relaxed load has too."},
    {"log.h", "IsAt", "tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "It is only compared with a tail that the caller has acquired: if it is that "
     "one, nothing new comes with it, and if not, the caller looks again with "
     "acquire."},
    {"log.h", "Ahead", "tail(tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Only a number, by which an address is made that nobody reads or writes for it. The "
     "segment is followed behind an acquire of active_."},
    {"log.h", "ParkIdle", "tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "It is only what ParkIdle(expected) compares with, which loads the tail again "
     "with acquire before it changes anything, and goes on only if it is this one."},
    {"log_trimmer.h", "TrimLast", "log.tail_.LoadAcquire() != tail", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Only compared with the tail above. That nobody claims since is decided by the "
     "exchange in ParkIdle(); a closed tail never moves."},
    // Numbers of which nothing is followed.
    {"log_trimmer.h", "TrimLast", "tail(log.tail_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Only a value to compare with, which was acquired when the second look finds it "
     "again; FinalRetire() loads its own."},
    {"log_trimmer.h", "TrimLast", "head(log.head_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Only compared with active_, and never followed. If both are old, the second "
     "look at the tail differs, or the exchange in ParkIdle() fails."},
    {"log_trimmer.h", "TrimLast", "active(log.active_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "It is the head, acquired on the line before, or it is not followed; and "
     "whoever moved the head there had acquired the link to it."},
    {"log_trimmer.h", "HeadIsExpired", "active(log.active_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Only compared. By coherence it is no older than the one that whoever moved the "
     "acquired head had seen; RetireHead() acquires it itself."},
    {"log_trimmer.h", "IsExpired", "tail(log.tail_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Only a number of bytes to walk, in a segment that is pinned. Each frame is "
     "acquired by its lane (edge P), and TrimLast() compares the tail before and "
     "after."},
    {"log_reader.h", "HasNews", "tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Only compared, as in IsReadable(): Read() acquires the tail itself."},
    {"log_trim.h", "ActiveArrivalNanos", "head(head_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Followed only if it is the active segment, which is acquired on the next line."},
    {"log_trim.h", "ActiveArrivalNanos", "active(active_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed, "Only compared; what is followed is the head, acquired before."},
    {"log_trim.h", "HeadArrivalNanos", "active(active_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed, "Only compared; what is followed is the head, acquired before."},
    {"log_walk.h", "Seek", "while", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Only compared. What lies ahead is acquired where it is entered; an old tail "
     "ends the search early, as an earlier call would have."},
    {"log_walk.h", "Seek", "is_at_tip", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Only compared with the position."},
    {"log_look.h", "IsReadable", "tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Only compared. Read(), which tells what there is, acquires the tail itself, "
     "and by coherence sees this one or a later one."},
    {"log_look.h", "NextArrivalNanos", "StandsAt(", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Only compared; the second load of the tail, before the ends are looked at, "
     "acquires."},
    {"log_walk.h", "SkipExpiredSegment", "end.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "A number of a segment that is pinned, to which its own base is added. MoveOn() "
     "acquires it again before it goes on behind it, and FollowerBeganBefore() the "
     "link."},
    {"log_walk.h", "SkipUnwantedSegment", "end.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "A number of a segment that is pinned, to which its own base is added. MoveOn() "
     "acquires it again before it goes on behind it."},
    // The end of a log.
    {"log_walk.h", "AtTip", "last(log.tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "Edge G has brought it: Close() moves the tail before it sets is_final_, which "
     "is acquired before this, so by coherence it is the last tail."},
    {"log_walk.h", "EnterHead", "tail(log.tail_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Whoever made the head null had seen the closed tail, and the head was "
     "acquired: by coherence it is the last tail."},
    {"log_trim.h", "FinalRetire", "tail(tail_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "If is_final_, acquired on the next line, is set, Close() has moved the tail "
     "before it (edge G); if not, nothing is done."},
    {"log_trim.h", "FinalRetire", "is_final_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "It has seen the mark; by coherence, so does whoever learns of the retirement, "
     "and Totals() and AtTip() acquire from the mark itself what came before it."},
    {"log_trim.h", "FinalRetire", "active(active_.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Only compared. Close() had seen the last value of active_ before it closed the "
     "tail, which is acquired above, so this is that value."},
    {"log_trim.h", "FinalRetire", "next.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kAcquire,
     "Readers come to this link through `end`, which the same thread releases after "
     "it; for a sleeper of an earlier use, an exchange goes on with the release "
     "sequence of BeginIncarnation() (edge S)."},
    {"log_trim.h", "FinalRetire", "end.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "The segment is the head and active, so by coherence it is a mark of this use; "
     "it is only what the exchange expects."},
    {"log_trim.h", "FinalRetire", "end.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "What it expects is known since the head was acquired, and of what makes it "
     "fail nothing is followed."},
    // Links whose segment is known already. Whoever sets `end` has acquired the link
    // (Roll), or made it (FinalRetire), so edge E brings it.
    {"log_take.h", "FetchNext", "segment.next.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "What it leads to is fetched into the cache, and nothing is concluded from it. Its block "
     "and its lane were set before it came into any log."},
    {"log_walk.h", "MoveOn", "segment.next.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "`end`, acquired above and set, brings the link and what it leads to (edge E); "
     "the segment is pinned, so the link is of this use."},
    {"log_walk.h", "FollowerBeganBefore", "segment.next.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "Both callers have acquired `end` and found it set (edge E), in a segment that "
     "is pinned."},
    {"log_trimmer.h", "IsExpired", "segment.next.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "`end`, acquired above and set, brings the link and what it leads to (edge E); "
     "the segment is pinned."},
    {"log_trim.h", "RetireHead", "segment->next.Load", Verb::kLoad, Order::kAcquire,
     Order::kRelaxed,
     "active_, acquired above and beyond the head, brings the link: it was moved "
     "past this segment by who had acquired it. A link of a later use is read only "
     "if the head has moved, and then the exchange fails."},
    {"log_roll.h", "InstallNext", "segment->next.LoadAcquire() == next", Verb::kLoad,
     Order::kAcquire, Order::kRelaxed,
     "Only compared. Roll() acquires the link itself before it follows it."},
    // Exchanges of which one half does nothing.
    {"log_roll.h", "InstallNext", "next.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "The value it expects was acquired when it was loaded, and of one that makes it "
     "fail nothing is followed. Roll() acquires the link itself."},
    {"log_roll.h", "Roll", "base_sequence.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kAcquire,
     "Everybody writes the same, in exchange for the mark of this use. Whoever needs "
     "the number has acquired the tail or `end`, made later by threads that had seen "
     "it; for a sleeper, an exchange goes on with the release sequence of "
     "BeginIncarnation() (edge S)."},
    {"log_roll.h", "Roll", "base_sequence.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "The value it expects was acquired when it was loaded, and of one that makes it "
     "fail nothing is followed."},
    {"log_roll.h", "Roll", "base_bytes.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kAcquire,
     "Everybody writes the same, in exchange for the mark of this use. Whoever needs "
     "the number has acquired the tail or `end`, made later by threads that had seen "
     "it; for a sleeper, an exchange goes on with the release sequence of "
     "BeginIncarnation() (edge S)."},
    {"log_roll.h", "Roll", "base_bytes.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "The value it expects was acquired when it was loaded, and of one that makes it "
     "fail nothing is followed."},
    {"log_roll.h", "Roll", "end.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "The value it expects was acquired when it was loaded, and of one that makes it "
     "fail nothing is followed."},
    {"log_trim.h", "ParkIdle", "next.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "The value it expects was acquired when it was loaded, and of one that makes it "
     "fail nothing is followed."},
    {"pins.h", "TryTake", "taken.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "It decides only whether to try: a pin that looks free is acquired by the "
     "exchange behind it, and of one that is taken nothing is used."},
    {"pins.h", "TryTake", "taken.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kAcquire,
     "Nobody does anything with a pin that is taken; the next owner pairs with the "
     "store that gives it back, before which this comes in the same thread."},
    {"slab.h", "Carve", "arena.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "The value it expects was acquired when it was loaded; after a failure the loop "
     "loads it again with acquire."},
    {"slab.h", "Give", "free_top.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "Whoever gives looks at nothing of what lies below; an exchange goes on with "
     "the release sequences of all who gave before, so who pops has acquired them."},
    {"slab.h", "Pop", "free_top.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kAcquire,
     "Who pops has nothing to tell of what stays on the stack: its link was released "
     "by who gave it, and an exchange goes on with that release sequence."},
    {"segment_pool.h", "Push", "detached_.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "Who pushes looks at nothing of what lies below; an exchange goes on with the "
     "release sequences of all who pushed before, so who takes the list has acquired "
     "them."},
    {"segment_pool.h", "Sweep", "detached_.Exchange", Verb::kExchange, Order::kAcqRel,
     Order::kAcquire, "It leaves a null, of which nobody follows anything."},
    {"write_income.h", "Remember", "kBusy", Verb::kCompareExchange, Order::kAcqRel, Order::kAcquire,
     "kBusy alone makes a reader return. Whoever sees one of the numbers acquires "
     "it, and they are released by the same thread after kBusy, so coherence shows "
     "that the moment has changed."},
    {"token_bucket.h", "Take", "taken_.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "A second round has lowered the gate itself, for its own moment and the total "
     "it saw first. By a gate that it does not see lowered it passes no more than a "
     "burst over that total, which is within what any gate allows that was lowered "
     "with that total or a later one; one lowered with an earlier total was lower "
     "than it need be."},
    {"parking_spot.h", "WakeAll", "word_.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kAcquire,
     "Its callers come from a claim or a closing, sequentially consistent, as are "
     "the load above, the FetchOr of a sleeper that sees what this wrote, and its "
     "look at the tail: their one order already has them in that order."},
    {"parking_spot.h", "WakeAll", "word_.CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "A waker uses nothing that a sleeper wrote. Whether it sleeps, the kernel "
     "decides by the newest value."},
    // Sequentially consistent, where acquire and release are enough.
    {"log_roll.h", "MakeRoom", "tail_.CompareExchange", Verb::kCompareExchange, Order::kSeqCst,
     Order::kAcqRel,
     "Of the tail, only a claim and a closing are news for a sleeper (edge W). This "
     "moves it where nothing is to be read, and a later claim or closing is ordered "
     "before the look for sleepers by its own order."},
    {"log_roll.h", "Roll", "tail_.CompareExchange", Verb::kCompareExchange, Order::kSeqCst,
     Order::kAcqRel,
     "Of the tail, only a claim and a closing are news for a sleeper (edge W). This "
     "moves it where nothing is to be read, and a later claim or closing is ordered "
     "before the look for sleepers by its own order."},
    {"log_trim.h", "ParkIdle", "tail_.CompareExchange", Verb::kCompareExchange, Order::kSeqCst,
     Order::kAcqRel,
     "Of the tail, only a claim and a closing are news for a sleeper (edge W). This "
     "moves it where nothing is to be read, and a later claim or closing is ordered "
     "before the look for sleepers by its own order."},
    {"log_trim.h", "RetireHead", "head_.Load", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "It is only what the exchange expects, which is sequentially consistent itself. "
     "If it is old, the exchange fails, or the answer is that of a call a moment "
     "earlier."},
    {"log_trim.h", "FinalRetire", "head(head_.Load", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "It is only what the exchange expects, which is sequentially consistent itself."},
    {"log_walk.h", "AtHead", "head = log.head_.Load", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "The other of the two looks is sequentially consistent and sees the same value, "
     "or there is another round; no operation of that kind stands between them. So "
     "whatever the order would say of this one it says of the other, and that the "
     "words between are of one use follows from edge S and coherence."},
    {"log_walk.h", "AtHead", "if (log.head_.Load", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "The other of the two looks is sequentially consistent and sees the same value, "
     "or there is another round; no operation of that kind stands between them. So "
     "whatever the order would say of this one it says of the other, and that the "
     "words between are of one use follows from edge S and coherence."},
    {"log_trim.h", "Trimmed", "head = head_.Load", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "The other of the two looks is sequentially consistent and sees the same value, "
     "or there is another round; no operation of that kind stands between them. So "
     "whatever the order would say of this one it says of the other, and that the "
     "words between are of one use follows from edge S and coherence."},
    {"log_trim.h", "Trimmed", "if (head_.Load", Verb::kLoad, Order::kSeqCst, Order::kAcquire,
     "The other of the two looks is sequentially consistent and sees the same value, "
     "or there is another round; no operation of that kind stands between them. So "
     "whatever the order would say of this one it says of the other, and that the "
     "words between are of one use follows from edge S and coherence."},
    {"log_walk.h", "EnterHead", "head = log.head_.Load", Verb::kLoad, Order::kSeqCst,
     Order::kAcquire,
     "Edge H needs the look behind the pin alone, which sees the same head or there "
     "is another round. This one only says what to pin."},
    // The time of a clock.
    {"tick_word.h", "AdvanceTo", "CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "It is only compared with a time. The ticks before it reach who sees it all the same: an "
     "exchange goes on with their release sequences."},
    {"tick_word.h", "AdvanceBy", "CompareExchange", Verb::kCompareExchange, Order::kAcqRel,
     Order::kRelease,
     "It is only added to. The ticks before it reach who sees it all the same: an exchange "
     "goes on with their release sequences."},
    // The end of a stream.
    {"stream_end.h", "Close", "is_closed_.Store", Verb::kStore, Order::kRelease, Order::kRelaxed,
     "The mark is made before the tails of the shards are closed, and is looked at behind the "
     "end of one, so edge T brings it, and all that came before it."},
    {"stream_end.h", "IsLast", "is_closed_.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "The caller has come to the end of the shard, and has acquired its closed tail: if Close() "
     "closed it, edge T has brought the mark and all that came before it; if a reshard did, it "
     "has children, and the mark is not looked at."},
};

}  // namespace

std::span<const KnownMutant> EquivalentOrders() { return kEquivalentOrders; }

}  // namespace weir::explore

// SPDX-License-Identifier: MIT
//
// Why nobody can notice that an operation is left out, each for itself: all others are done
// as they stand in the source. A load that is left out gives what its thread last saw or
// stored there. Observable is what a header promises; that something is done a round later,
// or by the next call, or costs more, is not.
//
// They stay as they are: each spares a round, a walk or a system call, or keeps a function
// right without a look at who calls it.
#include "explore/known_mutants.h"

namespace weir::explore {
namespace {

constexpr KnownMutant kEquivalentRemovals[] = {
    // A first guess: the exchange behind it decides, and gives the value when it fails.
    Removed("pins.h", "Acquire", "older = chunks_.Load", Verb::kLoad,
            "It is what the exchange expects, which gives the newest when it fails; the link is "
            "set again for each attempt."),
    Removed("segment_pool.h", "Push", "top = detached_.Load", Verb::kLoad,
            "It is what the exchange expects, which gives the newest when it fails; the link is "
            "set again for each attempt."),
    Removed("slab.h", "Give", "top = state.free_top.Load", Verb::kLoad,
            "It is what the exchange expects, which gives the newest when it fails; the link is "
            "set again for each attempt."),
    Removed("log_trim.h", "RaiseHeadOrdinal", "seen = head_ordinal_.Load", Verb::kLoad,
            "The word only grows. If it is old and too small, the exchange fails and gives the "
            "newest; if it is large enough, so it was for this thread before."),
    Removed("write_income.h", "Remember", "before = moment_nanos_.Load", Verb::kLoad,
            "What is returned was counted before it. An old value makes the exchange fail, since "
            "no moment comes twice, or this thread does without, as whoever comes second."),
    Removed("tick_word.h", "AdvanceTo", "now = now_nanos_.Load", Verb::kLoad,
            "Time only grows. If it is old and too early, the exchange fails and gives the "
            "newest; if it is there or beyond, so it was for this thread before."),
    Removed("tick_word.h", "AdvanceBy", "now = now_nanos_.Load", Verb::kLoad,
            "Time only grows. If it is old, the exchange fails and gives the newest, and the step "
            "is checked again; what leads beyond 2262 from an old time does so from any later."),
    // The segment that is appended to, of which an old one is found out.
    Removed("log_roll.h", "MakeRoom", "active_.Load", Verb::kLoad,
            "Its callers have looked. If that is old, the tail is not in it: nothing is done, or "
            "an exchange of active_ fails and gives the newest, and the caller tries again."),
    Removed("log_roll.h", "Roll", "active(active_.Load", Verb::kLoad,
            "MakeRoom() and ParkIdle() have looked, and found the segment that is rolled. If "
            "another has moved active_ on since, the exchange in AdvanceActive() fails."),
    // The head, of which an old one is found out by the second look.
    Removed("log_walk.h", "AtHead", "head = log.head_.Load", Verb::kLoad,
            "The look behind the numbers shows that it is old, and the next round goes by that."),
    Removed("log_walk.h", "EnterHead", "head = log.head_.Load", Verb::kLoad,
            "The look behind the pin shows that it is old, and the next round goes by that. That "
            "there is no head any more is never old."),
    Removed("log_trimmer.h", "TrimLast", "head(log.head_.Load", Verb::kLoad,
            "TrimFirst() has just looked. If another has taken that one out since, it is not the "
            "active one, and nothing is done: as if this call had come before."),
    // The tail, at which the same call has looked before.
    Removed("log_trimmer.h", "IsExpired", "tail(log.tail_.Load", Verb::kLoad,
            "TrimLast() has looked in the same call: what was claimed since shows in its second "
            "look. From TrimFirst() it gets here only if the head has moved, and then RetireHead() "
            "fails."),
    Removed("log_trimmer.h", "TrimLast", "log.tail_.LoadAcquire() != tail", Verb::kLoad,
            "IsExpired() has looked at the tail behind the first look. What was claimed since "
            "makes the exchange in ParkIdle() fail; a closed tail never moves."),
    Removed("log_walk.h", "EnterHead", "tail(log.tail_.Load", Verb::kLoad,
            "The log is closed and holds nothing. From whatever place before its end, Read() "
            "comes here again and says so, and the others say it by the closed tail."),
    Removed("log_walk.h", "Seek", "while", Verb::kLoad,
            "An old tail lies before the position, which is then entered and found to be at the "
            "tip, or it is the position: then Read() does the rest, as the header says."),
    Removed("log_walk.h", "Seek", "is_at_tip", Verb::kLoad,
            "The loop has ended by a look at the tail that said the same. What came since is "
            "younger than any start, as what is to come."),
    // What only this thread changes, or the caller has looked at while it held the segment.
    Removed("segment.h", "Unset", "incarnation.Load", Verb::kLoad,
            "Only BeginIncarnation() calls it, which has stored it."),
    Removed("log_take.h", "Walk", "end.Load", Verb::kLoad,
            "What it last saw is the end, or that there is none yet: then the first frames are "
            "walked one by one."),
    Removed("log_reader.h", "IsAtSegmentEnd", "end.Load", Verb::kLoad,
            "What it last saw is the end, or that there is none yet: then the next read waits for "
            "a moment before it looks again."),
    Removed("log_take.h", "FetchNext", "segment.next.Load", Verb::kLoad,
            "What is there is fetched into the cache, and nothing is concluded from it."),
    Removed("log_take.h", "WalkFrames", "generation.Load", Verb::kLoad,
            "SkipHidden() has looked at it for the same position, and the segment is pinned."),
    Removed("log_take.h", "WalkLane", "generation.Load", Verb::kLoad,
            "SkipHidden() has looked at it for the same segment, which is pinned."),
    Removed("log_take.h", "WalkLane", "base_sequence.Load", Verb::kLoad,
            "Set before anybody could read a frame of the segment, so this thread knows it."),
    // What shortens the way. Without it, there is the way from frame to frame.
    Removed("log_take.h", "ClaimedExtent", "end.Load", Verb::kLoad,
            "An end that is not seen: the tail tells as much, or nothing does, and then frames are "
            "walked one by one."),
    Removed("log_take.h", "ClaimedExtent", "log.tail_.Load", Verb::kLoad,
            "An old tail is not before the whole frame at the position, for that claim is known. "
            "So only less is taken at once."),
    Removed("segment.h", "CountRecords", "CountEqual", Verb::kCountEqual,
            "A frame that this thread does not know of is missing from the count, and then frames "
            "are walked one by one. What it knows of is whole."),
    Removed("segment.h", "LaneWordAt", "LoadEight", Verb::kLoadEight,
            "A frame that this thread does not know of is missing from the count, and then frames "
            "are walked one by one. What it knows of is whole."),
    // Memory of which a thread thinks that it is not there, or that it still is.
    Removed("slab.h", "Carve", "arena->used.Load", Verb::kLoad,
            "FetchAdd() decides, and tells a thread that the arena is used up: each adds one more "
            "at the most, and it does not run round."),
    // Where a frame will be, which is only fetched: elsewhere it does no harm.
    Removed("log.h", "Ahead", "tail(tail_.Load", Verb::kLoad,
            "What is fetched in vain costs time. An old segment's words stay readable."),
    Removed("log.h", "Ahead", "active(active_.Load", Verb::kLoad,
            "What is fetched in vain costs time. An old segment's words stay readable."),
    // Sleep.
    Removed("parking_spot.h", "Park", "FutexWait", Verb::kSleep,
            "A sleep may end at any time, so whoever slept looks again. Without it, a reader "
            "does nothing else."),
};

}  // namespace

std::span<const KnownMutant> EquivalentRemovals() { return kEquivalentRemovals; }

}  // namespace weir::explore

// SPDX-License-Identifier: MIT
//
// Sets a log's words directly, to stand where a test could not count to.
//
// A log's friends are its readers, whatever they are templates of. This is one of
// them by name, and none by what it does.
#pragma once

#include <cstdint>

#include "weir/log/log.h"
#include "weir/log/log_reader.h"

namespace weir {

namespace testing {
struct PeerTag {};
}  // namespace testing

template <>
class BasicLogReader<testing::PeerTag, testing::PeerTag> {
 public:
  // Makes a log that nobody has used a log whose next segment will be `ordinal` + 1
  // and which has taken so many records and bytes, all of them trimmed.
  template <class Log>
  static void StartAt(Log& log, std::uint64_t ordinal, const LogTotals& totals) {
    using Link = typename Log::Link;
    log.idle_segment_.BeginIncarnation(ordinal);
    log.idle_segment_.base_sequence.StoreRelaxed(totals.records);
    log.idle_segment_.base_bytes.StoreRelaxed(totals.bytes);
    log.tail_.StoreRelaxed(log_internal::TailWord::StartOf(ordinal).raw());
    log.active_.StoreRelaxed(Link(&log.idle_segment_, ordinal).raw());
    log.head_.StoreRelaxed(Link(&log.idle_segment_, ordinal).raw());
    log.head_ordinal_.StoreRelaxed(ordinal);
  }
  // Makes the only segment of a log the one so many behind `ordinal` that the tail does not
  // tell them apart, as if as many had come and gone.
  template <class Log>
  static void GoRoundTo(Log& log, std::uint64_t ordinal) {
    using Link = typename Log::Link;
    using log_internal::TailWord;
    const std::uint64_t again = ordinal + (std::uint64_t{1} << log_internal::kOrdinalBits);
    typename Log::Segment* const segment = Active(log);
    segment->ordinal.StoreRelaxed(again);
    log.tail_.StoreRelaxed(TailWord::StartOf(again).raw() | Tail(log).extent());
    log.active_.StoreRelaxed(Link(segment, again).raw());
    log.head_.StoreRelaxed(Link(segment, again).raw());
    log.head_ordinal_.StoreRelaxed(again);
  }
  template <class Log>
  static log_internal::TailWord Tail(const Log& log) {
    return log_internal::TailWord(log.tail_.LoadAcquire());
  }
  // Begins the roll to the installed segment, and leaves it there; returns the tail.
  template <class Log>
  static log_internal::TailWord BeginRoll(Log& log) {
    const log_internal::TailWord rolling = Tail(log).With(log_internal::TailState::kRolling);
    log.tail_.StoreRelaxed(rolling.raw());
    return rolling;
  }
  // What is left of it.
  template <class Log>
  static void Roll(Log& log, log_internal::TailWord rolling, typename Log::Segment* segment) {
    log.Roll(rolling, segment);
  }
  // The segment being appended to.
  template <class Log>
  static typename Log::Segment* Active(const Log& log) {
    return typename Log::Link(log.active_.LoadAcquire()).pointer();
  }
  // The oldest.
  template <class Log>
  static typename Log::Segment* Head(const Log& log) {
    return typename Log::Link(log.head_.LoadAcquire()).pointer();
  }
  // The one that is linked behind the active one, or null.
  template <class Log>
  static typename Log::Segment* Installed(const Log& log) {
    return typename Log::Link(Active(log)->next.LoadAcquire()).pointer();
  }
};

namespace testing {
using LogPeer = BasicLogReader<PeerTag, PeerTag>;
}  // namespace testing

}  // namespace weir

// SPDX-License-Identifier: MIT
//
// The memory of C++20 as far as the engine uses it: which values an atomic load may
// see, and what is ordered after it.
//
// A location keeps every value it has had, in modification order. What a thread may
// no longer see follows from happens-before alone: each access notes which value it
// saw or made and the thread's step, and an access that happens before the present
// one hides all older values. So a release carries nothing but a vector clock.
//
// A sequentially consistent operation orders nothing but other such operations; which
// values these may see, SeqCstOrder knows. There are no fences in the engine.
//
// Not modelled: a load that sees a value which is stored later (load buffering).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "explore/model/choices.h"
#include "explore/model/operation.h"
#include "explore/model/seq_cst_order.h"
#include "explore/model/vector_clock.h"

namespace weir::explore {

// What an operation that releases hands to whoever acquires it.
struct Released {
  // What happens before the acquirer.
  VectorClock happened;
  // Of that, what comes strongly before all that the acquirer does next.
  VectorClock settled;
  // What comes strongly before the acquirer itself if both are sequentially consistent.
  VectorClock ordered;

  void Join(const Released& other) {
    happened.Join(other.happened);
    settled.Join(other.settled);
    ordered.Join(other.ordered);
  }
};

struct Message {
  // Far from the next one's, so that there is room for more between two.
  Stamp stamp = 0;
  std::uint64_t value = 0;
  // How many stores there had been, everywhere, when it was made.
  std::uint64_t born = 0;
  // Nothing if it was not released.
  Released released;
  // Made by a read-modify-write from the message before it: nothing comes between.
  bool is_attached = false;
};

// That a thread, at its step, saw or made the message with this stamp.
struct Sighting {
  Stamp stamp = 0;
  std::uint32_t step = 0;
  int thread = 0;
};

struct Location {
  const void* address = nullptr;
  // As wide as the values are.
  std::uint64_t mask = 0;
  // Whoever made it, and when: nobody may use it but after that.
  int maker = 0;
  std::uint32_t made_at = 0;
  bool is_gone = false;
  // Each thread's last use: it may not end before that.
  VectorClock used;
  std::vector<Message> messages;
  std::vector<Sighting> sightings;
  // By sequentially consistent operations.
  std::vector<SeqCstUse> seq_cst_uses;
};

// A thread's part of the memory.
struct Viewer {
  // 0 sets up what the others begin with.
  int thread = 0;
  // What happens before its present step, that one included.
  VectorClock clock;
  // Of the others' steps, those that come strongly before the present one, and those that
  // come strongly before the next. Happens-before, but for what has been acquired from the
  // very step that released it: that is sequentially consistent's only if both steps are
  // (C++20, [intro.races]).
  VectorClock strong;
  VectorClock settled;
  // Stores up to this one are no longer hidden by newer ones that are not yet here:
  // who waits in a loop sees them in the end.
  std::uint64_t caught_up = 0;
  // Whether a load has seen another value than the newest since this was reset.
  bool has_seen_old = false;

  // Begins a step.
  void Step() {
    clock.Tick(thread);
    strong.Join(settled);
  }
  void Acquire(const Released& released, Order order) {
    clock.Join(released.happened);
    settled.Join(released.settled);
    if (order == Order::kSeqCst) strong.Join(released.ordered);
  }
  Released Release(Order order) const {
    Released released{.happened = clock, .settled = clock.WithoutLast(), .ordered = {}};
    released.settled.Join(strong);
    released.settled.Join(settled);
    if (order == Order::kSeqCst) {
      released.ordered = strong;
      released.ordered.Raise(thread, clock.of(thread));
    }
    return released;
  }
  // The thread that sets up, and looks at the end: all that it does comes before or behind
  // whatever the others do.
  bool IsAlone() const { return thread == 0; }
};

// Which of the messages that an operation may see it would write behind.
struct Writes {
  enum class Which : std::uint8_t { kNone, kAll, kThoseOfValue };
  Which which = Which::kNone;
  std::uint64_t value = 0;

  bool Behind(const Message& message) const {
    return which == Which::kAll || (which == Which::kThoseOfValue && message.value == value);
  }
};

struct Swapped {
  bool is_done = false;
  std::uint64_t value = 0;
};

class Memory {
 public:
  explicit Memory(Choices& choices) : choices_(choices) {}

  // Empty, and so many loads may see an old value.
  void Begin(std::uint32_t old_values_max) {
    used_ = 0;
    stores_ = 0;
    seq_cst_.Begin();
    old_values_left_ = old_values_max;
  }

  LocationIndex Add(const void* address, std::uint64_t mask, std::uint64_t value, Viewer& viewer);
  // What is wrong with ending it now; nullptr if nothing is.
  const char* Remove(LocationIndex index, const Viewer& viewer);
  // What is wrong if `viewer` uses the location at `address`; nullptr if nothing is.
  const char* Refusal(LocationIndex index, const void* address, const Viewer& viewer) const;

  // The viewer's clock has ticked for each of these.
  std::uint64_t Load(LocationIndex index, Order order, Viewer& viewer);
  void Store(LocationIndex index, Order order, std::uint64_t value, Viewer& viewer);
  // `make(old)` gives the new value. Returns the old one.
  template <class Make>
  std::uint64_t Update(LocationIndex index, Order order, Viewer& viewer, const Make& make) {
    Location& location = locations_[index];
    if (viewer.IsAlone()) {
      const std::uint64_t newest = location.messages.back().value;
      Replace(location, make(newest) & location.mask);
      return newest;
    }
    FindUpdatable(location, FirstVisible(location, viewer));
    const std::size_t at = ChooseCandidate(location, order, {.which = Writes::Which::kAll}, viewer);
    const std::uint64_t old = location.messages[at].value;
    UpdateAt(location, at, make(old) & location.mask, order, viewer);
    return old;
  }
  // The failing load has the order's acquire half.
  Swapped CompareExchange(LocationIndex index, Order order, std::uint64_t expected,
                          std::uint64_t desired, Viewer& viewer);

  // What the viewer last saw or made there, or what was there when it began; nullptr if
  // it knows nothing of it.
  const Message* LastKnown(LocationIndex index, const Viewer& viewer) const;
  // The newest value, with no order.
  std::uint64_t SeeNewest(LocationIndex index, Viewer& viewer);

  // As the kernel sees it, and as a debugger would.
  std::uint64_t Newest(LocationIndex index) const {
    return locations_[index].messages.back().value;
  }
  // So far, everywhere.
  std::uint64_t stores() const { return stores_; }

 private:
  static constexpr Stamp kStampStep = Stamp{1} << 40;

  // Index of the oldest message that the viewer may still see.
  std::size_t FirstVisible(const Location& location, const Viewer& viewer) const;
  void FindUpdatable(const Location& location, std::size_t first);
  // One of candidates_, of which the first is the newest, and always possible.
  std::size_t ChooseCandidate(const Location& location, Order order, const Writes& writes,
                              Viewer& viewer);
  // Whether one order of all sequentially consistent operations would allow it.
  bool IsPossible(const Location& location, std::size_t at, bool is_write, const Viewer& viewer);
  // That such an operation has seen the message at `at`, or made the one behind it.
  void NoteSeqCst(Location& location, std::size_t at, bool is_write, const Viewer& viewer);
  std::uint64_t SeeAt(Location& location, std::size_t at, Order order, Viewer& viewer);
  void UpdateAt(Location& location, std::size_t at, std::uint64_t value, Order order,
                Viewer& viewer);
  // By who is alone: of what was there before, nobody will see anything.
  void Replace(Location& location, std::uint64_t value);
  // Puts a message behind `at`.
  void Insert(Location& location, std::size_t at, Message message, Order order, Viewer& viewer);
  static void Note(Location& location, Stamp stamp, const Viewer& viewer);

  Choices& choices_;
  SeqCstOrder seq_cst_;
  // Those of the present execution come first; the others keep their memory.
  std::vector<Location> locations_;
  std::size_t used_ = 0;
  std::uint64_t stores_ = 0;
  std::uint32_t old_values_left_ = 0;
  std::vector<std::size_t> candidates_;
};

}  // namespace weir::explore

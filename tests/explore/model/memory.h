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
// Sequentially consistent operations take place in the order in which the explorer
// runs them. What such an operation has seen or made of a location hides older values
// of that location from later ones; of other locations it hides nothing and orders
// nothing. That is what the standard says where there are no fences, and there are
// none in the engine.
//
// Not modelled: a load that sees a value which is stored later (load buffering).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "explore/model/choices.h"
#include "explore/model/operation.h"
#include "explore/model/vector_clock.h"

namespace weir::explore {

// A place in a location's modification order. Far apart, so that there is room for
// more between two.
using Stamp = std::uint64_t;

struct Message {
  Stamp stamp = 0;
  std::uint64_t value = 0;
  // How many stores there had been, everywhere, when it was made.
  std::uint64_t born = 0;
  // What is ordered before whoever acquires it; nothing if it was not released.
  VectorClock released;
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
  // The newest that a sequentially consistent operation has seen or made.
  Stamp newest_seq_cst = 0;
  std::vector<Message> messages;
  std::vector<Sighting> sightings;
};

// A thread's part of the memory.
struct Viewer {
  int thread = 0;
  VectorClock clock;
  // Stores up to this one are no longer hidden by newer ones that are not yet here:
  // who waits in a loop sees them in the end.
  std::uint64_t caught_up = 0;
  // Whether a load has seen another value than the newest since this was reset.
  bool has_seen_old = false;
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
    FindUpdatable(location, FirstVisible(location, order, viewer));
    const std::size_t at = ChooseCandidate(viewer);
    const std::uint64_t old = location.messages[at].value;
    UpdateAt(location, at, make(old) & location.mask, order, viewer);
    return old;
  }
  // The failing load has the order's acquire half.
  Swapped CompareExchange(LocationIndex index, Order order, std::uint64_t expected,
                          std::uint64_t desired, Viewer& viewer);

  // As the kernel sees it, and as a debugger would.
  std::uint64_t Newest(LocationIndex index) const {
    return locations_[index].messages.back().value;
  }
  // So far, everywhere.
  std::uint64_t stores() const { return stores_; }

 private:
  static constexpr Stamp kStampStep = Stamp{1} << 40;

  // Index of the oldest message that the viewer may still see.
  std::size_t FirstVisible(const Location& location, Order order, const Viewer& viewer) const;
  void FindUpdatable(const Location& location, std::size_t first);
  // One of candidates_, of which the first is the newest.
  std::size_t ChooseCandidate(Viewer& viewer);
  std::uint64_t SeeAt(Location& location, std::size_t at, Order order, Viewer& viewer);
  void UpdateAt(Location& location, std::size_t at, std::uint64_t value, Order order,
                Viewer& viewer);
  // Puts a message behind `at`.
  void Insert(Location& location, std::size_t at, Message message, Order order, Viewer& viewer);
  static void Note(Location& location, Stamp stamp, Order order, const Viewer& viewer);

  Choices& choices_;
  // Those of the present execution come first; the others keep their memory.
  std::vector<Location> locations_;
  std::size_t used_ = 0;
  std::uint64_t stores_ = 0;
  std::uint32_t old_values_left_ = 0;
  std::vector<std::size_t> candidates_;
};

}  // namespace weir::explore

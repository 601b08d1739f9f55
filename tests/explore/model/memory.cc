// SPDX-License-Identifier: MIT
#include "explore/model/memory.h"

namespace weir::explore {

LocationIndex Memory::Add(const void* address, std::uint64_t mask, std::uint64_t value,
                          Viewer& viewer) {
  if (used_ == locations_.size()) locations_.emplace_back();
  Location& location = locations_[used_];
  viewer.clock.Tick(viewer.thread);
  location.address = address;
  location.mask = mask;
  location.maker = viewer.thread;
  location.made_at = viewer.clock.of(viewer.thread);
  location.is_gone = false;
  location.used = {};
  location.seq_cst_uses.clear();
  location.sightings.clear();
  location.messages.clear();
  location.messages.push_back(
      {.stamp = kStampStep, .value = value, .born = stores_, .released = {}});
  return static_cast<LocationIndex>(used_++);
}

const char* Memory::Remove(LocationIndex index, const Viewer& viewer) {
  locations_[index].is_gone = true;
  for (int thread = 0; thread < kThreadsMax; ++thread) {
    if (locations_[index].used.of(thread) > viewer.clock.of(thread)) {
      return "data race: an atomic ends while somebody else uses it";
    }
  }
  return nullptr;
}

const char* Memory::Refusal(LocationIndex index, const void* address, const Viewer& viewer) const {
  // What is read of freed memory is any index.
  if (index >= used_ || locations_[index].address != address) return "no atomic is here";
  const Location& location = locations_[index];
  if (location.is_gone) return "an atomic is used after its end";
  if (viewer.clock.of(location.maker) < location.made_at) {
    return "data race: an atomic is used by who does not know that it was constructed";
  }
  return nullptr;
}

std::size_t Memory::FirstVisible(const Location& location, const Viewer& viewer) const {
  if (location.messages.size() == 1) return 0;
  Stamp oldest = 0;
  for (const Sighting& sighting : location.sightings) {
    if (sighting.stamp > oldest && sighting.step <= viewer.clock.of(sighting.thread)) {
      oldest = sighting.stamp;
    }
  }
  std::size_t at = location.messages.size() - 1;
  while (at > 0 && location.messages[at].stamp > oldest) {
    if (location.messages[at].born <= viewer.caught_up) {
      // An execution in which it takes longer until it is seen.
      choices_.NoteCut();
      break;
    }
    --at;
  }
  return at;
}

bool Memory::IsPossible(const Location& location, std::size_t at, bool is_write,
                        const Viewer& viewer) {
  VectorClock strong = viewer.strong;
  strong.Join(location.messages[at].released.ordered);
  return seq_cst_.IsPossible(location.seq_cst_uses, {.stamp = location.messages[at].stamp,
                                                     .is_write = is_write,
                                                     .thread = viewer.thread,
                                                     .strong = &strong});
}

void Memory::NoteSeqCst(Location& location, std::size_t at, bool is_write, const Viewer& viewer) {
  // Setting up comes before everything, and looking at the end behind it.
  if (viewer.thread == 0) return;
  const Stamp seen = location.messages[at].stamp;
  const std::size_t event = seq_cst_.Add(
      location.seq_cst_uses,
      {.stamp = seen, .is_write = is_write, .thread = viewer.thread, .strong = &viewer.strong},
      viewer.clock.of(viewer.thread));
  const Stamp stamp = is_write ? location.messages[at + 1].stamp : seen;
  location.seq_cst_uses.push_back({event, stamp, is_write});
}

std::size_t Memory::ChooseCandidate(const Location& location, Order order, const Writes& writes,
                                    Viewer& viewer) {
  if (candidates_.size() == 1) return candidates_[0];
  if (old_values_left_ == 0) {
    choices_.NoteCut();
    return candidates_[0];
  }
  if (order == Order::kSeqCst) {
    std::size_t kept = 1;
    for (std::size_t i = 1; i < candidates_.size(); ++i) {
      const std::size_t at = candidates_[i];
      if (IsPossible(location, at, writes.Behind(location.messages[at]), viewer)) {
        candidates_[kept++] = at;
      }
    }
    candidates_.resize(kept);
  }
  const std::uint32_t index =
      choices_.Choose(static_cast<std::uint32_t>(candidates_.size()), About::kMessage);
  if (index != 0) {
    viewer.has_seen_old = true;
    --old_values_left_;
  }
  return candidates_[index];
}

void Memory::FindUpdatable(const Location& location, std::size_t first) {
  const std::vector<Message>& messages = location.messages;
  candidates_.clear();
  for (std::size_t at = messages.size(); at-- > first;) {
    // Something else was made from it: this update cannot come in between.
    if (at + 1 < messages.size() && messages[at + 1].is_attached) continue;
    candidates_.push_back(at);
  }
}

void Memory::Note(Location& location, Stamp stamp, const Viewer& viewer) {
  location.used.Raise(viewer.thread, viewer.clock.of(viewer.thread));
  for (const Sighting& sighting : location.sightings) {
    // The thread knows as much already.
    if (sighting.thread == viewer.thread && sighting.stamp >= stamp) return;
  }
  location.sightings.push_back({stamp, viewer.clock.of(viewer.thread), viewer.thread});
}

std::uint64_t Memory::SeeAt(Location& location, std::size_t at, Order order, Viewer& viewer) {
  const Message& message = location.messages[at];
  if (Acquires(order)) viewer.Acquire(message.released, order);
  Note(location, message.stamp, viewer);
  return message.value;
}

const Message* Memory::LastKnown(LocationIndex index, const Viewer& viewer) const {
  const Location& location = locations_[index];
  const auto is_known = [&viewer](int thread) { return thread == viewer.thread || thread == 0; };
  Stamp newest = is_known(location.maker) ? location.messages.front().stamp : 0;
  for (const Sighting& sighting : location.sightings) {
    if (is_known(sighting.thread) && sighting.stamp > newest) newest = sighting.stamp;
  }
  for (const Message& message : location.messages) {
    if (message.stamp == newest) return &message;
  }
  return nullptr;
}

std::uint64_t Memory::SeeNewest(LocationIndex index, Viewer& viewer) {
  Location& location = locations_[index];
  return SeeAt(location, location.messages.size() - 1, Order::kRelaxed, viewer);
}

std::uint64_t Memory::Load(LocationIndex index, Order order, Viewer& viewer) {
  Location& location = locations_[index];
  if (viewer.IsAlone()) return location.messages.back().value;
  const std::size_t first = FirstVisible(location, viewer);
  candidates_.clear();
  for (std::size_t at = location.messages.size(); at-- > first;) candidates_.push_back(at);
  const std::size_t at = ChooseCandidate(location, order, {.which = Writes::Which::kNone}, viewer);
  const std::uint64_t value = SeeAt(location, at, order, viewer);
  if (order == Order::kSeqCst) NoteSeqCst(location, at, /*is_write=*/false, viewer);
  return value;
}

void Memory::Replace(Location& location, std::uint64_t value) {
  ++stores_;
  location.messages.erase(location.messages.begin(), location.messages.end() - 1);
  location.messages.back().value = value;
}

void Memory::Insert(Location& location, std::size_t at, Message message, Order order,
                    Viewer& viewer) {
  std::vector<Message>& messages = location.messages;
  const Stamp before = messages[at].stamp;
  message.stamp = at + 1 == messages.size() ? before + kStampStep
                                            : before + (messages[at + 1].stamp - before) / 2;
  message.born = ++stores_;
  messages.insert(messages.begin() + static_cast<std::ptrdiff_t>(at) + 1, message);
  Note(location, message.stamp, viewer);
  if (order == Order::kSeqCst) NoteSeqCst(location, at, /*is_write=*/true, viewer);
}

void Memory::Store(LocationIndex index, Order order, std::uint64_t value, Viewer& viewer) {
  Location& location = locations_[index];
  if (viewer.IsAlone()) return Replace(location, value);
  // Behind what the thread knows of, and before or behind what it does not.
  FindUpdatable(location, FirstVisible(location, viewer));
  Message message{.value = value, .released = {}};
  if (Releases(order)) message.released = viewer.Release(order);
  const std::size_t at = ChooseCandidate(location, order, {.which = Writes::Which::kAll}, viewer);
  Insert(location, at, message, order, viewer);
}

void Memory::UpdateAt(Location& location, std::size_t at, std::uint64_t value, Order order,
                      Viewer& viewer) {
  SeeAt(location, at, order, viewer);
  // Whoever acquires this acquires what was released before it too: a release
  // sequence goes on through every read-modify-write, whatever its order.
  Message message{.value = value, .released = location.messages[at].released, .is_attached = true};
  if (Releases(order)) message.released.Join(viewer.Release(order));
  Insert(location, at, message, order, viewer);
}

Swapped Memory::CompareExchange(LocationIndex index, Order order, std::uint64_t expected,
                                std::uint64_t desired, Viewer& viewer) {
  Location& location = locations_[index];
  const std::vector<Message>& messages = location.messages;
  if (viewer.IsAlone()) {
    const std::uint64_t newest = messages.back().value;
    if (newest == expected) Replace(location, desired);
    return {.is_done = newest == expected, .value = newest};
  }
  const std::size_t first = FirstVisible(location, viewer);
  candidates_.clear();
  for (std::size_t at = messages.size(); at-- > first;) {
    // To see what was expected is to succeed, and that needs the place behind it.
    const bool is_updatable = at + 1 == messages.size() || !messages[at + 1].is_attached;
    if (messages[at].value != expected || is_updatable) candidates_.push_back(at);
  }
  const std::size_t at = ChooseCandidate(
      location, order, {.which = Writes::Which::kThoseOfValue, .value = expected}, viewer);
  const std::uint64_t value = messages[at].value;
  if (value != expected) {
    // Acquire for AcqRel, relaxed for Release: a load has no other half.
    SeeAt(location, at, order, viewer);
    if (order == Order::kSeqCst) NoteSeqCst(location, at, /*is_write=*/false, viewer);
    return {.is_done = false, .value = value};
  }
  UpdateAt(location, at, desired, order, viewer);
  return {.is_done = true, .value = value};
}

}  // namespace weir::explore

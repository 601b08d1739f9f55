// SPDX-License-Identifier: MIT
#include "explore/model/plain_memory.h"

namespace weir::explore {

namespace {

const char* Fault(PlainMemory::Kind earlier, PlainMemory::Kind later, bool is_ordered) {
  using Kind = PlainMemory::Kind;
  if (earlier == Kind::kFree) return later == Kind::kFree ? "double free" : "use after free";
  if (is_ordered || (earlier == Kind::kRead && later == Kind::kRead)) return nullptr;
  if (later == Kind::kFree) return "data race: freed while somebody else uses it";
  if (earlier == Kind::kRead) return "data race: written while somebody else reads it";
  return later == Kind::kRead ? "data race: read while somebody else writes it"
                              : "data race: written by two";
}

}  // namespace

const char* PlainMemory::Note(Kind kind, const void* bytes, std::size_t count, const Viewer& viewer,
                              const CallSite& site, Access& other) {
  if (count == 0) return nullptr;
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes);
  const std::uintptr_t end = begin + count;
  std::size_t kept = 0;
  for (const Access& access : accesses_) {
    const bool overlaps = access.begin < end && begin < access.end;
    if (overlaps) {
      const bool is_ordered = access.step <= viewer.clock.of(access.thread);
      const char* const fault = Fault(access.kind, kind, is_ordered);
      if (fault != nullptr) {
        other = access;
        return fault;
      }
    }
    // What is ordered before this access and lies within it has said all it can: who
    // collides with it collides with this one too. A read stands for reads alone.
    const bool is_within = begin <= access.begin && access.end <= end;
    const bool is_replaced =
        is_within &&
        (kind != Kind::kRead || (access.kind == Kind::kRead && access.thread == viewer.thread));
    if (!is_replaced) accesses_[kept++] = access;
  }
  accesses_.resize(kept);
  accesses_.push_back({begin, end, kind, viewer.thread, viewer.clock.of(viewer.thread), site});
  return nullptr;
}

}  // namespace weir::explore

// SPDX-License-Identifier: MIT
//
// mmap() and munmap() for the duration of an exploration: what an execution gives back,
// the next one gets. A slab maps 4 MiB per execution and touches a few pages of it,
// and having those zeroed by the kernel took half of the whole time.
//
// They come back as they were left. The engine asks for zeroes only where its policy
// says kZeroIsInitialized, which ModelAtomics does not: each atomic is constructed, and
// bytes of a block that were never written must not matter to anybody.
//
// With another C library than glibc, or on 32 bits, it is slower, and nothing is refused.
#include "explore/model/kept_pages.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

#include "explore/model/explorer.h"

namespace weir::explore {
namespace {
bool is_refused = false;
}  // namespace

void RefuseMappings() { is_refused = true; }
void AllowMappings() { is_refused = false; }

}  // namespace weir::explore

#if defined(__GLIBC__) && defined(__LP64__)

namespace weir::explore {
namespace {

struct Kept {
  void* pages = nullptr;
  std::size_t bytes = 0;
};
constexpr std::size_t kKeptMax = 16;
Kept kept[kKeptMax];

}  // namespace
}  // namespace weir::explore

// The process's own calls come here too, so everything else goes on to the kernel.
extern "C" void* mmap(void* address, std::size_t bytes, int protection, int flags, int file,
                      off_t offset) noexcept {
  using namespace weir::explore;
  if (Explorer::IsRunning() && address == nullptr && file == -1) {
    // As a slab maps it; not a stack, which the explorer needs.
    if (is_refused && (flags & MAP_NORESERVE) != 0 && (flags & MAP_STACK) == 0) {
      errno = ENOMEM;
      return MAP_FAILED;
    }
    for (Kept& slot : kept) {
      if (slot.pages == nullptr || slot.bytes != bytes) continue;
      void* const pages = slot.pages;
      slot = {};
      return pages;
    }
  }
  return reinterpret_cast<void*>(
      syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
}

extern "C" int munmap(void* pages, std::size_t bytes) noexcept {
  using namespace weir::explore;
  if (Explorer::IsRunning()) {
    for (Kept& slot : kept) {
      if (slot.pages != nullptr) continue;
      slot = {pages, bytes};
      return 0;
    }
  }
  return static_cast<int>(syscall(SYS_munmap, pages, bytes));
}

#endif

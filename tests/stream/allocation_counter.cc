// SPDX-License-Identifier: MIT
#include "stream/allocation_counter.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace weir::testing {
namespace {

thread_local Allocations allocations;

struct Plan {
  // Whether it is in force.
  bool is_armed = false;
  Failing failing = Failing::kOnce;
  // Allocations that succeed before the next one fails.
  std::uint64_t left = 0;
  bool has_failed = false;
};
thread_local Plan plan;

// Whether the allocation, or mapping, that is asked for must fail.
bool MustFail() {
  if (!plan.is_armed) return false;
  if (plan.left > 0) {
    --plan.left;
    return false;
  }
  if (plan.failing == Failing::kOnce) plan.is_armed = false;
  plan.has_failed = true;
  errno = ENOMEM;
  return true;
}

// Counts an allocation. False if it must fail.
[[maybe_unused]] bool Count(std::size_t bytes) {
  ++allocations.count;
  allocations.bytes += bytes;
  return !MustFail();
}

}  // namespace

Allocations AllocationsOfThisThread() { return allocations; }

FailingAllocations::FailingAllocations(std::uint64_t first, Failing failing) {
  plan = {.is_armed = true, .failing = failing, .left = first - 1};
}

FailingAllocations::~FailingAllocations() { Stop(); }

bool FailingAllocations::Stop() {
  plan.is_armed = false;
  return plan.has_failed;
}

}  // namespace weir::testing

#if defined(__GLIBC__) && !defined(WEIR_TEST_HAS_SANITIZER)

// Everything ends here, operator new too: glibc's own are called under their other
// names.
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* old, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);

void* malloc(std::size_t bytes) noexcept {
  return weir::testing::Count(bytes) ? __libc_malloc(bytes) : nullptr;
}
void* calloc(std::size_t count, std::size_t bytes) noexcept {
  return weir::testing::Count(count * bytes) ? __libc_calloc(count, bytes) : nullptr;
}
void* realloc(void* old, std::size_t bytes) noexcept {
  return weir::testing::Count(bytes) ? __libc_realloc(old, bytes) : nullptr;
}
void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  return weir::testing::Count(bytes) ? __libc_memalign(alignment, bytes) : nullptr;
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return weir::testing::Count(bytes) ? __libc_memalign(alignment, bytes) : nullptr;
}
int posix_memalign(void** result, std::size_t alignment, std::size_t bytes) noexcept {
  void* const memory = weir::testing::Count(bytes) ? __libc_memalign(alignment, bytes) : nullptr;
  if (memory == nullptr) return ENOMEM;
  *result = memory;
  return 0;
}
void* mmap(void* address, std::size_t bytes, int protection, int flags, int file,
           off_t offset) noexcept {
  if (weir::testing::MustFail()) return MAP_FAILED;
  return reinterpret_cast<void*>(
      syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
}
}

#elif !defined(WEIR_TEST_KEEPS_NEW)

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return weir::testing::Count(bytes) ? std::malloc(bytes == 0 ? 1 : bytes) : nullptr;
}
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  if (!weir::testing::Count(bytes)) return nullptr;
  void* memory = nullptr;
  return posix_memalign(&memory, static_cast<std::size_t>(alignment), bytes) == 0 ? memory
                                                                                  : nullptr;
}
void* operator new(std::size_t bytes) {
  void* const memory = operator new(bytes, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  void* const memory = operator new(bytes, alignment, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t bytes) { return operator new(bytes); }
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return operator new(bytes, alignment);
}
void* operator new[](std::size_t bytes, const std::nothrow_t& tag) noexcept {
  return operator new(bytes, tag);
}
void* operator new[](std::size_t bytes, std::align_val_t alignment,
                     const std::nothrow_t& tag) noexcept {
  return operator new(bytes, alignment, tag);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

#endif

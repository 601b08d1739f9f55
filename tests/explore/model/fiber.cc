// SPDX-License-Identifier: MIT
#include "explore/model/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#if WEIR_EXPLORE_OWN_SWITCH

// What the calling convention says a function must keep, is pushed on the stack that
// is left and popped from the one that is entered.
extern "C" void weir_explore_switch(void** left, void* entered);
// The first return of a new fiber comes here: the entry is in rbx, its argument in r12.
extern "C" void weir_explore_begin();
asm(R"(
.text
.p2align 4
.globl weir_explore_switch
.hidden weir_explore_switch
.type weir_explore_switch, @function
weir_explore_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size weir_explore_switch, .-weir_explore_switch

.p2align 4
.globl weir_explore_begin
.hidden weir_explore_begin
.type weir_explore_begin, @function
weir_explore_begin:
  movq %r12, %rdi
  call *%rbx
  ud2
.size weir_explore_begin, .-weir_explore_begin
)");

#endif

namespace weir::explore {

Fiber::~Fiber() {
  if (stack_ != nullptr) munmap(stack_, kStackBytes);
}

void Fiber::Prepare(void (*entry)(void*), void* argument) {
  if (stack_ == nullptr) {
    void* const pages = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (pages == MAP_FAILED) std::abort();
    stack_ = static_cast<std::byte*>(pages);
    mprotect(stack_, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
  }
#if WEIR_EXPLORE_OWN_SWITCH
  // As weir_explore_switch leaves a stack: r15, r14, r13, r12, rbx, rbp, the address
  // to return to. Two words more, so that the stack is aligned when the entry is called.
  auto* const words = reinterpret_cast<std::uint64_t*>(stack_ + kStackBytes) - 9;
  words[0] = words[1] = words[2] = 0;
  words[3] = reinterpret_cast<std::uint64_t>(argument);
  words[4] = reinterpret_cast<std::uint64_t>(entry);
  words[5] = 0;
  words[6] = reinterpret_cast<std::uint64_t>(&weir_explore_begin);
  words[7] = words[8] = 0;
  stack_pointer_ = words;
#else
  getcontext(&context_);
  context_.uc_stack.ss_sp = stack_;
  context_.uc_stack.ss_size = kStackBytes;
  context_.uc_link = nullptr;
  // makecontext() passes ints; a pointer is two of them.
  const auto entry_bits = reinterpret_cast<std::uintptr_t>(entry);
  const auto argument_bits = reinterpret_cast<std::uintptr_t>(argument);
  static constexpr auto kBegin = [](unsigned entry_high, unsigned entry_low, unsigned argument_high,
                                    unsigned argument_low) {
    const auto join = [](unsigned high, unsigned low) {
      return static_cast<std::uintptr_t>(std::uint64_t{high} << 32 | low);
    };
    reinterpret_cast<void (*)(void*)>(join(entry_high, entry_low))(
        reinterpret_cast<void*>(join(argument_high, argument_low)));
  };
  void (*const begin)(unsigned, unsigned, unsigned, unsigned) = kBegin;
  makecontext(&context_, reinterpret_cast<void (*)()>(begin), 4,
              static_cast<unsigned>(std::uint64_t{entry_bits} >> 32),
              static_cast<unsigned>(entry_bits),
              static_cast<unsigned>(std::uint64_t{argument_bits} >> 32),
              static_cast<unsigned>(argument_bits));
#endif
}

void Fiber::Switch(Fiber& from, Fiber& to) {
#if WEIR_EXPLORE_OWN_SWITCH
  weir_explore_switch(&from.stack_pointer_, to.stack_pointer_);
#else
  swapcontext(&from.context_, &to.context_);
#endif
}

}  // namespace weir::explore

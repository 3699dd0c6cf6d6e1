// SPDX-License-Identifier: Apache-2.0
//
// A context of ucontext.h is what a fiber begins in. From then on it is left and entered by jumps: to swap
// contexts asks the kernel for the signal mask, twice an operation.

// The jumps go from one stack to another, which a fortified longjmp takes for a fault.
#undef _FORTIFY_SOURCE

#include "test/schedule/fiber.h"

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace headgate::schedule {

namespace {

constexpr std::size_t kStackBytes = 256 * 1024;

/// Keeps the stacks of one thread: to map them anew for each process costs more than a process.
class Stacks {
 public:
  Stacks() = default;
  Stacks(const Stacks&) = delete;
  Stacks& operator=(const Stacks&) = delete;
  ~Stacks() {
    for (char* stack : free_) munmap(stack, kStackBytes);
  }

  char* take() {
    if (free_.empty()) return map();
    char* stack = free_.back();
    free_.pop_back();
    return stack;
  }
  void put_back(char* stack) { free_.push_back(stack); }

 private:
  /// The lowest page is closed, so that an overflow ends at once and does not write on.
  static char* map() {
    void* stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED || mprotect(stack, static_cast<std::size_t>(getpagesize()), PROT_NONE) != 0) {
      std::perror("no stack for a fiber");
      std::abort();
    }
    return static_cast<char*>(stack);
  }

  std::vector<char*> free_;
};

thread_local Stacks stacks;
thread_local Fiber* entered = nullptr;

#ifdef __SANITIZE_ADDRESS__
// The address sanitizer has to know on which stack it is: it clears what a jump leaves behind.
thread_local const void* threads_stack = nullptr;
thread_local std::size_t threads_stack_bytes = 0;
void leave_for(const void* stack, std::size_t bytes) {
  __sanitizer_start_switch_fiber(nullptr, stack, bytes);
}
void arrive() { __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr); }
void arrive_from_thread() { __sanitizer_finish_switch_fiber(nullptr, &threads_stack, &threads_stack_bytes); }
void leave_for_thread() { leave_for(threads_stack, threads_stack_bytes); }
#else
void leave_for(const void* /*stack*/, std::size_t /*bytes*/) {}
void arrive() {}
void arrive_from_thread() {}
void leave_for_thread() {}
#endif

}  // namespace

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)), stack_(stacks.take()) {}

Fiber::~Fiber() { stacks.put_back(stack_); }

void Fiber::enter() {
  if (_setjmp(outside_) != 0) return arrive();
  leave_for(stack_, kStackBytes);
  if (has_begun_) _longjmp(inside_, 1);
  has_begun_ = true;
  entered = this;
  ucontext_t context;
  getcontext(&context);
  context.uc_stack.ss_sp = stack_;
  context.uc_stack.ss_size = kStackBytes;
  context.uc_link = nullptr;
  makecontext(&context, &Fiber::begin, 0);
  setcontext(&context);
}

void Fiber::leave() {
  if (_setjmp(inside_) != 0) return arrive_from_thread();
  leave_for_thread();
  _longjmp(outside_, 1);
}

void Fiber::begin() {
  arrive_from_thread();
  Fiber* const self = entered;
  self->body_();
  self->has_ended_ = true;
  leave_for_thread();
  _longjmp(self->outside_, 1);
}

}  // namespace headgate::schedule

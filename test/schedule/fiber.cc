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

}  // namespace

Fiber::Fiber(std::function<void()> body) : body_(std::move(body)), stack_(stacks.take()) {}

Fiber::~Fiber() { stacks.put_back(stack_); }

void Fiber::enter() {
  if (_setjmp(outside_) != 0) return;
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
  if (_setjmp(inside_) == 0) _longjmp(outside_, 1);
}

void Fiber::begin() {
  Fiber* const self = entered;
  self->body_();
  self->has_ended_ = true;
  _longjmp(self->outside_, 1);
}

}  // namespace headgate::schedule

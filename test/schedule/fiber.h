// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csetjmp>

#include <functional>

namespace headgate::schedule {

/// Runs a function on a stack of its own, so that it can be left in the middle and gone on with later:
/// blocking code becomes a process that a scheduler moves on step by step. Stays on one thread. Nobody may
/// leave or enter while an exception is in flight, since the runtime counts those by thread.
class Fiber {
 public:
  explicit Fiber(std::function<void()> body);
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  /// The body has to have ended, or never begun: its stack goes back to the others.
  ~Fiber();

  /// Goes on with the body until it leaves or ends.
  void enter();
  /// Goes back to whoever entered; called by the body.
  void leave();
  [[nodiscard]] bool has_ended() const { return has_ended_; }

 private:
  static void begin();

  std::function<void()> body_;
  char* stack_;
  std::jmp_buf inside_{}, outside_{};
  bool has_begun_ = false, has_ended_ = false;
};

}  // namespace headgate::schedule

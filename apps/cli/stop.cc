// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/stop.h"

#include <csignal>

namespace headgate::cli {

namespace {

std::atomic<bool> requested{false};
std::atomic<int> by_signal{SIGINT};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void on_signal(int signal) {
  by_signal = signal;
  requested = true;
}

}  // namespace

void listen_for_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  // Reset by the first: the second does what it always does. Not restarted: who waits for input wakes up.
  action.sa_flags = SA_RESETHAND;
  for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
}

const std::atomic<bool>& stop_requested() { return requested; }

int stop_exit_code() { return 128 + by_signal; }

}  // namespace headgate::cli

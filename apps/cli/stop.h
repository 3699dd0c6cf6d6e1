// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace headgate::cli {

/// Lets SIGINT and SIGTERM end a verb in good order: the first one raises the flag, a second one kills. For
/// verbs that look at the flag; the others die of the first, as programs do.
void listen_for_signals();

/// Is raised once the program was asked to stop.
const std::atomic<bool>& stop_requested();

/// Gives the exit code that says which signal asked: 130 or 143.
int stop_exit_code();

}  // namespace headgate::cli

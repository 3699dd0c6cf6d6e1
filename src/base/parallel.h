// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "base/bytes.h"
#include "base/result.h"

namespace headgate {

/// Calls `work` with 0 to `threads` - 1, each on a thread of its own and the first on this one; returns when
/// all have come back. Where the system gives fewer threads the last numbers are left out: whoever is called
/// has to take what is left to do from a place that all share. Where one runs out of memory `out_of_memory`
/// is called on its thread, and the others go on: what tells them to stop is the caller's. Nothing else may
/// be thrown.
void on_threads(std::size_t threads, const std::function<void(std::size_t)>& work,
                const std::function<void()>& out_of_memory);

/// Calls `work` for 0 to `count` - 1 on some threads, in no order. The first error stops what has not begun
/// and is returned; NoSpace with `remedy` where the memory does not suffice.
Status in_parallel(std::size_t threads, std::size_t count, const std::function<Status(std::size_t)>& work,
                   ByteView remedy = "set fewer threads");

/// Says that the memory does not suffice, and what to do.
Error memory_error(ByteView remedy);

}  // namespace headgate

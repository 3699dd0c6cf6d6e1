// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "base/result.h"

// Internal to verify.
namespace headgate::verify {

/// Calls `work` for 0 to `count` - 1 on some threads, in no order; the first error stops what has not begun.
Status in_parallel(unsigned threads, std::size_t count, const std::function<Status(std::size_t)>& work);

}  // namespace headgate::verify

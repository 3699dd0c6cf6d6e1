// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace headgate::schedule {

/// Begins a schedule on this thread: make_uid() gives ids that follow from the seed, and records that were
/// read before are forgotten.
void begin_wrapped(std::uint64_t seed);

}  // namespace headgate::schedule

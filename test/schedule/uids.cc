// SPDX-License-Identifier: Apache-2.0
//
// The linker puts this make_uid() in the place of the real one (--wrap), which asks the machine for noise: a
// schedule has to be a function of its seed.
#include <fmt/format.h>

#include "test/schedule/chance.h"
#include "test/schedule/schedule.h"

namespace {
thread_local headgate::schedule::Chance uids(0);
}

// The names of the linker, of _ZN8headgate8make_uidB5cxx11Ev.
std::string make_uid_of_seed() asm("__wrap__ZN8headgate8make_uidB5cxx11Ev");

std::string make_uid_of_seed() {
  const std::uint64_t high = uids.bits();
  return fmt::format("{:016x}{:016x}", high, uids.bits());
}

namespace headgate::schedule {

void begin_uids(std::uint64_t seed) { uids = Chance(~seed); }

}  // namespace headgate::schedule

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/sample/clean_event.h"
#include "apps/sample/random.h"
#include "apps/sample/sample.h"

namespace headgate::sample {

/// Turns a clean event of `kind` into a dirty one: exactly one thing is wrong with it, and `event` says what.
void spoil(Event& event, Kind kind, Random& random);

/// Tears an event, flips a byte of it or puts garbage in its place.
void damage(Event& event, Random& random);

}  // namespace headgate::sample

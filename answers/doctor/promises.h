// SPDX-License-Identifier: Apache-2.0
//
// Internal to the examination of a store.
#pragma once

#include <string>
#include <vector>

#include "answers/doctor/trial.h"

namespace headgate::doctor {

/// A promise of ObjectStore, and how it is tried out.
struct Promise {
  ByteView name, says, means;
  /// Gives what was seen where the promise is broken, and nothing where it is kept.
  Result<std::string> (*look)(Trial& trial);
};

/// Gives what can be tried out on names of one's own.
const std::vector<Promise>& promises();

}  // namespace headgate::doctor

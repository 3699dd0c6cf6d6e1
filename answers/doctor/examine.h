// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate::doctor {

/// Says what came of looking whether a store keeps a promise.
enum class Finding : std::uint8_t {
  Kept,
  Broken,      ///< The store did something else than it has to.
  Untried,     ///< Something else went wrong, such as a right that is missing.
  PassedOver,  ///< It was left alone, so as to change nothing of others.
};

/// Names a finding for programs: `kept`, `broken`, `untried`, `passed_over`.
ByteView name(Finding finding);

/// One promise that the commit protocol rests on, and what was seen of it.
struct Check {
  ByteView name;  ///< For programs: `one_winner`.
  ByteView says;  ///< The promise, as a sentence.
  Finding finding = Finding::Kept;
  std::string seen;  ///< What was seen instead, or the reason; empty where it is kept.
  ByteView means;    ///< What it would do to a landing if it were broken.
};

struct Examination {
  std::vector<Check> checks;
  std::vector<std::string> left;  ///< Names of what could not be removed again.

  /// Says whether a landing may lie there: no promise was found broken, and none could not be tried.
  [[nodiscard]] bool is_fit() const;
};

/// Tries out what a landing needs of a store, on names of its own, and removes them again. `uid` is what
/// nobody else uses. What fails is a finding; Interrupted once `stop` is raised.
Result<Examination> examine(ObjectStore& store, const std::string& uid, const std::atomic<bool>& stop);

}  // namespace headgate::doctor

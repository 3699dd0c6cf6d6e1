// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <vector>

#include "answers/inspect/profile.h"
#include "cut/cutter.h"
#include "judge/identify.h"
#include "store/object_store.h"

namespace headgate::inspect {

/// One object to look into. `store` has to outlive the reading.
struct ListedObject {
  ObjectStore& store;
  const ObjectInfo& info;
  ByteView name = {};  ///< As it stands in addresses: what events may be recognised by.
};

struct ReadOptions {
  Cutter::Options cutter;
  const Identification& identification;
  unsigned threads = 1;
  ByteView memory_remedy;         ///< What to do where memory runs out, for people.
  const std::atomic<bool>& stop;  ///< Ends the reading with Interrupted.
};

/// What many objects hold.
struct ReadObjects {
  Profile profile;
  std::uint64_t bytes = 0;                    ///< Decoded.
  std::map<std::uint32_t, Error> unreadable;  ///< By the place in the list: read as far as it went.
};

/// Reads objects once and takes all that they hold into one profile, which does not depend on the number of
/// threads. Any object and any part of a large one may be at work on any thread.
Result<ReadObjects> read_objects(const std::vector<ListedObject>& objects, const ReadOptions& options);

}  // namespace headgate::inspect

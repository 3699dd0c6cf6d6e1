// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate::schedule {

/// Bytes that never change, shared by every name they were copied to.
using Bytes = std::shared_ptr<const std::string>;

enum class Verb { List, Stat, Open, Read, IsGone, RemoveUnfinished, Put, PutIfAbsent, Copy, Remove };

/// One operation of a store, as a process asks for it. What is written comes as `bytes`; `more` is the target
/// of a copy, the name that a listing begins behind, the etag that a reader has pinned.
struct Op {
  Verb verb;
  std::string name, more;
  Bytes bytes;
};

bool writes(Verb verb);
std::string describe(const Op& op);

/// What a store answers.
struct Answer {
  std::optional<Error> error = {};
  std::vector<ObjectInfo> infos = {};
  Bytes bytes = {};
  bool is_gone = false;
};

/// What all processes share: the objects of one store, and the writes that are still under way. Listings are
/// strong, an object is whole or absent. Nothing here is left to chance: a schedule decides.
class World {
 public:
  struct Object {
    Bytes bytes;
    std::uint64_t etag = 0;
    bool has_landed_late = false;  ///< Or is a copy of what has.
  };
  struct Late {
    Op op;
    std::int64_t sent = 0;
  };

  Answer perform(const Op& op);

  /// Lets a write land at some later moment. The bytes of a copy are those of now.
  void send_late(Op op, std::int64_t now);
  /// Lets one of `late` land.
  Op land(std::size_t at);

  [[nodiscard]] const Object* find(const std::string& name) const;

  std::map<std::string, Object> objects;
  std::vector<Late> late;
  std::vector<std::string> gone;     ///< Writers that everybody knows to have ended.
  std::vector<std::string> changed;  ///< Names since somebody last looked.
  std::uint64_t writes = 0;

 private:
  void place(const std::string& name, Bytes bytes, bool is_late);

  std::uint64_t etags_ = 0;
};

}  // namespace headgate::schedule

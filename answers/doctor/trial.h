// SPDX-License-Identifier: Apache-2.0
//
// Internal to the examination of a store.
#pragma once

#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate::doctor {

/// The place where a store is tried out: one folder, and what may stand in it. One thread at a time.
class Trial {
 public:
  Trial(ObjectStore& store, std::string folder) : store_(store), folder_(std::move(folder)) {}

  [[nodiscard]] ObjectStore& store() const { return store_; }

  /// Gives the whole name of an object, which is removed at the end.
  std::string object(const std::string& name);
  /// Gives the whole name of a folder in here.
  [[nodiscard]] std::string folder(const std::string& name) const { return folder_ + name + "/"; }

  /// Reads bytes of the version `etag` of an object to their end; of any version where that is empty.
  Result<std::string> read(const std::string& name, const std::string& etag, std::uint64_t offset = 0,
                           std::uint64_t length = kToEnd);
  /// Says whether an object of that name can be found.
  Result<bool> is_there(const std::string& name);

  /// Removes all objects that it can; gives the first error.
  Status remove_all();
  /// Gives the names of the objects that stand there; of all that may, where they cannot be listed.
  [[nodiscard]] std::vector<std::string> standing() const;

 private:
  ObjectStore& store_;
  const std::string folder_;
  std::vector<std::string> objects_;
};

}  // namespace headgate::doctor

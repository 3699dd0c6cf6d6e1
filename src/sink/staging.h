// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/hash.h"
#include "store/object_store.h"
#include "store/staged_file.h"

namespace headgate {

/// Hands out sinks inside one attempt's staging folder, and keeps the list of what was finished there. Any
/// thread may call it; it has to outlive its sinks.
class Staging {
 public:
  /// `folder` is layout::attempt_folder().
  Staging(ObjectStore& landing, std::string folder) : landing_(landing), folder_(std::move(folder)) {}

  /// Starts the staged form of what will be `final_name`; the sink counts and hashes what it is given.
  Result<std::unique_ptr<ByteSink>> create(const std::string& final_name);

  /// Says how many rows a finished file holds, and what it belongs to. REQUIRES: a file of that name was
  /// finished.
  void describe(const std::string& final_name, std::uint64_t rows, const std::string& table,
                const std::string& partition);

  /// Gives the name under which a finished file lies now.
  [[nodiscard]] Result<std::string> staged_name(const std::string& final_name) const;

  /// Gives every finished file, ordered by final name.
  [[nodiscard]] std::vector<StagedFile> files() const;

  /// Removes what this attempt staged. REQUIRES: no sink of it is in use.
  Status discard();

  [[nodiscard]] ObjectStore& landing() const { return landing_; }

 private:
  class HashingSink;

  ObjectStore& landing_;
  std::string folder_;
  mutable std::mutex mutex_;
  std::map<std::string, StagedFile> files_;  ///< By final name.
  std::size_t created_ = 0;
};

}  // namespace headgate

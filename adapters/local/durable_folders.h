// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "adapters/local/local_files.h"

namespace headgate::local {

/// Makes entries durable together with the folders that they stand in, up to a root. A folder that is there
/// need not last: whoever made it may have been killed before he synced it, or still be about to. So each is
/// synced once by every process that builds on it.
class DurableFolders {
 public:
  explicit DurableFolders(std::string root) : root_(std::move(root)) {}

  /// Syncs a folder, and the entries of it and of those above it as far as that is not known to be done.
  Status sync(const std::string& folder);

 private:
  /// Tells a folder from another of its name that came after it.
  using Identity = std::tuple<std::uint64_t, std::uint64_t, std::int64_t, std::uint32_t>;

  static Result<Identity> identity_of(const std::string& folder);
  [[nodiscard]] bool is_known(const std::string& folder, const Identity& identity);

  std::string root_;
  std::mutex mutex_;
  std::map<std::string, Identity> known_;
};

}  // namespace headgate::local

// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/durable_folders.h"

#include <fcntl.h>
#include <sys/sysmacros.h>

#include <vector>

namespace headgate::local {

Result<DurableFolders::Identity> DurableFolders::identity_of(const std::string& folder) {
  struct statx status;
  if (::statx(AT_FDCWD, folder.c_str(), 0, STATX_INO | STATX_BTIME, &status) != 0) {
    return failed("look at", folder, errno);
  }
  // An inode is given again; when it was made tells the two apart, where the file system knows it.
  return Identity{::makedev(status.stx_dev_major, status.stx_dev_minor), status.stx_ino,
                  status.stx_btime.tv_sec, status.stx_btime.tv_nsec};
}

bool DurableFolders::is_known(const std::string& folder, const Identity& identity) {
  const std::lock_guard guard(mutex_);
  const auto known = known_.find(folder);
  return known != known_.end() && known->second == identity;
}

Status DurableFolders::sync(const std::string& folder) {
  // Above a folder that is known all are known: none of them can go before it does.
  std::vector<std::pair<std::string, Identity>> unknown;
  for (std::string at = folder;; at = parent(at)) {
    TRY(const Identity identity, identity_of(at));
    if (is_known(at, identity)) break;
    unknown.emplace_back(at, identity);
    if (at == root_ || at == parent(at)) break;
  }
  TRY_OK(sync_folder(folder));
  for (const auto& [below, identity] : unknown) {
    const Status synced = sync_folder(parent(below));
    // What the root stands in may be somebody else's, who alone may look into it.
    const bool not_ours = !synced && below == root_ && synced.error().code == ErrorCode::Denied;
    if (!synced && !not_ours) return synced;
  }
  const std::lock_guard guard(mutex_);
  for (auto& [path, identity] : unknown) known_[path] = identity;
  return {};
}

}  // namespace headgate::local

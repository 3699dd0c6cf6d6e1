// SPDX-License-Identifier: Apache-2.0
#include "store/object_store.h"

#include <algorithm>

#include "store/ranged_listing.h"

namespace headgate {

Result<std::string> ObjectStore::get(const std::string& name) {
  TRY(auto source, open(name));
  std::string bytes;
  std::size_t filled = 0;
  for (;;) {
    bytes.resize(std::max<std::size_t>(64 * KiB, filled * 2));
    TRY(const std::size_t n, source->read(bytes.data() + filled, bytes.size() - filled));
    filled += n;
    if (n == 0) break;
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::string> ObjectStore::get_range(const std::string& name, std::uint64_t offset,
                                           std::size_t length) {
  TRY(const auto source, open(name, {}, offset, length));
  std::string bytes(length, '\0');
  std::size_t filled = 0;
  while (filled < length) {
    TRY(const std::size_t n, source->read(bytes.data() + filled, length - filled));
    if (n == 0) break;
    filled += n;
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::vector<ObjectInfo>> ObjectStore::list(const std::string& prefix, Unlistable* unlistable) {
  if (prefix.empty() || prefix.ends_with('/')) return list_after(prefix, "", unlistable);
  const auto info = stat(prefix);
  if (info) return std::vector<ObjectInfo>{*info};
  if (info.error().code == ErrorCode::NotFound) return std::vector<ObjectInfo>();
  if (unlistable == nullptr) return forward(info.error());
  unlistable->emplace_back(prefix, info.error());
  return std::vector<ObjectInfo>();
}

Result<std::vector<ObjectInfo>> ObjectStore::list_after(const std::string& prefix, const std::string& after,
                                                        Unlistable* unlistable) {
  return list_ranges(*this, prefix, after, unlistable);
}

Status ObjectStore::copy_all(const std::vector<std::pair<std::string, std::string>>& copies) {
  for (const auto& [source, target] : copies) TRY_OK(copy(source, target));
  return {};
}

Status ObjectStore::remove_all(const std::vector<std::string>& names) {
  for (const std::string& name : names) TRY_OK(remove(name));
  return {};
}

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
#include "store/object_store.h"

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

Status ObjectStore::copy_all(const std::vector<std::pair<std::string, std::string>>& copies) {
  for (const auto& [source, target] : copies) TRY_OK(copy(source, target));
  return {};
}

Status ObjectStore::remove_all(const std::vector<std::string>& names) {
  for (const std::string& name : names) TRY_OK(remove(name));
  return {};
}

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
#include "read/stored_bytes.h"

#include <algorithm>

#include "read/form.h"

namespace headgate {

Result<StoredBytes> StoredBytes::open(ObjectStore& store, const ObjectInfo& info, Pinning pinning) {
  // Somebody may be writing behind the bytes that were listed: what comes there is for the next listing.
  const bool grows = pinning == Pinning::Growing;
  TRY(auto source,
      store.open(info.name, grows ? std::string() : info.etag, 0, grows ? info.size_bytes : kToEnd));
  StoredBytes stored(store.root() + "/" + info.name, info.size_bytes, std::move(source));
  char bytes[kHeadBytes];
  while (stored.head_.size() < sizeof bytes) {
    TRY(const std::size_t n, stored.source_->read(bytes, sizeof bytes - stored.head_.size()));
    if (n == 0) break;
    stored.head_.append(bytes, n);
  }
  return stored;
}

Result<std::size_t> StoredBytes::read(char* buffer, std::size_t size) {
  std::size_t n = std::min(size, head_.size() - head_read_);
  if (n > 0) {
    std::copy_n(head_.data() + head_read_, n, buffer);
    head_read_ += n;
  } else if (size > 0) {
    TRY(n, source_->read(buffer, size));
    if (n == 0 && count_ != size_) {
      return fail(ErrorCode::Changed, "{} has {} bytes but had {} when it was listed", object_, count_,
                  size_);
    }
  }
  hash_.feed({buffer, n});
  count_ += n;
  return n;
}

Status StoredBytes::drain() {
  std::string unwanted(256 * KiB, '\0');
  for (std::size_t n = 1; n > 0;) {
    TRY(n, read(unwanted.data(), unwanted.size()));
  }
  return {};
}

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "adapters/s3/bucket.h"
#include "store/object_store.h"

namespace headgate::s3 {

/// How an object is fetched: in parts, of which a few are under way before they are asked for.
struct DownloadOptions {
  std::uint64_t part_bytes = kReadAheadBytes;
  unsigned parts_ahead = 7;
};

/// Opens a range of an object; its first part is there when this returns, and others are begun with the
/// second read: the first may be a look at what it is, long before its turn. All parts are of the version
/// that `etag` names, or of the one that the first part was of.
Result<std::unique_ptr<ByteSource>> open_download(std::shared_ptr<const Bucket> bucket,
                                                  const std::string& name, const std::string& etag,
                                                  std::uint64_t offset, std::uint64_t length,
                                                  const DownloadOptions& options);

}  // namespace headgate::s3

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/s3/bucket.h"
#include "adapters/s3/part_slots.h"
#include "store/object_store.h"

namespace headgate::s3 {

/// How an object is stored: one that is longer than a part goes in parts, of which a few are under way while
/// the next is filled. A server takes 10,000 parts; they grow, so that an object may have its 5 TiB.
struct UploadOptions {
  std::size_t part_bytes = 8 * MiB;  ///< At least 5 MiB, but for servers that take less.
  unsigned parts_ahead = 4;          ///< Of one object.
  std::vector<std::string> folders =
      {};  ///< Nobody else uploads into these: what was left there is given up.
};

/// Stores an object at once; `condition` are headers such as if-none-match, and where they do not hold it is
/// Exists.
Status put_object(const Bucket& bucket, const std::string& name, ByteView bytes, Fields condition = {});

/// Starts an object; its parts share `slots` with those of others. What fails took nothing: the same call may
/// be made again, also where the outcome is unknown.
std::unique_ptr<ByteSink> start_upload(std::shared_ptr<const Bucket> bucket, const std::string& name,
                                       std::shared_ptr<PartSlots> slots, const UploadOptions& options);

}  // namespace headgate::s3

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "adapters/s3/bucket.h"

namespace headgate::s3 {

/// How an object is copied that is too long to be copied at once.
struct CopyOptions {
  std::uint64_t once_bytes_max = 5 * GiB;  ///< So much S3 takes.
  std::uint64_t range_bytes = 256 * MiB;
};

/// Copies inside the server: at once, and in ranges where the server refuses an object as too long or does
/// not answer in time. NotFound says that there is no `source`, and nothing else.
Status copy_object(const Bucket& bucket, const std::string& source, const std::string& target,
                   const CopyOptions& options = {});

}  // namespace headgate::s3

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapters/s3/bucket.h"

namespace headgate::s3 {

/// Gives up the uploads in `folders` that began more than a day ago: no object takes that long. As much as a
/// while allows, and what a server refuses stays: the next pass comes.
Status abort_old_uploads(const Bucket& bucket, const std::vector<std::string>& folders);

}  // namespace headgate::s3

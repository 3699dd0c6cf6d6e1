// SPDX-License-Identifier: Apache-2.0
// Internal to adapters/s3: the requests that make an object of parts.
#pragma once

#include <string>
#include <vector>

#include "adapters/s3/bucket.h"

namespace headgate::s3 {

using Etags = std::vector<std::string>;

/// Reads the ETag out of what is answered when something was made of many bytes. Such a 200 comes before the
/// work is done: one whose body is missing, torn or another one proves nothing, and the outcome is unknown.
Result<std::string> result_of(const Answer& answer, const char* element, const std::string& uri);

/// Begins an upload and gives its id.
Result<std::string> begin_upload(const Bucket& bucket, const std::string& name);

/// Makes the object out of its parts, the first of which is number 1.
Status complete_upload(const Bucket& bucket, const std::string& name, const std::string& id,
                       const Etags& etags);

/// Gives an upload up; that there is none is a success.
Status abort_upload(const Bucket& bucket, const std::string& name, const std::string& id);

}  // namespace headgate::s3

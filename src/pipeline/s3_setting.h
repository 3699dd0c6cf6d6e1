// SPDX-License-Identifier: Apache-2.0
// Internal to pipeline: the settings of how buckets are reached.
#pragma once

#include <string>

#include "pipeline/read_setting.h"
#include "pipeline/settings.h"

namespace headgate {

Status set_s3_requests(S3Settings& s3, const Setting& setting);

/// Gives the proxy without name and password.
std::string proxy_without_user(const S3Settings& s3);

}  // namespace headgate

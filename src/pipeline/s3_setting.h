// SPDX-License-Identifier: Apache-2.0
// Internal to pipeline: the settings of how buckets are reached.
#pragma once

#include <string>

#include "pipeline/read_setting.h"
#include "pipeline/settings.h"

namespace headgate {

Status set_s3_path_style(S3Settings& s3, const Setting& setting);
Status set_s3_requests(S3Settings& s3, const Setting& setting);

template <auto Member>
Status set_s3_text(S3Settings& s3, const Setting& setting) {
  TRY(s3.*Member, one_value(setting));
  return {};
}

/// Gives the proxy without name and password.
std::string proxy_without_user(const S3Settings& s3);

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
#include "pipeline/s3_setting.h"

namespace headgate {

Status set_s3_requests(S3Settings& s3, const Setting& setting) {
  TRY(const std::uint64_t value, read_count(setting, 1, 1024));
  s3.requests_max = static_cast<unsigned>(value);
  return {};
}

std::string proxy_without_user(const S3Settings& s3) {
  std::string proxy = s3.proxy;
  const std::size_t begin = proxy.find("://"), at = proxy.rfind('@');
  if (at == std::string::npos) return proxy;
  const std::size_t user = begin == std::string::npos ? 0 : begin + 3;
  if (user < at) proxy.replace(user, at - user, "***");
  return proxy;
}

}  // namespace headgate

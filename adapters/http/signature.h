// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapters/http/request.h"
#include "base/result.h"
#include "base/time.h"

namespace headgate::http {

struct Credentials {
  std::string access_key, secret_key;
  std::string session_token;  ///< Empty for those that do not expire.

  bool operator==(const Credentials&) const = default;
};

/// Says for whom a signature is: a service of AWS in a region.
struct Scope {
  std::string region;
  std::string service;  ///< `s3`, `es`.
};

/// Gives the credentials in force. Any thread.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  virtual Result<Credentials> credentials() = 0;
  /// Hears which ones a server takes for expired.
  virtual void expired(const Credentials&) {}
};

/// Signs a request by AWS Signature Version 4
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html): adds the headers host,
/// x-amz-date, x-amz-content-sha256, x-amz-security-token and authorization. All other headers that are to be
/// under the signature are there already. A server takes it for about fifteen minutes around `time`.
void sign(Request& request, const std::string& host, const Scope& scope, const Credentials& credentials,
          Micros time);

/// Gives the SHA-256 of bytes in lower-case hex digits.
std::string sha256_hex(ByteView bytes);

}  // namespace headgate::http

// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/credentials.h"

#include <arrow/filesystem/s3fs.h>

#include <cstdlib>

#include "adapters/s3/kept_credentials.h"
#include "base/pages.h"

namespace headgate::s3 {

namespace {

/// Starts the AWS SDK once, and ends it with the process: it hangs at exit where nobody does.
Status start_sdk() {
  static const arrow::Status started = [] {
    arrow::fs::S3GlobalOptions options = arrow::fs::S3GlobalOptions::Defaults();
    options.log_level = arrow::fs::S3LogLevel::Off;
    arrow::Status status = arrow::fs::InitializeS3(options);
    if (status.ok()) std::atexit([] { (void)arrow::fs::EnsureS3Finalized(); });
    return status;
  }();
  if (started.ok()) return {};
  return fail(ErrorCode::Io, "the AWS SDK does not start: {}", started.ToString());
}

/// Says where credentials were looked for in vain: the chain itself does not tell.
std::string why_none() {
  const auto has = [](const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  const bool has_id = has("AWS_ACCESS_KEY_ID"), has_secret = has("AWS_SECRET_ACCESS_KEY");
  if (has_id != has_secret) {
    return fmt::format("no AWS credentials are to be found: {} is set and {} is not",
                       has_id ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                       has_id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID");
  }
  if (has("AWS_PROFILE")) {
    return fmt::format(
        "no AWS credentials are to be found: the profile {} of AWS_PROFILE gives none. It has to stand in "
        "~/.aws with keys, or with a credential_process that works; for a role_arn and for SSO see {}",
        std::getenv("AWS_PROFILE"), pages::kCredentials);
  }
  return fmt::format(
      "no AWS credentials are to be found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE "
      "with ~/.aws, or give the container or the instance a role; for a role_arn and for SSO see {}",
      pages::kCredentials);
}

/// Asks AWS's own chain, which keeps what it has read of a file for some minutes.
class Chain {
 public:
  Result<Credentials> look_up(bool anew) {
    if (anew) options_ = arrow::fs::S3Options::Defaults();
    for (int tries = 0; tries < 10; ++tries) {
      Credentials found{options_.GetAccessKey(), options_.GetSecretKey(), options_.GetSessionToken()};
      if (found.access_key.empty()) return fail(ErrorCode::Denied, "{}", why_none());
      // It gives each part on its own, and may have renewed them in between.
      if (found.access_key == options_.GetAccessKey()) return found;
    }
    return forward(
        {ErrorCode::Denied, "the AWS credentials change while they are read", ErrorClass::Retryable});
  }

 private:
  arrow::fs::S3Options options_ = arrow::fs::S3Options::Defaults();
};

}  // namespace

Result<std::shared_ptr<CredentialSource>> aws_credentials() {
  TRY_OK(start_sdk());
  return std::make_shared<KeptCredentials>(
      [chain = std::make_shared<Chain>()](bool anew) { return chain->look_up(anew); });
}

}  // namespace headgate::s3

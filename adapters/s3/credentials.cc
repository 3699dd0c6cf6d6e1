// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/credentials.h"

#include <arrow/filesystem/s3fs.h>

#include <chrono>
#include <cstdlib>
#include <mutex>

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

class AwsCredentials : public CredentialSource {
 public:
  Result<Credentials> credentials() override {
    const std::lock_guard guard(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (known_.access_key.empty() || now - since_ > kKeptFor) {
      TRY(known_, look_up());
      since_ = now;
    }
    return known_;
  }

  void look_anew() override {
    const std::lock_guard guard(mutex_);
    known_ = {};
  }

 private:
  // The chain renews what expires some minutes before it does.
  static constexpr std::chrono::seconds kKeptFor{20};

  /// The chain gives each part on its own, and may have renewed them in between.
  [[nodiscard]] Result<Credentials> look_up() const {
    for (;;) {
      Credentials found{options_.GetAccessKey(), options_.GetSecretKey(), options_.GetSessionToken()};
      if (found.access_key.empty()) {
        return fail(ErrorCode::Denied,
                    "no AWS credentials are to be found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
                    "AWS_PROFILE with ~/.aws, or give the container or the instance a role");
      }
      if (found.access_key == options_.GetAccessKey()) return found;
    }
  }

  std::mutex mutex_;
  const arrow::fs::S3Options options_ = arrow::fs::S3Options::Defaults();
  Credentials known_;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace

Result<std::shared_ptr<CredentialSource>> aws_credentials() {
  TRY_OK(start_sdk());
  return std::make_shared<AwsCredentials>();
}

}  // namespace headgate::s3

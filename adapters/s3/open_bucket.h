// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/retry_store.h"

namespace headgate::s3 {

/// What has to be known of a server beside the name of a bucket; what is empty is found out. docs/s3.md
/// describes each.
struct BucketOptions {
  std::string endpoint;               ///< Else AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the region's own.
  std::string region;                 ///< Else AWS_REGION, AWS_DEFAULT_REGION, what the bucket says.
  std::optional<bool> is_path_style;  ///< Else where an endpoint is given, or a dot is in the bucket's name.
  std::string bucket_owner;
  std::string kms_key;
  std::string proxy;
  unsigned requests_max = 256;
  Pause pause = pause_thread;               ///< What a store does before it tries again.
  const std::atomic<bool>* stop = nullptr;  ///< Ends all waiting for the server once it is raised.
  bool is_only_read = false;  ///< The first listing of all begins with what was seen when it was opened.
  std::vector<std::string> upload_folders = {};  ///< As UploadOptions::folders.
};

/// Gives a bucket's URI in its one form, without a slash at its end; Configuration where it is none. `what`
/// names it in errors: `the landing`.
Result<std::string> bucket_uri(const std::string& uri, const std::string& what);

/// Opens `s3://bucket/prefix` with the credentials of AWS's chain, and looks into the bucket, with the
/// patience that the store has later: Configuration where there is no such bucket or nobody listens there,
/// Denied where there are no credentials.
Result<std::unique_ptr<ObjectStore>> open_bucket(const std::string& uri, const BucketOptions& options);

}  // namespace headgate::s3

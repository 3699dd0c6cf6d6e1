// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/s3/bucket.h"
#include "adapters/s3/download.h"
#include "adapters/s3/upload.h"
#include "store/object_store.h"

namespace headgate {

/// Keeps objects under one prefix of a bucket, on a server that speaks S3.
///
/// Tries nothing twice: RetryStore does. Names have to be UTF-8. put_if_absent rests on `If-None-Match: *`,
/// which a server has to know (docs/s3.md).
class S3Store : public ObjectStore {
 public:
  S3Store(s3::Location location, std::shared_ptr<s3::Client> client, s3::DownloadOptions download = {},
          s3::UploadOptions upload = {}, Facts facts = {});

  /// Takes what a request for the first page has just answered: the first listing of all begins with it,
  /// where that comes within seconds.
  void saw_first_page(std::string answer);

  [[nodiscard]] std::string root() const override { return bucket_->location().uri(); }
  [[nodiscard]] Facts facts() const override { return facts_; }
  /// Gives a thousand names at a time, as the server does.
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override;
  /// Gives the first thousand.
  Result<std::vector<std::string>> folders(const std::string& prefix) override;
  Result<ObjectInfo> stat(const std::string& name) override;
  /// Reads the first part before it returns, and later ones before they are asked for.
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag = {},
                                           std::uint64_t offset = 0, std::uint64_t length = kToEnd) override;
  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override;
  Status put(const std::string& name, ByteView bytes) override;
  Status put_if_absent(const std::string& name, ByteView bytes) override;
  Status copy(const std::string& source, const std::string& target) override;
  Status remove(const std::string& name) override;
  [[nodiscard]] unsigned calls_at_once() const override { return bucket_->calls_at_once(); }
  [[nodiscard]] std::optional<Traffic> traffic() const override { return bucket_->traffic(); }
  [[nodiscard]] std::string writer() const override { return writer_; }
  /// Says false: no server knows its writers.
  Result<bool> is_gone(const std::string& writer) override;
  Status remove_unfinished() override;

 private:
  const std::shared_ptr<const s3::Bucket> bucket_;
  const s3::DownloadOptions download_;
  const s3::UploadOptions upload_;
  std::mutex mutex_;
  std::string first_page_;  ///< Empty once it was taken.
  std::chrono::steady_clock::time_point first_page_seen_;
  const std::shared_ptr<s3::PartSlots> slots_ = std::make_shared<s3::PartSlots>(8);
  const std::string writer_;
  const Facts facts_;
};

}  // namespace headgate

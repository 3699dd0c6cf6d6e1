// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/s3_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <random>
#include <utility>

#include "adapters/s3/copy.h"
#include "adapters/s3/listing.h"
#include "adapters/s3/old_uploads.h"

namespace headgate {

namespace {

/// Names this process for people who read a lease.
std::string name_writer() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::random_device chance;
  return fmt::format("{}/{}/{:08x}", host.data(), ::getpid(), chance());
}

}  // namespace

S3Store::S3Store(s3::Location location, std::shared_ptr<s3::Client> client, s3::DownloadOptions download,
                 s3::UploadOptions upload, Facts facts)
    : bucket_(std::make_shared<s3::Bucket>(std::move(location), std::move(client))),
      download_(download),
      upload_(upload),
      writer_(name_writer()),
      facts_(std::move(facts)) {}

void S3Store::saw_first_page(std::string answer) {
  first_page_ = std::move(answer);
  first_page_seen_ = std::chrono::steady_clock::now();
}

Result<ListedPage> S3Store::list_page(const std::string& prefix, const std::string& after, Unlistable*) {
  std::string seen;
  if (prefix.empty() && after.empty()) {
    const std::lock_guard lock(mutex_);
    // A run may wait for others before it lists.
    const bool is_fresh = std::chrono::steady_clock::now() - first_page_seen_ < std::chrono::seconds(10);
    seen = std::exchange(first_page_, {});
    if (!is_fresh) seen.clear();
  }
  return s3::list_page(*bucket_, prefix, after, std::move(seen));
}

Result<std::vector<std::string>> S3Store::folders(const std::string& prefix) {
  return s3::list_folders(*bucket_, prefix);
}

Result<ObjectInfo> S3Store::stat(const std::string& name) { return s3::look_at(*bucket_, name); }

Result<std::unique_ptr<ByteSource>> S3Store::open(const std::string& name, const std::string& etag,
                                                  std::uint64_t offset, std::uint64_t length) {
  return s3::open_download(bucket_, name, etag, offset, length, download_);
}

Result<std::unique_ptr<ByteSink>> S3Store::create(const std::string& name) {
  return s3::start_upload(bucket_, name, slots_, upload_);
}

Status S3Store::put(const std::string& name, ByteView bytes) { return s3::put_object(*bucket_, name, bytes); }

Status S3Store::put_if_absent(const std::string& name, ByteView bytes) {
  return s3::put_object(*bucket_, name, bytes, {{"if-none-match", "*"}});
}

Status S3Store::copy(const std::string& source, const std::string& target) {
  return s3::copy_object(*bucket_, source, target);
}

Status S3Store::remove(const std::string& name) {
  const auto answer = bucket_->call(bucket_->about("DELETE", name), "removing", name);
  if (answer || answer.error().code == ErrorCode::NotFound) return {};
  return forward(answer.error());
}

Result<bool> S3Store::is_gone(const std::string&) { return false; }

Status S3Store::remove_unfinished() { return s3::abort_old_uploads(*bucket_, upload_.folders); }

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/upload.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <future>
#include <mutex>
#include <pugixml.hpp>

#include "base/aside.h"
#include "base/assert.h"
#include "base/time.h"

namespace headgate::s3 {

namespace {

using Etags = std::vector<std::string>;

/// Reads the ETag out of what is answered when something was made of many bytes. Such a 200 comes before the
/// work is done: one whose body is missing, torn or another one proves nothing.
Result<std::string> result_of(const Answer& answer, const char* element, const std::string& uri) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(answer.body.data(), answer.body.size());
  std::string etag = document.child(element).child_value("ETag");
  if (parsed && !etag.empty()) return etag;
  return forward({ErrorCode::Io, fmt::format("{}: the server answers 200 without a {}", uri, element),
                  ErrorClass::OutcomeUnknown});
}

Result<std::string> begin_upload(const Bucket& bucket, const std::string& name) {
  Request request = bucket.about("POST", name);
  request.query = {{"uploads", ""}};
  bucket.add_encryption(request);
  TRY(const Answer answer, bucket.call(std::move(request), "beginning to write", name));
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  std::string id = document.child("InitiateMultipartUploadResult").child_value("UploadId");
  if (id.empty())
    return fail(ErrorCode::Io, "{}: the server begins an upload without a name", bucket.uri(name));
  return id;
}

Result<std::string> upload_part(const Bucket& bucket, const std::string& name, const std::string& id,
                                std::size_t number, ByteView bytes) {
  Request request = bucket.about("PUT", name);
  request.query = {{"partNumber", std::to_string(number)}, {"uploadId", id}};
  request.body = bytes;
  TRY(const Answer answer, bucket.call(std::move(request), "writing", name));
  return std::string(answer.head.header("etag"));
}

Status complete(const Bucket& bucket, const std::string& name, const std::string& id, const Etags& etags) {
  std::string body = "<CompleteMultipartUpload>";
  for (std::size_t i = 0; i < etags.size(); ++i)
    body += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1, etags[i]);
  body += "</CompleteMultipartUpload>";
  Request request = bucket.about("POST", name);
  request.query = {{"uploadId", id}};
  request.body = body;
  TRY(const Answer answer, bucket.call(std::move(request), "finishing", name));
  TRY_OK(result_of(answer, "CompleteMultipartUploadResult", bucket.uri(name)));
  return {};
}

Status abort_upload(const Bucket& bucket, const std::string& name, const std::string& id) {
  Request request = bucket.about("DELETE", name);
  request.query = {{"uploadId", id}};
  const auto answer = bucket.call(std::move(request), "giving up", name);
  if (answer || answer.error().code == ErrorCode::NotFound) return {};
  return forward(answer.error());
}

Result<std::uint64_t> size_of(const Bucket& bucket, const std::string& name) {
  TRY(const Answer answer, bucket.call(bucket.about("HEAD", name), "looking at", name));
  return std::stoull("0" + std::string(answer.head.header("content-length")));
}

/// Holds what the parts of an upload share. Whichever is sent first begins it.
class Beginning {
 public:
  Beginning(std::shared_ptr<const Bucket> bucket, std::string name)
      : bucket_(std::move(bucket)), name_(std::move(name)) {}

  /// Sends a part, on any thread.
  Result<std::string> send(std::size_t number, ByteView bytes) {
    TRY(const std::string id, begun());
    return upload_part(*bucket_, name_, id, number, bytes);
  }

  /// Gives the upload's id; empty where it has not begun.
  [[nodiscard]] std::string id() const {
    const std::lock_guard lock(mutex_);
    return id_;
  }

 private:
  Result<std::string> begun() {
    const std::lock_guard lock(mutex_);
    if (id_.empty()) {
      TRY(id_, begin_upload(*bucket_, name_));
    }
    return id_;
  }

  const std::shared_ptr<const Bucket> bucket_;
  const std::string name_;
  mutable std::mutex mutex_;
  std::string id_;
};

class Upload : public ByteSink {
 public:
  Upload(std::shared_ptr<const Bucket> bucket, std::string name, const UploadOptions& options)
      : bucket_(std::move(bucket)),
        name_(std::move(name)),
        options_(options),
        upload_(std::make_shared<Beginning>(bucket_, name_)) {}

  ~Upload() override {
    for (Part& part : under_way_)
      if (part.etag.valid()) part.etag.wait();
    // What this leaves, abort_old_uploads() finds.
    if (const std::string id = upload_->id(); !id.empty() && !is_finished_)
      (void)abort_upload(*bucket_, name_, id);
  }

  Status append(ByteView bytes) override {
    HEADGATE_ASSERT(!is_finished_);
    while (under_way_.size() >= options_.parts_ahead) TRY_OK(settle());
    filling_ += bytes;
    size_bytes_ += bytes.size();
    while (filling_.size() > part_bytes()) {
      std::string rest = filling_.substr(part_bytes());
      filling_.resize(part_bytes());
      send_part();
      filling_ = std::move(rest);
    }
    return {};
  }

  Status finish() override {
    if (sent_ == 0) {
      if (const Status done = put_object(*bucket_, name_, filling_); !done)
        return forward(to_send_again(done.error()));
    } else {
      if (!filling_.empty()) send_part();
      while (!under_way_.empty()) TRY_OK(settle());
      TRY_OK(complete_upload());
    }
    is_finished_ = true;
    return {};
  }

 private:
  struct Part {
    std::size_t number;
    std::shared_ptr<const std::string> bytes;
    std::future<Result<std::string>> etag;  ///< Not valid where the part has to be sent again.
  };

  [[nodiscard]] std::size_t part_bytes() const {
    return options_.part_bytes << std::min<std::size_t>(sent_ / 1000, 9);
  }

  void send_part() {
    under_way_.push_back({++sent_, std::make_shared<std::string>(std::move(filling_)), {}});
    filling_.clear();
    send(under_way_.back());
  }

  void send(Part& part) {
    part.etag = aside([upload = upload_, number = part.number, bytes = part.bytes] {
      return upload->send(number, *bytes);
    });
  }

  /// Waits for the oldest part that is under way.
  Status settle() {
    Part& part = under_way_.front();
    if (!part.etag.valid()) send(part);
    auto etag = part.etag.get();
    if (!etag) return forward(to_send_again(std::move(etag.error())));
    etags_.push_back(std::move(*etag));
    under_way_.pop_front();
    return {};
  }

  Status complete_upload() {
    const Status completed = complete(*bucket_, name_, upload_->id(), etags_);
    if (completed) return {};
    if (completed.error().code != ErrorCode::NotFound) return forward(to_send_again(completed.error()));
    // An answer was lost before: then the object is there, and the upload is not.
    const auto size = size_of(*bucket_, name_);
    if (size && *size == size_bytes_) return {};
    if (!size && size.error().code != ErrorCode::NotFound) return forward(to_send_again(size.error()));
    return completed;
  }

  /// The same part with the same number is the same part, and an upload is completed once.
  static Error to_send_again(Error error) {
    if (error.kind == ErrorClass::OutcomeUnknown) error.kind = ErrorClass::Retryable;
    return error;
  }

  const std::shared_ptr<const Bucket> bucket_;
  const std::string name_;
  const UploadOptions options_;
  const std::shared_ptr<Beginning> upload_;
  std::string filling_;
  std::uint64_t size_bytes_ = 0;
  std::size_t sent_ = 0;  ///< Parts.
  Etags etags_;           ///< Of those that are there.
  std::deque<Part> under_way_;
  bool is_finished_ = false;
};

// S3 copies up to 5 GiB at once, and some servers are silent until it is done.
constexpr std::uint64_t kCopyBytesMax = 1 * GiB, kCopyRangeBytes = 1 * GiB;

Status copy_in_ranges(const Bucket& bucket, const std::string& source, const std::string& target,
                      std::uint64_t size) {
  TRY(const std::string id, begin_upload(bucket, target));
  Etags etags;
  const auto copy_all = [&]() -> Status {
    for (std::uint64_t begin = 0; begin < size; begin += kCopyRangeBytes) {
      Request request = bucket.about("PUT", target);
      request.query = {{"partNumber", std::to_string(etags.size() + 1)}, {"uploadId", id}};
      request.headers.emplace_back("x-amz-copy-source", bucket.copy_source(source));
      request.headers.emplace_back(
          "x-amz-copy-source-range",
          fmt::format("bytes={}-{}", begin, std::min(size, begin + kCopyRangeBytes) - 1));
      TRY(const Answer answer, bucket.call(std::move(request), "copying to", target));
      TRY(etags.emplace_back(), result_of(answer, "CopyPartResult", bucket.uri(target)));
    }
    return complete(bucket, target, id, etags);
  };
  const Status copied = copy_all();
  if (!copied) (void)abort_upload(bucket, target, id);
  return copied;
}

}  // namespace

Status put_object(const Bucket& bucket, const std::string& name, ByteView bytes, Fields condition) {
  Request request = bucket.about("PUT", name);
  for (auto& field : condition) request.headers.push_back(std::move(field));
  request.body = bytes;
  bucket.add_encryption(request);
  TRY_OK(bucket.call(std::move(request), "writing", name));
  return {};
}

std::unique_ptr<ByteSink> start_upload(std::shared_ptr<const Bucket> bucket, const std::string& name,
                                       const UploadOptions& options) {
  return std::make_unique<Upload>(std::move(bucket), name, options);
}

Status copy_object(const Bucket& bucket, const std::string& source, const std::string& target) {
  TRY(const std::uint64_t size, size_of(bucket, source));
  if (source == target) return {};
  if (size > kCopyBytesMax) return copy_in_ranges(bucket, source, target, size);
  Request request = bucket.about("PUT", target);
  request.headers.emplace_back("x-amz-copy-source", bucket.copy_source(source));
  bucket.add_encryption(request);
  TRY(const Answer answer, bucket.call(std::move(request), "copying to", target));
  TRY_OK(result_of(answer, "CopyObjectResult", bucket.uri(target)));
  return {};
}

Status abort_old_uploads(const Bucket& bucket) {
  constexpr Micros kDay = 24LL * 60 * 60 * 1'000'000;
  Request request = bucket.about_all("GET");
  request.query = {{"uploads", ""}, {"encoding-type", "url"}, {"prefix", bucket.location().prefix}};
  TRY(const Answer answer, bucket.call(std::move(request), "listing uploads of", ""));
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  for (const pugi::xml_node& entry : document.child("ListMultipartUploadsResult").children("Upload")) {
    const auto begun = parse_time(entry.child_value("Initiated"));
    const std::string key = uri_decode(entry.child_value("Key"));
    if (!begun || *begun > now() - kDay || !key.starts_with(bucket.location().prefix)) continue;
    TRY_OK(abort_upload(bucket, key.substr(bucket.location().prefix.size()), entry.child_value("UploadId")));
  }
  return {};
}

}  // namespace headgate::s3

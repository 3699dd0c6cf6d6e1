// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/upload.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <exception>
#include <future>
#include <mutex>

#include "adapters/s3/multipart.h"
#include "base/aside.h"
#include "base/assert.h"

namespace headgate::s3 {

namespace {

Result<std::string> upload_part(const Bucket& bucket, const std::string& name, const std::string& id,
                                std::size_t number, ByteView bytes) {
  Request request = bucket.about("PUT", name);
  request.query = {{"partNumber", std::to_string(number)}, {"uploadId", id}};
  request.body = bytes;
  TRY(const Answer answer, bucket.call(std::move(request), "writing", name));
  return std::string(answer.head.header("etag"));
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
  Upload(std::shared_ptr<const Bucket> bucket, std::string name, std::shared_ptr<PartSlots> slots,
         const UploadOptions& options)
      : bucket_(std::move(bucket)),
        name_(std::move(name)),
        slots_(std::move(slots)),
        options_(options),
        upload_(std::make_shared<Beginning>(bucket_, name_)) {}

  ~Upload() override {
    for (Part& part : under_way_)
      if (part.etag.valid()) part.etag.wait();
    const std::string id = upload_->id();
    if (id.empty() || is_finished_) return;
    try {
      (void)abort_upload(*bucket_, name_, id);
    } catch (const std::exception&) {  // Out of memory. What is left here, abort_old_uploads() finds.
    }
  }

  Status append(ByteView bytes) override {
    HEADGATE_ASSERT(!is_finished_);
    while (under_way_.size() >= options_.parts_ahead) TRY_OK(settle());
    size_bytes_ += bytes.size();
    // A part is sent once something follows it: what fits into one goes at once.
    while (filling_.size() + bytes.size() > part_bytes()) {
      const std::size_t fits = part_bytes() - filling_.size();
      filling_ += bytes.substr(0, fits);
      bytes.remove_prefix(fits);
      send_part();
    }
    if (filling_.size() + bytes.size() > part_bytes() / 8) filling_.reserve(part_bytes());
    filling_ += bytes;
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
    std::shared_ptr<std::string> bytes;     ///< Empty once they are there.
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
    slots_->take();
    part.etag = aside([upload = upload_, slots = slots_, number = part.number, bytes = part.bytes] {
      auto etag = upload->send(number, *bytes);
      if (etag) std::string().swap(*bytes);  // Nobody sends it again.
      slots->give_back();
      return etag;
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
    const Status completed = s3::complete_upload(*bucket_, name_, upload_->id(), etags_);
    if (completed) return {};
    if (completed.error().code != ErrorCode::NotFound) return forward(to_send_again(completed.error()));
    // An answer was lost before: then the object is there, and the upload is not.
    const auto there = look_at(*bucket_, name_);
    if (there && there->size_bytes == size_bytes_) return {};
    if (!there && there.error().code != ErrorCode::NotFound) return forward(to_send_again(there.error()));
    return completed;
  }

  /// The same part with the same number is the same part, and an upload is completed once.
  static Error to_send_again(Error error) {
    if (error.kind == ErrorClass::OutcomeUnknown) error.kind = ErrorClass::Retryable;
    return error;
  }

  const std::shared_ptr<const Bucket> bucket_;
  const std::string name_;
  const std::shared_ptr<PartSlots> slots_;
  const UploadOptions options_;
  const std::shared_ptr<Beginning> upload_;
  std::string filling_;
  std::uint64_t size_bytes_ = 0;
  std::size_t sent_ = 0;  ///< Parts.
  Etags etags_;           ///< Of those that are there.
  std::deque<Part> under_way_;
  bool is_finished_ = false;
};

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
                                       std::shared_ptr<PartSlots> slots, const UploadOptions& options) {
  return std::make_unique<Upload>(std::move(bucket), name, std::move(slots), options);
}

}  // namespace headgate::s3

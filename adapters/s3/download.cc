// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/download.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <future>
#include <utility>

#include "base/aside.h"

namespace headgate::s3 {

namespace {

struct Part {
  std::string bytes;
  std::string etag;
  std::uint64_t object_bytes = 0;  ///< Of the whole object.
};

/// Reads the size behind the slash of `bytes 0-9/1234`.
std::optional<std::uint64_t> whole_size(ByteView range) {
  const std::size_t slash = range.rfind('/');
  if (slash == ByteView::npos) return std::nullopt;
  const ByteView digits = range.substr(slash + 1);
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return size;
}

/// Fetches bytes [begin, end) or what there is of them.
Result<Part> fetch(const Bucket& bucket, const std::string& name, const std::string& etag,
                   std::uint64_t begin, std::uint64_t end) {
  Request request = bucket.about("GET", name);
  request.headers.emplace_back("range", fmt::format("bytes={}-{}", begin, end - 1));
  if (!etag.empty()) request.headers.emplace_back("if-match", '"' + etag + '"');
  auto answer = bucket.call(std::move(request), "reading", name);
  if (!answer) {
    Error error = std::move(answer.error());
    if (error.code == ErrorCode::Exists) {
      return fail(ErrorCode::Changed, "{} is no longer the object that was listed", bucket.uri(name));
    }
    return forward(std::move(error));
  }
  Part part{std::move(answer->body), unquoted(answer->head.header("etag")), 0};
  if (!etag.empty() && !part.etag.empty() && part.etag != etag) {
    return fail(ErrorCode::Changed, "{} is no longer the object that was listed", bucket.uri(name));
  }
  const auto whole = whole_size(answer->head.header("content-range"));
  if (answer->head.status == 416 && whole.value_or(begin) <= begin)
    return Part{{}, etag, whole.value_or(begin)};
  if (answer->head.status == 206 && whole && part.bytes.size() == std::min(end, *whole) - begin) {
    part.object_bytes = *whole;
    return part;
  }
  // A server that knows no ranges gives all.
  if (answer->head.status != 200 || begin != 0) {
    return forward({ErrorCode::Io,
                    fmt::format("{}: bytes {} to {} were asked for, and the server gives others",
                                bucket.uri(name), begin, end),
                    ErrorClass::Retryable});
  }
  part.object_bytes = part.bytes.size();
  part.bytes.resize(std::min<std::uint64_t>(part.bytes.size(), end));
  return part;
}

class Download : public ByteSource {
 public:
  Download(std::shared_ptr<const Bucket> bucket, std::string name, const DownloadOptions& options)
      : bucket_(std::move(bucket)), name_(std::move(name)), options_(options) {}

  Status begin(const std::string& etag, std::uint64_t offset, std::uint64_t length) {
    const std::uint64_t first = std::min(length, options_.part_bytes);
    auto part = fetch(*bucket_, name_, etag, offset, offset + first);
    if (!part) return forward(std::move(part.error()));
    etag_ = etag.empty() ? part->etag : etag;
    end_ = std::min(part->object_bytes, length == kToEnd ? kToEnd : offset + length);
    next_ = offset + part->bytes.size();
    here_ = std::move(part->bytes);
    return {};
  }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (std::exchange(was_read_, true) || at_ == here_.size()) fetch_ahead();
    while (at_ == here_.size()) {
      if (ahead_.empty()) return 0;
      Range& range = ahead_.front();
      if (!range.part.valid()) range.part = fetch_aside(range.begin, range.end);
      auto part = range.part.get();
      // It stays the next one: who reads again gets the same bytes.
      if (!part) return forward(std::move(part.error()));
      if (part->bytes.size() != range.end - range.begin) {
        return fail(ErrorCode::Changed, "{} has become shorter while it was read", bucket_->uri(name_));
      }
      ahead_.pop_front();
      here_ = std::move(part->bytes);
      at_ = 0;
      fetch_ahead();
    }
    const std::size_t n = std::min(size, here_.size() - at_);
    std::copy_n(here_.data() + at_, n, buffer);
    at_ += n;
    return n;
  }

 private:
  struct Range {
    std::uint64_t begin, end;
    std::future<Result<Part>> part;  ///< Not valid where it has to be fetched again.
  };

  void fetch_ahead() {
    for (; next_ < end_ && ahead_.size() < options_.parts_ahead; next_ += options_.part_bytes) {
      const std::uint64_t end = std::min(end_, next_ + options_.part_bytes);
      ahead_.push_back({next_, end, fetch_aside(next_, end)});
    }
  }

  [[nodiscard]] std::future<Result<Part>> fetch_aside(std::uint64_t begin, std::uint64_t end) const {
    return aside([bucket = bucket_, name = name_, etag = etag_, begin, end] {
      return fetch(*bucket, name, etag, begin, end);
    });
  }

  const std::shared_ptr<const Bucket> bucket_;
  const std::string name_;
  const DownloadOptions options_;
  std::string etag_;
  std::uint64_t next_ = 0, end_ = 0;  ///< Of the object: what nobody has begun to fetch.
  std::string here_;                  ///< The part that is read,
  std::size_t at_ = 0;                ///< and how far.
  std::deque<Range> ahead_;
  bool was_read_ = false;
};

/// Gives no bytes: of an empty range there is nothing to ask for.
class Empty : public ByteSource {
 public:
  Result<std::size_t> read(char*, std::size_t) override { return 0; }
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_download(std::shared_ptr<const Bucket> bucket,
                                                  const std::string& name, const std::string& etag,
                                                  std::uint64_t offset, std::uint64_t length,
                                                  const DownloadOptions& options) {
  auto download = std::make_unique<Download>(std::move(bucket), name, options);
  if (length == 0) return std::make_unique<Empty>();
  TRY_OK(download->begin(etag, offset, length));
  return download;
}

}  // namespace headgate::s3

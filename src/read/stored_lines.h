// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <memory>
#include <string>

#include "store/object_store.h"

namespace headgate {

/// Reads the lines of a stored file, from a byte on. Memory: a block, or the longest line.
class StoredLines {
 public:
  static Result<StoredLines> open(ObjectStore& store, const std::string& name, std::uint64_t offset = 0) {
    TRY(auto source, store.open(name, {}, offset));
    return StoredLines(std::move(source), offset);
  }

  /// Moves to the next line; false at the end.
  Result<bool> next() {
    offset_ += line_.size() + (line_.data() != nullptr ? 1 : 0);
    for (std::size_t searched = at_;;) {
      const void* const end = std::memchr(buffer_.data() + searched, '\n', filled_ - searched);
      if (end != nullptr) {
        const auto stop = static_cast<std::size_t>(static_cast<const char*>(end) - buffer_.data());
        return take(stop, stop + 1);
      }
      searched = filled_ - at_;
      TRY(const std::size_t n, fill());
      if (n == 0) return at_ < filled_ ? take(filled_, filled_) : false;
    }
  }
  /// Views the line; valid until next(). REQUIRES: next() said that there is one.
  [[nodiscard]] ByteView line() const { return line_; }
  /// Says where the line begins in the file.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  StoredLines(std::unique_ptr<ByteSource> source, std::uint64_t offset)
      : source_(std::move(source)), offset_(offset) {}

  bool take(std::size_t stop, std::size_t next_at) {
    line_ = ByteView(buffer_).substr(at_, stop - at_);
    at_ = next_at;
    return true;
  }

  /// Moves what is left to the front and reads more behind it.
  Result<std::size_t> fill() {
    constexpr std::size_t kBlockBytes = 1 << 20;
    std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
    filled_ -= at_;
    at_ = 0;
    if (buffer_.size() < filled_ + kBlockBytes) buffer_.resize(std::max(2 * filled_, filled_ + kBlockBytes));
    TRY(const std::size_t n, source_->read(buffer_.data() + filled_, buffer_.size() - filled_));
    filled_ += n;
    return n;
  }

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t at_ = 0, filled_ = 0;
  ByteView line_;
  std::uint64_t offset_;
};

}  // namespace headgate

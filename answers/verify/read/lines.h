// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/hash.h"
#include "store/object_store.h"

namespace headgate::verify {

/// One line of a file, without its line feed.
struct Line {
  ByteView text;             ///< Until the next one is read.
  std::uint64_t number = 0;  ///< From 1.
  std::uint64_t offset = 0;  ///< Where it begins in the file.
  bool is_whole = true;      ///< A line feed ends it.

  /// Names the place for people: `line 3, byte 1200`.
  [[nodiscard]] std::string place() const;
};

/// Reads a file line by line, in memory for one line, and hashes it on the way.
class Lines {
 public:
  /// From byte `begin` on; offsets, size and hash are then those of the rest alone.
  static Result<Lines> open(ObjectStore& store, const std::string& name, std::uint64_t begin = 0);

  /// Reads the next line; false at the end.
  Result<bool> next(Line& line);

  /// Both are of the whole file once next() gave false.
  [[nodiscard]] std::string hash() const { return hash_.hex(); }
  [[nodiscard]] std::uint64_t size() const { return read_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  explicit Lines(std::unique_ptr<ByteSource> source) : source_(std::move(source)), buffer_(1 * MiB, '\0') {}
  [[nodiscard]] ByteView held() const { return ByteView(buffer_).substr(begin_, end_ - begin_); }
  Result<bool> fill();

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;  ///< Of what is read and not handed out.
  std::uint64_t offset_ = 0, read_ = 0, count_ = 0;
  ContentHash hash_;
};

/// Hashes a whole file; gives its size too.
Result<std::pair<std::string, std::uint64_t>> content_hash(ObjectStore& store, const std::string& name);

}  // namespace headgate::verify

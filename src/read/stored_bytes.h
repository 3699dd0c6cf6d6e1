// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/hash.h"
#include "read/object_reader.h"
#include "store/object_store.h"

namespace headgate {

/// Reads the stored bytes of one pinned object once, in order, hashing them on the way; the first few may be
/// looked at before they are read.
class StoredBytes {
 public:
  static Result<StoredBytes> open(ObjectStore& store, const ObjectInfo& info, Pinning pinning);

  /// Shows the first bytes: kHeadBytes, or all where the object has fewer.
  [[nodiscard]] ByteView head() const { return head_; }
  /// Fills `buffer`; 0 means the end, and then as many bytes were read as the object has.
  Result<std::size_t> read(char* buffer, std::size_t size);
  /// Reads what is left and throws it away: only then it is sure that the object did not change.
  Status drain();

  /// Names the object for messages: its root and its name.
  [[nodiscard]] const std::string& object() const { return object_; }
  [[nodiscard]] std::string content_hash() const { return hash_.hex(); }

 private:
  StoredBytes(std::string object, std::uint64_t size, std::unique_ptr<ByteSource> source)
      : object_(std::move(object)), size_(size), source_(std::move(source)) {}

  std::string object_;
  std::uint64_t size_;
  std::unique_ptr<ByteSource> source_;
  std::string head_;
  std::size_t head_read_ = 0;
  std::uint64_t count_ = 0;
  ContentHash hash_;
};

}  // namespace headgate

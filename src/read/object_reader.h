// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/hash.h"
#include "store/object_store.h"

namespace headgate {

/// Names how the bytes of an object are packed; told by the first bytes, never by the name.
enum class Encoding { Plain, Gzip, Zstd };

/// Reads the decoded bytes of one pinned object in order, in bounded memory: plain, gzip (any number of
/// members) or zstd (any number of frames). The object has to stay what it was when it was listed, from the
/// first byte to the end: otherwise Changed. Bytes that cannot be unpacked are Corrupt, with the offset in
/// the packed bytes. One thread at a time.
class ObjectReader {
 public:
  /// Opens the object that `info` describes, pinned by its etag.
  static Result<std::unique_ptr<ObjectReader>> open(ObjectStore& store, const ObjectInfo& info);
  virtual ~ObjectReader() = default;

  /// Fills `buffer` with up to `size` decoded bytes; 0 means the end, reached whole and unchanged.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;

  [[nodiscard]] virtual Encoding encoding() const = 0;
  /// Counts the decoded bytes delivered so far: the books' own side of `bytes read`.
  [[nodiscard]] virtual std::uint64_t decoded_bytes() const = 0;
  /// Counts the stored bytes consumed so far: what a progress bar compares with the listed size.
  [[nodiscard]] virtual std::uint64_t stored_bytes() const = 0;
  /// Gives the hash of the stored bytes; valid after read() returned 0.
  [[nodiscard]] virtual std::string content_hash() const = 0;
};

}  // namespace headgate

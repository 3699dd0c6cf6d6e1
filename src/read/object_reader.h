// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/hash.h"
#include "store/object_store.h"

namespace headgate {

/// Names how bytes are packed; told by the first of them, never by a name.
enum class Encoding { Plain, Gzip, Zstd };

/// Says how far an object is unpacked: whole; or as objects were up to data_version 4, when one packing was
/// taken off and what came out was read, whatever it was.
enum class Unpacking { Whole, Once };

/// Says what an object is held to while it is read: to be what it was when it was listed; or, of one that
/// grows, to have the bytes yet that it had then. Those alone are read, and whether they are still the same
/// is for the caller to compare, by their hash.
enum class Pinning { Listed, Growing };

/// Reads the decoded bytes of one pinned object in order, in bounded memory: plain, gzip (any number of
/// members) or zstd (any number of frames), also a few of them in each other. The object has to stay what it
/// was when it was listed, from the first byte to the end: otherwise Changed. Bytes that cannot be unpacked
/// are Corrupt, with the offset in the packed bytes, and so are those that are no JSON for certain: of an
/// archive, of a table, of wide characters. One thread at a time.
class ObjectReader {
 public:
  /// Opens the object that `info` describes, pinned by its etag.
  static Result<std::unique_ptr<ObjectReader>> open(ObjectStore& store, const ObjectInfo& info,
                                                    Unpacking unpacking = Unpacking::Whole,
                                                    Pinning pinning = Pinning::Listed);
  virtual ~ObjectReader() = default;

  /// Fills `buffer` with up to `size` decoded bytes; 0 means the end, reached whole and unchanged.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;

  /// Gives the outermost packing.
  [[nodiscard]] virtual Encoding encoding() const = 0;
  /// Counts the decoded bytes delivered so far: the books' own side of `bytes read`.
  [[nodiscard]] virtual std::uint64_t decoded_bytes() const = 0;
  /// Counts the stored bytes consumed so far: what a progress bar compares with the listed size.
  [[nodiscard]] virtual std::uint64_t stored_bytes() const = 0;
  /// Gives the hash of the stored bytes; valid after read() returned 0.
  [[nodiscard]] virtual std::string content_hash() const = 0;
};

}  // namespace headgate

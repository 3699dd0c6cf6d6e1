// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "apps/sample/sample.h"
#include "base/bytes.h"
#include "base/result.h"

namespace headgate::sample {

/// Packs a stream of bytes, piece by piece.
class Packer {
 public:
  virtual ~Packer() = default;
  /// Packs `bytes` onto the end of `out`; `end` closes the gzip member or zstd frame, the next call opens
  /// another.
  virtual Status pack(ByteView bytes, bool end, std::string& out) = 0;
};

/// Makes a packer for Plain, Gzip or Zstd, the fastest level of it.
std::unique_ptr<Packer> make_packer(Packing packing);

/// Writes one file front to back, packed on the way.
class PackedFile {
 public:
  /// Opens `path` for writing. `many_members` closes a gzip member or zstd frame every mebibyte.
  static Result<PackedFile> create(std::string path, Packing packing, bool many_members);

  Status append(ByteView bytes);
  Status finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  PackedFile(std::string path, std::unique_ptr<std::FILE, Close> file, Packing packing, bool many_members);
  Status flush(bool last);

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<Packer> packer_;
  bool many_members_;
  std::string buffer_;
  std::string packed_;
};

}  // namespace headgate::sample

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "apps/sample/sample.h"
#include "base/bytes.h"
#include "base/result.h"

namespace headgate::sample {

class Packer;

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
  std::shared_ptr<Packer> packer_;
  bool many_members_;
  std::string buffer_;
  std::string packed_;
};

}  // namespace headgate::sample

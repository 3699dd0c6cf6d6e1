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
  /// `many_members` closes a gzip member or zstd frame every mebibyte.
  PackedFile(std::string path, Packing packing, bool many_members);

  Status append(ByteView bytes);
  Status finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  Status flush(bool last);

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::shared_ptr<Packer> packer_;
  bool many_members_;
  std::string buffer_, packed_;
};

}  // namespace headgate::sample

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "base/bytes.h"

namespace headgate {

/// Keeps texts that no window holds as they are (unescaped strings) until it is cleared. Its blocks are
/// reused.
class Arena {
 public:
  /// Gives room for `size` bytes; give back what is not used with shrink().
  char* allocate(std::size_t size) {
    while (block_ < blocks_.size() && blocks_[block_].size - used_ < size) {
      ++block_;
      used_ = 0;
    }
    if (block_ == blocks_.size()) {
      const std::size_t bytes = std::max<std::size_t>(size, 64 * KiB);
      blocks_.push_back({std::unique_ptr<char[]>(new char[bytes]), bytes});
      used_ = 0;
    }
    char* room = blocks_[block_].bytes.get() + used_;
    used_ += size;
    return room;
  }
  void shrink(std::size_t unused) { used_ -= unused; }
  void clear() {
    block_ = 0;
    used_ = 0;
  }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0;
};

}  // namespace headgate

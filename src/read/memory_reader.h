// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "read/object_reader.h"

namespace headgate {

/// Reads bytes that are in memory already, which have to outlive it; at most `block_bytes` at a time.
class MemoryReader final : public ObjectReader {
 public:
  explicit MemoryReader(ByteView bytes, std::size_t block_bytes = ByteView::npos)
      : bytes_(bytes), block_bytes_(block_bytes) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t read = bytes_.substr(at_, block_bytes_).copy(buffer, size);
    at_ += read;
    return read;
  }
  [[nodiscard]] Encoding encoding() const override { return Encoding::Plain; }
  [[nodiscard]] std::uint64_t decoded_bytes() const override { return at_; }
  [[nodiscard]] std::uint64_t stored_bytes() const override { return at_; }
  [[nodiscard]] std::string content_hash() const override { return hash_hex(bytes_); }

 private:
  ByteView bytes_;
  std::size_t block_bytes_, at_ = 0;
};

}  // namespace headgate

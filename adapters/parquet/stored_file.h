// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arrow/api.h>
#include <arrow/io/interfaces.h>

#include <memory>
#include <utility>

#include "store/object_store.h"

namespace headgate {

/// Lets Arrow read a stored object piece by piece.
class StoredFile : public arrow::io::RandomAccessFile {
 public:
  StoredFile(ObjectStore& store, ObjectInfo info) : store_(store), info_(std::move(info)) {}

  arrow::Result<std::int64_t> GetSize() override { return static_cast<std::int64_t>(info_.size_bytes); }
  arrow::Result<std::int64_t> ReadAt(std::int64_t position, std::int64_t size, void* out) override {
    auto source = store_.open(info_.name, info_.etag, static_cast<std::uint64_t>(position),
                              static_cast<std::uint64_t>(size));
    std::int64_t filled = 0;
    while (source && filled < size) {
      const auto n =
          (*source)->read(static_cast<char*>(out) + filled, static_cast<std::size_t>(size - filled));
      if (!n) return arrow::Status::IOError(n.error().message);
      if (*n == 0) break;
      filled += static_cast<std::int64_t>(*n);
    }
    if (!source) return arrow::Status::IOError(source.error().message);
    return filled;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t position, std::int64_t size) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(size));
    ARROW_ASSIGN_OR_RAISE(const std::int64_t n, ReadAt(position, size, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(n));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }
  arrow::Result<std::int64_t> Read(std::int64_t size, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const std::int64_t n, ReadAt(position_, size, out));
    position_ += n;
    return n;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t size) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, size));
    position_ += buffer->size();
    return buffer;
  }
  arrow::Status Seek(std::int64_t position) override {
    position_ = position;
    return arrow::Status::OK();
  }
  [[nodiscard]] arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  [[nodiscard]] bool closed() const override { return closed_; }

 private:
  ObjectStore& store_;
  ObjectInfo info_;
  std::int64_t position_ = 0;
  bool closed_ = false;
};

}  // namespace headgate

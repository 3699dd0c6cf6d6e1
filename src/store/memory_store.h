// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate {

/// Keeps objects in memory: the store of tests, and the plainest reading of what an ObjectStore promises. An
/// etag is a counter of writes, so writing equal bytes again gives another one. Sources and sinks may outlive
/// the store.
class MemoryStore : public ObjectStore {
 public:
  /// A page of a listing has at most `page_objects`.
  explicit MemoryStore(std::string root = "memory", std::size_t page_objects = SIZE_MAX);

  [[nodiscard]] std::string root() const override { return root_; }
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override;
  Result<ObjectInfo> stat(const std::string& name) override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag = {},
                                           std::uint64_t offset = 0, std::uint64_t length = kToEnd) override;
  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override;
  Status put(const std::string& name, ByteView bytes) override;
  Status put_if_absent(const std::string& name, ByteView bytes) override;
  Status copy(const std::string& source, const std::string& target) override;
  Status remove(const std::string& name) override;
  [[nodiscard]] std::string writer() const override;
  Result<bool> is_gone(const std::string& writer) override;
  Status remove_unfinished() override;

  /// Gives everything that is stored, by name: what a test compares before and after.
  [[nodiscard]] std::map<std::string, std::string> contents() const;

  struct Shelf;

 private:
  std::string root_;
  std::size_t page_objects_;
  std::shared_ptr<Shelf> shelf_;
};

}  // namespace headgate

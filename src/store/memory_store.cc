// SPDX-License-Identifier: Apache-2.0
#include "store/memory_store.h"

#include <algorithm>
#include <mutex>

#include "base/assert.h"

namespace headgate {

/// Holds the objects; shared with every source and sink, so that none of them can dangle.
struct MemoryStore::Shelf {
  struct Object {
    std::shared_ptr<const std::string> bytes;
    std::string etag;
  };

  std::mutex mutex;
  std::map<std::string, Object> objects;
  std::uint64_t writes = 0;

  /// The caller holds the mutex.
  void place(const std::string& name, std::shared_ptr<const std::string> bytes) {
    objects[name] = {std::move(bytes), std::to_string(++writes)};
  }
};

namespace {

using Shelf = MemoryStore::Shelf;

tl::unexpected<Error> not_found(const std::string& name) {
  return fail(ErrorCode::NotFound, "there is no object '{}' in memory", name);
}

tl::unexpected<Error> changed(const std::string& name) {
  return fail(ErrorCode::Changed, "the object '{}' in memory is no longer the one that was opened", name);
}

class MemorySource : public ByteSource {
 public:
  MemorySource(std::shared_ptr<Shelf> shelf, std::string name, std::string etag,
               std::shared_ptr<const std::string> bytes, std::size_t at, std::size_t end)
      : shelf_(std::move(shelf)),
        name_(std::move(name)),
        etag_(std::move(etag)),
        bytes_(std::move(bytes)),
        at_(at),
        end_(end) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (!unchanged()) return changed(name_);
    const std::size_t n = std::min(size, end_ - at_);
    std::copy_n(bytes_->data() + at_, n, buffer);
    at_ += n;
    return n;
  }

 private:
  bool unchanged() const {
    if (etag_.empty()) return true;
    const std::lock_guard guard(shelf_->mutex);
    const auto found = shelf_->objects.find(name_);
    return found != shelf_->objects.end() && found->second.etag == etag_;
  }

  std::shared_ptr<Shelf> shelf_;
  std::string name_, etag_;
  std::shared_ptr<const std::string> bytes_;
  std::size_t at_, end_;
};

class MemorySink : public ByteSink {
 public:
  MemorySink(std::shared_ptr<Shelf> shelf, std::string name)
      : shelf_(std::move(shelf)), name_(std::move(name)) {}

  Status append(ByteView bytes) override {
    HEADGATE_ASSERT(!finished_);
    bytes_ += bytes;
    return {};
  }

  Status finish() override {
    HEADGATE_ASSERT(!finished_);
    finished_ = true;
    const std::lock_guard guard(shelf_->mutex);
    shelf_->place(name_, std::make_shared<const std::string>(std::move(bytes_)));
    return {};
  }

 private:
  std::shared_ptr<Shelf> shelf_;
  std::string name_, bytes_;
  bool finished_ = false;
};

}  // namespace

MemoryStore::MemoryStore(std::string root, std::size_t page_objects)
    : root_(std::move(root)), page_objects_(page_objects), shelf_(std::make_shared<Shelf>()) {}

Result<ListedPage> MemoryStore::list_page(const std::string& prefix, const std::string& after, Unlistable*) {
  ListedPage page;
  const std::lock_guard guard(shelf_->mutex);
  auto at = after < prefix ? shelf_->objects.lower_bound(prefix) : shelf_->objects.upper_bound(after);
  for (; at != shelf_->objects.end() && at->first.starts_with(prefix); ++at) {
    if (page.objects.size() == page_objects_) {
      page.is_last = false;
      break;
    }
    page.objects.push_back({at->first, at->second.bytes->size(), at->second.etag});
  }
  return page;
}

Result<ObjectInfo> MemoryStore::stat(const std::string& name) {
  const std::lock_guard guard(shelf_->mutex);
  const auto found = shelf_->objects.find(name);
  if (found == shelf_->objects.end()) return not_found(name);
  return ObjectInfo{name, found->second.bytes->size(), found->second.etag};
}

Result<std::unique_ptr<ByteSource>> MemoryStore::open(const std::string& name, const std::string& etag,
                                                      std::uint64_t offset, std::uint64_t length) {
  const std::lock_guard guard(shelf_->mutex);
  const auto found = shelf_->objects.find(name);
  if (found == shelf_->objects.end()) return not_found(name);
  if (!etag.empty() && found->second.etag != etag) return changed(name);
  const auto& bytes = found->second.bytes;
  const std::size_t at = std::min<std::uint64_t>(offset, bytes->size());
  const std::size_t end = at + std::min<std::uint64_t>(length, bytes->size() - at);
  return std::make_unique<MemorySource>(shelf_, name, etag, bytes, at, end);
}

Result<std::unique_ptr<ByteSink>> MemoryStore::create(const std::string& name) {
  return std::make_unique<MemorySink>(shelf_, name);
}

Status MemoryStore::put(const std::string& name, ByteView bytes) {
  const std::lock_guard guard(shelf_->mutex);
  shelf_->place(name, std::make_shared<const std::string>(bytes));
  return {};
}

Status MemoryStore::put_if_absent(const std::string& name, ByteView bytes) {
  const std::lock_guard guard(shelf_->mutex);
  if (shelf_->objects.contains(name)) {
    return fail(ErrorCode::Exists, "an object '{}' already stands in memory", name);
  }
  shelf_->place(name, std::make_shared<const std::string>(bytes));
  return {};
}

Status MemoryStore::copy(const std::string& source, const std::string& target) {
  const std::lock_guard guard(shelf_->mutex);
  const auto from = shelf_->objects.find(source);
  if (from == shelf_->objects.end()) return not_found(source);
  const auto to = shelf_->objects.find(target);
  if (to != shelf_->objects.end() && *to->second.bytes == *from->second.bytes) return {};
  shelf_->place(target, from->second.bytes);
  return {};
}

Status MemoryStore::remove(const std::string& name) {
  const std::lock_guard guard(shelf_->mutex);
  shelf_->objects.erase(name);
  return {};
}

std::string MemoryStore::writer() const { return "memory"; }

Result<bool> MemoryStore::is_gone(const std::string&) { return false; }

Status MemoryStore::remove_unfinished() { return {}; }

std::map<std::string, std::string> MemoryStore::contents() const {
  std::map<std::string, std::string> all;
  const std::lock_guard guard(shelf_->mutex);
  for (const auto& [name, object] : shelf_->objects) all[name] = *object.bytes;
  return all;
}

}  // namespace headgate

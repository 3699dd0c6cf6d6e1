// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <set>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace headgate::local {

inline constexpr mode_t kFolderMode = 0750;

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  [[nodiscard]] int get() const { return fd_; }
  /// Closes and reports what the file system held back until now (NFS: no space, quota).
  Status close(const std::string& path);

 private:
  int fd_ = -1;
};

/// Turns an errno into an Error: `cannot <what> <path>: <why>; <what to do about it>`.
tl::unexpected<Error> failed(ByteView what, const std::string& path, int error);

Result<Descriptor> open_file(const std::string& path, int flags, ByteView what);
Status write_all(int fd, ByteView bytes, const std::string& path);
/// Makes what was written durable. A failure is final: the kernel may have dropped the pages, so another try
/// on the file would succeed and prove nothing.
Status sync(int fd, const std::string& path);
Status sync_folder(const std::string& path);

/// Names folders whose entries are to be made durable together, each once: a sync costs milliseconds.
using FolderSet = std::set<std::string>;

/// Says who makes the entries of new folders durable.
enum class NewFolders { Synced, SyncedLater };

/// Makes a folder and those above it.
Status make_folders(const std::string& path, NewFolders entries = NewFolders::Synced);
[[nodiscard]] std::string parent(const std::string& path);

/// Runs a system call that returns 0, and once more for as long as its target's folder is missing: another
/// thread may remove the empty folder between making it and using it. Returns the errno of the last try.
template <class Call>
Result<int> with_folder_of(const std::string& path, Call call, NewFolders entries = NewFolders::Synced) {
  constexpr int kTries = 16;
  for (int i = 0; i < kTries; ++i) {
    if (call() == 0) return 0;
    if (errno != ENOENT && errno != ENOTDIR) return errno;
    TRY_OK(make_folders(parent(path), entries));
  }
  return ENOENT;
}

/// Tells one state of a file from another: `<size>-<modification time in ns>-<inode>`.
std::string etag(const struct stat& status);

/// Compares the bytes of two files.
Result<bool> same_bytes(const std::string& left, const std::string& right);

}  // namespace headgate::local

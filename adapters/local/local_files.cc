// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace headgate::local {

namespace {

constexpr mode_t kFileMode = 0640;

struct Meaning {
  ErrorCode code;
  ByteView advice;
};

Meaning meaning(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT: return {ErrorCode::NoSpace, "free some space and run again; nothing is lost"};
    case EACCES:
    case EPERM: return {ErrorCode::Denied, "check the owner and the permissions"};
    case EROFS: return {ErrorCode::Denied, "the file system is mounted read-only"};
    case ENOENT:
    case ENOTDIR: return {ErrorCode::NotFound, ""};
    case EEXIST: return {ErrorCode::Exists, ""};
    case EMFILE: return {ErrorCode::Io, "raise the limit of open files (ulimit -n)"};
    case EXDEV: return {ErrorCode::Io, "a landing has to lie on one file system"};
    case ENAMETOOLONG: return {ErrorCode::Io, "choose a folder with a shorter path"};
    default: return {ErrorCode::Io, ""};
  }
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Status Descriptor::close(const std::string& path) {
  // After EINTR Linux has closed it all the same.
  if (::close(std::exchange(fd_, -1)) != 0 && errno != EINTR) return failed("close", path, errno);
  return {};
}

tl::unexpected<Error> failed(ByteView what, const std::string& path, int error) {
  const Meaning meant = meaning(error);
  std::string message = fmt::format("cannot {} {}: {}", what, path, std::strerror(error));
  if (!meant.advice.empty()) message += fmt::format("; {}", meant.advice);
  return forward({meant.code, std::move(message)});
}

Result<Descriptor> open_file(const std::string& path, int flags, ByteView what) {
  for (;;) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, kFileMode);
    if (fd >= 0) return Descriptor(fd);
    if (errno != EINTR) return failed(what, path, errno);
  }
}

Status write_all(int fd, ByteView bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      return failed("write", path, errno);
    }
  }
  return {};
}

Status sync(int fd, const std::string& path) {
  if (::fsync(fd) != 0) return failed("make durable (fsync)", path, errno);
  return {};
}

Status sync_folder(const std::string& path) {
  TRY(const Descriptor folder, open_file(path, O_RDONLY | O_DIRECTORY, "open the folder"));
  return sync(folder.get(), path);
}

Status make_folders(const std::string& path, NewFolders entries) {
  // Upwards to the first that stands, then down again, making each.
  std::vector<std::string> missing;
  for (std::string folder = path;; folder = parent(folder)) {
    struct stat status;
    if (::stat(folder.c_str(), &status) == 0) {
      if (!S_ISDIR(status.st_mode)) {
        return fail(ErrorCode::Io, "cannot make the folder {}: a file of that name is in the way", folder);
      }
      break;
    }
    // Below a file: the file itself is found further up.
    if (errno != ENOENT && errno != ENOTDIR) return failed("look at", folder, errno);
    missing.push_back(folder);
    if (folder == parent(folder)) break;
  }
  for (; !missing.empty(); missing.pop_back()) {
    const std::string& folder = missing.back();
    if (::mkdir(folder.c_str(), kFolderMode) != 0 && errno != EEXIST) {
      // One above was removed meanwhile: the caller's next try makes it again.
      if (errno == ENOENT) return {};
      return failed("make the folder", folder, errno);
    }
    if (entries == NewFolders::SyncedLater) continue;
    if (const Status durable = sync_folder(parent(folder)); !durable) {
      if (durable.error().code == ErrorCode::NotFound) return {};
      return durable;
    }
  }
  return {};
}

std::string parent(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string etag(const struct stat& status) {
  const std::int64_t modified = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  return fmt::format("{}-{}-{}", status.st_size, modified, status.st_ino);
}

namespace {

/// Fills `buffer` unless the file ends.
Result<std::size_t> read_full(int fd, std::string& buffer, const std::string& path) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t n = ::read(fd, buffer.data() + filled, buffer.size() - filled);
    if (n == 0) break;
    if (n > 0) {
      filled += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      return failed("read", path, errno);
    }
  }
  return filled;
}

}  // namespace

Result<bool> same_bytes(const std::string& left, const std::string& right) {
  TRY(const Descriptor left_file, open_file(left, O_RDONLY, "open"));
  TRY(const Descriptor right_file, open_file(right, O_RDONLY, "open"));
  std::string left_bytes(256 * KiB, '\0'), right_bytes(256 * KiB, '\0');
  for (;;) {
    TRY(const std::size_t n, read_full(left_file.get(), left_bytes, left));
    TRY(const std::size_t m, read_full(right_file.get(), right_bytes, right));
    if (n != m || std::memcmp(left_bytes.data(), right_bytes.data(), n) != 0) return false;
    if (n < left_bytes.size()) return true;
  }
}

}  // namespace headgate::local

// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/writer_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

namespace headgate::local {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kSweptTooLong(30);

/// A process number is given again after its end, and is small and the same in every container: the time is
/// what tells two writers apart.
std::string new_mark() {
  return fmt::format("{}-{:x}", ::getpid(), std::chrono::system_clock::now().time_since_epoch().count());
}

bool is_mark(ByteView text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef-") == ByteView::npos;
}

std::string lock_of(const std::string& folder) { return folder + "/lock"; }

/// Takes a lock if it is free. It counts only while the file stands where it was opened: who sweeps removes
/// the file first and drops the lock then.
Result<bool> take(const Descriptor& file, int how, const std::string& path) {
  while (::flock(file.get(), how | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) return failed("lock", path, errno);
  }
  struct stat held, standing;
  if (::fstat(file.get(), &held) != 0) return failed("look at", path, errno);
  return ::stat(path.c_str(), &standing) == 0 && held.st_ino == standing.st_ino &&
         held.st_dev == standing.st_dev;
}

Status remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("remove", path, errno);
  return {};
}

/// Gives the paths of what stands in a folder; none where there is no such folder.
Result<std::vector<fs::path>> entries_of(const std::string& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) entries.push_back(*entry);
  if (error && error.value() != ENOENT) return failed("list the folder", folder, error.value());
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// Removes one writer's folder, unless the writer lives.
Status remove_if_gone(const std::string& folder) {
  const std::string path = lock_of(folder);
  // A lock that is missing is made: a writer that is just making its own finds it taken.
  auto lock = open_file(path, O_RDWR | O_CREAT, "open the lock");
  if (!lock) return lock.error().code == ErrorCode::NotFound ? Status() : forward(lock.error());
  TRY(const bool free, take(*lock, LOCK_EX, path));
  if (!free) return {};
  TRY(const auto files, entries_of(folder));
  for (const fs::path& file : files) {
    if (file != path) TRY_OK(remove_file(file));
  }
  TRY_OK(remove_file(path));
  // Another who sweeps or makes may have put a lock of his own there meanwhile: then it is his.
  if (::rmdir(folder.c_str()) != 0 && errno != ENOENT && errno != ENOTEMPTY) {
    return failed("remove the folder", folder, errno);
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<WriterFolder>> WriterFolder::make(const std::string& unfinished) {
  const auto deadline = std::chrono::steady_clock::now() + kSweptTooLong;
  do {
    std::string mark = new_mark(), path = unfinished + "/" + mark;
    TRY(const int error, with_folder_of(path, [&] { return ::mkdir(path.c_str(), kFolderMode); }));
    if (error == EEXIST) continue;
    if (error != 0) return failed("make the folder", path, error);
    auto lock = open_file(lock_of(path), O_RDWR | O_CREAT | O_EXCL, "make the lock");
    if (lock) {
      TRY(const bool mine, take(*lock, LOCK_EX, lock_of(path)));
      if (mine) {
        return std::shared_ptr<WriterFolder>(
            new WriterFolder(std::move(mark), std::move(path), std::move(*lock)));
      }
    } else if (lock.error().code != ErrorCode::NotFound && lock.error().code != ErrorCode::Exists) {
      ::rmdir(path.c_str());
      return forward(lock.error());
    }
    // Somebody swept the folder before it was locked: the next has another mark. How often that happens is a
    // matter of who gets the processor, so time is the limit and not the number of tries.
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  } while (std::chrono::steady_clock::now() < deadline);
  return fail(ErrorCode::Io, "cannot make a folder of its own in {}: it is swept again and again",
              unfinished);
}

WriterFolder::~WriterFolder() {
  ::unlink(lock_of(path_).c_str());
  ::rmdir(path_.c_str());
}

std::string WriterFolder::new_file() { return fmt::format("{}/{}", path_, files_++); }

bool is_writer_gone(const std::string& unfinished, const std::string& mark) {
  if (!is_mark(mark)) return false;
  const std::string path = lock_of(unfinished + "/" + mark);
  const auto lock = open_file(path, O_RDONLY, "open the lock");
  if (!lock) return lock.error().code == ErrorCode::NotFound;
  // Shared, so that who asks does not stand in the way of another who asks.
  const auto free = take(*lock, LOCK_SH, path);
  if (free && *free) return true;
  return ::access(path.c_str(), F_OK) != 0 && errno == ENOENT;
}

Status remove_leftovers(const std::string& unfinished) {
  TRY(const auto entries, entries_of(unfinished));
  for (const fs::path& entry : entries) {
    std::error_code ignored;
    const bool folder = fs::symlink_status(entry, ignored).type() == fs::file_type::directory;
    TRY_OK(folder ? remove_if_gone(entry) : remove_file(entry));
  }
  return {};
}

}  // namespace headgate::local

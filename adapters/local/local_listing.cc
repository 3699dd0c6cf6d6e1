// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "adapters/local/local_files.h"

namespace headgate::local {

namespace {

/// Walks folders from a stack of its own, so that no depth of nesting can overflow ours.
class Listing {
 public:
  Listing(const std::string& root, const std::function<bool(const std::string&)>& hidden,
          Unlistable* unlistable)
      : root_(root.ends_with('/') ? root : root + "/"), hidden_(hidden), unlistable_(unlistable) {}

  Result<std::vector<ObjectInfo>> run(const std::string& prefix) {
    if (prefix.empty()) {
      folders_.emplace_back();
    } else {
      const std::string name = prefix.substr(0, prefix.size() - (prefix.ends_with('/') ? 1 : 0));
      TRY_OK(look_at(AT_FDCWD, root_ + name, name, prefix.ends_with('/') ? Wanted::Folder : Wanted::File));
    }
    while (!folders_.empty()) {
      const std::string folder = std::move(folders_.back());
      folders_.pop_back();
      TRY_OK(read_folder(folder));
    }
    std::sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return std::move(files_);
  }

 private:
  enum class Wanted { Any, File, Folder };

  /// `folder` is empty or ends in a slash.
  Status read_folder(const std::string& folder) {
    const std::string path = root_ + folder;
    const auto opened = open_file(path, O_RDONLY | O_DIRECTORY, "list the folder");
    if (!opened) return gone(opened.error()) ? Status() : unlistable(folder, opened.error());
    // The stream owns its descriptor: it gets a copy.
    const int copy = ::fcntl(opened->get(), F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy < 0 ? nullptr : ::fdopendir(copy), ::closedir);
    if (!stream) {
      const int error = errno;
      if (copy >= 0) ::close(copy);
      return unlistable(folder, failed("list the folder", path, error).value());
    }
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(stream.get());
      if (entry == nullptr) break;
      const ByteView last = entry->d_name;
      if (last == "." || last == "..") continue;
      const std::string name = folder + entry->d_name;
      if (entry->d_type == DT_DIR) {
        push(name);
      } else if (entry->d_type == DT_REG || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN) {
        TRY_OK(look_at(opened->get(), entry->d_name, name, Wanted::Any));
      }
    }
    if (errno != 0) return unlistable(folder, failed("list the folder", path, errno).value());
    return {};
  }

  /// Decides what the entry at `path`, relative to `at`, is; `name` is the object's name if it is one.
  Status look_at(int at, const std::string& path, const std::string& name, Wanted wanted) {
    struct stat status;
    if (::fstatat(at, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return vanished_or(errno, name);
    const bool link = S_ISLNK(status.st_mode);
    if (link && ::fstatat(at, path.c_str(), &status, 0) != 0) {
      return unlistable(name, failed("follow the symbolic link", root_ + name, errno).value());
    }
    if (S_ISDIR(status.st_mode) && wanted != Wanted::File) {
      if (link) {
        return unlistable(name + "/",
                          {ErrorCode::Denied, fmt::format("{} is a symbolic link to a folder, and those "
                                                          "are not followed; list its target itself",
                                                          root_ + name)});
      }
      push(name);
    } else if (S_ISREG(status.st_mode) && wanted != Wanted::Folder && !hidden_(name)) {
      files_.push_back({name, static_cast<std::uint64_t>(status.st_size), etag(status)});
    }
    return {};
  }

  void push(const std::string& name) {
    if (std::string folder = name + "/"; !hidden_(folder)) folders_.push_back(std::move(folder));
  }

  static bool gone(const Error& error) { return error.code == ErrorCode::NotFound; }

  Status vanished_or(int error, const std::string& name) {
    if (error == ENOENT || error == ENOTDIR) return {};
    return unlistable(name, failed("look at", root_ + name, error).value());
  }

  Status unlistable(const std::string& name, const Error& error) {
    if (unlistable_ == nullptr) return forward(error);
    unlistable_->emplace_back(name, error);
    return {};
  }

  std::string root_;
  const std::function<bool(const std::string&)>& hidden_;
  Unlistable* unlistable_;
  std::vector<std::string> folders_;
  std::vector<ObjectInfo> files_;
};

}  // namespace

Result<std::vector<ObjectInfo>> list_files(const std::string& root, const std::string& prefix,
                                           const std::function<bool(const std::string&)>& hidden,
                                           Unlistable* unlistable) {
  return Listing(root, hidden, unlistable).run(prefix);
}

}  // namespace headgate::local

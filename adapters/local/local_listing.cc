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
  Listing(const std::string& root, std::string prefix, std::string after, const Hidden& hidden,
          Unlistable* unlistable)
      : root_(root.ends_with('/') ? root : root + "/"),
        prefix_(std::move(prefix)),
        after_(std::move(after)),
        hidden_(hidden),
        unlistable_(unlistable) {}

  Result<std::vector<ObjectInfo>> all() {
    const std::size_t slash = prefix_.rfind('/');
    if (slash == std::string::npos) {
      folders_.emplace_back();
    } else {
      const std::string folder = prefix_.substr(0, slash);
      TRY_OK(look_at(AT_FDCWD, root_ + folder, folder, Wanted::Folder));
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
  enum class Wanted { Any, Folder };

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
        if (holds_wanted(name + "/")) push(name);
      } else if (entry->d_type == DT_REG) {
        if (is_wanted(name)) TRY_OK(look_at(opened->get(), entry->d_name, name, Wanted::Any));
      } else if (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN) {
        const bool any = is_wanted(name) || holds_wanted(name + "/");
        if (any) TRY_OK(look_at(opened->get(), entry->d_name, name, Wanted::Any));
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
    if (S_ISDIR(status.st_mode)) {
      if (wanted == Wanted::Any && !holds_wanted(name + "/")) return {};
      if (link) {
        return unlistable(name + "/",
                          {ErrorCode::Denied, fmt::format("{} is a symbolic link to a folder, and those "
                                                          "are not followed; list its target itself",
                                                          root_ + name)});
      }
      push(name);
    } else if (S_ISREG(status.st_mode) && wanted != Wanted::Folder && is_wanted(name) && !hidden_(name)) {
      files_.push_back({name, static_cast<std::uint64_t>(status.st_size), etag(status)});
    }
    return {};
  }

  [[nodiscard]] bool is_wanted(const std::string& name) const {
    return name.starts_with(prefix_) && name > after_;
  }

  /// Says whether a folder, with its `/`, may hold a name that is wanted.
  [[nodiscard]] bool holds_wanted(const std::string& folder) const {
    return folder.starts_with(prefix_) && (folder > after_ || after_.starts_with(folder));
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

  std::string root_, prefix_, after_;
  const Hidden& hidden_;
  Unlistable* unlistable_;
  std::vector<std::string> folders_;
  std::vector<ObjectInfo> files_;
};

}  // namespace

Result<std::vector<ObjectInfo>> list_files(const std::string& root, const std::string& prefix,
                                           const std::string& after, const Hidden& hidden,
                                           Unlistable* unlistable) {
  return Listing(root, prefix, after, hidden, unlistable).all();
}

}  // namespace headgate::local

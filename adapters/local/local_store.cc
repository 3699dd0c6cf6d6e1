// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>

#include "adapters/local/local_files.h"
#include "adapters/local/local_listing.h"
#include "adapters/local/local_sink.h"

namespace headgate {

namespace {

using namespace local;

bool is_name(ByteView name) {
  if (name.find('\0') != ByteView::npos) return false;
  for (;;) {
    const std::size_t slash = name.find('/');
    const ByteView part = name.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == ByteView::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

class LocalSource : public ByteSource {
 public:
  LocalSource(Descriptor file, std::string path, std::string etag, std::uint64_t offset, std::uint64_t length)
      : file_(std::move(file)), path_(std::move(path)), etag_(std::move(etag)), at_(offset), left_(length) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t wanted = std::min<std::uint64_t>(size, left_);
    for (;;) {
      const ssize_t n = ::pread(file_.get(), buffer, wanted, static_cast<off_t>(at_));
      if (n > 0) {
        at_ += static_cast<std::uint64_t>(n);
        left_ -= static_cast<std::uint64_t>(n);
        return static_cast<std::size_t>(n);
      }
      if (n == 0) {
        if (size > 0) TRY_OK(check_unchanged());
        return 0;
      }
      if (errno != EINTR) return failed("read", path_, errno);
    }
  }

  /// Also says whether it is a file at all.
  Status check_unchanged() const {
    struct stat status;
    if (::fstat(file_.get(), &status) != 0) return failed("look at", path_, errno);
    if (!S_ISREG(status.st_mode)) return fail(ErrorCode::NotFound, "{} is no file", path_);
    const std::string is = local::etag(status);
    if (etag_.empty() || is == etag_) return {};
    return fail(ErrorCode::Changed,
                "{} is no longer what it was when it was listed (size-time-inode {}, now {})", path_, etag_,
                is);
  }

 private:
  Descriptor file_;
  std::string path_, etag_;
  std::uint64_t at_, left_;
};

Status check_source(const std::string& root) {
  TRY(const Descriptor folder, open_file(root, O_RDONLY | O_DIRECTORY, "open the source folder"));
  const bool readable = ::faccessat(AT_FDCWD, root.c_str(), R_OK | X_OK, AT_EACCESS) == 0;
  if (!readable) return failed("read the source folder", root, errno);
  return {};
}

}  // namespace

Result<std::unique_ptr<LocalStore>> LocalStore::open(const std::string& root, Mode mode, Folders folders) {
  if (root.empty()) return fail(ErrorCode::Configuration, "the name of a folder is empty");
  const std::size_t end = root.find_last_not_of('/');
  std::unique_ptr<LocalStore> store(
      new LocalStore(end == std::string::npos ? "/" : root.substr(0, end + 1), mode, std::move(folders)));
  TRY_OK(mode == Mode::Source ? check_source(store->root_) : store->try_out());
  return store;
}

Status LocalStore::try_out() {
  const std::string unfinished = folder(names_.unfinished), published = folder(names_.published);
  TRY(writer_, WriterFolder::make(unfinished));
  const std::string written = writer_->new_file(), linked = writer_->new_file();
  LocalSink probe(writer_, folders_, written);
  TRY_OK(probe.append("probe"));
  TRY_OK(probe.finish());
  const int error = ::link(written.c_str(), linked.c_str()) == 0 ? 0 : errno;
  ::unlink(linked.c_str());
  if (::unlink(written.c_str()) != 0) return failed("remove", written, errno);
  // A folder in there may be a link or a mount: what is staged on one file system cannot be linked on
  // another.
  struct stat staged, data;
  if (::stat(unfinished.c_str(), &staged) == 0 && ::stat(published.c_str(), &data) == 0 &&
      staged.st_dev != data.st_dev) {
    return fail(ErrorCode::Configuration,
                "{} cannot be a landing: its folder {} lies on another file system than {}", root_,
                names_.published.substr(0, names_.published.find('/')),
                names_.unfinished.substr(0, names_.unfinished.find('/')));
  }
  if (error == 0) return {};
  return fail(ErrorCode::Configuration,
              "{} cannot be a landing: its file system makes no hard links ({}); choose a local disk", root_,
              std::strerror(error));
}

Result<ListedPage> LocalStore::list_page(const std::string& prefix, const std::string& after,
                                         Unlistable* unlistable) {
  const std::size_t slash = prefix.rfind('/');
  if (slash != std::string::npos) TRY_OK(path_of(prefix.substr(0, slash)));
  TRY(auto files, list_files(root_, prefix, after, hidden(), unlistable));
  return ListedPage{std::move(files), /*is_last=*/true};
}

Hidden LocalStore::hidden() const {
  if (mode_ == Mode::Source) return [](const std::string&) { return false; };
  return [this](const std::string& name) { return name.starts_with(names_.unfinished); };
}

Result<ObjectInfo> LocalStore::stat(const std::string& name) {
  TRY(const std::string path, path_of(name));
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) return failed("find", path, errno);
  if (hidden()(name)) return fail(ErrorCode::NotFound, "{} is not finished: no object yet", path);
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::NotFound, "{} is no file", path);
  return ObjectInfo{name, static_cast<std::uint64_t>(status.st_size), etag(status)};
}

Result<std::unique_ptr<ByteSource>> LocalStore::open(const std::string& name, const std::string& etag,
                                                     std::uint64_t offset, std::uint64_t length) {
  TRY(const std::string path, path_of(name));
  if (offset > std::uint64_t{std::numeric_limits<off_t>::max()}) return failed("read", path, EINVAL);
  // Without O_NONBLOCK a pipe of that name would wait for its writer for ever; a file does not care.
  TRY(Descriptor file, open_file(path, O_RDONLY | O_NONBLOCK, "open"));
  ::posix_fadvise(file.get(), static_cast<off_t>(offset), 0, POSIX_FADV_SEQUENTIAL);
  auto source = std::make_unique<LocalSource>(std::move(file), path, etag, offset, length);
  TRY_OK(source->check_unchanged());
  return source;
}

Result<std::unique_ptr<ByteSink>> LocalStore::create(const std::string& name) {
  TRY(const std::string path, path_to_write(name));
  return std::make_unique<LocalSink>(writer_, folders_, path);
}

Status LocalStore::put(const std::string& name, ByteView bytes) {
  TRY(const std::string path, path_to_write(name));
  LocalSink sink(writer_, folders_, path);
  TRY_OK(sink.append(bytes));
  return sink.finish();
}

Status LocalStore::put_if_absent(const std::string& name, ByteView bytes) {
  TRY(const std::string path, path_to_write(name));
  LocalSink sink(writer_, folders_, path);
  TRY_OK(sink.append(bytes));
  return sink.finish_if_absent();
}

Status LocalStore::copy(const std::string& source, const std::string& target) {
  return copy_all({{source, target}});
}

Status LocalStore::copy_all(const std::vector<std::pair<std::string, std::string>>& copies) {
  FolderSet unsynced;
  for (const auto& [source, target] : copies) TRY_OK(link(source, target, unsynced));
  return sync_entries(unsynced);
}

Status LocalStore::link(const std::string& source, const std::string& target, FolderSet& unsynced) {
  TRY(const std::string from, path_of(source));
  TRY(const std::string to, path_to_write(target));
  struct stat from_status, to_status;
  if (::lstat(from.c_str(), &from_status) != 0) return failed("copy", from, errno);
  if (!S_ISREG(from_status.st_mode)) return fail(ErrorCode::NotFound, "{} is no file", from);
  TRY(const int error, with_folder_of(
                           to, [&] { return ::link(from.c_str(), to.c_str()); }, NewFolders::SyncedLater));
  if (error == EEXIST) {
    if (::lstat(to.c_str(), &to_status) != 0) return failed("look at", to, errno);
    bool equal = from_status.st_ino == to_status.st_ino && from_status.st_dev == to_status.st_dev;
    if (!equal && S_ISREG(to_status.st_mode) && from_status.st_size == to_status.st_size) {
      TRY(equal, same_bytes(from, to));
      if (equal) {
        TRY(const Descriptor file, open_file(to, O_RDONLY, "open"));
        TRY_OK(sync(file.get(), to));  // somebody else wrote it, durably or not
      }
    }
    if (!equal) {
      const std::string beside = writer_->new_file();
      if (::link(from.c_str(), beside.c_str()) != 0) return failed("link", from, errno);
      const int why = ::rename(beside.c_str(), to.c_str()) == 0 ? 0 : errno;
      ::unlink(beside.c_str());  // it stays also where another has put the same file there meanwhile
      if (why != 0) return failed("replace", to, why);
    }
  } else if (error != 0) {
    return failed("link " + from + " to", to, error);
  }
  unsynced.insert(parent(to));
  return {};
}

/// Makes entries durable that can be seen already: where that fails nobody knows whether they stay.
Status LocalStore::sync_entries(const FolderSet& folders) {
  for (const std::string& folder : folders) {
    Status durable = folders_->sync(folder);
    if (durable || durable.error().code == ErrorCode::NotFound) continue;  // Removed again by another thread.
    durable.error().kind = ErrorClass::OutcomeUnknown;
    return durable;
  }
  return {};
}

Status LocalStore::remove(const std::string& name) { return remove_all({name}); }

Status LocalStore::remove_all(const std::vector<std::string>& names) {
  FolderSet unsynced;
  for (const std::string& name : names) TRY_OK(unlink(name, unsynced));
  return sync_entries(unsynced);
}

Status LocalStore::unlink(const std::string& name, FolderSet& unsynced) {
  TRY(const std::string path, path_to_write(name));
  const bool removed = ::unlink(path.c_str()) == 0;
  if (!removed && errno != ENOENT && errno != ENOTDIR && errno != EISDIR)
    return failed("remove", path, errno);
  // What stops us, a file or another folder in there or a missing right, is no failure: the folder just
  // stays.
  std::string folder = parent(path);
  while (folder != root_ && (::rmdir(folder.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR)) {
    folder = parent(folder);
  }
  unsynced.insert(folder);
  return {};
}

std::string LocalStore::writer() const { return writer_ == nullptr ? "" : writer_->mark(); }

Result<bool> LocalStore::is_gone(const std::string& writer) {
  return is_writer_gone(folder(names_.unfinished), writer);
}

Status LocalStore::remove_unfinished() {
  if (mode_ == Mode::Source)
    return fail(ErrorCode::Denied, "{} is a source, and a source is only read", root_);
  TRY_OK(remove_leftovers(folder(names_.unfinished)));
  // A writer that is killed between making a folder and putting something in it leaves it empty. A
  // writer that still needs one makes it again.
  std::vector<std::filesystem::path> folders;
  std::error_code ignored;
  for (auto at = std::filesystem::recursive_directory_iterator(inside(names_.staging), ignored);
       at != std::filesystem::recursive_directory_iterator(); at.increment(ignored)) {
    if (ignored) break;
    if (at->is_directory(ignored)) folders.push_back(at->path());
  }
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) ::rmdir(folder->c_str());
  return {};
}

/// Gives the path of a folder, from a name that ends with a slash.
std::string LocalStore::folder(ByteView name) const {
  return inside(name.empty() ? name : name.substr(0, name.size() - 1));
}

std::string LocalStore::inside(ByteView name) const {
  return fmt::format("{}{}{}", root_, root_.ends_with('/') ? "" : "/", name);
}

Result<std::string> LocalStore::path_of(const std::string& name) const {
  if (!is_name(name))
    return fail(ErrorCode::Configuration, "'{}' is no name of an object in {}", name, root_);
  return inside(name);
}

Result<std::string> LocalStore::path_to_write(const std::string& name) const {
  if (mode_ == Mode::Source) {
    return fail(ErrorCode::Denied, "'{}' cannot be written: {} is a source, and a source is only read", name,
                root_);
  }
  return path_of(name);
}

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
//
// What a test does under a folder is recorded, and every state is made that a disk may be found in if the
// power is cut off in between. The header defines the system calls that change files: one file of an
// executable includes it.
//
//     power_loss::Recording recording(folder);
//     work(folder);
//     recording.stop();
//     recording.for_each_state({}, [&](const fs::path& state, std::size_t at) { return is_good(state); });
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "power_loss_disk_for_tests.h"

namespace headgate::power_loss {

/// Decides what an fsync does: what a planted fault is made of.
enum class Sync { Works, IsSkipped, Fails };
using OnSync = std::function<Sync(const fs::path& path, bool folder)>;

/// Records what is done under a folder while it lives, or until it is stopped. One at a time.
class Recording {
 public:
  explicit Recording(fs::path root, OnSync on_sync = {});
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;
  ~Recording() { stop(); }

  /// Gives how many changes there were so far: a moment.
  std::size_t now();
  void stop();

  /// Calls `check` with a folder for each state that the disk may be in after each number of changes, until
  /// it says false. It may change the folder. Gives how many states there were.
  std::size_t for_each_state(const Effort& effort,
                             const std::function<bool(const fs::path&, std::size_t at)>& check) const;

  static inline std::atomic<Recording*> active = nullptr;

  // What the system calls tell.
  template <class Call>
  auto observe(Call call) {
    const std::lock_guard guard(mutex_);
    return call();
  }
  void opened(int fd, const fs::path& path, bool made);
  void written(int fd, const void* bytes, std::size_t size);
  Sync syncs(int fd);
  void synced(int fd);
  void made_folder(const fs::path& path);
  void linked(const fs::path& from, const fs::path& to);
  void renamed(const fs::path& from, const fs::path& to);
  void unlinked(const fs::path& path);

 private:
  struct Node {
    bool folder = false;
    fs::path path;
    std::map<std::string, int> entries;
  };
  struct OpenFile {
    int node;
    ino_t inode;
  };

  int find(const fs::path& path) const;
  void take_in(const fs::path& path, int node);
  void set_entry(const fs::path& path, int child);
  int node_of(int fd) const;

  fs::path root_;
  OnSync on_sync_;
  std::mutex mutex_;
  std::vector<Node> nodes_;
  std::map<int, OpenFile> open_;
  std::vector<Change> changes_;
  std::set<std::size_t> moments_;
};

inline Recording::Recording(fs::path root, OnSync on_sync)
    : root_(std::move(root)), on_sync_(std::move(on_sync)) {
  nodes_.push_back({.folder = true, .path = root_, .entries = {}});
  take_in(root_, 0);
  active = this;
}

inline void Recording::take_in(const fs::path& path, int node) {
  for (const auto& entry : fs::directory_iterator(path)) {
    const int child = static_cast<int>(nodes_.size());
    nodes_.push_back({.folder = entry.is_directory(), .path = entry.path(), .entries = {}});
    set_entry(entry.path(), child);
    if (entry.is_directory()) {
      take_in(entry.path(), child);
      continue;
    }
    std::ifstream stream(entry.path(), std::ios::binary);
    changes_.push_back({What::Bytes, child, {std::istreambuf_iterator<char>(stream), {}}});
    changes_.push_back({What::FileSync, child, ""});
  }
  changes_.push_back({What::FolderSync, node, ""});
  if (node == 0) moments_.insert(changes_.size());
}

inline void Recording::stop() { active = nullptr; }

inline std::size_t Recording::now() {
  const std::lock_guard guard(mutex_);
  moments_.insert(changes_.size());
  return changes_.size();
}

inline int Recording::find(const fs::path& path) const {
  const fs::path relative = path.lexically_normal().lexically_relative(root_);
  if (relative.empty() || *relative.begin() == "..") return -1;
  int node = 0;
  for (const fs::path& part : relative) {
    if (part == "." || part.empty()) continue;
    const auto& entries = nodes_[static_cast<std::size_t>(node)].entries;
    const auto entry = entries.find(part);
    if (entry == entries.end()) return -1;
    node = entry->second;
  }
  return node;
}

inline void Recording::set_entry(const fs::path& path, int child) {
  const int folder = find(path.parent_path());
  if (folder < 0) return;
  Disk::set(nodes_[static_cast<std::size_t>(folder)].entries, path.filename(), child);
  changes_.push_back({What::Entry, folder, path.filename(), child});
}

inline int Recording::node_of(int fd) const {
  const auto file = open_.find(fd);
  struct stat status;
  // The number may be another file's by now.
  if (file == open_.end() || ::fstat(fd, &status) != 0 || status.st_ino != file->second.inode) return -1;
  return file->second.node;
}

inline void Recording::opened(int fd, const fs::path& path, bool made) {
  struct stat status;
  if (find(path.parent_path()) < 0 && path != root_) return;
  if (::fstat(fd, &status) != 0) return;
  if (made) {
    const int node = static_cast<int>(nodes_.size());
    nodes_.push_back({.folder = false, .path = path, .entries = {}});
    changes_.push_back({What::Bytes, node, ""});  // so that it is known for a file
    set_entry(path, node);
  }
  open_[fd] = {find(path), status.st_ino};
}

inline void Recording::written(int fd, const void* bytes, std::size_t size) {
  const int node = node_of(fd);
  if (node >= 0) changes_.push_back({What::Bytes, node, std::string(static_cast<const char*>(bytes), size)});
}

inline Sync Recording::syncs(int fd) {
  const int node = node_of(fd);
  if (node < 0 || !on_sync_) return Sync::Works;
  const Node& it = nodes_[static_cast<std::size_t>(node)];
  return on_sync_(it.path, it.folder);
}

inline void Recording::synced(int fd) {
  const int node = node_of(fd);
  if (node < 0) return;
  changes_.push_back(
      {nodes_[static_cast<std::size_t>(node)].folder ? What::FolderSync : What::FileSync, node, ""});
}

inline void Recording::made_folder(const fs::path& path) {
  nodes_.push_back({.folder = true, .path = path, .entries = {}});
  set_entry(path, static_cast<int>(nodes_.size()) - 1);
}

inline void Recording::linked(const fs::path& from, const fs::path& to) {
  if (const int node = find(from); node >= 0) set_entry(to, node);
}

inline void Recording::renamed(const fs::path& from, const fs::path& to) {
  const int node = find(from);
  if (node >= 0 && node == find(to)) return;  // two names of one file: nothing happens
  linked(from, to);
  unlinked(from);
}

inline void Recording::unlinked(const fs::path& path) { set_entry(path, -1); }

inline std::size_t Recording::for_each_state(
    const Effort& effort, const std::function<bool(const fs::path&, std::size_t)>& check) const {
  std::string base =
      (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) / "state-XXXXXX";
  if (::mkdtemp(base.data()) == nullptr) return 0;
  const fs::path folder = fs::path(base) / "disk";
  std::mt19937 random(effort.seed);
  std::set<Disk::Tree> seen;
  std::size_t states = 0;
  Disk disk;
  disk.folders[0];
  const std::size_t first = *moments_.begin();
  for (std::size_t at = 0; at <= changes_.size(); ++at) {
    // What is promised changes at a moment that was asked for: then each state counts anew.
    if (moments_.contains(at)) seen.clear();
    if (at >= first && ((at - first) % effort.every == 0 || moments_.contains(at))) {
      for (const Disk::Fate& fate : disk.fates(effort, random)) {
        const auto tree = disk.tree(fate);
        if (!seen.insert(tree).second) continue;
        disk.make(folder, tree);
        ++states;
        if (check(folder, at)) continue;
        fs::remove_all(base);
        return states;
      }
    }
    if (at < changes_.size()) disk.play(changes_[at]);
  }
  fs::remove_all(base);
  return states;
}

/// Does a system call, and tells the recording of it where it worked.
template <class Call, class Tell>
auto recorded(Call call, Tell tell) {
  Recording* const recording = Recording::active;
  if (recording == nullptr) return call();
  return recording->observe([&] {
    const auto answer = call();
    const int error = errno;
    if (answer >= 0) tell(*recording, answer);
    errno = error;
    return answer;
  });
}

}  // namespace headgate::power_loss

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  bool made = false;
  return headgate::power_loss::recorded(
      [&] {
        struct stat status;
        made = (flags & O_CREAT) != 0 && ::lstat(path, &status) != 0;
        return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
      },
      [&](auto& recording, int fd) { recording.opened(fd, path, made); });
}

ssize_t write(int fd, const void* bytes, size_t size) {
  return headgate::power_loss::recorded(
      [&] { return ::syscall(SYS_write, fd, bytes, size); },
      [&](auto& recording, ssize_t n) { recording.written(fd, bytes, static_cast<std::size_t>(n)); });
}

int fsync(int fd) {
  using headgate::power_loss::Sync;
  auto sync = Sync::Works;
  return headgate::power_loss::recorded(
      [&] {
        auto* const recording = headgate::power_loss::Recording::active.load();
        if (recording != nullptr) sync = recording->syncs(fd);
        if (sync == Sync::Fails) return errno = EIO, -1;
        return 0;  // the power is cut in thought only
      },
      [&](auto& recording, int) {
        if (sync == Sync::Works) recording.synced(fd);
      });
}

int mkdir(const char* path, mode_t mode) noexcept {
  return headgate::power_loss::recorded(
      [&] { return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode)); },
      [&](auto& recording, int) { recording.made_folder(path); });
}

int link(const char* from, const char* to) noexcept {
  return headgate::power_loss::recorded(
      [&] { return static_cast<int>(::syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)); },
      [&](auto& recording, int) { recording.linked(from, to); });
}

int rename(const char* from, const char* to) noexcept {
  return headgate::power_loss::recorded(
      [&] { return static_cast<int>(::syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to)); },
      [&](auto& recording, int) { recording.renamed(from, to); });
}

int unlink(const char* path) noexcept {
  return headgate::power_loss::recorded(
      [&] { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0)); },
      [&](auto& recording, int) { recording.unlinked(path); });
}

int rmdir(const char* path) noexcept {
  return headgate::power_loss::recorded(
      [&] { return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)); },
      [&](auto& recording, int) { recording.unlinked(path); });
}

}  // extern "C"

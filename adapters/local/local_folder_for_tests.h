// SPDX-License-Identifier: Apache-2.0
//
// What the tests of this folder share.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../../test/conformance/temp_folder.h"
#include "adapters/local/local_store.h"

namespace headgate {

inline void write(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::vector<std::string> names(const std::vector<ObjectInfo>& infos) {
  std::vector<std::string> all;
  for (const ObjectInfo& info : infos) all.push_back(info.name);
  return all;
}

/// Gives up the rights of root, which no permission stops, until the end of the scope.
class WithoutRoot {
 public:
  WithoutRoot() {
    if (was_root_ && ::seteuid(65534) != 0) ADD_FAILURE() << "root cannot be put aside";
  }
  WithoutRoot(const WithoutRoot&) = delete;
  WithoutRoot& operator=(const WithoutRoot&) = delete;
  ~WithoutRoot() {
    if (was_root_ && ::seteuid(0) != 0) ADD_FAILURE() << "root cannot be taken back";
  }

 private:
  bool was_root_ = ::geteuid() == 0;
};

/// Runs `work` in another process, which may say words to the test and wait to be killed.
class Process {
 public:
  explicit Process(const std::function<void(Process&)>& work) {
    if (::pipe(words_) != 0 || (id_ = ::fork()) < 0) throw std::runtime_error("no process can be made");
    if (id_ != 0) return;
    work(*this);
    ::_exit(0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    kill();
    ::close(words_[0]);
    ::close(words_[1]);
  }

  [[nodiscard]] pid_t id() const { return id_; }
  void say(const std::string& word) { (void)!::write(words_[1], (word + "\n").data(), word.size() + 1); }
  static void wait() { ::pause(); }

  std::string hear() {
    std::string word;
    for (char byte = 0; ::read(words_[0], &byte, 1) == 1 && byte != '\n';) word += byte;
    return word;
  }
  void kill() {
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(std::exchange(id_, 0), nullptr, 0);
  }

 private:
  int words_[2] = {-1, -1};
  pid_t id_ = 0;
};

inline LocalStore::Folders landing_folders() {
  return {"_headgate/unfinished/", "_headgate/staging/", "data/"};
}

/// Gives a test a folder, and the two kinds of store over it.
class LocalFolder : public testing::Test {
 protected:
  std::unique_ptr<LocalStore> landing() {
    return LocalStore::open(folder_.path(), LocalStore::Mode::Landing, landing_folders()).value();
  }
  std::unique_ptr<LocalStore> source() {
    return LocalStore::open(folder_.path(), LocalStore::Mode::Source, landing_folders()).value();
  }
  /// Counts the temporary files of all writers.
  std::size_t unfinished() const {
    std::size_t files = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder_ / "_headgate/unfinished")) {
      if (!entry.is_directory() && entry.path().filename() != "lock") ++files;
    }
    return files;
  }
  bool has_folder_of(const std::string& writer) const {
    return std::filesystem::exists(folder_ / "_headgate/unfinished" / writer);
  }

  TempFolder folder_;
};

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
//
// What the tests of this folder share.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
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

/// Gives a test a folder, and the two kinds of store over it.
class LocalFolder : public testing::Test {
 protected:
  std::unique_ptr<LocalStore> landing() {
    return LocalStore::open(folder_.path(), LocalStore::Mode::Landing).value();
  }
  std::unique_ptr<LocalStore> source() {
    return LocalStore::open(folder_.path(), LocalStore::Mode::Source).value();
  }
  std::size_t unfinished() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_ / "_headgate/unfinished"), {}));
  }

  TempFolder folder_;
};

}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "local_folder_for_tests.h"

namespace headgate {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Mode = LocalStore::Mode;
using LocalStoreTest = LocalFolder;

TEST_F(LocalStoreTest, WantsASourceToBeAFolder) {
  const auto missing = LocalStore::open(folder_ / "missing", Mode::Source);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
  EXPECT_THAT(missing.error().message, HasSubstr(folder_ / "missing"));
  EXPECT_FALSE(fs::exists(folder_ / "missing"));
  write(folder_ / "file", "");
  EXPECT_FALSE(LocalStore::open(folder_ / "file", Mode::Source));
  EXPECT_FALSE(LocalStore::open("", Mode::Source));
  EXPECT_EQ(LocalStore::open(folder_.path().string() + "//", Mode::Source).value()->root(), folder_.path());
}

TEST_F(LocalStoreTest, NeverWritesToASource) {
  write(folder_ / "x", "bytes");
  const auto store = source();
  EXPECT_EQ(store->put("y", "").error().code, ErrorCode::Denied);
  EXPECT_EQ(store->put_if_absent("y", "").error().code, ErrorCode::Denied);
  EXPECT_EQ(store->create("y").error().code, ErrorCode::Denied);
  EXPECT_EQ(store->copy("x", "y").error().code, ErrorCode::Denied);
  EXPECT_EQ(store->remove("x").error().code, ErrorCode::Denied);
  EXPECT_EQ(store->remove_unfinished().error().code, ErrorCode::Denied);
  EXPECT_EQ(store->writer(), "");
  EXPECT_THAT(names(store->list("").value()), ElementsAre("x"));
  EXPECT_FALSE(fs::exists(folder_ / "_headgate"));
}

TEST_F(LocalStoreTest, MakesALandingWithItsParents) {
  const auto store = LocalStore::open(folder_ / "deep/er/landing", Mode::Landing, landing_folders());
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->put("x", "1"));
  EXPECT_THAT(names((*store)->list("").value()), ElementsAre("x"));
  write(folder_ / "file", "");
  const auto blocked = LocalStore::open(folder_ / "file/landing", Mode::Landing, landing_folders());
  ASSERT_FALSE(blocked);
  EXPECT_THAT(blocked.error().message, HasSubstr("a file of that name is in the way"));
}

TEST_F(LocalStoreTest, RefusesALandingThatCannotBeWritten) {
  fs::create_directory(folder_ / "landing");
  fs::permissions(folder_ / "landing", fs::perms(0555));
  const WithoutRoot mortal;
  const auto store = LocalStore::open(folder_ / "landing", Mode::Landing, landing_folders());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::Denied);
  EXPECT_THAT(store.error().message, HasSubstr(folder_ / "landing/_headgate"));
}

TEST_F(LocalStoreTest, RefusesNamesThatLeaveTheRoot) {
  const auto store = landing();
  for (const char* name : {"", ".", "..", "../x", "a/../x", "/etc/passwd", "a//b", "a/", "a/./b"}) {
    EXPECT_EQ(store->open(name).error().code, ErrorCode::Configuration) << name;
    EXPECT_EQ(store->put(name, "").error().code, ErrorCode::Configuration) << name;
  }
  EXPECT_FALSE(store->list("../"));
  EXPECT_TRUE(store->put("a/..b/c..", ""));
}

TEST_F(LocalStoreTest, NoticesAFileThatChangesWhileItIsRead) {
  const auto read_to_end = [](ByteSource& source) {
    char buffer[4];
    Result<std::size_t> n = 1;
    while (n && *n > 0) n = source.read(buffer, sizeof buffer);
    return n;
  };
  const auto open_pinned = [&] { return source()->open("x", source()->stat("x")->etag).value(); };
  for (const char* what : {"nothing", "appended", "truncated", "written in place"}) {
    write(folder_ / "x", "0123456789");
    const auto reading = open_pinned();
    char first;
    ASSERT_TRUE(reading->read(&first, 1));
    ::usleep(20'000);  // past the grain of the file system's clock
    const std::string change = what;
    if (change == "appended") std::ofstream(folder_ / "x", std::ios::app) << "more";
    if (change == "truncated") fs::resize_file(folder_ / "x", 5);
    if (change == "written in place") std::fstream(folder_ / "x", std::ios::in | std::ios::out) << "abc";
    const auto end = read_to_end(*reading);
    if (change == "nothing") {
      EXPECT_EQ(end.value(), 0U);
    } else {
      ASSERT_FALSE(end) << what;
      EXPECT_EQ(end.error().code, ErrorCode::Changed);
      EXPECT_THAT(end.error().message, HasSubstr(folder_ / "x"));
    }
  }
}

TEST_F(LocalStoreTest, CopiesByLinking) {
  const auto store = landing();
  ASSERT_TRUE(store->put("staged", "bytes"));
  ASSERT_TRUE(store->copy("staged", "data/final"));
  EXPECT_EQ(fs::hard_link_count(folder_ / "staged"), 2U);
  EXPECT_EQ(store->stat("staged")->etag, store->stat("data/final")->etag);
  ASSERT_TRUE(store->put("data/final", "short"));
  ASSERT_TRUE(store->copy("staged", "data/final"));
  EXPECT_EQ(fs::hard_link_count(folder_ / "staged"), 2U);
  EXPECT_EQ(unfinished(), 0U);
}

TEST_F(LocalStoreTest, RemovesFoldersThatAreLeftEmptyButNotTheRoot) {
  const auto store = landing();
  ASSERT_TRUE(store->put("a/b/c/x", "1"));
  ASSERT_TRUE(store->put("a/y", "1"));
  ASSERT_TRUE(store->remove("a/b/c/x"));
  EXPECT_FALSE(fs::exists(folder_ / "a/b"));
  EXPECT_TRUE(fs::exists(folder_ / "a"));
  ASSERT_TRUE(store->remove("a/y"));
  EXPECT_FALSE(fs::exists(folder_ / "a"));
  EXPECT_TRUE(fs::exists(folder_.path()));
}

TEST_F(LocalStoreTest, MakesFilesAndFoldersForTheOwnerAndTheGroup) {
  const mode_t before = ::umask(0);
  const auto store = landing();
  ASSERT_TRUE(store->put("folder/x", "1"));
  ::umask(before);
  EXPECT_EQ(fs::status(folder_ / "folder").permissions(), fs::perms(0750));
  EXPECT_EQ(fs::status(folder_ / "folder/x").permissions(), fs::perms(0640));
}

}  // namespace
}  // namespace headgate

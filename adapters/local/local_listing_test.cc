// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/local_listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "local_folder_for_tests.h"

namespace headgate {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Mode = LocalStore::Mode;
using LocalListingTest = LocalFolder;

TEST_F(LocalListingTest, ListsNamesOfAnyBytes) {
  const std::vector<std::string> odd = {"\x01\n", " ", "*?[\\", "a\tb", "caf\xe9", "z\x7f"};
  for (const std::string& name : odd) write(folder_ / name, "x");
  EXPECT_EQ(names(source()->list("").value()), odd);
  EXPECT_EQ(source()->get("caf\xe9").value(), "x");
}

TEST_F(LocalListingTest, ListsAFolderNestedDeeply) {
  std::string name;
  for (int i = 0; i < 1500; ++i) name += "d/";
  ASSERT_TRUE(landing()->put(name + "x", "1"));
  EXPECT_THAT(names(source()->list("").value()), ElementsAre(name + "x"));
}

TEST_F(LocalListingTest, FollowsLinksToFilesAndReportsThoseToFolders) {
  const TempFolder outside;
  write(outside / "target", "12345");
  write(folder_ / "folder/inside", "123");
  fs::create_symlink(outside / "target", folder_ / "out");
  fs::create_symlink("folder/inside", folder_ / "in");
  fs::create_symlink("folder", folder_ / "link");
  fs::create_symlink("..", folder_ / "folder/up");
  fs::create_symlink("nowhere", folder_ / "broken");
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  Unlistable unlistable;
  const auto infos = source()->list("", &unlistable).value();
  EXPECT_THAT(names(infos), ElementsAre("folder/inside", "in", "out"));
  EXPECT_EQ(infos[2].size_bytes, 5U);
  EXPECT_TRUE(source()->open("out", infos[2].etag));
  std::sort(unlistable.begin(), unlistable.end(), [](auto& a, auto& b) { return a.first < b.first; });
  ASSERT_EQ(unlistable.size(), 3U);
  EXPECT_EQ(unlistable[0].first, "broken");
  EXPECT_EQ(unlistable[1].first, "folder/up/");
  EXPECT_EQ(unlistable[2].first, "link/");
  EXPECT_THAT(unlistable[2].second.message, AllOf(HasSubstr(folder_ / "link"), HasSubstr("symbolic link")));
  EXPECT_FALSE(source()->list(""));
  EXPECT_THAT(names(source()->list("link/", &unlistable).value()), IsEmpty());
  EXPECT_EQ(source()->open("pipe").error().code, ErrorCode::NotFound) << "and does not wait for a writer";
}

TEST_F(LocalListingTest, LooksAtNothingBeforeTheName) {
  write(folder_ / "a/old", "1");
  write(folder_ / "b/1", "1");
  write(folder_ / "b/2", "1");
  write(folder_ / "c", "1");
  fs::create_symlink("nowhere", folder_ / "b/0");
  fs::create_symlink("nowhere", folder_ / "a0");
  fs::create_symlink("nowhere", folder_ / "b/3");
  fs::permissions(folder_ / "a", fs::perms(0));
  std::optional<WithoutRoot> mortal(std::in_place);
  Unlistable unlistable;
  EXPECT_THAT(names(source()->list_after("", "b/1", &unlistable).value()), ElementsAre("b/2", "c"));
  ASSERT_EQ(unlistable.size(), 1U);
  EXPECT_EQ(unlistable[0].first, "b/3");
  EXPECT_FALSE(source()->list_after("b", "b/2")) << "what cannot be looked at fails it";
  EXPECT_FALSE(source()->list_after("", ""));
  EXPECT_FALSE(source()->list_after("../", ""));
  mortal.reset();
  fs::permissions(folder_ / "a", fs::perms(0700));  // so that it can be removed
}

TEST_F(LocalListingTest, ShowsNothingUnfinished) {
  const auto store = landing();
  const auto sink = store->create("x").value();
  ASSERT_TRUE(sink->append(std::string(300'000, 'x')));
  ASSERT_TRUE(store->put("_headgate/unfinished_business", "1"));
  const std::string mine = "_headgate/unfinished/" + store->writer() + "/";
  for (const std::string& prefix : {std::string(), std::string("_headgate/"),
                                    std::string("_headgate/unfinished/"), mine, mine + "lock"}) {
    const auto listed = names(store->list(prefix).value());
    for (const std::string& name : listed) EXPECT_EQ(name, "_headgate/unfinished_business");
    EXPECT_EQ(names(store->list_after(prefix, "").value()), listed);
  }
}

TEST_F(LocalListingTest, ReportsFoldersAndFilesThatItMayNotRead) {
  write(folder_ / "open/x", "1");
  write(folder_ / "shut/y", "1");
  write(folder_ / "z", "1");
  fs::permissions(folder_ / "shut", fs::perms(0));
  fs::permissions(folder_ / "z", fs::perms(0));
  std::optional<WithoutRoot> mortal(std::in_place);
  Unlistable unlistable;
  EXPECT_THAT(names(source()->list("", &unlistable).value()), ElementsAre("open/x", "z"));
  ASSERT_EQ(unlistable.size(), 1U);
  EXPECT_EQ(unlistable[0].first, "shut/");
  EXPECT_EQ(unlistable[0].second.code, ErrorCode::Denied);
  EXPECT_THAT(unlistable[0].second.message,
              AllOf(HasSubstr(folder_ / "shut"), HasSubstr("Permission denied")));
  EXPECT_EQ(source()->list("").error().code, ErrorCode::Denied);
  EXPECT_EQ(source()->open("z").error().code, ErrorCode::Denied);
  EXPECT_EQ(LocalStore::open(folder_ / "shut", Mode::Source).error().code, ErrorCode::Denied);
  mortal.reset();
  fs::permissions(folder_ / "shut", fs::perms(0700));  // so that it can be removed
}

}  // namespace
}  // namespace headgate

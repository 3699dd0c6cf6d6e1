// SPDX-License-Identifier: Apache-2.0
#include "store/ranged_listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "store/memory_store.h"

namespace headgate {
namespace {

/// Lists three names at a time, and tells of folders, as a bucket does.
class FarStore : public MemoryStore {
 public:
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override {
    ++pages;
    TRY(ListedPage page, MemoryStore::list_page(prefix, after, unlistable));
    page.is_last = page.objects.size() <= 3;
    if (!page.is_last) page.objects.resize(3);
    return page;
  }
  Result<std::vector<std::string>> folders(const std::string& prefix) override {
    ++looks;
    if (has_no_folders) return std::vector<std::string>();
    TRY(const ListedPage page, MemoryStore::list_page(prefix, "", nullptr));
    std::set<std::string> found;
    for (const ObjectInfo& info : page.objects) {
      const std::size_t slash = info.name.find('/', prefix.size());
      if (slash != std::string::npos) found.insert(info.name.substr(0, slash + 1));
    }
    return std::vector<std::string>(found.begin(), found.end());
  }
  [[nodiscard]] unsigned calls_at_once() const override { return at_once; }

  std::atomic<int> pages = 0, looks = 0;
  unsigned at_once = 8;
  bool has_no_folders = false;
};

std::vector<std::string> names(const Result<std::vector<ObjectInfo>>& listed) {
  std::vector<std::string> names;
  for (const ObjectInfo& info : *listed) names.push_back(info.name);
  return names;
}

/// Fills a store as the world does: by days and hours, beside names without a folder, some of them empty.
std::vector<std::string> fill(FarStore& store) {
  std::vector<std::string> all;
  for (int day = 1; day <= 12; ++day) {
    for (int hour = 0; hour < 4; ++hour) {
      for (int i = 0; i <= day % 3; ++i) all.push_back(fmt::format("in/day={}/hour={}/{}", day, hour, i));
    }
    all.push_back(fmt::format("in/day={}", day));
    all.push_back(fmt::format("in/day={}!", day));
  }
  for (const char* name : {"a", "in/", "in0", "z/y", "ä/ö"}) all.emplace_back(name);
  for (const std::string& name : all) EXPECT_TRUE(store.put(name, "bytes"));
  std::ranges::sort(all);
  return all;
}

TEST(RangedListing, GivesEveryNameOnceInOrder) {
  FarStore store;
  const std::vector<std::string> all = fill(store);
  for (const unsigned at_once : {1U, 2U, 3U, 8U, 100U}) {
    store.at_once = at_once;
    store.looks = 0;
    EXPECT_EQ(names(list_ranges(store, "", "", nullptr)), all) << at_once;
    EXPECT_EQ(store.looks > 0, at_once > 1) << at_once;
  }
}

TEST(RangedListing, BeginsBehindAnyNameUnderAnyPrefix) {
  FarStore store;
  const std::vector<std::string> all = fill(store);
  std::vector<std::string> begins = all;
  for (const char* more : {"", "in/day=", "in/day=5/hour=", "nothing"}) begins.emplace_back(more);
  for (const std::string prefix : {"", "in/", "in/day=1", "in/day=5/", "no"}) {
    for (const std::string& after : begins) {
      std::vector<std::string> want;
      std::ranges::copy_if(all, std::back_inserter(want),
                           [&](const auto& name) { return name.starts_with(prefix) && name > after; });
      EXPECT_EQ(names(list_ranges(store, prefix, after, nullptr)), want) << prefix << " behind " << after;
    }
  }
}

TEST(RangedListing, AsksForNoFoldersWhereTwoPagesAreAll) {
  FarStore store;
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(store.put(fmt::format("folder/{}", i), ""));
  EXPECT_EQ(list_ranges(store, "", "", nullptr)->size(), 6U);
  EXPECT_EQ(store.looks, 0);
  EXPECT_EQ(store.pages, 2);
}

TEST(RangedListing, ListsToTheEndWhereThereAreNoFolders) {
  FarStore store;
  const std::vector<std::string> all = fill(store);
  store.has_no_folders = true;
  EXPECT_EQ(names(list_ranges(store, "", "", nullptr)), all);
  EXPECT_EQ(store.looks, 1);
}

TEST(RangedListing, CostsFewLooksWhereEachNameHasAFolder) {
  FarStore store;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(store.put(fmt::format("{:04}/x", i), ""));
  EXPECT_EQ(list_ranges(store, "", "", nullptr)->size(), 1000U);
  EXPECT_EQ(store.looks, 1);
  EXPECT_LE(store.pages, 1000 / 3 + 2 + 2 * 8);
}

}  // namespace
}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
//
// What every ObjectStore promises. An implementation is held to it by one line in a test executable:
//
//     INSTANTIATE_TEST_SUITE_P(Memory, ObjectStoreConformance, testing::Values(MakeStore{...}));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "store/object_store.h"

namespace headgate {

/// Makes an empty store that can be written. The pointer keeps alive whatever the store lies on.
using MakeStore = std::function<std::shared_ptr<ObjectStore>()>;

class ObjectStoreConformance : public testing::TestWithParam<MakeStore> {
 protected:
  std::vector<std::string> names(const std::string& prefix) {
    std::vector<std::string> all;
    const auto infos = store_->list(prefix).value();
    for (const ObjectInfo& info : infos) all.push_back(info.name);
    return all;
  }

  std::vector<std::string> names_after(const std::string& prefix, const std::string& after) {
    std::vector<std::string> all;
    const auto infos = store_->list_after(prefix, after).value();
    for (const ObjectInfo& info : infos) all.push_back(info.name);
    return all;
  }

  Result<std::string> read_from(const std::string& name, const std::string& etag, std::uint64_t offset) {
    TRY(auto source, store_->open(name, etag, offset));
    return rest_of(*source);
  }

  static Result<std::string> rest_of(ByteSource& source) {
    std::string all, piece(1000, '\0');
    for (;;) {
      TRY(const std::size_t n, source.read(piece.data(), piece.size()));
      if (n == 0) return all;
      all.append(piece, 0, n);
    }
  }

  std::shared_ptr<ObjectStore> store_ = GetParam()();
};

using testing::AnyOf;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(ObjectStoreConformance, SaysWhereItIs) { EXPECT_FALSE(store_->root().empty()); }

TEST_P(ObjectStoreConformance, GivesBackWhatWasPut) {
  for (const std::string& bytes :
       {std::string(), std::string("x"), std::string("a\0b\xff\n", 5), std::string(3'000'000, 'z')}) {
    ASSERT_TRUE(store_->put("folder/object", bytes));
    EXPECT_EQ(store_->get("folder/object").value(), bytes);
    const ObjectInfo info = store_->stat("folder/object").value();
    EXPECT_EQ(info.name, "folder/object");
    EXPECT_EQ(info.size_bytes, bytes.size());
    EXPECT_FALSE(info.etag.empty());
  }
}

TEST_P(ObjectStoreConformance, FindsNothingWhereNothingIs) {
  ASSERT_TRUE(store_->put("folder/object", "x"));
  for (const char* name : {"nothing", "folder", "folder/object/below", "folder/other", "no/such/folder"}) {
    EXPECT_EQ(store_->stat(name).error().code, ErrorCode::NotFound) << name;
    EXPECT_EQ(store_->open(name).error().code, ErrorCode::NotFound) << name;
    EXPECT_EQ(store_->get(name).error().code, ErrorCode::NotFound) << name;
    EXPECT_EQ(store_->copy(name, "target").error().code, ErrorCode::NotFound) << name;
    EXPECT_TRUE(store_->remove(name)) << name;
  }
  EXPECT_THAT(names(""), ElementsAre("folder/object"));
}

TEST_P(ObjectStoreConformance, ListsByTheBytesOfTheWholeName) {
  const std::vector<std::string> ordered = {"a-b", "a.b/c", "a/b",      "a/b-c",           "a/b.d/e",
                                            "a0",  "ab",    "\xc3\xa4", "\xf0\x90\x80\x80"};
  for (auto name = ordered.rbegin(); name != ordered.rend(); ++name) ASSERT_TRUE(store_->put(*name, *name));
  EXPECT_EQ(names(""), ordered);
  const auto infos = store_->list("").value();
  for (const ObjectInfo& info : infos) {
    const ObjectInfo looked_up = store_->stat(info.name).value();
    EXPECT_EQ(info.etag, looked_up.etag);
    EXPECT_EQ(info.size_bytes, info.name.size());
  }
}

TEST_P(ObjectStoreConformance, ListsAFolderOrOneName) {
  for (const char* name : {"a/b", "a/c/d", "a.b", "ab/c", ".hidden/x", "_hidden/y"})
    ASSERT_TRUE(store_->put(name, ""));
  EXPECT_THAT(names("a/"), ElementsAre("a/b", "a/c/d"));
  EXPECT_THAT(names("a/c/"), ElementsAre("a/c/d"));
  EXPECT_THAT(names("a/b"), ElementsAre("a/b"));
  EXPECT_THAT(names(".hidden/"), ElementsAre(".hidden/x"));
  for (const char* nothing : {"a", "a/b/", "a/c", "b/", "b", "b/c/"})
    EXPECT_THAT(names(nothing), IsEmpty()) << nothing;
  EXPECT_THAT(names(""), ElementsAre(".hidden/x", "_hidden/y", "a.b", "a/b", "a/c/d", "ab/c"));
}

TEST_P(ObjectStoreConformance, ListsAnEmptyStore) { EXPECT_THAT(names(""), IsEmpty()); }

TEST_P(ObjectStoreConformance, ListsWhatStandsBehindAName) {
  const std::vector<std::string> all = {"a",       "a-b",   "a.b/c", "a/b",  "a/b-c",
                                        "a/b.d/e", "a/b/f", "a/b0",  "a0/x", "b/\xf0\x90\x80\x80"};
  for (const std::string& name : all) {
    const bool is_folder = name == "a" || name == "a/b";
    if (!is_folder) {
      ASSERT_TRUE(store_->put(name, name));
    }
  }
  std::vector<std::string> words = all;
  for (const char* word :
       {"", "a/", "a/b.", "a/b/", "a/b.d/", "a/b.d/z", "a0", "b", "b/", "c", "\xf0\x90\x80\x80"})
    words.push_back(word);
  for (const std::string& prefix : words) {
    for (const std::string& after : words) {
      std::vector<std::string> expected;
      for (const std::string& name : names("")) {
        if (name.starts_with(prefix) && name > after) expected.push_back(name);
      }
      EXPECT_EQ(names_after(prefix, after), expected) << "'" << prefix << "' behind '" << after << "'";
    }
  }
  const auto infos = store_->list_after("a/b", "a/b-c").value();
  EXPECT_EQ(infos.front().etag, store_->stat("a/b.d/e")->etag);
  EXPECT_EQ(infos.front().size_bytes, 7U);
}

TEST_P(ObjectStoreConformance, IsNotGoneToItself) {
  const std::string writer = store_->writer();
  EXPECT_FALSE(writer.empty());
  EXPECT_EQ(store_->is_gone(writer).value(), false);
  ASSERT_TRUE(store_->put("x", "1"));
  EXPECT_EQ(store_->writer(), writer);
  EXPECT_EQ(store_->is_gone("").value(), false) << "nobody can tell";
}

TEST_P(ObjectStoreConformance, RemovesNothingThatIsAtWork) {
  auto sink = store_->create("folder/x").value();
  const std::string bytes(1'000'000, 'x');
  ASSERT_TRUE(sink->append(bytes));
  ASSERT_TRUE(store_->remove_unfinished());
  EXPECT_EQ(store_->is_gone(store_->writer()).value(), false);
  ASSERT_TRUE(sink->append("y"));
  ASSERT_TRUE(sink->finish());
  EXPECT_TRUE(store_->get("folder/x").value() == bytes + "y");
  ASSERT_TRUE(store_->remove_unfinished());
  EXPECT_THAT(names(""), ElementsAre("folder/x"));
}

TEST_P(ObjectStoreConformance, ReadsARangeAndNoMore) {
  ASSERT_TRUE(store_->put("x", "0123456789"));
  const auto read = [&](std::uint64_t offset, std::uint64_t length, const std::string& etag = {}) {
    return rest_of(*store_->open("x", etag, offset, length).value()).value();
  };
  EXPECT_EQ(read(0, 3), "012");
  EXPECT_EQ(read(4, 2, store_->stat("x")->etag), "45");
  EXPECT_EQ(read(8, 5), "89");
  EXPECT_EQ(read(4, 0), "");
  EXPECT_EQ(read(20, 5), "");
  EXPECT_EQ(read(7, kToEnd), "789");
  EXPECT_EQ(store_->get_range("x", 2, 3).value(), "234");
  EXPECT_EQ(store_->get_range("x", 9, 3).value(), "9");
  EXPECT_EQ(store_->get_range("y", 9, 3).error().code, ErrorCode::NotFound);
}

TEST_P(ObjectStoreConformance, ListsPageByPage) {
  const std::vector<std::string> all = {"a/1", "a/2", "a/3", "a/4", "a/5"};
  for (const std::string& name : all) ASSERT_TRUE(store_->put(name, ""));
  std::vector<std::string> seen;
  for (bool is_last = false; !is_last;) {
    const auto page = store_->list_page("a/", seen.empty() ? "a/1" : seen.back(), nullptr).value();
    ASSERT_TRUE(page.is_last || !page.objects.empty());
    for (const ObjectInfo& info : page.objects) seen.push_back(info.name);
    is_last = page.is_last;
  }
  EXPECT_THAT(seen, ElementsAre("a/2", "a/3", "a/4", "a/5"));
}

TEST_P(ObjectStoreConformance, ReadsFromAnOffset) {
  ASSERT_TRUE(store_->put("x", "0123456789"));
  EXPECT_EQ(read_from("x", "", 0).value(), "0123456789");
  EXPECT_EQ(read_from("x", "", 7).value(), "789");
  EXPECT_EQ(read_from("x", "", 10).value(), "");
  EXPECT_EQ(read_from("x", "", 99).value(), "");
  EXPECT_EQ(read_from("x", store_->stat("x")->etag, 3).value(), "3456789");
}

TEST_P(ObjectStoreConformance, OpensOnlyTheObjectThatWasPinned) {
  ASSERT_TRUE(store_->put("x", "before"));
  const std::string pinned = store_->stat("x")->etag;
  EXPECT_EQ(read_from("x", pinned, 0).value(), "before");
  ASSERT_TRUE(store_->put("x", "behind"));
  EXPECT_NE(store_->stat("x")->etag, pinned);
  EXPECT_EQ(read_from("x", pinned, 0).error().code, ErrorCode::Changed);
  ASSERT_TRUE(store_->remove("x"));
  EXPECT_THAT(read_from("x", pinned, 0).error().code, AnyOf(ErrorCode::Changed, ErrorCode::NotFound));
}

TEST_P(ObjectStoreConformance, NeverMixesTwoObjectsInOneReading) {
  const std::string before(100'000, 'a'), after(100'000, 'b');
  ASSERT_TRUE(store_->put("x", before));
  auto source = store_->open("x", store_->stat("x")->etag).value();
  char first;
  ASSERT_EQ(source->read(&first, 1).value(), 1U);
  ASSERT_TRUE(store_->put("x", after));
  const auto rest = rest_of(*source);
  if (rest) {
    EXPECT_EQ(first + *rest, before);
  } else {
    EXPECT_EQ(rest.error().code, ErrorCode::Changed);
  }
}

TEST_P(ObjectStoreConformance, ShowsASinksObjectOnlyWhenItIsFinished) {
  auto sink = store_->create("folder/x").value();
  std::string expected;
  for (int i = 0; i < 2000; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 700), static_cast<char>('a' + i % 26));
    ASSERT_TRUE(sink->append(piece));
    expected += piece;
  }
  ASSERT_TRUE(sink->append(std::string(1'000'000, '!')));
  expected.append(1'000'000, '!');
  EXPECT_EQ(store_->stat("folder/x").error().code, ErrorCode::NotFound);
  EXPECT_THAT(names(""), IsEmpty());
  ASSERT_TRUE(sink->finish());
  EXPECT_TRUE(store_->get("folder/x").value() == expected);
  sink.reset();
  EXPECT_THAT(names(""), ElementsAre("folder/x"));
}

TEST_P(ObjectStoreConformance, LeavesNothingOfAnAbandonedSink) {
  ASSERT_TRUE(store_->put("x", "old"));
  auto sink = store_->create("x").value();
  ASSERT_TRUE(sink->append(std::string(1'000'000, 'n')));
  EXPECT_EQ(store_->get("x").value(), "old");
  sink.reset();
  EXPECT_EQ(store_->get("x").value(), "old");
  EXPECT_THAT(names(""), ElementsAre("x"));
}

TEST_P(ObjectStoreConformance, FinishesAnEmptySinkAndReplacesWhatStoodThere) {
  ASSERT_TRUE(store_->put("x", "old"));
  auto sink = store_->create("x").value();
  ASSERT_TRUE(sink->finish());
  EXPECT_EQ(store_->get("x").value(), "");
}

TEST_P(ObjectStoreConformance, PutsOnlyWhereNothingIs) {
  ASSERT_TRUE(store_->put_if_absent("commits/1", "mine"));
  const std::string etag = store_->stat("commits/1")->etag;
  EXPECT_EQ(store_->put_if_absent("commits/1", "theirs").error().code, ErrorCode::Exists);
  EXPECT_EQ(store_->put_if_absent("commits/1", "mine").error().code, ErrorCode::Exists);
  EXPECT_EQ(store_->get("commits/1").value(), "mine");
  EXPECT_EQ(store_->stat("commits/1")->etag, etag);
  EXPECT_THAT(names(""), ElementsAre("commits/1"));
  ASSERT_TRUE(store_->remove("commits/1"));
  EXPECT_TRUE(store_->put_if_absent("commits/1", "again"));
}

TEST_P(ObjectStoreConformance, LetsOneOfManyTakeAName) {
  for (int round = 0; round < 10; ++round) {
    const std::string name = "commits/" + std::to_string(round);
    std::atomic<int> winners = 0, winner = -1, others = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        const Status put = store_->put_if_absent(name, std::to_string(i));
        if (put) {
          ++winners;
          winner = i;
        } else if (put.error().code == ErrorCode::Exists) {
          ++others;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    ASSERT_EQ(winners, 1);
    ASSERT_EQ(others, 7);
    ASSERT_EQ(store_->get(name).value(), std::to_string(winner));
  }
}

TEST_P(ObjectStoreConformance, CopiesAlsoOntoWhatStandsThere) {
  ASSERT_TRUE(store_->put("staged/x", "right"));
  ASSERT_TRUE(store_->copy("staged/x", "data/year=2022/x"));
  EXPECT_EQ(store_->get("data/year=2022/x").value(), "right");
  EXPECT_TRUE(store_->copy("staged/x", "data/year=2022/x")) << "again";
  EXPECT_TRUE(store_->copy("staged/x", "staged/x")) << "onto itself";
  for (const char* standing : {"right", "wrong", "short of", ""}) {
    ASSERT_TRUE(store_->put("data/x", standing));
    ASSERT_TRUE(store_->copy("staged/x", "data/x"));
    EXPECT_EQ(store_->get("data/x").value(), "right");
  }
  ASSERT_TRUE(store_->remove("staged/x"));
  ASSERT_TRUE(store_->put("staged/x", "next"));
  EXPECT_EQ(store_->get("data/x").value(), "right") << "a copy does not follow its source";
  EXPECT_THAT(names(""), ElementsAre("data/x", "data/year=2022/x", "staged/x"));
}

TEST_P(ObjectStoreConformance, RemovesOneObjectAndNoOther) {
  for (const char* name : {"a/b/c", "a/b/d", "a/e"}) ASSERT_TRUE(store_->put(name, ""));
  ASSERT_TRUE(store_->remove("a/b/c"));
  ASSERT_TRUE(store_->remove("a/b/c")) << "none of that name is a success";
  EXPECT_THAT(names(""), ElementsAre("a/b/d", "a/e"));
  ASSERT_TRUE(store_->remove("a/b/d"));
  ASSERT_TRUE(store_->remove("a/e"));
  EXPECT_THAT(names(""), IsEmpty());
  EXPECT_TRUE(store_->put("a", "what was a folder may become an object"));
}

TEST_P(ObjectStoreConformance, PutsAndRemovesSideBySide) {
  std::vector<std::thread> threads;
  std::atomic<int> failures = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 30; ++k) {
        const std::string name = "shared/deep/folder/" + std::to_string(i);
        if (!store_->put(name, "x") || !store_->remove(name)) ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_THAT(names(""), IsEmpty());
}

}  // namespace headgate

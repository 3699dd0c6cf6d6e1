// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/writer_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "local_folder_for_tests.h"

namespace headgate {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

class WriterFolderTest : public LocalFolder {
 protected:
  /// Starts a process that writes a file and comes to no end.
  std::unique_ptr<Process> writes_for_ever() {
    return std::make_unique<Process>([&](Process& self) {
      const auto store = landing();
      const auto sink = store->create("x").value();
      self.say(sink->append(std::string(1'000'000, 'x')) ? store->writer() : "it cannot write");
      self.wait();
    });
  }

  std::vector<std::string> entries() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(unfinished_)) names.push_back(entry.path().filename());
    return names;
  }

  fs::path unfinished_ = folder_ / "_headgate/unfinished";
};

TEST_F(WriterFolderTest, KnowsTheDeadFromTheLivingAndSweepsOnlyBehindTheDead) {
  const auto killed = writes_for_ever(), living = writes_for_ever();
  const std::string killed_mark = killed->hear(), living_mark = living->hear();
  const auto store = landing();
  EXPECT_EQ(store->is_gone(killed_mark).value(), false);
  ASSERT_TRUE(store->remove_unfinished());
  EXPECT_EQ(unfinished(), 2U);

  killed->kill();
  EXPECT_EQ(store->is_gone(killed_mark).value(), true);
  EXPECT_EQ(store->is_gone(living_mark).value(), false);
  EXPECT_EQ(source()->is_gone(killed_mark).value(), true) << "who only reads may ask too";
  EXPECT_EQ(unfinished(), 2U) << "who asks removes nothing";
  ASSERT_TRUE(store->remove_unfinished());
  EXPECT_THAT(entries(), UnorderedElementsAre(living_mark, store->writer()));
  EXPECT_EQ(unfinished(), 1U);
  EXPECT_EQ(store->is_gone(killed_mark).value(), true) << "also when its folder is gone";
  EXPECT_THAT(names(store->list("").value()), testing::IsEmpty());
}

TEST_F(WriterFolderTest, LeavesNothingWhenItEndsInGoodOrder) {
  auto store = landing();
  const std::string mark = store->writer();
  ASSERT_TRUE(store->put("x", "1"));
  auto sink = store->create("y").value();
  ASSERT_TRUE(sink->append("2"));
  store.reset();
  EXPECT_TRUE(has_folder_of(mark)) << "a sink is at work in it";
  ASSERT_TRUE(sink->finish());
  sink.reset();
  EXPECT_THAT(entries(), ElementsAre());
  EXPECT_EQ(source()->is_gone(mark).value(), true);
  EXPECT_EQ(source()->get("y").value(), "2");
}

TEST_F(WriterFolderTest, GivesTwoStoresOfOneProcessAFolderEach) {
  const auto one = landing(), other = landing();
  EXPECT_NE(one->writer(), other->writer());
  EXPECT_EQ(one->is_gone(other->writer()).value(), false);
  ASSERT_TRUE(one->remove_unfinished());
  EXPECT_TRUE(other->put("x", "1"));
}

TEST_F(WriterFolderTest, CannotTellOfWhatIsNoMark) {
  const auto store = landing();
  ASSERT_TRUE(store->put("data/x", "1"));
  for (const char* word : {"", ".", "..", "../data", "memory", "no/mark", "s3:writer"}) {
    EXPECT_EQ(store->is_gone(word).value(), false) << word;
  }
  EXPECT_EQ(store->is_gone("4711-18a5c0ffee").value(), true)
      << "a writer's folder stands before its name is told";
}

TEST_F(WriterFolderTest, RemovesWhatOlderVersionsLeftAndWhatAPowerCutDid) {
  const auto store = landing();
  write(unfinished_ / "77-1a2b-0", "left by a version without folders");
  write(unfinished_ / "77-1a2c/5", "its lock did not last");
  fs::create_directory(unfinished_ / "77-1a2d");
  write(unfinished_ / "77-1a2e/lock", "");
  ASSERT_TRUE(store->remove_unfinished());
  EXPECT_THAT(entries(), ElementsAre(store->writer()));
}

TEST_F(WriterFolderTest, NeverPublishesWhatSomebodyRemoved) {
  for (const bool whole_folder : {false, true}) {
    const auto store = landing();
    const fs::path mine = unfinished_ / store->writer();
    ASSERT_TRUE(store->put("x", "old"));
    auto placed = store->create("x").value(), begun = store->create("y").value();
    ASSERT_TRUE(placed->append(std::string(300'000, 'n')));
    ASSERT_TRUE(begun->append("in no file yet"));
    for (const auto& entry : fs::directory_iterator(mine)) {
      if (whole_folder || entry.path().filename() != "lock") fs::remove(entry);
    }
    if (whole_folder) fs::remove(mine);
    const Status finished = placed->finish();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, ErrorCode::Io);
    EXPECT_THAT(finished.error().message, HasSubstr(mine));
    EXPECT_EQ(store->get("x").value(), "old");
    EXPECT_EQ(begun->finish().has_value(), !whole_folder);
    EXPECT_EQ(store->put("z", "1").has_value(), !whole_folder);
    EXPECT_EQ(store->put_if_absent("z2", "1").has_value(), !whole_folder);
  }
}

TEST_F(WriterFolderTest, IsNeverSweptWhileItIsMade) {
  ASSERT_TRUE(landing()->put("x", "1"));
  std::atomic<bool> done = false;
  std::vector<std::jthread> sweepers;
  for (int i = 0; i < 2; ++i) {
    sweepers.emplace_back([&] {
      while (!done) {
        const Status swept = local::remove_leftovers(unfinished_);
        EXPECT_TRUE(swept) << swept.error().message;
      }
    });
  }
  for (int i = 0; i < 500; ++i) {
    const auto writer = local::WriterFolder::make(unfinished_);
    EXPECT_TRUE(writer) << writer.error().message;
    if (!writer) break;
    const std::string file = (*writer)->new_file();
    write(file, "1");
    EXPECT_FALSE(local::is_writer_gone(unfinished_, (*writer)->mark()));
    EXPECT_EQ(::unlink(file.c_str()), 0) << "somebody swept it";
  }
  done = true;
  sweepers.clear();
  EXPECT_THAT(entries(), ElementsAre());
}

}  // namespace
}  // namespace headgate

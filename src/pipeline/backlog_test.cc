// SPDX-License-Identifier: Apache-2.0
#include "pipeline/backlog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace headgate {
namespace {

std::vector<TaskObject> objects(const std::vector<std::uint64_t>& sizes) {
  std::vector<TaskObject> made;
  for (const std::uint64_t size : sizes)
    made.push_back({{std::string(1, static_cast<char>('a' + made.size())), size, "etag"}, 1});
  return made;
}

/// Shows a cut: objects by their sizes, tasks with a `,` between them, chunks with a `|`.
std::string shown(const std::vector<Chunk>& chunks) {
  std::string text;
  for (const Chunk& chunk : chunks) {
    text += text.empty() ? "" : " | ";
    for (const Task& task : chunk.tasks) {
      if (&task != chunk.tasks.data()) text += ", ";
      for (const TaskObject& object : task.objects)
        text += (&object == task.objects.data() ? "" : " ") + std::to_string(object.info.size_bytes);
    }
  }
  return text;
}

TEST(Cut, ByBytesAndNumber) {
  struct Case {
    const char* what;
    std::vector<std::uint64_t> sizes;
    std::uint64_t task_bytes, chunk_bytes, chunk_objects_max;
    const char* want;
  };
  const Case cases[] = {
      {"nothing", {}, 10, 10, 10, ""},
      {"all fits", {1, 2, 3}, 10, 100, 10, "1 2 3"},
      {"a task that is exactly full", {4, 6, 1}, 10, 100, 10, "4 6, 1"},
      {"an object larger than a task", {3, 50, 3}, 10, 100, 10, "3, 50, 3"},
      {"an object larger than a chunk", {3, 500, 3}, 10, 100, 10, "3 | 500 | 3"},
      {"a chunk that is exactly full", {50, 50, 1}, 50, 100, 10, "50, 50 | 1"},
      {"a chunk with as many objects as there may be", {1, 1, 1, 1, 1}, 10, 100, 2, "1 1 | 1 1 | 1"},
      {"empty objects", {0, 0, 10, 0}, 10, 100, 10, "0 0 10 0"},
  };
  for (const Case& each : cases) {
    Settings settings;
    settings.task_bytes = each.task_bytes;
    settings.chunk_bytes = each.chunk_bytes;
    settings.chunk_objects_max = each.chunk_objects_max;
    EXPECT_EQ(shown(cut_chunks(objects(each.sizes), settings)), each.want) << each.what;
  }
}

TEST(Cut, OneByOneGivesTheSameChunks) {
  Settings settings;
  settings.task_bytes = 5;
  settings.chunk_bytes = 9;
  const auto pending = objects({4, 1, 1, 3, 20, 2, 2, 2, 2, 2});
  std::vector<Chunk> chunks;
  for (auto rest = pending; !rest.empty();) {
    chunks.push_back(cut_chunk(rest, 0, settings));
    rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(object_count(chunks.back())));
  }
  EXPECT_EQ(shown(chunks), shown(cut_chunks(pending, settings)));
  EXPECT_EQ(shown(chunks), "4 1, 1 3 | 20 | 2 2, 2 2 | 2");
}

TEST(TaskName, IsOfWhatDecidesAboutItsFiles) {
  const Task task{objects({1, 2})};
  const std::string name = task_name(task, "source", "plan");
  EXPECT_EQ(name.size(), 20U);
  Task other = task;
  other.objects[0].info.etag = "another";  // The same content may have any etag.
  EXPECT_EQ(task_name(other, "source", "plan"), name);
  EXPECT_NE(task_name(task, "sourc", "plan"), name);
  EXPECT_NE(task_name(task, "source", "pla"), name);
  const std::vector<std::function<void(Task&)>> changes = {
      [](Task& t) { t.objects.pop_back(); },
      [](Task& t) { std::swap(t.objects[0], t.objects[1]); },
      [](Task& t) { t.objects[0].info.name = "x"; },
      [](Task& t) { t.objects[0].info.size_bytes = 9; },
      [](Task& t) { t.objects[1].generation = 2; },
      [](Task& t) {
        t.objects[1].part = Part{0, 2, ""};
      },
      [](Task& t) {
        t.objects[1].part = Part{1, 2, ""};
      },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    other = task;
    changes[i](other);
    EXPECT_NE(task_name(other, "source", "plan"), name) << "change " << i;
  }
}

TEST(Backlog, OfANewLandingIsTheWholeSource) {
  MemoryStore source, store;
  for (const char* name : {"b", "a", "c/d"}) ASSERT_TRUE(source.put(name, name));
  CommitLog landing = *CommitLog::open(store);
  const auto backlog = list_backlog(source, landing, Settings(), now());
  ASSERT_TRUE(backlog.has_value()) << backlog.error().message;
  ASSERT_EQ(backlog->pending.size(), 3U);
  EXPECT_EQ(backlog->pending[0].info.name, "a");
  EXPECT_EQ(backlog->pending[2].info.name, "c/d");
  EXPECT_EQ(backlog->pending_bytes, 5U);
  EXPECT_EQ(backlog->done_objects, 0U);
  EXPECT_TRUE(backlog->is_whole);
}

TEST(Backlog, AWholeListingIsRememberedWhereWatermarksNeedIt) {
  MemoryStore store;
  Settings settings;
  ASSERT_TRUE(remember_listing(store, true, settings, 0));
  settings.watermark_prefixes = {"a"};
  ASSERT_TRUE(remember_listing(store, false, settings, 0));
  EXPECT_TRUE(store.contents().empty());
  ASSERT_TRUE(remember_listing(store, true, settings, 0));
  EXPECT_EQ(store.contents().size(), 1U);
}

}  // namespace
}  // namespace headgate

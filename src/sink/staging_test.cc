// SPDX-License-Identifier: Apache-2.0
#include "sink/staging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::StartsWith;

constexpr const char* kFolder = "_headgate/staging/r/t/1/";

void write(Staging& staging, const std::string& final_name, ByteView bytes) {
  auto sink = staging.create(final_name);
  ASSERT_TRUE(sink) << sink.error().message;
  // In two halves: hash and size are those of the whole.
  ASSERT_TRUE((*sink)->append(bytes.substr(0, bytes.size() / 2)));
  ASSERT_TRUE((*sink)->append(bytes.substr(bytes.size() / 2)));
  ASSERT_TRUE((*sink)->finish());
}

TEST(Staging, ListsWhatWasFinishedByFinalName) {
  MemoryStore store;
  Staging staging(store, kFolder);
  write(staging, "data/b", "second");
  write(staging, "data/a", "first file");
  staging.describe("data/a", 7, "TABLE", "year=2022");
  const std::vector<StagedFile> files = staging.files();
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].final_name, "data/a");
  EXPECT_EQ(files[1].final_name, "data/b");
  EXPECT_EQ(files[0].size_bytes, 10U);
  ContentHash hash;
  hash.feed("first file");
  EXPECT_EQ(files[0].hash, hash.hex());
  EXPECT_EQ(files[0].rows, 7U);
  EXPECT_EQ(files[0].table, "TABLE");
  EXPECT_EQ(files[0].partition, "year=2022");
  EXPECT_EQ(files[1].rows, 0U);
}

TEST(Staging, WritesInsideItsFolderAlone) {
  MemoryStore store;
  Staging staging(store, kFolder);
  write(staging, "data/a", "bytes");
  const auto staged = staging.staged_name("data/a");
  ASSERT_TRUE(staged);
  EXPECT_THAT(*staged, StartsWith(kFolder));
  EXPECT_EQ(store.contents(), (std::map<std::string, std::string>{{*staged, "bytes"}}));
}

TEST(Staging, DoesNotKnowWhatIsNotFinished) {
  MemoryStore store;
  FaultStore faulty(store, {{.fault = Fault::Fail, .among = only(Operation::Finish)}});
  Staging staging(faulty, kFolder);
  auto sink = staging.create("data/a");
  ASSERT_TRUE(sink && (*sink)->append("bytes"));
  EXPECT_TRUE(staging.files().empty());
  EXPECT_EQ(staging.staged_name("data/a").error().code, ErrorCode::NotFound);
  EXPECT_FALSE((*sink)->finish());
  EXPECT_TRUE(staging.files().empty());
}

TEST(Staging, DiscardsItsOwnFilesAlone) {
  MemoryStore store;
  ASSERT_TRUE(store.put("_headgate/staging/r/t/2/0", "of another attempt"));
  Staging staging(store, kFolder);
  write(staging, "data/a", "bytes");
  write(staging, "data/b", "bytes");
  ASSERT_TRUE(staging.discard());
  EXPECT_EQ(store.contents().size(), 1U);
  EXPECT_EQ(store.contents().begin()->first, "_headgate/staging/r/t/2/0");
}

TEST(Staging, IsSharedByThreads) {
  MemoryStore store;
  Staging staging(store, kFolder);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&staging, thread] {
      for (int i = 0; i < 50; ++i) {
        const std::string name = "data/" + std::to_string(thread) + "-" + std::to_string(i);
        write(staging, name, name);
        staging.describe(name, 1, "", "");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> staged;
  for (const StagedFile& file : staging.files()) {
    staged.insert(file.staged);
    EXPECT_EQ(store.contents().at(file.staged), file.final_name);
  }
  EXPECT_EQ(staged.size(), 200U);
}

}  // namespace
}  // namespace headgate

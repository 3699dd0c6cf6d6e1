// SPDX-License-Identifier: Apache-2.0
#include "sink/staging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>

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
  const auto staged = staging.file("data/a");
  ASSERT_TRUE(staged);
  EXPECT_THAT(staged->staged, StartsWith(kFolder));
  EXPECT_EQ(store.contents(), (std::map<std::string, std::string>{{staged->staged, "bytes"}}));
}

TEST(Staging, DoesNotKnowWhatIsNotFinished) {
  MemoryStore store;
  FaultStore faulty(store, {{.fault = Fault::Fail, .among = only(Operation::Finish)}});
  Staging staging(faulty, kFolder);
  auto sink = staging.create("data/a");
  ASSERT_TRUE(sink && (*sink)->append("bytes"));
  EXPECT_TRUE(staging.files().empty());
  EXPECT_EQ(staging.file("data/a").error().code, ErrorCode::NotFound);
  EXPECT_FALSE((*sink)->finish());
  EXPECT_TRUE(staging.files().empty());
}

/// Takes its time for what is finished: all wait for one another, `calls_at_once` of them.
class FarStore : public FaultStore {
 public:
  FarStore(ObjectStore& inner, int meet, FaultPlan plan = {})
      : FaultStore(inner, std::move(plan)), meeting_(meet) {}

  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override {
    TRY(auto sink, FaultStore::create(name));
    return std::make_unique<Sink>(meeting_, std::move(sink));
  }
  [[nodiscard]] unsigned calls_at_once() const override { return 4; }

 private:
  struct Sink : ByteSink {
    Sink(std::barrier<>& m, std::unique_ptr<ByteSink> s) : meeting(m), sink(std::move(s)) {}
    Status append(ByteView bytes) override { return sink->append(bytes); }
    Status finish() override {
      meeting.arrive_and_wait();
      return sink->finish();
    }
    std::barrier<>& meeting;
    std::unique_ptr<ByteSink> sink;
  };
  std::barrier<> meeting_;
};

Status begin_to_finish(Staging& staging, const std::string& name, std::atomic<int>& after) {
  auto sink = staging.create(name).value();
  EXPECT_TRUE(sink->append("bytes"));
  return staging.finish(std::move(sink), [&]() -> Status {
    ++after;
    return {};
  });
}

TEST(Staging, WaitsForAStoreThatIsFarAwayBesideTheWork) {
  MemoryStore store;
  FarStore far(store, 4);
  Staging staging(far, kFolder);
  std::atomic<int> after = 0;
  // One after the other, and none of them would ever come back.
  for (const char* name : {"data/a", "data/b", "data/c", "data/d"})
    ASSERT_TRUE(begin_to_finish(staging, name, after));
  ASSERT_TRUE(staging.settle());
  EXPECT_EQ(after, 4);
  EXPECT_EQ(staging.files().size(), 4U);
}

TEST(Staging, TellsOfWhatFailedBesideTheWork) {
  MemoryStore store;
  FarStore far(store, 1, {{.at = 1, .among = only(Operation::Finish), .error = no_space()}});
  Staging staging(far, kFolder);
  std::atomic<int> after = 0;
  Status all;
  for (int i = 0; i < 9 && all; ++i) all = begin_to_finish(staging, "data/" + std::to_string(i), after);
  const Status rest = staging.settle();
  EXPECT_EQ((all ? rest : all).error().code, ErrorCode::NoSpace);
  EXPECT_EQ(staging.files().size(), static_cast<std::size_t>(after))
      << "what failed is not known as finished";
  EXPECT_TRUE(staging.discard());
  EXPECT_TRUE(store.contents().empty());
}

TEST(Staging, DiscardsWhatIsStillUnderWay) {
  MemoryStore store;
  FarStore far(store, 2);
  Staging staging(far, kFolder);
  std::atomic<int> after = 0;
  ASSERT_TRUE(begin_to_finish(staging, "data/a", after));
  ASSERT_TRUE(begin_to_finish(staging, "data/b", after));
  ASSERT_TRUE(staging.discard());
  EXPECT_TRUE(store.contents().empty());
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

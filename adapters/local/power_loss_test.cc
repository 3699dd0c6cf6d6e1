// SPDX-License-Identifier: Apache-2.0
// Whatever the power cuts off: what a call said was done is there whole, and a call that was under way has
// done its work whole or not at all.
#include "power_loss_for_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "../../test/conformance/temp_folder.h"
#include "adapters/local/local_store.h"
#include "local_folder_for_tests.h"

namespace headgate {
namespace {

namespace fs = std::filesystem;
using power_loss::Effort;
using power_loss::OnSync;
using power_loss::Recording;
using power_loss::Sync;
using Content = std::optional<std::string>;  ///< Of an object; nothing where there is none.

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

Content content_of(const fs::path& path) {
  if (!fs::exists(path)) return {};
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::string shown(const Content& content) {
  if (!content) return "nothing";
  return fmt::format("{} bytes '{}'", content->size(), content->substr(0, 20));
}

/// Uses a landing below a recorded folder, and keeps for each object what it may hold at each moment.
class Work {
 public:
  explicit Work(OnSync on_sync = {}) : recording_(folder_.path(), std::move(on_sync)) { open(); }

  /// Opens the landing as another process does, and once more where that fails.
  void open() {
    store_.reset();
    auto store = LocalStore::open(folder_ / "deep/landing", LocalStore::Mode::Landing, landing_folders());
    if (!store)
      store = LocalStore::open(folder_ / "deep/landing", LocalStore::Mode::Landing, landing_folders());
    store_ = std::move(store).value();
  }

  LocalStore& store() { return *store_; }

  /// Calls what changes objects, and holds the store to its answer.
  void expect(const std::map<std::string, Content>& after, const std::function<Status()>& call) {
    const std::size_t begin = recording_.now();
    const Status status = call();
    failures_ += status || says_so(status) ? 0 : 1;
    const std::size_t end = recording_.now();
    for (const auto& [name, content] : after) {
      // Where it failed, its work may be there for ever or never.
      history_[name].push_back({begin, status || says_so(status) ? end : kNever, content});
    }
  }

  /// Looks at every state, and gives the first thing that is wrong.
  std::string first_wrong(const Effort& effort = {}) {
    store_.reset();
    recording_.stop();
    std::string wrong;
    states_ = recording_.for_each_state(effort, [&](const fs::path& disk, std::size_t at) {
      wrong = wrong_with(disk, at);
      return wrong.empty();
    });
    return wrong;
  }

  [[nodiscard]] std::size_t states() const { return states_; }
  [[nodiscard]] int failures() const { return failures_; }

 private:
  struct Write {
    std::size_t begin, end;
    Content content;
  };

  static bool says_so(const Status& status) { return status.error().code == ErrorCode::Exists; }

  std::string wrong_with(const fs::path& disk, std::size_t at) const {
    const fs::path landing = disk / "deep/landing";
    for (const auto& [name, writes] : history_) {
      std::vector<Content> allowed = {{}};
      for (const Write& write : writes) {
        if (write.end <= at) allowed.clear();
        if (write.begin <= at) allowed.push_back(write.content);
      }
      const Content is = content_of(landing / name);
      if (std::find(allowed.begin(), allowed.end(), is) == allowed.end()) {
        return fmt::format("after {} changes {} is {}, not {}", at, name, shown(is), shown(allowed.back()));
      }
    }
    // The next process finds its way, and no listing shows what was under way.
    const auto store = LocalStore::open(landing, LocalStore::Mode::Landing, landing_folders());
    if (!store) return store.error().message;
    if (const Status swept = (*store)->remove_unfinished(); !swept) return swept.error().message;
    const auto listed = (*store)->list("");
    for (const ObjectInfo& info : *listed) {
      if (!history_.contains(info.name)) return info.name + " is nobody's";
    }
    const auto left = std::distance(fs::directory_iterator(landing / "_headgate/unfinished"), {});
    return left == 1 ? "" : fmt::format("{} folders are left in unfinished", left);
  }

  TempFolder folder_;
  Recording recording_;
  std::unique_ptr<LocalStore> store_;
  std::map<std::string, std::vector<Write>> history_;
  std::size_t states_ = 0;
  int failures_ = 0;
};

void puts(Work& work) {
  work.expect({{"a", "first"}}, [&] { return work.store().put("a", "first"); });
  work.expect({{"a", "second, longer"}}, [&] { return work.store().put("a", "second, longer"); });
  work.expect({{"new/folder/b", ""}}, [&] { return work.store().put("new/folder/b", ""); });
}

void puts_if_absent(Work& work) {
  const auto put = [&](const char* name, const char* bytes) {
    return [&work, name, bytes] { return work.store().put_if_absent(name, bytes); };
  };
  work.expect({{"commits/1", "mine"}}, put("commits/1", "mine"));
  work.expect({{"commits/1", "mine"}}, put("commits/1", "theirs"));
  work.expect({{"commits/2", "next"}}, put("commits/2", "next"));
}

void finishes_a_large_file(Work& work) {
  const std::string bytes(300'000, 'x');
  work.expect({{"staged/large", bytes + "end"}}, [&]() -> Status {
    TRY(const auto sink, work.store().create("staged/large"));
    TRY_OK(sink->append(bytes));
    TRY_OK(sink->append("end"));
    return sink->finish();
  });
}

void copies(Work& work) {
  for (const char* name : {"staged/x", "staged/y"}) {
    work.expect({{name, "bytes"}}, [&] { return work.store().put(name, "bytes"); });
  }
  work.expect({{"data/z", "other"}}, [&] { return work.store().put("data/z", "other"); });
  work.expect({{"data/month=4/day=1/x", "bytes"}, {"data/month=4/day=2/y", "bytes"}, {"data/z", "bytes"}},
              [&] {
                return work.store().copy_all({{"staged/x", "data/month=4/day=1/x"},
                                              {"staged/y", "data/month=4/day=2/y"},
                                              {"staged/x", "data/z"}});
              });
}

void removes(Work& work) {
  for (const char* name : {"gone/b/x", "gone/b/y", "gone/z"}) {
    work.expect({{name, "bytes"}}, [&] { return work.store().put(name, "bytes"); });
  }
  work.expect({{"gone/b/x", {}}, {"gone/b/y", {}}}, [&] {
    return work.store().remove_all({"gone/b/x", "gone/b/y"});
  });
  work.expect({{"gone/b/x", "again"}}, [&] { return work.store().put("gone/b/x", "again"); });
}

void works_in_all_ways(Work& work) {
  puts(work);
  puts_if_absent(work);
  copies(work);
  removes(work);
  EXPECT_EQ(work.failures(), 0);
}

TEST(PowerLossTest, LosesNothingThatWasDone) {
  Work work;
  works_in_all_ways(work);
  EXPECT_EQ(work.first_wrong({.random_states = 32}), "");
  EXPECT_GT(work.states(), 1000U);
  RecordProperty("states", static_cast<int>(work.states()));
}

TEST(PowerLossTest, LosesNothingOfAFileThatWasWrittenInPieces) {
  Work work;
  finishes_a_large_file(work);
  EXPECT_EQ(work.failures(), 0);
  EXPECT_EQ(work.first_wrong(), "");
}

class PlantedTest : public testing::TestWithParam<std::pair<const char*, OnSync>> {};

TEST_P(PlantedTest, IsNoticed) {
  Work work(GetParam().second);
  works_in_all_ways(work);
  EXPECT_NE(work.first_wrong(), "");
}

/// Skips one sync, or all of those that `which` names.
OnSync skips(std::function<bool(const fs::path&, bool folder)> which) {
  return [which](const fs::path& path, bool folder) {
    return which(path, folder) ? Sync::IsSkipped : Sync::Works;
  };
}

OnSync skips_folder(const char* name) {
  return skips([name](const fs::path& path, bool folder) { return folder && path.filename() == name; });
}

INSTANTIATE_TEST_SUITE_P(
    Skips, PlantedTest,
    testing::Values(std::pair("files", skips([](auto&, bool folder) { return !folder; })),
                    std::pair("folders", skips([](auto&, bool folder) { return folder; })),
                    std::pair("the folder of a commit", skips_folder("commits")),
                    std::pair("the root", skips_folder("landing")),
                    std::pair("a new folder's parent", skips_folder("new")),
                    std::pair("a folder of a copy", skips_folder("day=2")),
                    std::pair("the parent of a copy's folders", skips_folder("month=4")),
                    std::pair("the parent of folders that are gone", skips_folder("gone")),
                    std::pair("the folder above the landing", skips_folder("deep"))));

/// Fails once for the folder, as if the process had been killed right before that sync.
OnSync fails_once(const char* name) {
  return [name, failed = std::make_shared<bool>(false)](const fs::path& path, bool folder) {
    if (!folder || path.filename() != name || *failed) return Sync::Works;
    *failed = true;
    return Sync::Fails;
  };
}

TEST(PowerLossTest, SeesThatARecordLastsWhichItFoundThere) {
  Work work(fails_once("commits"));
  work.expect({{"commits/1", "mine"}}, [&] { return work.store().put_if_absent("commits/1", "mine"); });
  EXPECT_EQ(work.failures(), 1);
  work.expect({{"commits/1", "mine"}}, [&] { return work.store().put_if_absent("commits/1", "theirs"); });
  EXPECT_EQ(work.first_wrong(), "");
}

TEST(PowerLossTest, SeesThatFoldersLastWhichAnotherMade) {
  for (const char* above : {"landing", "data", "month=4", "deep"}) {
    Work work(fails_once(above));
    work.expect({{"data/month=4/day=1/x", "bytes"}},
                [&] { return work.store().put("data/month=4/day=1/x", "bytes"); });
    work.open();
    work.expect({{"data/month=4/day=1/x", "bytes"}},
                [&] { return work.store().put("data/month=4/day=1/x", "bytes"); });
    work.expect({{"data/month=4/day=1/y", "bytes"}},
                [&] { return work.store().put_if_absent("data/month=4/day=1/y", "bytes"); });
    work.expect({{"data/month=4/z", "bytes"}},
                [&] { return work.store().copy("data/month=4/day=1/x", "data/month=4/z"); });
    EXPECT_EQ(work.first_wrong(), "") << above;
  }
}

}  // namespace
}  // namespace headgate

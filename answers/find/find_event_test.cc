// SPDX-License-Identifier: Apache-2.0
#include "answers/find/find_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "answers/find/siblings.h"
#include "base/hash.h"
#include "commit/committer.h"
#include "layout/layout.h"
#include "store/memory_store.h"

namespace headgate::find {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

/// A row of a table by the names of its columns: a text or a number.
struct Cell {
  std::string text;
  std::int64_t number = 0;
};
using Row = std::map<std::string, Cell>;

/// Reads tables that the test has laid down by the names of their files.
class TablesOfTest : public TableFormat {
 public:
  std::map<std::string, std::vector<Row>> files;

  Result<std::unique_ptr<TableFile>> create(std::unique_ptr<ByteSink>, const std::vector<Column>&,
                                            const Metadata&) override {
    return fail(ErrorCode::Configuration, "nobody writes tables here");
  }
  Result<std::uint64_t> count_rows(ObjectStore&, const std::string& name, std::uint64_t) override {
    return files.at(name).size();
  }
  Result<std::unique_ptr<TableScan>> scan(ObjectStore&, const std::string& name,
                                          const std::vector<std::string>& columns) override {
    return std::make_unique<Scan>(files.at(name), columns);
  }
  [[nodiscard]] std::string version() const override { return "test"; }

 private:
  class Scan : public TableScan {
   public:
    Scan(const std::vector<Row>& rows, std::vector<std::string> columns)
        : rows_(rows), columns_(std::move(columns)) {}
    Result<bool> next(const TakeRow& take) override {
      if (next_ == rows_.size()) return false;
      std::vector<ScannedCell> cells;
      for (const std::string& column : columns_) {
        const auto cell = rows_[next_].find(column);
        cells.push_back(cell == rows_[next_].end()
                            ? ScannedCell()
                            : ScannedCell{false, cell->second.text, cell->second.number});
      }
      return take(next_++, cells);
    }

   private:
    const std::vector<Row>& rows_;
    std::vector<std::string> columns_;
    std::size_t next_ = 0;
  };
};

/// A landing in memory to which tasks of one object are committed.
class FindTest : public testing::Test {
 protected:
  /// A frame of the object; events have an id.
  static Row frame(const std::string& object, std::uint64_t offset, std::uint64_t length,
                   const std::string& id = "", const std::string& status = "clean") {
    Row row = {{"object", {object}},
               {"offset", {"", static_cast<std::int64_t>(offset)}},
               {"length", {"", static_cast<std::int64_t>(length)}},
               {"kind", {"frame"}},
               {"hash", {"", 7}},
               {"status", {status}},
               {"file_offset", {"", static_cast<std::int64_t>(offset)}}};
    if (!id.empty()) row["event_id"] = {id};
    return row;
  }

  void commit(const std::string& task, const std::string& object, std::vector<Row> rows,
              const std::map<std::string, std::string>& lines = {}) {
    Committer committer = Committer::open(store_).value();
    ASSERT_TRUE(committer.begin());
    Manifest manifest;
    manifest.task = task;
    manifest.objects.push_back({"source", object, 1, "etag", "hash", 100});
    const std::string index = layout::frame_index_name(task);
    std::map<std::string, std::string> files = lines;
    files[index] = task;
    for (const auto& [name, bytes] : files) {
      const std::string staged =
          layout::kStaging + "r/" + task + "/1/" + std::to_string(manifest.outputs.size());
      ASSERT_TRUE(store_.put(staged, bytes));
      const auto count = static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
      manifest.outputs.push_back({staged, name, bytes.size(), hash_hex(bytes), count, "", ""});
    }
    Draft draft;
    draft.run = "r";
    draft.time = ++time_;
    draft.sources = {{"source", "/events"}};
    draft.tasks = {std::move(manifest)};
    const auto committed = committer.commit(std::move(draft));
    ASSERT_TRUE(committed) << committed.error().message;
    ASSERT_TRUE(committer.roll_forward([this] { return time_; }));
    tables_.files[index] = std::move(rows);
  }

  Result<std::vector<FoundFrame>> find(const std::string& text) {
    snapshot_.emplace(Snapshot::open(store_).value());
    return find_events({*snapshot_, tables_, 2, {}}, text);
  }

  std::string error_of(const std::string& text) {
    const auto found = find(text);
    return found ? "it is there" : found.error().message;
  }

  MemoryStore store_{"landing"};
  TablesOfTest tables_;
  Micros time_ = Micros{20'000} * 24 * 3600 * 1'000'000;
  std::optional<Snapshot> snapshot_;
};

TEST_F(FindTest, AnAddressIsOneFrame) {
  commit("t", "a", {frame("source/a", 0, 10, "x"), frame("source/a", 11, 5, "y", "dirty")});
  const auto found = find("source/a@11+5");
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1U);
  const FoundFrame& frame = found->front();
  EXPECT_EQ(frame.address, (Address{"source/a", 11, 5}));
  EXPECT_EQ(frame.event_id, "y");
  EXPECT_FALSE(frame.clean);
  EXPECT_FALSE(frame.dropped);
  EXPECT_EQ(frame.stored_hash, 7U) << "the bytes are stored as they arrived";
  EXPECT_EQ(frame.task->commit->seq, 1U);
}

TEST_F(FindTest, AnIdTwiceIsTwoEventsTheOldestCommitFirst) {
  commit("t1", "b", {frame("source/b", 0, 10, "x"), frame("source/b", 11, 5, "y")});
  commit("t2", "a", {frame("source/a", 3, 4, "y")});
  const auto found = find("y");
  ASSERT_TRUE(found) << found.error().message;
  std::vector<std::string> addresses;
  for (const FoundFrame& frame : *found) addresses.push_back(frame.address.text());
  EXPECT_THAT(addresses, ElementsAre("source/b@11+5", "source/a@3+4"));
  EXPECT_THAT(error_of("z"), HasSubstr("no event of landing has the id \"z\", and it is no address"));
}

TEST_F(FindTest, SaysWhatIsNearestToAnAddress) {
  commit("t", "a", {frame("source/a", 2, 10), frame("source/a", 20, 5)});
  commit("u", "empty", {});
  EXPECT_THAT(error_of("source/a@2+3"), EndsWith("what begins there is source/a@2+10"));
  EXPECT_THAT(error_of("source/a@5+3"), EndsWith("byte 5 of the object lies in source/a@2+10"));
  EXPECT_THAT(error_of("source/a@15+3"),
              EndsWith("between source/a@2+10 and source/a@20+5 are only separators"));
  EXPECT_THAT(error_of("source/a@30+3"), EndsWith("the last one of the object is source/a@20+5"));
  EXPECT_THAT(error_of("source/a@0+1"), EndsWith("the first one of the object is source/a@2+10"));
  EXPECT_THAT(error_of("source/empty@0+1"), EndsWith("the object holds neither events nor dropped ranges"));
}

TEST_F(FindTest, SaysWhichObjectWasLikelyMeant) {
  commit("t", "2022/a", {frame("source/2022/a", 2, 10)});
  EXPECT_THAT(error_of("source/a@2+10"), EndsWith("did you mean source/2022/a@2+10?"));
  EXPECT_EQ(error_of("source/b@2+10"), "no commit of landing holds the object source/b; 1 objects are in it");
}

TEST_F(FindTest, TellsAnAddressThatIsNoneFromAnId) {
  commit("t", "a", {});
  for (const std::string text : {"source/a", "source/a@1", "other/a@1"})
    EXPECT_THAT(error_of(text), HasSubstr("is no address: one is <source>/<object>@<offset>+<length>"));
  for (const std::string text : {"other/a", "mail@host/1+2", ""})
    EXPECT_THAT(error_of(text), HasSubstr("has the id \"" + text + "\", and it is no address"));
}

TEST_F(FindTest, CountsWhatFailsAlike) {
  const std::string file = "data/dirty_json/service=s/record_type=event/t.ndjson";
  const auto record = [](int offset, const std::string& pointer) {
    return R"({"address":"","object":"source/a","offset":)" + std::to_string(offset) +
           R"(,"length":3,"kind":"frame","service":"s","record_type":"event","event_id":null,)" +
           R"("recovered":false,"violation_count":1,"violations":[{"code":"type","pointer":")" + pointer +
           R"(","rule":"/items/type","expected":"","actual":"","message":""}],"raw":"{}"})" + "\n";
  };
  const std::vector<std::string> records = {record(0, "/a/1"), record(4, "/a/7"), record(8, "/b")};
  std::vector<Row> rows;
  std::string lines;
  for (std::size_t i = 0; i < records.size(); ++i) {
    rows.push_back(frame("source/a", 4 * i, 3, "", "dirty"));
    rows.back()["file"] = {file};
    rows.back()["file_offset"] = {"", static_cast<std::int64_t>(lines.size())};
    rows.back()["event_time"] = {"", 100 - static_cast<std::int64_t>(i)};
    lines += records[i];
  }
  commit("t", "a", rows, {{file, lines}});
  const auto found = find("source/a@0+3");
  ASSERT_TRUE(found) << found.error().message;
  StoredViolation violation;
  violation.code = "type";
  violation.rule = "/items/type";
  violation.pointer = "/a/1";
  std::vector<std::size_t> told;
  const Search search{*snapshot_, tables_, 1,
                      [&](ByteView, std::size_t done, std::size_t) { told.push_back(done); }};
  const auto siblings = find_siblings(search, found->front(), {violation, violation});
  ASSERT_TRUE(siblings) << siblings.error().message;
  ASSERT_EQ(siblings->size(), 1U) << "what fails alike in one event is told once";
  const Siblings& alike = siblings->front();
  EXPECT_EQ(alike.pointer, "/a/*");
  EXPECT_EQ(alike.others, 1U);
  EXPECT_EQ(alike.events, 3U);
  EXPECT_EQ(alike.first_event_time, Micros{99});
  EXPECT_EQ(alike.first_commit->seq, 1U);
  EXPECT_THAT(alike.addresses, ElementsAre("source/a@4+3"));
  EXPECT_THAT(told, ElementsAre(0U, 1U));
}

}  // namespace
}  // namespace headgate::find

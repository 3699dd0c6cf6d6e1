// SPDX-License-Identifier: Apache-2.0
// Which rows share a file, and what the books are told of it. The files are those of a format of our own.
#include "sink/table_sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;

/// A file is a line for each row: its offset.
class LineFormat : public TableFormat {
 public:
  Result<std::unique_ptr<TableFile>> create(std::unique_ptr<ByteSink> sink,
                                            const std::vector<Column>& columns,
                                            const Metadata& metadata) override {
    (void)columns;
    metadata_ = metadata;
    if (fails) return fail(ErrorCode::Io, "the encoder fails");
    return std::make_unique<File>(std::move(sink));
  }
  Result<std::uint64_t> count_rows(ObjectStore& store, const std::string& name, std::uint64_t) override {
    TRY(const std::string text, store.get(name));
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + lies_by;
  }
  Result<std::unique_ptr<TableScan>> scan(ObjectStore& /*store*/, const std::string& /*name*/,
                                          const std::vector<std::string>& /*columns*/) override {
    return fail(ErrorCode::Io, "nothing here is scanned");
  }
  [[nodiscard]] std::string version() const override { return "lines"; }
  [[nodiscard]] const Metadata& metadata() const { return metadata_; }

  bool fails = false;
  std::uint64_t lies_by = 0;

 private:
  class File : public TableFile {
   public:
    explicit File(std::unique_ptr<ByteSink> sink) : sink_(std::move(sink)) {}
    Status write(const RowBuffer& rows) override {
      const ColumnBuffer& offsets = rows.columns()[2];
      for (const std::int64_t offset : offsets.words()) TRY_OK(sink_->append(std::to_string(offset) + "\n"));
      return {};
    }
    Result<std::unique_ptr<ByteSink>> close() override { return std::move(sink_); }

   private:
    std::unique_ptr<ByteSink> sink_;
  };

  Metadata metadata_;
};

std::shared_ptr<const Plan> plan_of(const std::string& service) {
  const auto plan = compile_contract("contract: c\nversion: 1.2.3\nservice: " + service +
                                         "\nrecord_type: event\ntable: {columns: {}, rescue: false}\n",
                                     "c.yaml");
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().message);
  return plan ? *plan : nullptr;
}

class TableSinkTest : public testing::Test {
 protected:
  TableSink& sink(TableSink::Options options = {}) {
    sink_ = std::make_unique<TableSink>(staging_, format_, "task", "9", options);
    return *sink_;
  }

  /// Appends a row for each offset, all in one hour.
  void append(int hour, const std::vector<std::int64_t>& offsets, const Plan* plan = nullptr) {
    Routed routed;
    for (const std::int64_t offset : offsets) {
      const auto first = static_cast<std::uint32_t>(routed.slots.size());
      for (const Slot slot :
           {Slot::of_text("id"), Slot::of_text("source/a"), Slot::of_int64(offset), Slot::of_int64(1)})
        routed.slots.push_back(slot);
      routed.rows.push_back({plan == nullptr ? plan_.get() : plan, {2022, 4, 19, hour}, {first, 4}});
    }
    sink_->append(routed, jobs_);
  }

  void finish() { sink_->finish(jobs_); }

  /// Runs what is to be encoded, the last first: the order of jobs changes nothing.
  void run_jobs() {
    for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) EXPECT_TRUE((*job)().has_value());
    jobs_.clear();
  }

  /// Gives the files, each as `partition and number: rows`.
  std::vector<std::string> files() {
    std::vector<std::string> files;
    for (const StagedFile& file : staging_.files()) {
      std::string text = *store_.get(file.staged);
      std::replace(text.begin(), text.end(), '\n', ' ');
      files.push_back(file.final_name.substr(std::string("data/clean_parquet/").size()) + ": " + text);
    }
    return files;
  }

  MemoryStore store_;
  Staging staging_{store_, "_headgate/staging/r/t/1/"};
  LineFormat format_;
  std::shared_ptr<const Plan> plan_ = plan_of("s");
  std::unique_ptr<TableSink> sink_;
  std::vector<TableSink::Job> jobs_;
};

TEST_F(TableSinkTest, GivesEachPartitionAFileOfItsRowsInOrder) {
  sink();
  const auto other = plan_of("t");
  append(18, {1, 2});
  append(7, {3});
  append(18, {4});
  append(18, {5}, other.get());
  EXPECT_TRUE(jobs_.empty());
  finish();
  run_jobs();
  EXPECT_THAT(files(), ElementsAre("S_EVENT/year=2022/month=4/day=19/hour=18/task-0.parquet: 1 2 4 ",
                                   "S_EVENT/year=2022/month=4/day=19/hour=7/task-0.parquet: 3 ",
                                   "T_EVENT/year=2022/month=4/day=19/hour=18/task-0.parquet: 5 "));
}

TEST_F(TableSinkTest, AFileIsFullAtItsBytes) {
  sink();
  append(1, {1});
  const Slot row[] = {Slot::of_text("id"), Slot::of_text("source/a"), Slot::of_int64(1), Slot::of_int64(1)};
  const std::vector<Column> columns = table_columns(*plan_);
  RowBuffer one(columns);
  one.append(row, 4);
  jobs_.clear();

  sink({.file_bytes_max = 2 * one.bytes()});
  append(1, {1, 2, 3, 4, 5});
  EXPECT_EQ(jobs_.size(), 2U);
  finish();
  run_jobs();
  EXPECT_THAT(files(), ElementsAre("S_EVENT/year=2022/month=4/day=19/hour=1/task-0.parquet: 1 2 ",
                                   "S_EVENT/year=2022/month=4/day=19/hour=1/task-1.parquet: 3 4 ",
                                   "S_EVENT/year=2022/month=4/day=19/hour=1/task-2.parquet: 5 "));
}

TEST_F(TableSinkTest, WritesTheLargestPartitionWhenAllTogetherAreTooLarge) {
  // Two open partitions fit: what an open one costs is counted, too.
  sink({.rows_bytes_max = 80 * 1024});
  append(1, {1});
  append(2, {2, 3});
  EXPECT_TRUE(jobs_.empty());
  append(3, {4});
  ASSERT_EQ(jobs_.size(), 1U);
  run_jobs();
  EXPECT_THAT(files(), ElementsAre("S_EVENT/year=2022/month=4/day=19/hour=2/task-0.parquet: 2 3 "));
}

TEST_F(TableSinkTest, TellsTheRowsThatTheFooterSays) {
  sink();
  append(1, {1, 2});
  finish();
  format_.lies_by = 5;
  run_jobs();
  const StagedFile file = staging_.files().at(0);
  EXPECT_EQ(file.rows, 7U);
  EXPECT_EQ(file.table, "S_EVENT");
  EXPECT_EQ(file.partition, "year=2022/month=4/day=19/hour=1");
}

TEST_F(TableSinkTest, SaysInTheFileWhatMadeIt) {
  sink();
  append(1, {1});
  finish();
  run_jobs();
  const TableFormat::Metadata want = {{"headgate.contract", "c"},
                                      {"headgate.contract_version", "1.2.3"},
                                      {"headgate.contract_hash", plan_->hash},
                                      {"headgate.data_version", "9"}};
  EXPECT_EQ(format_.metadata(), want);
}

TEST_F(TableSinkTest, AFileThatFailsIsNotStaged) {
  sink();
  append(1, {1});
  finish();
  format_.fails = true;
  ASSERT_EQ(jobs_.size(), 1U);
  EXPECT_EQ(jobs_[0]().error().message, "the encoder fails");
  EXPECT_TRUE(staging_.files().empty());
}

}  // namespace
}  // namespace headgate

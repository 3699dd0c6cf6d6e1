// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run.h"

#include "pipeline/chunk_commit.h"
#include "test/run/run_for_tests.h"

namespace headgate {
namespace {

TEST_F(RunTest, CommitsWhatIsNewAndBalances) {
  const auto report = run_once();
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->outcome, RunReport::Outcome::Done);
  EXPECT_EQ(report->books.frames, 5U);
  EXPECT_EQ(report->books.clean_lines, 4U);
  EXPECT_EQ(report->books.dirty(), 1U);
  EXPECT_EQ(report->books.dropped_ranges, 1U);
  EXPECT_EQ(report->books.rows, 4U);
  EXPECT_TRUE(report->books.faults().empty());
  EXPECT_FALSE(data_names().empty());
  EXPECT_TRUE(landing_.list("_headgate/staging/")->empty());
}

TEST_F(RunTest, SecondRunHasNothingToDo) {
  ASSERT_TRUE(run_once().has_value());
  const auto before = data_names();
  const auto second = run_once();
  ASSERT_TRUE(second.has_value()) << second.error().message;
  EXPECT_EQ(second->outcome, RunReport::Outcome::NothingNew);
  EXPECT_EQ(data_names(), before);
}

TEST_F(RunTest, ChangedObjectIsANewGeneration) {
  const std::string before = *source_.get("a");
  ASSERT_TRUE(run_once().has_value());
  put("a", event("changed", ""));
  const auto second = run_once();
  ASSERT_TRUE(second.has_value()) << second.error().message;
  ASSERT_EQ(second->returned.size(), 1U);
  EXPECT_EQ(second->returned[0].info.name, "a");
  EXPECT_EQ(second->returned[0].generation, 2U);
  EXPECT_EQ(second->books.frames, 1U);
  EXPECT_EQ(prove(landing_).faults.count(), 0U);

  // Neither content is taken again, whatever its etag.
  put("a", before);
  const auto third = run_once();
  ASSERT_TRUE(third.has_value()) << third.error().message;
  EXPECT_EQ(third->outcome, RunReport::Outcome::NothingNew);
}

TEST_F(RunTest, RunThatFindsNothingNewWritesNothing) {
  ASSERT_TRUE(run_once().has_value());
  const auto before = landing_.contents();
  FaultStore counted(landing_);
  ASSERT_TRUE(run_into(counted).has_value());
  EXPECT_EQ(counted.count(writes), 0U);
  EXPECT_EQ(landing_.contents(), before);
}

TEST_F(RunTest, TouchedObjectWithTheSameContentIsDone) {
  ASSERT_TRUE(run_once().has_value());
  put("b", *source_.get("b"));
  const auto second = run_once();
  ASSERT_TRUE(second.has_value()) << second.error().message;
  EXPECT_TRUE(second->skipped.empty());
  EXPECT_EQ(second->done_objects, 2U);
}

TEST_F(RunTest, WhatCannotBeComparedIsSkippedAndASourceThatIsGoneIsNot) {
  ASSERT_TRUE(run_once().has_value());
  put("b", *source_.get("b"));  // Only its content says that it is the same.
  FaultStore broken(source_, {{.among = only(Operation::Open), .for_ever = true}});
  read_from_ = &broken;
  const auto skipping = run_once();
  ASSERT_TRUE(skipping.has_value()) << skipping.error().message;
  EXPECT_EQ(skipping->skipped.size(), 1U);
  FaultStore gone(source_, {{.among = only(Operation::Open), .for_ever = true, .error = throttled()}});
  read_from_ = &gone;
  const auto failing = run_once();
  ASSERT_FALSE(failing.has_value());
  EXPECT_EQ(failing.error().message, throttled().message);
}

TEST_F(RunTest, ChangedColumnStopsTheRun) {
  ASSERT_TRUE(run_once().has_value());
  std::string text = kContract;
  text.replace(text.find("type: double"), 12, "type: string");
  contracts_ = *Contracts::make({*compile_contract(text, "shop.yaml")});
  put("c", event("9", ""));
  const auto second = run_once();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::Configuration);
  EXPECT_THAT(second.error().message, testing::HasSubstr("price"));
  EXPECT_THAT(second.error().message, testing::HasSubstr("reprocess"));
}

TEST_F(RunTest, ContractThatIsGoneStopsTheRun) {
  ASSERT_TRUE(run_once().has_value());
  contracts_ = *Contracts::make({});
  put("c", event("9", ""));
  const auto second = run_once();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::Configuration);
  EXPECT_THAT(second.error().message, testing::HasSubstr("shop_event"));
}

TEST_F(RunTest, SameSourceUnderAnotherNameIsRefused) {
  ASSERT_TRUE(run_once().has_value());
  settings_.source_name = "again";
  const auto second = run_once();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::Configuration);
  EXPECT_THAT(second.error().message, testing::HasSubstr("--source-name source"));
}

TEST_F(RunTest, FolderInAKnownSourceIsRefused) {
  ASSERT_TRUE(run_once().has_value());
  CommitLog known = *CommitLog::open(landing_);
  const std::string root = source_.root();
  for (const std::string& other : {root + "/deeper", root + "/deeper/still"}) {
    const Status refused = known.check_source("other", other);
    ASSERT_FALSE(refused) << other;
    EXPECT_EQ(refused.error().code, ErrorCode::Configuration);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("lies in the other"));
  }
  EXPECT_TRUE(known.check_source("other", root + "-beside"));
}

TEST_F(RunTest, WhoWasTakenForDeadHearsThatAndNotOfItsBooks) {
  Workplace place = workplace_at(landing_);
  const Workplace plain = place;
  place.stage = [&](const Task& task, const std::string& run, unsigned threads) {
    auto staged = stage_task(plain, task, run, threads);
    EXPECT_TRUE(run_into(landing_, much_later).has_value());
    staged->manifest->books.files_staged = 0;  // As if it had been swept while it was counted.
    return staged;
  };
  const auto report = headgate::run(place);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::Fenced) << report.error().message;
}

TEST_F(RunTest, WordOfAForgottenFenceStopsARun) {
  Workplace place = workplace_at(landing_);
  const Workplace plain = place;
  place.stage = [&](const Task& task, const std::string& run, unsigned threads) {
    EXPECT_TRUE(landing_.put("_headgate/fenced/" + run, ""));
    return stage_task(plain, task, run, threads);
  };
  const auto report = headgate::run(place);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::Fenced) << report.error().message;
  EXPECT_TRUE(landing_.list("_headgate/commits/")->empty());
}

TEST_F(RunTest, SourceThatHoldsALandingIsRefused) {
  put("old/_headgate/landing.json", "{}");
  const auto report = run_once();
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::Configuration);
}

TEST_F(RunTest, FailedRunBindsNoSourceName) {
  settings_.dirty_max = DirtyMax{};
  ASSERT_FALSE(run_once().has_value());
  settings_.dirty_max = {};
  settings_.source_name = "shop";
  EXPECT_TRUE(run_once().has_value());
}

TEST_F(RunTest, ManifestThatWasChangedOnItsWayIsNotCommitted) {
  const Workplace place = workplace();
  CommitLog opened = *CommitLog::open(landing_);
  const auto backlog = list_backlog(source_, opened, settings_, now());
  ASSERT_TRUE(backlog.has_value());
  const auto staged = stage_task(place, cut_chunk(backlog->pending, 0, settings_).tasks.at(0), "some-run", 1);
  ASSERT_TRUE(staged.has_value()) << staged.error().message;
  const std::vector<std::function<void(Manifest&)>> changes = {
      [](Manifest& m) { m.outputs.pop_back(); },
      [](Manifest& m) { m.outputs[0].final_name = m.outputs[1].final_name; },
      [](Manifest& m) { m.outputs[0].final_name = "data/../../" + m.task; },
      [](Manifest& m) { m.outputs[0].staged = "_headgate/staging/another-run/" + m.task; },
      [](Manifest& m) { ++m.outputs[0].size_bytes; },
      [](Manifest& m) { m.objects.pop_back(); },
      [](Manifest& m) { m.objects[0].object = "x"; },
      [](Manifest& m) { m.objects[0].frames += 9000; },
      [](Manifest& m) { m.task = "x"; },
      [&](Manifest& m) { ASSERT_TRUE(landing_.remove(m.outputs[0].staged).has_value()); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Manifest manifest = *staged->manifest;
    changes[i](manifest);
    Shift shift = *Shift::open(place, "run", "some-run");
    const auto committed = commit_chunk(shift, place, {manifest});
    ASSERT_FALSE(committed.has_value()) << "change " << i;
    EXPECT_EQ(committed.error().code, ErrorCode::Corrupt) << committed.error().message;
    EXPECT_TRUE(landing_.list("_headgate/commits/")->empty());
  }
}

TEST_F(RunTest, LandingWithoutItsRecordIsRefused) {
  ASSERT_TRUE(run_once().has_value());
  ASSERT_TRUE(landing_.remove("_headgate/landing.json").has_value());
  const auto second = run_once();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::Corrupt);
}

TEST_F(RunTest, DirtyMaxLeavesNothing) {
  settings_.dirty_max = DirtyMax{.is_share = true, .share = 0.1};
  const auto report = run_once();
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::DirtyMax);
  EXPECT_TRUE(data_names().empty());
}

/// Does to one event what no stage may do.
class FaultyScanner : public TapeScanner {
 public:
  using Fault = std::function<void(Batch&)>;
  FaultyScanner(const Contracts& contracts, const Identification& rules, Fault fault)
      : TapeScanner(contracts, rules), fault_(std::move(fault)) {}
  void scan(Batch& batch) override {
    TapeScanner::scan(batch);
    fault_(batch);
  }

 private:
  Fault fault_;
};

class UnbalancedTest : public RunTest {
 protected:
  void expect_unbalanced(const std::string& equation) {
    const auto report = run_once();
    ASSERT_FALSE(report.has_value()) << "a fault went unseen";
    EXPECT_EQ(report.error().code, ErrorCode::Unbalanced) << report.error().message;
    EXPECT_THAT(report.error().message, testing::HasSubstr(equation));
    EXPECT_TRUE(data_names().empty());
    EXPECT_TRUE(landing_.list("_headgate/commits/")->empty());
  }
  void scanner_does(FaultyScanner::Fault fault) {
    make_scanner_ = [this, fault] {
      return std::make_unique<FaultyScanner>(contracts_, settings_.identification, fault);
    };
  }
};

TEST_F(UnbalancedTest, ScannerDropsAnEvent) {
  scanner_does([](Batch& batch) {
    batch.window.pieces.pop_back();
    batch.outcomes.pop_back();
  });
  expect_unbalanced("bytes read = frames + separators + dropped");
}

TEST_F(UnbalancedTest, ScannerDoublesAnEvent) {
  scanner_does([](Batch& batch) {
    batch.window.pieces.push_back(batch.window.pieces.front());
    batch.outcomes.push_back(batch.outcomes.front());
  });
  expect_unbalanced("frames = clean + dirty");
}

TEST_F(UnbalancedTest, ScannerMiscountsAnEvent) {
  scanner_does([](Batch& batch) { ++batch.counts.events; });
  expect_unbalanced("frames = events + unidentified + unparsable");
}

/// Loses or doubles a row on its way into the file.
class FaultyFormat : public ParquetFormat {
 public:
  explicit FaultyFormat(int change) : change_(change) {}
  Result<std::uint64_t> count_rows(ObjectStore& store, const std::string& name,
                                   std::uint64_t size_bytes) override {
    TRY(const std::uint64_t rows, ParquetFormat::count_rows(store, name, size_bytes));
    return rows + static_cast<std::uint64_t>(change_);
  }

 private:
  int change_;
};

TEST_F(UnbalancedTest, TableLosesARow) {
  FaultyFormat faulty(-1);
  format_ = &faulty;
  expect_unbalanced("clean = table rows");
}

TEST_F(UnbalancedTest, TableDoublesARow) {
  FaultyFormat faulty(1);
  format_ = &faulty;
  expect_unbalanced("clean = table rows");
}

/// Leaves a file that nobody names beside each that it looks at.
class LeavesStrayFile : public ParquetFormat {
 public:
  Result<std::uint64_t> count_rows(ObjectStore& store, const std::string& name,
                                   std::uint64_t size_bytes) override {
    TRY_OK(store.put(name + "-stray", "nobody's"));
    return ParquetFormat::count_rows(store, name, size_bytes);
  }
};

TEST_F(UnbalancedTest, StrayFileInStaging) {
  LeavesStrayFile faulty;
  format_ = &faulty;
  expect_unbalanced("staged files = files named by the commit");
}

/// Writes one row of the frame index less than it was given.
class LosesIndexRow : public ParquetFormat {
 public:
  Result<std::unique_ptr<TableFile>> create(std::unique_ptr<ByteSink> sink,
                                            const std::vector<Column>& columns,
                                            const Metadata& metadata) override {
    const bool index = columns.front().name == "object";
    TRY(auto file, ParquetFormat::create(std::move(sink), columns, metadata));
    if (!index) return file;
    return std::make_unique<File>(std::move(file), columns);
  }

 private:
  class File : public TableFile {
   public:
    File(std::unique_ptr<TableFile> file, const std::vector<Column>& columns)
        : file_(std::move(file)), columns_(columns) {}
    Status write(const RowBuffer& rows) override {
      if (rows.rows() < 2) return file_->write(rows);
      RowBuffer fewer(columns_);
      const std::vector<Slot> row(columns_.size(), Slot::null());
      for (std::size_t i = 1; i < rows.rows(); ++i) fewer.append(row.data(), row.size());
      return file_->write(fewer);
    }
    Result<std::unique_ptr<ByteSink>> close() override { return file_->close(); }

   private:
    std::unique_ptr<TableFile> file_;
    const std::vector<Column>& columns_;
  };
};

TEST_F(UnbalancedTest, FrameIndexLosesARow) {
  LosesIndexRow faulty;
  format_ = &faulty;
  expect_unbalanced("frames and dropped ranges = frame index rows");
}

}  // namespace
}  // namespace headgate

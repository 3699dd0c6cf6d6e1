// SPDX-License-Identifier: Apache-2.0
#include "commit/committer.h"

#include "commit/commit_test_support.h"
#include "commit/landing_record.h"
#include "store/fault_store.h"
#include "store/retry_store.h"

namespace headgate {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CommitterTest : public CommitTest {};

TEST_F(CommitterTest, PublishesWhatItCommits) {
  Committer committer = open();
  ASSERT_TRUE(committer.begin());
  const Manifest task = stage("r", "t", "a");
  ASSERT_TRUE(committer.check_staged("r", {task}));
  const auto committed = committer.commit(draft_of("r", {task}));
  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_EQ(committed->seq, 1U);
  EXPECT_EQ(committed->books.rows, 1U);
  EXPECT_FALSE(stands(final_name("t"))) << "nothing is visible before it is published";
  EXPECT_EQ(committer.applied(), 0U);

  const auto files = committer.roll_forward(clock_);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(files->at(1), 1U);
  EXPECT_EQ(*store_.get(final_name("t")), "t\n");
  EXPECT_THAT(*store_.list(layout::kStaging), IsEmpty());
  EXPECT_EQ(*store_.get(layout::applied_name(1)), format_time(kNow));
  EXPECT_EQ(committer.applied(), 1U);
}

/// Is a server that is far away; one that `ignores` a condition overwrites what stands.
struct Server : FaultStore {
  using FaultStore::FaultStore;
  Status put_if_absent(const std::string& name, ByteView bytes) override {
    return ignores ? put(name, bytes) : FaultStore::put_if_absent(name, bytes);
  }
  [[nodiscard]] unsigned calls_at_once() const override { return 4; }
  bool ignores = false;
};

TEST_F(CommitterTest, RefusesAServerThatIgnoresTheCondition) {
  Server server(store_);
  server.ignores = true;
  for (const bool is_new : {true, false}) {
    Committer committer = *Committer::open(server);
    const Status begun = committer.begin();
    ASSERT_FALSE(begun) << is_new;
    EXPECT_EQ(begun.error().code, ErrorCode::Configuration);
    EXPECT_THAT(begun.error().message, HasSubstr("headgate doctor"));
  }
  // What it has overwritten is a record all the same.
  server.ignores = false;
  EXPECT_TRUE(Committer::open(server)->begin());
}

TEST_F(CommitterTest, TriesTheConditionOnceWhateverIsAnswered) {
  Server counted(store_);
  Committer committer = *Committer::open(counted);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(committer.begin());
  EXPECT_EQ(counted.count(only(Operation::PutIfAbsent)), 2U) << "its record, and one try over it";

  FaultStore loses(store_, {{.fault = Fault::LoseAnswer, .among = only(Operation::PutIfAbsent)}});
  Server far(loses);
  RetryStore patient(far, {}, [](const Wait&) { return true; });
  EXPECT_TRUE(Committer::open(patient)->begin()) << "a lost answer is no proof that it is ignored";
}

TEST_F(CommitterTest, RefusesWhatIsNotStagedAsItIsNamed) {
  Committer committer = open();
  ASSERT_TRUE(committer.begin());
  Manifest elsewhere = stage("r", "t", "a");
  elsewhere.outputs[0].final_name = "data/../t";
  EXPECT_EQ(committer.check_staged("r", {elsewhere}).error().code, ErrorCode::Corrupt);
  const Manifest other_run = stage("other", "t", "a");
  EXPECT_EQ(committer.check_staged("r", {other_run}).error().code, ErrorCode::Corrupt);
  Manifest shorter = stage("r", "t", "a");
  shorter.outputs[0].size_bytes = 1;
  EXPECT_THAT(committer.check_staged("r", {shorter}).error().message, HasSubstr("2 bytes, not 1"));
  const Manifest gone = stage("r", "t", "a");
  ASSERT_TRUE(store_.remove(gone.outputs[0].staged));
  EXPECT_EQ(committer.check_staged("r", {gone}).error().code, ErrorCode::Corrupt);
}

TEST_F(CommitterTest, DropsTheTasksThatAnotherRunTook) {
  Committer mine = open(), others = open();
  ASSERT_TRUE(mine.begin());
  const Manifest lost = stage("mine", "lost", "a"), kept = stage("mine", "kept", "b");
  ASSERT_TRUE(others.commit(draft_of("others", {stage("others", "t", "a")})));
  const auto committed = mine.commit(draft_of("mine", {lost, kept}));
  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_EQ(committed->seq, 2U);
  ASSERT_THAT(committed->dropped, SizeIs(1));
  EXPECT_EQ(committed->dropped[0].task, "lost");
  EXPECT_FALSE(stands(lost.outputs[0].staged));
  EXPECT_TRUE(stands(kept.outputs[0].staged));
}

TEST_F(CommitterTest, KnowsItsOwnRecordWhenTheAnswerIsLost) {
  ASSERT_TRUE(open().begin());
  const Manifest task = stage("r", "t", "a");
  for (const Fault fault : {Fault::LoseAnswer, Fault::AnswerExists}) {
    MemoryStore store;
    for (const auto& [name, bytes] : store_.contents()) ASSERT_TRUE(store.put(name, bytes));
    FaultStore faulty(store, {{.fault = fault, .among = only(Operation::PutIfAbsent)}});
    Committer committer = Committer::open(faulty).value();
    const auto committed = committer.commit(draft_of("r", {task}));
    ASSERT_TRUE(committed) << committed.error().message;
    EXPECT_EQ(committed->seq, 1U);
    EXPECT_THAT(committed->dropped, IsEmpty());
  }
}

TEST_F(CommitterTest, DeletesNothingWhenTheOutcomeIsUnknown) {
  ASSERT_TRUE(open().begin());
  const Manifest task = stage("r", "t", "a");
  FaultStore faulty(store_,
                    {{.fault = Fault::LandLate, .among = only(Operation::PutIfAbsent), .for_ever = true}});
  Committer committer = Committer::open(faulty).value();
  const auto committed = committer.commit(draft_of("r", {task}));
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().kind, ErrorClass::OutcomeUnknown);
  EXPECT_TRUE(stands(task.outputs[0].staged));
  faulty.land();
  const auto log = CommitLog::open(store_);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->head(), 1U) << "it has landed, and can be published";
}

TEST_F(CommitterTest, StopsARewriteOfWhatAnotherHasReplaced) {
  Committer committer = open();
  ASSERT_TRUE(committer.begin());
  const Manifest old = stage("r", "t", "a");
  ASSERT_TRUE(committer.commit(draft_of("r", {old})));
  ASSERT_TRUE(committer.roll_forward(clock_));
  Committer late = open();
  const Manifest void_now = restage("late", "u", old, 1);
  ASSERT_TRUE(committer.commit(rewrite_of("first", {restage("first", "v", old, 1)}, 1)));
  const auto committed = late.commit(rewrite_of("late", {void_now}, 1));
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::Busy);
  EXPECT_FALSE(stands(void_now.outputs[0].staged)) << "it will never be committed";
}

TEST_F(CommitterTest, RetiresWhatARewriteReplaces) {
  Committer committer = open();
  ASSERT_TRUE(committer.begin());
  const Manifest old = stage("r", "t", "a");
  ASSERT_TRUE(committer.commit(draft_of("r", {old})));
  ASSERT_TRUE(committer.commit(rewrite_of("w", {restage("w", "u", old, 1)}, 1)));
  ASSERT_TRUE(committer.roll_forward(clock_));
  EXPECT_FALSE(stands(final_name("t")));
  EXPECT_TRUE(stands(final_name("u")));
  EXPECT_TRUE(stands(layout::retired_name(2, final_name("t"))));
  EXPECT_EQ(committer.state().books.rows, 1U) << "the books are those of the live tasks";
}

/// Makes a staged task one of a part.
Manifest part_of(Manifest task, std::uint64_t begin, std::uint64_t end) {
  task.objects.front().part = Part{begin, end, "prefix" + std::to_string(end)};
  task.objects.front().etag = task.objects.front().hash = std::to_string(end);
  return task;
}

TEST_F(CommitterTest, OfTwoWhoGoOnAtOnePlaceTheSecondIsDropped) {
  Committer first = open();
  ASSERT_TRUE(first.begin());
  EXPECT_EQ(*landing_format(store_), kLandingFormat);
  ASSERT_TRUE(first.commit(draft_of("r", {part_of(stage("r", "t", "a"), 0, 10)})));
  EXPECT_EQ(*landing_format(store_), kLandingFormatWithParts);
  Committer second = open();
  ASSERT_TRUE(first.commit(draft_of("r", {part_of(stage("r", "u", "a"), 10, 20)})));
  const auto late = second.commit(draft_of("s", {part_of(stage("s", "v", "a"), 10, 25)}));
  ASSERT_TRUE(late) << late.error().message;
  EXPECT_EQ(late->seq, 0U);
  EXPECT_THAT(late->dropped, SizeIs(1));
  // Once the log is read, it is known without a try; what is behind can be taken.
  const auto known = second.commit(draft_of("s", {part_of(stage("s", "w", "a"), 10, 30)}));
  ASSERT_TRUE(known) << known.error().message;
  EXPECT_THAT(known->dropped, SizeIs(1));
  ASSERT_TRUE(second.commit(draft_of("s", {part_of(stage("s", "x", "a"), 20, 30)})));
  EXPECT_EQ(second.objects(), 1U);
  EXPECT_EQ(second.find("source", "a").value()->generations.back().end(), 30U);
  // What would leave a gap, or goes on in what nobody took, is no task of a run.
  EXPECT_EQ(second.commit(draft_of("s", {part_of(stage("s", "y", "a"), 40, 50)})).error().code,
            ErrorCode::Corrupt);
  EXPECT_EQ(second.commit(draft_of("s", {part_of(stage("s", "y", "b"), 40, 50)})).error().code,
            ErrorCode::Corrupt);
  // A part of a content that another one has followed by now.
  Committer third = open();
  ASSERT_TRUE(second.commit(draft_of("s", {part_of(stage("s", "z", "a", 2), 0, 5)})));
  EXPECT_THAT(third.commit(draft_of("q", {part_of(stage("q", "1", "a"), 30, 50)}))->dropped, SizeIs(1));
  EXPECT_EQ(CommitLog::open(store_)->find("source", "a").value()->generations.size(), 2U);
}

TEST_F(CommitterTest, WhatItsRunHasCommittedIsNotDiscardedForAnotherWhoGoesOn) {
  Committer first = open();
  ASSERT_TRUE(first.begin());
  const Manifest task = part_of(stage("r", "t", "a"), 0, 10);
  ASSERT_TRUE(first.commit(draft_of("r", {task})));
  Committer other = open();
  ASSERT_TRUE(other.commit(draft_of("s", {part_of(stage("s", "u", "a"), 10, 20)})));
  Committer again = open();
  EXPECT_EQ(again.commit(draft_of("r", {task})).error().code, ErrorCode::Busy);
  EXPECT_TRUE(stands(task.outputs.front().staged)) << "it is not published yet";
}

TEST_F(CommitterTest, RefusesAnotherFormatAndALogThatDoesNotHoldTogether) {
  ASSERT_TRUE(store_.put(layout::kRecord, R"({"format": 4})"));
  EXPECT_EQ(CommitLog::open(store_).error().code, ErrorCode::Configuration);
  ASSERT_TRUE(store_.put(layout::kRecord, R"({"format": 1})"));
  EXPECT_EQ(CommitLog::open(store_).error().code, ErrorCode::Corrupt);
  ASSERT_TRUE(store_.remove(layout::kRecord));
  Committer committer = open();
  ASSERT_TRUE(committer.begin());
  ASSERT_TRUE(committer.commit(draft_of("r", {stage("r", "t", "a")})));
  ASSERT_TRUE(committer.commit(draft_of("r", {stage("r", "u", "b")})));
  ASSERT_TRUE(store_.remove(layout::commit_name(1)));
  EXPECT_THAT(CommitLog::open(store_).error().message, HasSubstr("does not hold together"));
}

}  // namespace
}  // namespace headgate

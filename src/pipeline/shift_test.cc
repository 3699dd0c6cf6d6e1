// SPDX-License-Identifier: Apache-2.0
#include "pipeline/shift.h"

#include "commit/failure.h"
#include "commit/lease.h"
#include "pipeline/chunk_commit.h"
#include "pipeline/workplace_test_support.h"
#include "store/fault_store.h"

namespace headgate {
namespace {

Status all_fits() { return {}; }

class ShiftTest : public WorkplaceTest {
 protected:
  /// Opens a shift, begins it, holds its lease and stages one task; gives its manifest.
  Manifest stage_one(const Workplace& place, Shift& shift) {
    EXPECT_TRUE(source_.put("a", "one"));
    EXPECT_TRUE(shift.begin(all_fits));
    EXPECT_TRUE(shift.hold_lease());
    const Task task{{{*source_.stat("a"), 1}}};
    auto staged = stage_at(place, task, shift.run());
    EXPECT_TRUE(staged.has_value());
    return *staged->manifest;
  }

  std::vector<std::string> leases() {
    std::vector<std::string> runs;
    const auto listed = list_leases(landing_);
    for (const Lease& lease : *listed) runs.push_back(lease.verb + " " + lease.run);
    return runs;
  }
};

TEST_F(ShiftTest, LooksAgainBehindTheWait) {
  settings_.wait = true;
  const Workplace place = workplace();
  ASSERT_TRUE(keep_lease(landing_, make_lease(landing_, "other", "run", now(), Micros{3600} * 1'000'000)));
  Shift shift = *Shift::open(place, "run");
  int looks = 0;
  const Status begun = shift.begin([&]() -> Status {
    if (++looks == 1) return end_lease(landing_, "other");
    return fail(ErrorCode::Configuration, "it does not fit any more");
  });
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().message, "it does not fit any more");
  EXPECT_EQ(looks, 2);
  EXPECT_EQ(leases(), std::vector{"run " + shift.run()}) << "who has waited holds a lease";
  shift.give_up(begun.error());
  EXPECT_TRUE(leases().empty());
  EXPECT_FALSE(last_failure(landing_)->has_value()) << "a wrong configuration is nobody else's affair";
}

TEST_F(ShiftTest, WhatDoesNotFitMeetsNobody) {
  settings_.wait = true;  // It would wait for ever.
  const Workplace place = workplace();
  ASSERT_TRUE(keep_lease(landing_, make_lease(landing_, "other", "run", now(), Micros{3600} * 1'000'000)));
  Shift shift = *Shift::open(place, "run");
  EXPECT_FALSE(shift.begin([]() -> Status { return fail(ErrorCode::Configuration, "it does not fit"); }));
  EXPECT_TRUE(shift.others().empty());
}

TEST_F(ShiftTest, ATurnWithNothingToDoWritesNothing) {
  FaultStore counted(landing_);
  const Workplace place = workplace_at(counted);
  Shift shift = *Shift::open(place, "run");
  ASSERT_TRUE(shift.begin(all_fits));
  ASSERT_TRUE(shift.end());
  EXPECT_EQ(counted.count([](const Call& call) {
    return mutates(call) && call.operation != Operation::RemoveUnfinished;
  }),
            0U);
  EXPECT_TRUE(landing_.contents().empty());
}

TEST_F(ShiftTest, CommitsPublishesAndLeavesNoLease) {
  const Workplace place = workplace();
  Shift shift = *Shift::open(place, "run");
  const Manifest manifest = stage_one(place, shift);
  EXPECT_EQ(leases(), std::vector{"run " + shift.run()});
  EXPECT_TRUE(names("data/").empty());
  const auto committed = commit_chunk(shift, place, {manifest});
  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_TRUE(names("data/").empty());
  shift.publish();
  EXPECT_EQ(names("data/").size(), 1U);
  ASSERT_TRUE(shift.end());
  EXPECT_FALSE(shift.is_pending());
  EXPECT_EQ(shift.commits(), std::vector<std::uint64_t>{1});
  EXPECT_TRUE(leases().empty());
  EXPECT_TRUE(names("_headgate/staging/").empty());
}

TEST_F(ShiftTest, WhatDoesNotFitTheLogIsDiscarded) {
  const Workplace place = workplace();
  Shift shift = *Shift::open(place, "run");
  Draft draft;
  draft.tasks = {stage_one(place, shift)};
  draft.still_fits = []() -> Status { return fail(ErrorCode::Busy, "another was faster"); };
  EXPECT_EQ(names("_headgate/staging/").size(), 1U);
  const auto committed = shift.commit(std::move(draft));
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, "another was faster");
  EXPECT_TRUE(names("_headgate/staging/").empty());
  EXPECT_TRUE(names("_headgate/commits/").empty());
}

TEST_F(ShiftTest, BooksThatDoNotBalanceAreNotCommitted) {
  const Workplace place = workplace();
  for (const CommitKind kind : {CommitKind::Run, CommitKind::Rewrite}) {
    Shift shift = *Shift::open(place, std::string(name(kind)));
    Draft draft;
    draft.kind = kind;
    draft.tasks = {stage_one(place, shift)};
    ++draft.tasks.front().books.dirty_lines;
    draft.still_fits = all_fits;
    const auto committed = shift.commit(std::move(draft));
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, ErrorCode::Unbalanced);
    EXPECT_TRUE(names("_headgate/commits/").empty());
  }
}

TEST_F(ShiftTest, WhatIsCommittedAndNotPublishedIsTheNextOnesWork) {
  FaultStore faulty(landing_, {{.fault = Fault::Fail, .among = only(Operation::Copy), .for_ever = true}});
  const Workplace place = workplace_at(faulty);
  Shift shift = *Shift::open(place, "run");
  const Manifest manifest = stage_one(place, shift);
  ASSERT_TRUE(commit_chunk(shift, place, {manifest}));
  shift.publish();
  EXPECT_TRUE(shift.is_pending());
  bool last_was_done = false;
  ASSERT_TRUE(shift.end([&]() -> Status {
    last_was_done = true;
    return {};
  }));
  EXPECT_FALSE(last_was_done);
  EXPECT_NE(shift.pending_reason(), "");
  EXPECT_TRUE(leases().empty());

  const Workplace whole = workplace();
  Shift next = *Shift::open(whole, "run");
  ASSERT_TRUE(next.begin(all_fits));
  EXPECT_EQ(next.rolled_forward(), std::vector<std::uint64_t>{1});
  EXPECT_EQ(names("data/").size(), 1U);
}

TEST_F(ShiftTest, PublishesTheCommitThatTookItsTasks) {
  const Workplace place = workplace();
  Shift dead = *Shift::open(place, "run");
  Shift shift = *Shift::open(place, "run");
  const Manifest manifest = stage_one(place, shift);
  ASSERT_TRUE(commit_chunk(dead, place, {stage_one(place, dead)}));
  const auto committed = commit_chunk(shift, place, {manifest});
  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_EQ(committed->dropped.size(), 1U);
  ASSERT_TRUE(shift.end());
  EXPECT_FALSE(shift.is_pending());
  EXPECT_EQ(names("data/").size(), 1U);
}

TEST_F(ShiftTest, PublishesTheCommitThatStoodWhereAFenceWasPut) {
  const Workplace place = workplace();
  Shift dead = *Shift::open(place, "run");
  const Manifest manifest = stage_one(place, dead);
  ASSERT_TRUE(end_lease(landing_, dead.run()));
  struct LandsBeforeTheFence : FaultStore {
    using FaultStore::FaultStore;
    Status put_if_absent(const std::string& name, ByteView bytes) override {
      if (land) std::exchange(land, nullptr)();
      return FaultStore::put_if_absent(name, bytes);
    }
    std::function<void()> land;
  } late(landing_);
  late.land = [&] { ASSERT_TRUE(commit_chunk(dead, place, {manifest})); };
  const Workplace behind = workplace_at(late);
  Shift shift = *Shift::open(behind, "run");
  ASSERT_TRUE(shift.begin(all_fits));
  ASSERT_TRUE(shift.end());
  EXPECT_FALSE(late.land);
  EXPECT_EQ(names("data/").size(), 1U);
}

TEST_F(ShiftTest, AFailureAtTheEndIsOneOnlyWhereNothingIsCommitted) {
  const auto no_end = []() -> Status { return fail(ErrorCode::Io, "no end"); };
  const Workplace place = workplace();
  Shift idle = *Shift::open(place, "run");
  ASSERT_TRUE(idle.begin(all_fits));
  ASSERT_TRUE(idle.hold_lease());
  EXPECT_FALSE(idle.end(no_end));
  EXPECT_TRUE(leases().empty());

  Shift shift = *Shift::open(place, "run");
  const Manifest manifest = stage_one(place, shift);
  ASSERT_TRUE(commit_chunk(shift, place, {manifest}));
  shift.publish();
  EXPECT_TRUE(shift.end(no_end));
  EXPECT_EQ(shift.pending_reason(), "no end");
  EXPECT_TRUE(leases().empty());
}

TEST_F(ShiftTest, GivesUpWithAWord) {
  const Workplace place = workplace();
  Shift shift = *Shift::open(place, "reprocess");
  ASSERT_TRUE(shift.hold_lease());
  shift.give_up(server_error());
  EXPECT_EQ(leases().size(), 1U) << "its commit may still land";
  shift.give_up({ErrorCode::Io, "the disk is gone"});
  EXPECT_TRUE(leases().empty());
  const auto failure = last_failure(landing_);
  ASSERT_TRUE(failure && failure->has_value());
  EXPECT_EQ((*failure)->run, shift.run());
  EXPECT_EQ((*failure)->verb, "reprocess");
  EXPECT_EQ((*failure)->message, "the disk is gone");
}

TEST_F(ShiftTest, ASharedLeaseIsNoProcesss) {
  const Workplace place = workplace();
  Shift shift = *Shift::open(place, "worker");
  ASSERT_TRUE(shift.share_lease(Micros{60} * 1'000'000));
  const auto leases = list_leases(landing_);
  ASSERT_EQ(leases->size(), 1U);
  EXPECT_EQ(leases->front().writer, "");
}

TEST(RunId, SortsByTime) {
  EXPECT_LT(make_run_id(1'000'000), make_run_id(2'000'000));
  EXPECT_NE(make_run_id(0), make_run_id(0));
}

TEST(DirtyMaxCheck, CountsDroppedRangesToo) {
  Settings settings;
  Books books;
  books.frames = 9;
  books.dropped_ranges = 1;
  books.dirty_lines = 2;
  EXPECT_TRUE(check_dirty(settings, books, "so"));
  settings.dirty_max = DirtyMax{.events = 2};
  EXPECT_TRUE(check_dirty(settings, books, "so"));
  settings.dirty_max = DirtyMax{.events = 1};
  const Status refused = check_dirty(settings, books, "so");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::DirtyMax);
  EXPECT_EQ(refused.error().message, "2 of 10 events are dirty (20.00 %), more than --dirty-max allows: so");
  settings.dirty_max = DirtyMax{.is_share = true, .share = 0.2};
  EXPECT_TRUE(check_dirty(settings, books, "so"));
}

}  // namespace
}  // namespace headgate

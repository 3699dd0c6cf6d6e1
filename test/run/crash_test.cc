// SPDX-License-Identifier: Apache-2.0
// Every operation of a run that can change the landing is made to fail or to be the last one. Whatever
// happens, a plain reader sees nothing of a chunk that is not committed, and the next run leaves the same
// data as one that nobody disturbed.
#include <cstdlib>
#include <map>
#include <optional>
#include <set>

#include "commit/snapshot.h"
#include "test/run/run_for_tests.h"

namespace headgate {
namespace {

class CrashTest : public RunTest {
 protected:
  CrashTest() {
    settings_.threads = 1;  // A kill is an exception here: it has to reach the test.
    settings_.task_bytes = 400;
    settings_.chunk_bytes = 900;
    put("c", event("6", R"("price":1.5,)") + event("7", R"("price":"free",)"));
    put("d/e", event("8", ""));
    // More chunks and tasks, and every call instead of those that change something: `./dev crash` asks for
    // it.
    for (std::size_t i = 0; i < number("CRASH_OBJECTS"); ++i) {
      put(fmt::format("e/{:03}", i),
          event(fmt::format("x{}", i), R"("price":1,)") + event(fmt::format("y{}", i), R"("price":"dear",)"));
    }
    if (number("CRASH_OBJECTS") > 0) killed_ = any_call;
  }

  static std::size_t number(const char* variable) {
    const char* const text = std::getenv(variable);
    return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
  }

  CallSet killed_ = mutates;

  using Contents = std::map<std::string, std::string>;

  static Contents data(ObjectStore& store) {
    Contents contents;
    const auto listed = store.list("data/");
    for (const ObjectInfo& info : *listed) contents[info.name] = *store.get(info.name);
    return contents;
  }

  /// Runs into `landing`; nothing where the run was killed.
  std::optional<Result<RunReport>> run_or_die(ObjectStore& landing) {
    try {
      return run_into(landing);
    } catch (const Killed&) {
      return {};
    }
  }

  /// Every visible file is named by a commit that is there.
  static void expect_only_committed(ObjectStore& store) {
    const auto snapshot = Snapshot::open(store);
    ASSERT_TRUE(snapshot.has_value()) << snapshot.error().message;
    std::set<std::string> named;
    for (const LiveTask& task : snapshot->tasks()) {
      for (const StagedFile& file : task.manifest.files()) named.insert(file.final_name);
    }
    for (const auto& [name, bytes] : data(store)) EXPECT_TRUE(named.contains(name)) << name << " is nobody's";
  }

  void sweep(FaultRule rule, std::uint64_t points_min = 50) {
    MemoryStore undisturbed;
    const auto calm = run_or_die(undisturbed);
    ASSERT_TRUE(calm->has_value()) << calm->error().message;
    const Contents want = data(undisturbed);
    ASSERT_GT(want.size(), 10U);
    std::uint64_t points = 0;
    for (;; ++points) {
      SCOPED_TRACE("at operation " + std::to_string(points));
      MemoryStore store;
      rule.at = points;
      FaultStore faulty(store, {rule});
      const auto disturbed = run_or_die(faulty);
      expect_only_committed(store);
      faulty.land();
      expect_only_committed(store);
      const auto healed = run_into(store, much_later);
      ASSERT_TRUE(healed.has_value()) << healed.error().message;
      ASSERT_EQ(data(store), want);
      const verify::Proof proof = prove(store, &source_);
      ASSERT_EQ(proof.faults.count(), 0U)
          << proof.faults.kept().front().file << ": " << proof.faults.kept().front().found;
      FaultStore counted(store);
      const auto again = run_into(counted, much_later);
      ASSERT_TRUE(again.has_value()) << again.error().message;
      EXPECT_EQ(again->outcome, RunReport::Outcome::NothingNew);
      ASSERT_EQ(counted.count(writes), 0U) << counted.calls().back().name;
      const auto staging = store.list("_headgate/staging/");
      EXPECT_TRUE(staging->empty()) << staging->front().name;
      if (disturbed && faulty.count(rule.among) <= points) break;
    }
    RecordProperty("points", static_cast<int>(points));
    std::printf("%llu points: 0 lost, 0 twice, 0 byte differences\n",
                static_cast<unsigned long long>(points));
    EXPECT_GE(points, points_min);
  }
};

TEST_F(CrashTest, KilledBeforeEveryOperation) { sweep({.fault = Fault::KillBefore, .among = killed_}); }
TEST_F(CrashTest, KilledAfterEveryOperation) { sweep({.fault = Fault::KillAfter, .among = killed_}); }
TEST_F(CrashTest, FailsOnceAtEveryOperation) { sweep({.fault = Fault::Fail}); }
TEST_F(CrashTest, FailsForEverFromEveryOperation) { sweep({.fault = Fault::Fail, .for_ever = true}); }
TEST_F(CrashTest, DiskFullFromEveryOperation) {
  sweep({.fault = Fault::ShortWrite, .for_ever = true, .error = no_space()});
}
/// The ways in which a store may answer a conditional put, beside the plain ones: for the record of the
/// landing, a contract, and each commit.
class ConditionalPutTest : public CrashTest {
 protected:
  void sweep_puts(FaultRule rule) {
    rule.among = only(Operation::PutIfAbsent);
    sweep(std::move(rule), 4);
  }
};

TEST_F(ConditionalPutTest, OwnWriteIsToldAsExisting) { sweep_puts({.fault = Fault::AnswerExists}); }
TEST_F(ConditionalPutTest, AnswerIsLost) { sweep_puts({.fault = Fault::LoseAnswer}); }
TEST_F(ConditionalPutTest, LandsLate) { sweep_puts({.fault = Fault::LandLate}); }
TEST_F(ConditionalPutTest, ConflictOnce) { sweep_puts({.fault = Fault::Fail, .error = conflict()}); }
TEST_F(ConditionalPutTest, ErrorInTheBodyOfASuccess) {
  sweep_puts({.fault = Fault::Fail, .error = error_in_body()});
}
TEST_F(ConditionalPutTest, ServerErrorOnce) { sweep_puts({.fault = Fault::Fail, .error = server_error()}); }
TEST_F(ConditionalPutTest, ServerErrorForEver) {
  sweep_puts({.fault = Fault::Fail, .for_ever = true, .error = server_error()});
}

TEST_F(CrashTest, ThrottledOnceAtEveryOperation) { sweep({.fault = Fault::Fail, .error = throttled()}); }
TEST_F(CrashTest, ReadFailsOnceAtEveryOperation) {
  sweep({.fault = Fault::Fail, .among = [](const Call& call) { return !mutates(call); }});
}

TEST_F(CrashTest, AnswerLostAtEveryOperation) { sweep({.fault = Fault::LoseAnswer}); }
TEST_F(CrashTest, LandsLateAtEveryOperation) { sweep({.fault = Fault::LandLate}); }

}  // namespace
}  // namespace headgate

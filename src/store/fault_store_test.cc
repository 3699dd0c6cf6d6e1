// SPDX-License-Identifier: Apache-2.0
#include "store/fault_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class FaultStoreTest : public testing::Test {
 protected:
  FaultStore& with(FaultRule rule) {
    faulty_ = std::make_unique<FaultStore>(store_, FaultPlan{std::move(rule)});
    return *faulty_;
  }

  MemoryStore store_;
  std::unique_ptr<FaultStore> faulty_;
};

TEST_F(FaultStoreTest, FailsOnceAtTheNumberedCall) {
  FaultStore& faulty = with({.at = 1, .error = no_space()});
  EXPECT_TRUE(faulty.put("a", "1"));
  EXPECT_TRUE(faulty.stat("a")) << "reading is not counted among the calls that mutate";
  EXPECT_EQ(faulty.put("b", "1").error().code, ErrorCode::NoSpace);
  EXPECT_TRUE(faulty.put("c", "1"));
  EXPECT_THAT(store_.contents(), ElementsAre(Pair("a", "1"), Pair("c", "1")));
}

TEST_F(FaultStoreTest, FailsForEverFromTheNumberedCall) {
  FaultStore& faulty = with({.at = 1, .for_ever = true, .error = throttled()});
  EXPECT_TRUE(faulty.put("a", "1"));
  EXPECT_EQ(faulty.put("b", "1").error().kind, ErrorClass::Retryable);
  EXPECT_EQ(faulty.put("b", "1").error().kind, ErrorClass::Retryable);
  EXPECT_THAT(store_.contents(), SizeIs(1));
}

TEST_F(FaultStoreTest, CountsAnySetOfCalls) {
  FaultStore& faulty =
      with({.at = 0, .among = [](const Call& call) {
              return call.operation == Operation::PutIfAbsent && call.name.starts_with("commits/");
            }});
  EXPECT_TRUE(faulty.put_if_absent("other/1", "x"));
  EXPECT_FALSE(faulty.put_if_absent("commits/1", "x"));
  EXPECT_TRUE(faulty.put_if_absent("commits/1", "x"));
  EXPECT_EQ(faulty.count(only(Operation::PutIfAbsent)), 3U);

  FaultStore& reading = with({.at = 1, .among = any_call});
  auto source = reading.open("other/1");
  ASSERT_TRUE(source);
  char byte;
  EXPECT_EQ((*source)->read(&byte, 1).error().code, ErrorCode::Io);
  EXPECT_EQ(reading.count(), 2U);
  EXPECT_EQ(reading.count(mutates), 0U);
}

TEST_F(FaultStoreTest, KillsBeforeTheCall) {
  FaultStore& faulty = with({.fault = Fault::KillBefore});
  EXPECT_THROW((void)faulty.put("a", "1"), Killed);
  EXPECT_THAT(store_.contents(), IsEmpty());
}

TEST_F(FaultStoreTest, KillsAfterTheCallAndStaysDead) {
  FaultStore& faulty = with({.fault = Fault::KillAfter});
  auto held = faulty.lock();
  ASSERT_TRUE(held);
  EXPECT_THROW((void)faulty.put_if_absent("a", "1"), Killed);
  EXPECT_EQ(faulty.put("b", "1").error().code, ErrorCode::Io);
  EXPECT_EQ(faulty.remove("a").error().code, ErrorCode::Io);
  EXPECT_THAT(store_.contents(), ElementsAre(Pair("a", "1")));
  held->reset();
  EXPECT_TRUE(store_.lock()) << "the right of a dead process ends";
}

TEST_F(FaultStoreTest, LosesTheAnswerOfWhatHappened) {
  FaultStore& faulty = with({.fault = Fault::LoseAnswer});
  EXPECT_EQ(faulty.put_if_absent("a", "1").error().kind, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(faulty.get("a").value(), "1");
}

TEST_F(FaultStoreTest, LandsLate) {
  FaultStore& faulty = with({.fault = Fault::LandLate});
  EXPECT_EQ(faulty.put_if_absent("a", std::string("first")).error().kind, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(faulty.stat("a").error().code, ErrorCode::NotFound);
  EXPECT_TRUE(faulty.put_if_absent("a", "second"));
  faulty.land();
  EXPECT_EQ(faulty.get("a").value(), "second") << "what lands late meets what landed before";
}

TEST_F(FaultStoreTest, LandsAFinishLateAlthoughItsSinkIsGone) {
  FaultStore& faulty = with({.fault = Fault::LandLate, .among = only(Operation::Finish)});
  {
    auto sink = faulty.create("a").value();
    EXPECT_TRUE(sink->append("bytes"));
    EXPECT_EQ(sink->finish().error().kind, ErrorClass::OutcomeUnknown);
  }
  EXPECT_THAT(store_.contents(), IsEmpty());
  faulty.land();
  EXPECT_THAT(store_.contents(), ElementsAre(Pair("a", "bytes")));
}

TEST_F(FaultStoreTest, WritesShort) {
  FaultStore& faulty =
      with({.fault = Fault::ShortWrite, .among = only(Operation::Append), .error = no_space()});
  auto sink = faulty.create("a").value();
  EXPECT_EQ(sink->append("12345678").error().code, ErrorCode::NoSpace);
  EXPECT_TRUE(sink->finish());
  EXPECT_EQ(store_.contents()["a"], "1234");
}

TEST_F(FaultStoreTest, LetsATestLoopOverEveryCall) {
  const auto work = [](ObjectStore& store) -> Status {
    TRY(auto sink, store.create("staged"));
    TRY_OK(sink->append("x"));
    TRY_OK(sink->finish());
    TRY_OK(store.copy("staged", "final"));
    return store.remove("staged");
  };
  std::vector<std::string> story;
  for (std::uint64_t at = 0;; ++at) {
    MemoryStore store;
    FaultStore faulty(store, {{.fault = Fault::KillAfter, .at = at}});
    try {
      EXPECT_TRUE(work(faulty));
    } catch (const Killed&) {
    }
    std::string seen;
    for (const auto& [name, bytes] : store.contents()) seen += name + " ";
    story.push_back(std::string(operation_name(faulty.calls().back().operation)) + ": " + seen);
    if (faulty.count(mutates) <= at) break;
  }
  EXPECT_THAT(story, ElementsAre("create: ", "append: ", "finish: staged ", "copy: final staged ",
                                 "remove: final ", "remove: final "));
}

}  // namespace
}  // namespace headgate

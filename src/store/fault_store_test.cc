// SPDX-License-Identifier: Apache-2.0
#include "store/fault_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
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
  EXPECT_THROW((void)faulty.put_if_absent("a", "1"), Killed);
  EXPECT_EQ(faulty.put("b", "1").error().code, ErrorCode::Io);
  EXPECT_EQ(faulty.remove("a").error().code, ErrorCode::Io);
  EXPECT_THAT(store_.contents(), ElementsAre(Pair("a", "1")));
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

TEST_F(FaultStoreTest, HearsThatItsOwnWriteStandsThere) {
  FaultStore& faulty = with({.fault = Fault::AnswerExists, .for_ever = true});
  EXPECT_EQ(faulty.put_if_absent("a", "mine").error().code, ErrorCode::Exists);
  EXPECT_EQ(faulty.get("a").value(), "mine");
  EXPECT_EQ(faulty.put_if_absent("a", "again").error().code, ErrorCode::Exists);
  EXPECT_EQ(faulty.get("a").value(), "mine");
  EXPECT_TRUE(faulty.put("b", "1")) << "what is retried without a condition just happens";
  EXPECT_TRUE(faulty.remove("a"));
  EXPECT_THAT(store_.contents(), ElementsAre(Pair("b", "1")));
}

TEST_F(FaultStoreTest, KnowsWhatAClientMayDoAboutEachError) {
  EXPECT_EQ(conflict().kind, ErrorClass::Retryable);
  EXPECT_EQ(throttled().kind, ErrorClass::Retryable);
  EXPECT_EQ(error_in_body().kind, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(server_error().kind, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(io_error().kind, ErrorClass::Permanent);
  EXPECT_EQ(no_space().kind, ErrorClass::Permanent);
}

TEST_F(FaultStoreTest, DiesAsItIsTold) {
  struct Other {};
  FaultStore faulty(store_, {{.fault = Fault::KillAfter}}, [] { throw Other{}; });
  EXPECT_THROW((void)faulty.put("a", "1"), Other);
  EXPECT_EQ(faulty.put("b", "1").error().code, ErrorCode::Io) << "and stays dead";
  EXPECT_EQ(faulty.remove_unfinished().error().code, ErrorCode::Io);
  EXPECT_THAT(store_.contents(), ElementsAre(Pair("a", "1")));
}

TEST_F(FaultStoreTest, CountsCallsBytesAndNames) {
  FaultStore faulty(store_);
  auto sink = faulty.create("d/a").value();
  ASSERT_TRUE(sink->append("123") && sink->append("4567") && sink->finish());
  ASSERT_TRUE(faulty.put("d/b", "89") && faulty.put_if_absent("d/c", "x"));
  EXPECT_FALSE(faulty.put_if_absent("d/c", "yy"));
  ASSERT_TRUE(faulty.copy_all({{"d/a", "e/a"}, {"d/b", "e/b"}}));
  EXPECT_EQ(faulty.cost(only(Operation::Append)), (Cost{.calls = 2, .bytes = 7}));
  EXPECT_EQ(faulty.cost(only(Operation::PutIfAbsent)), (Cost{.calls = 2, .bytes = 3}));
  EXPECT_EQ(faulty.cost(only(Operation::Copy)), (Cost{.calls = 2})) << "one for each, without their bytes";
  EXPECT_EQ(faulty.cost(mutates), (Cost{.calls = 9, .bytes = 12}));

  ASSERT_EQ(faulty.get("d/a").value(), "1234567");
  EXPECT_EQ(faulty.cost(only(Operation::Read)), (Cost{.calls = 2, .bytes = 7}));
  ASSERT_TRUE(faulty.list("d/") && faulty.list_after("d/", "d/b"));
  EXPECT_EQ(faulty.cost(only(Operation::List)), (Cost{.calls = 2, .names = 4}));
  ASSERT_TRUE(faulty.remove_all({"d/a", "d/b", "d/c"}));
  EXPECT_EQ(faulty.cost(only(Operation::Remove)).calls, 3U);
}

TEST(ReadFaultTest, ReadsWhatHappensWhenAndTo) {
  const Call put{Operation::Put, "x"}, read{Operation::Read, "x"}, once{Operation::PutIfAbsent, "x"};
  const auto rule = [](const std::string& text) {
    const auto read_rule = read_fault(text);
    EXPECT_TRUE(read_rule) << text << ": " << read_rule.error().message;
    return read_rule.value_or(FaultRule{});
  };
  EXPECT_EQ(rule("kill-before@17").fault, Fault::KillBefore);
  EXPECT_EQ(rule("kill-before@17").at, 17U);
  EXPECT_FALSE(rule("kill-before@17").for_ever);
  EXPECT_TRUE(rule("kill-before@17").among(put));
  EXPECT_FALSE(rule("kill-before@17").among(read));
  EXPECT_TRUE(rule("fail-eio@0:any").among(read));
  EXPECT_TRUE(rule("kill-after@2:put_if_absent").among(once));
  EXPECT_FALSE(rule("kill-after@2:put_if_absent").among(put));
  EXPECT_TRUE(rule("fail-enospc@17+").for_ever);
  EXPECT_EQ(rule("fail-enospc@17+").error.code, ErrorCode::NoSpace);
  EXPECT_TRUE(rule("fail-enospc@3+:append").among({Operation::Append, "x"}));
  EXPECT_EQ(rule("fail-eio@1").error.code, ErrorCode::Io);
  EXPECT_EQ(rule("short-write@1").fault, Fault::ShortWrite);
  EXPECT_EQ(rule("throttle@3").error.kind, ErrorClass::Retryable);
  EXPECT_EQ(rule("conflict@3").error.kind, ErrorClass::Retryable);
  EXPECT_EQ(rule("error-in-body@3").error.kind, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(rule("server-error@3").error.kind, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(rule("lose-answer@5").fault, Fault::LoseAnswer);
  EXPECT_EQ(rule("answer-exists@5").fault, Fault::AnswerExists);
  EXPECT_EQ(rule("land-late@5").fault, Fault::LandLate);
}

TEST(ReadFaultTest, SaysWhatThereIsToChooseFrom) {
  const auto refusal = [](const std::string& text) {
    const auto rule = read_fault(text);
    EXPECT_FALSE(rule) << text;
    if (rule) return std::string();
    EXPECT_EQ(rule.error().code, ErrorCode::Configuration);
    return rule.error().message;
  };
  for (const char* text : {"", "@1", "explode@1", "kill", "kill-Before@1"}) {
    EXPECT_THAT(refusal(text), HasSubstr("kill-before, kill-after")) << text;
  }
  for (const char* text : {"kill-after", "kill-after@", "kill-after@x", "kill-after@-1", "kill-after@1x",
                           "kill-after@1 ", "kill-after@1++", "kill-after@99999999999999999999"}) {
    EXPECT_THAT(refusal(text), HasSubstr("at which call")) << text;
  }
  for (const char* text : {"kill-after@1:", "kill-after@1:puts", "kill-after@1+:PUT"}) {
    EXPECT_THAT(refusal(text), HasSubstr("mutates, any, list")) << text;
  }
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

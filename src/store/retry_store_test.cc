// SPDX-License-Identifier: Apache-2.0
#include "store/retry_store.h"

#include <gmock/gmock.h>

#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class RetryStoreTest : public testing::Test {
 protected:
  RetryStore& with(FaultPlan plan) {
    faulty_ = std::make_unique<FaultStore>(store_, std::move(plan));
    retrying_ = std::make_unique<RetryStore>(*faulty_, RetryPolicy{}, [this](const Wait& wait) {
      pauses_.push_back(wait.pause);
      return !stops_;
    });
    return *retrying_;
  }

  MemoryStore store_;
  std::unique_ptr<FaultStore> faulty_;
  std::unique_ptr<RetryStore> retrying_;
  std::vector<milliseconds> pauses_;
  bool stops_ = false;
};

TEST_F(RetryStoreTest, TriesAgainWhatMayWorkThen) {
  RetryStore& store = with({{.at = 0, .error = throttled()}, {.at = 1, .error = conflict()}});
  EXPECT_TRUE(store.put("a", "1"));
  EXPECT_EQ(faulty_->count(only(Operation::Put)), 3U);
  EXPECT_THAT(store_.contents(), ElementsAre(Pair("a", "1")));
}

TEST_F(RetryStoreTest, WaitsLongerEachTimeAndGivesUp) {
  RetryStore& store = with({{.for_ever = true, .error = throttled()}});
  EXPECT_EQ(store.put("a", "1").error().kind, ErrorClass::Retryable);
  EXPECT_EQ(faulty_->count(), 9U);
  ASSERT_THAT(pauses_, SizeIs(8));
  for (std::size_t i = 0; i < pauses_.size(); ++i) {
    const milliseconds longest = std::min(milliseconds(100) * (1 << i), milliseconds(10'000));
    EXPECT_GE(pauses_[i], longest / 2);
    EXPECT_LE(pauses_[i], longest);
  }
}

TEST_F(RetryStoreTest, TriesNothingAgainOnceTooMuchHasFailed) {
  FaultStore faulty(store_, {{.for_ever = true, .error = throttled()}});
  RetryStore store(faulty, {.repeats_max = 10}, [](const Wait&) { return true; });
  EXPECT_EQ(store.put("a", "1").error().kind, ErrorClass::Retryable);
  EXPECT_EQ(faulty.count(mutates), 9U);
  EXPECT_THAT(store.put("b", "1").error().message, HasSubstr("nothing is tried again"));
  EXPECT_EQ(faulty.count(mutates), 9U + 3U);
  EXPECT_FALSE(store.put("c", "1"));
  EXPECT_EQ(faulty.count(mutates), 9U + 3U + 1U);
  // What goes well gives back.
  EXPECT_EQ(store.list("")->size(), 0U);
  EXPECT_FALSE(store.put("d", "1"));
  EXPECT_EQ(faulty.count(mutates), 9U + 3U + 1U + 2U);
}

TEST_F(RetryStoreTest, StopsToWait) {
  stops_ = true;
  RetryStore& store = with({{.for_ever = true, .error = throttled()}});
  const Error stopped = store.put("a", "1").error();
  EXPECT_EQ(stopped.code, ErrorCode::Interrupted);
  EXPECT_THAT(stopped.message, HasSubstr(throttled().message));
  EXPECT_THAT(pauses_, SizeIs(1));
}

TEST_F(RetryStoreTest, TellsAPermanentErrorAtOnce) {
  RetryStore& store = with({{.error = no_space()}});
  EXPECT_EQ(store.put("a", "1").error().code, ErrorCode::NoSpace);
  EXPECT_EQ(store.stat("a").error().code, ErrorCode::NotFound);
  EXPECT_THAT(pauses_, IsEmpty());
  EXPECT_EQ(faulty_->count(), 2U);
}

TEST_F(RetryStoreTest, RepeatsAWriteUntilItIsConfirmed) {
  for (const Fault fault : {Fault::LoseAnswer, Fault::Fail}) {
    RetryStore& store = with({{.fault = fault, .at = 0, .error = server_error()},
                              {.fault = fault, .at = 2, .error = error_in_body()},
                              {.fault = fault, .at = 4, .error = server_error()}});
    EXPECT_TRUE(store.put("a", "1"));
    EXPECT_TRUE(store.copy("a", "b"));
    EXPECT_TRUE(store.remove("a"));
    EXPECT_EQ(faulty_->count(mutates), 6U);
    EXPECT_THAT(store_.contents(), ElementsAre(Pair("b", "1")));
  }
  RetryStore& never = with({{.for_ever = true, .error = server_error()}});
  EXPECT_EQ(never.put("a", "1").error().kind, ErrorClass::OutcomeUnknown);
}

TEST_F(RetryStoreTest, WritesAnObjectThroughFaults) {
  RetryStore& store = with({{.at = 0, .among = only(Operation::Append), .error = throttled()},
                            {.at = 0, .among = only(Operation::Finish), .error = throttled()}});
  auto sink = store.create("a").value();
  ASSERT_TRUE(sink->append("12"));
  ASSERT_TRUE(sink->append("3"));
  ASSERT_TRUE(sink->finish());
  EXPECT_EQ(*store_.get("a"), "123");
  EXPECT_THAT(pauses_, SizeIs(2));
}

TEST_F(RetryStoreTest, CopiesAndRemovesSideBySideWhatIsFarAway) {
  struct Far : MemoryStore {
    [[nodiscard]] unsigned calls_at_once() const override { return 4; }
  } far;
  FaultStore faulty(far, {{.at = 12, .error = throttled()}, {.at = 20, .error = server_error()}});
  RetryStore store(faulty, {}, [](const Wait&) { return true; });
  std::vector<std::pair<std::string, std::string>> copies;
  std::vector<std::string> names;
  for (int i = 0; i < 10; ++i) {
    names.push_back("a" + std::to_string(i));
    copies.emplace_back(names.back(), "b" + std::to_string(i));
    ASSERT_TRUE(store.put(names.back(), names.back()));
  }
  ASSERT_TRUE(store.copy_all(copies));
  ASSERT_TRUE(store.remove_all(names));
  EXPECT_THAT(*store.list("a0"), IsEmpty());
  EXPECT_THAT(*store.list(""), SizeIs(10));
  for (const auto& [source, target] : copies) EXPECT_EQ(*store.get(target), source);
}

TEST_F(RetryStoreTest, RepeatsAReadWhateverWasAnswered) {
  ASSERT_TRUE(store_.put("a", "1"));
  RetryStore& store = with({{.at = 0, .among = any_call, .error = server_error()}});
  EXPECT_TRUE(store.stat("a"));
  RetryStore& lists = with({{.at = 0, .among = any_call, .error = throttled()}});
  EXPECT_THAT(*lists.list(""), SizeIs(1));
}

TEST_F(RetryStoreTest, OfAReadNoOutcomeIsUnknown) {
  ASSERT_TRUE(store_.put("a", "1"));
  RetryStore& store = with({{.among = any_call, .for_ever = true, .error = server_error()}});
  EXPECT_EQ(store.stat("a").error().kind, ErrorClass::Retryable);
  EXPECT_EQ(store.list("").error().kind, ErrorClass::Retryable);
  EXPECT_EQ(store.open("a").error().kind, ErrorClass::Retryable);
  EXPECT_EQ(store.put("a", "2").error().kind, ErrorClass::OutcomeUnknown);
}

TEST_F(RetryStoreTest, ReadsBackWhatItPutIfTheAnswerIsLost) {
  RetryStore& store = with({{.fault = Fault::LoseAnswer}});
  EXPECT_TRUE(store.put_if_absent("a", "mine"));
  EXPECT_EQ(faulty_->count(only(Operation::PutIfAbsent)), 1U) << "it is not sent again";

  ASSERT_TRUE(store_.put("b", "another's"));
  RetryStore& late = with({{.error = server_error()}});
  EXPECT_EQ(late.put_if_absent("b", "mine").error().code, ErrorCode::Exists);
  EXPECT_EQ(*store_.get("b"), "another's");
}

TEST_F(RetryStoreTest, PutsTheSameBytesAgainWhereNothingIsToBeSeen) {
  RetryStore& store = with({{.fault = Fault::LandLate}});
  EXPECT_TRUE(store.put_if_absent("a", "mine"));
  EXPECT_EQ(faulty_->count(only(Operation::PutIfAbsent)), 2U);
  EXPECT_EQ(*store_.get("a"), "mine") << "the same bytes were put again";
  faulty_->land();
  EXPECT_EQ(*store_.get("a"), "mine");

  // Another one is faster than the second try.
  struct Overtaken : MemoryStore {
    Status put_if_absent(const std::string& name, ByteView bytes) override {
      if (tries++ > 0) return MemoryStore::put_if_absent(name, bytes);
      return forward(server_error());
    }
    int tries = 0;
  } inner;
  RetryStore overtaken(inner, {}, [&](const Wait&) { return inner.put("a", "another's").has_value(); });
  EXPECT_EQ(overtaken.put_if_absent("a", "mine").error().code, ErrorCode::Exists);
}

TEST_F(RetryStoreTest, DoesNotKnowWhetherWhatIsAbsentWillLand) {
  RetryStore& store = with({{.fault = Fault::LandLate, .for_ever = true}});
  EXPECT_EQ(store.put_if_absent("a", "mine").error().kind, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(faulty_->count(only(Operation::PutIfAbsent)), 6U) << "not for long: nothing is to be seen";
  faulty_->land();
  EXPECT_EQ(*store_.get("a"), "mine");

  // Once it may stand, no later refusal says that it does not.
  RetryStore& refused = with({{.fault = Fault::LandLate}, {.at = 1, .error = no_space()}});
  EXPECT_EQ(refused.put_if_absent("c", "mine").error().kind, ErrorClass::OutcomeUnknown);

  RetryStore& blind = with({{.fault = Fault::LoseAnswer, .among = only(Operation::PutIfAbsent)},
                            {.among = only(Operation::Open), .for_ever = true}});
  EXPECT_EQ(blind.put_if_absent("b", "mine").error().kind, ErrorClass::OutcomeUnknown);
}

TEST_F(RetryStoreTest, KnowsItsOwnObjectAfterATryThatWasRefused) {
  // The first try is throttled on its way back only; the second one meets what it put.
  struct LateRefusal : MemoryStore {
    Status put_if_absent(const std::string& name, ByteView bytes) override {
      const Status put = MemoryStore::put_if_absent(name, bytes);
      return put ? forward(throttled()) : put;
    }
  } inner;
  RetryStore store(inner, {}, [](const Wait&) { return true; });
  EXPECT_TRUE(store.put_if_absent("a", "mine"));
  EXPECT_EQ(RetryStore(inner, {}, [](const Wait&) { return true; }).put_if_absent("a", "mine").error().code,
            ErrorCode::Exists)
      << "at the first try it is not ours";
}

TEST_F(RetryStoreTest, GoesOnReadingWhatIsPinned) {
  ASSERT_TRUE(store_.put("a", "0123456789"));
  const std::string etag = store_.stat("a")->etag;
  const CallSet reads = only(Operation::Read);
  char bytes[4];
  RetryStore& store = with({{.at = 1, .among = reads, .error = throttled()}});
  const auto source = store.open("a", etag, 2, 7).value();
  std::string all;
  for (;;) {
    const auto n = source->read(bytes, sizeof bytes);
    ASSERT_TRUE(n) << n.error().message;
    if (*n == 0) break;
    all.append(bytes, *n);
  }
  EXPECT_EQ(all, "2345678");

  RetryStore& unpinned = with({{.at = 0, .among = reads, .error = throttled()}});
  const auto open = unpinned.open("a").value();
  ASSERT_TRUE(open->read(bytes, 1));
  EXPECT_EQ(bytes[0], '0');
  EXPECT_EQ(faulty_->count(only(Operation::Open)), 1U)
      << "it is not opened again: it may be another one by now";

  RetryStore& changing = with({{.at = 1, .among = reads, .error = throttled()}});
  const auto old = changing.open("a", etag).value();
  ASSERT_TRUE(old->read(bytes, sizeof bytes));
  ASSERT_TRUE(store_.put("a", "9876543210"));
  EXPECT_EQ(old->read(bytes, sizeof bytes).error().code, ErrorCode::Changed);
}

}  // namespace
}  // namespace headgate

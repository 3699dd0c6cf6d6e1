// SPDX-License-Identifier: Apache-2.0
#include "answers/doctor/examine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/no_threads_for_tests.h"
#include "layout/layout.h"
#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate::doctor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::atomic<bool> kGoOn = false;

Examination examined(ObjectStore& store) { return examine(store, "uid", kGoOn).value(); }

const Check& check_of(const Examination& examination, ByteView name) {
  return *std::ranges::find(examination.checks, name, &Check::name);
}

/// Gives the names of the checks with a finding.
std::vector<std::string> names_with(const Examination& examination, Finding finding) {
  std::vector<std::string> names;
  for (const Check& check : examination.checks)
    if (check.finding == finding) names.emplace_back(check.name);
  return names;
}

/// Expects that one promise is seen to be broken, as `seen` says, and that nothing is left behind.
void expect_only(MemoryStore& store, ByteView name, const std::string& seen) {
  const Examination examination = examined(store);
  EXPECT_THAT(names_with(examination, Finding::Broken), ElementsAre(std::string(name)));
  EXPECT_THAT(check_of(examination, name).seen, HasSubstr(seen));
  EXPECT_FALSE(examination.is_fit());
  EXPECT_THAT(store.contents(), IsEmpty());
}

TEST(Examine, AStoreThatKeepsAllIsFit) {
  MemoryStore store("memory", /*page_objects=*/2);
  const Examination examination = examined(store);
  EXPECT_TRUE(examination.is_fit());
  EXPECT_EQ(names_with(examination, Finding::Kept).size(), examination.checks.size());
  EXPECT_THAT(examination.left, IsEmpty());
  EXPECT_THAT(store.contents(), IsEmpty());
}

TEST(Examine, WithoutThreadsARaceIsUntried) {
  const NoThreads none;
  MemoryStore store;
  const Examination examination = examined(store);
  EXPECT_THAT(names_with(examination, Finding::Untried), ElementsAre("one_winner"));
  EXPECT_THAT(check_of(examination, "one_winner").seen, HasSubstr("more threads"));
  EXPECT_FALSE(examination.is_fit());
}

TEST(Examine, TouchesNothingOfOthers) {
  MemoryStore store;
  ASSERT_TRUE(store.put("theirs", "1"));
  ASSERT_TRUE(store.put(layout::kTried + "other/race-0", "2"));
  const auto before = store.contents();
  const Examination examination = examined(store);
  EXPECT_TRUE(examination.is_fit());
  EXPECT_THAT(names_with(examination, Finding::PassedOver), ElementsAre("unfinished"));
  EXPECT_EQ(store.contents(), before);
}

TEST(Examine, InALandingWhatIsUnfinishedIsGivenUpAsARunDoes) {
  MemoryStore store;
  ASSERT_TRUE(store.put("data/x", "1"));
  ASSERT_TRUE(store.put(layout::kRecord, "{}"));
  FaultStore counted(store);
  EXPECT_THAT(names_with(examined(counted), Finding::PassedOver), IsEmpty());
  EXPECT_EQ(counted.count(only(Operation::RemoveUnfinished)), 1U);
}

class IgnoresTheCondition : public MemoryStore {
 public:
  Status put_if_absent(const std::string& name, ByteView bytes) override { return put(name, bytes); }
};

TEST(Examine, SeesThatAConditionIsIgnored) {
  IgnoresTheCondition store;
  const Examination examination = examined(store);
  EXPECT_THAT(names_with(examination, Finding::Broken), ElementsAre("one_winner", "taken_stays_taken"));
  EXPECT_EQ(check_of(examination, "one_winner").seen, "16 of 16 were told that they won");
  EXPECT_THAT(store.contents(), IsEmpty());
}

/// Looks first and writes then: who is slower than others writes over them.
class LooksFirst : public MemoryStore {
 public:
  Status put_if_absent(const std::string& name, ByteView bytes) override {
    {
      std::unique_lock lock(mutex_);
      if (asked_[name]++ > 1 || stat(name)) return fail(ErrorCode::Exists, "there is one");
      if (bytes.starts_with("racer")) both_.wait(lock, [&] { return asked_[name] > 1; });
      both_.notify_all();
    }
    return put(name, bytes);
  }

 private:
  std::mutex mutex_;
  std::condition_variable both_;
  std::map<std::string, int> asked_;
};

TEST(Examine, SeesTwoWinnersOfARace) {
  LooksFirst store;
  expect_only(store, "one_winner", "2 of 16");
}

/// Answers as it should, and writes all the same.
class WritesAllTheSame : public MemoryStore {
 public:
  Status put_if_absent(const std::string& name, ByteView bytes) override {
    const bool is_there = stat(name).has_value();
    if (!is_there || bytes == "the second") (void)put(name, bytes);
    if (is_there) return fail(ErrorCode::Exists, "there is one");
    return {};
  }
};

TEST(Examine, SeesThatARefusedPutWrites) {
  const auto one_at_a_time = [](auto& store) {
    const Examination examination = examined(store);
    return check_of(examination, "taken_stays_taken").seen;
  };
  WritesAllTheSame store;
  EXPECT_THAT(one_at_a_time(store), HasSubstr("its bytes stand there"));
}

class IgnoresPins : public MemoryStore {
 public:
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string&, std::uint64_t offset,
                                           std::uint64_t length) override {
    return MemoryStore::open(name, {}, offset, length);
  }
};

TEST(Examine, SeesThatPinsAreIgnored) {
  IgnoresPins store;
  expect_only(store, "pinned_reads", "from byte 0 of the version before");
}

class IgnoresPinsOfRanges : public MemoryStore {
 public:
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag,
                                           std::uint64_t offset, std::uint64_t length) override {
    return MemoryStore::open(name, offset == 0 ? etag : "", offset, length);
  }
};

TEST(Examine, SeesThatPinsOfRangesAreIgnored) {
  IgnoresPinsOfRanges store;
  expect_only(store, "pinned_reads", "from byte 50000 of the version before");
}

/// Names a version by the length of the object.
class VersionIsLength : public MemoryStore {
 public:
  Result<ObjectInfo> stat(const std::string& name) override {
    TRY(ObjectInfo info, MemoryStore::stat(name));
    info.etag = std::to_string(info.size_bytes);
    return info;
  }
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag,
                                           std::uint64_t offset, std::uint64_t length) override {
    TRY(const ObjectInfo info, stat(name));
    if (!etag.empty() && etag != info.etag) return fail(ErrorCode::Changed, "another");
    return MemoryStore::open(name, {}, offset, length);
  }
};

TEST(Examine, SeesThatAVersionIsNone) {
  VersionIsLength store;
  const Examination examination = examined(store);
  EXPECT_THAT(names_with(examination, Finding::Broken),
              ElementsAre("pinned_reads", "new_version", "fresh_listing"));
  EXPECT_THAT(check_of(examination, "new_version").seen, HasSubstr("no version"));
  EXPECT_THAT(check_of(examination, "fresh_listing").seen, HasSubstr("another version"));
}

/// Changes what a listing gives.
class Lists : public MemoryStore {
 public:
  using Change = std::function<void(std::vector<ObjectInfo>&, const std::string& after)>;
  explicit Lists(Change change) : change_(std::move(change)) {}
  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override {
    TRY(ListedPage page, MemoryStore::list_page(prefix, after, unlistable));
    change_(page.objects, after);
    return page;
  }

 private:
  const Change change_;
};

TEST(Examine, SeesThatAListingLacksWhatIsNew) {
  Lists store([](auto& objects, const auto&) {
    std::erase_if(objects, [](const ObjectInfo& info) { return info.name.ends_with("listing/3"); });
  });
  expect_only(store, "fresh_listing", "just written is not in a listing");
}

TEST(Examine, SeesThatAListingShowsWhatIsGone) {
  std::vector<ObjectInfo> last;
  Lists store([&](auto& objects, const auto&) {
    const bool is_gone = objects.empty() && !last.empty() && last[0].name.ends_with("listing/0");
    if (is_gone) objects = last;
    last = is_gone ? std::vector<ObjectInfo>() : objects;
  });
  expect_only(store, "fresh_listing", "just removed is still in a listing");
}

TEST(Examine, SeesAnotherOrder) {
  Lists by_folder([](auto& objects, const auto&) {
    std::ranges::sort(objects, [](const ObjectInfo& a, const ObjectInfo& b) {
      return a.name.ends_with("a/x") > b.name.ends_with("a/x");
    });
  });
  expect_only(by_folder, "ordered_listing", "a listing is out of order");
  Lists from_there_on([](auto& objects, const std::string& after) {
    if (after.ends_with("/a-")) objects.insert(objects.begin(), {after, 1, "etag"});
  });
  expect_only(from_there_on, "ordered_listing", "a listing behind a name is out of order");
}

class Copies : public MemoryStore {
 public:
  Status copy(const std::string& source, const std::string& target) override {
    const auto bytes = get(source);
    return put(target, bytes ? bytes->substr(0, cut_) : "");
  }
  std::size_t cut_ = std::string::npos;
};

TEST(Examine, SeesAWrongCopy) {
  Copies store;
  expect_only(store, "copies", "is said to be made");
  store.cut_ = 5000;
  expect_only(store, "copies", "other bytes");
}

/// Shows what is written before it is finished, in two parts.
class ShowsParts : public MemoryStore {
 public:
  class Sink : public ByteSink {
   public:
    Sink(MemoryStore& store, std::string name, bool is_early)
        : store_(store), name_(std::move(name)), is_early_(is_early) {}
    Status append(ByteView bytes) override {
      bytes_ += bytes;
      return is_early_ ? store_.put(name_, bytes_) : Status();
    }
    Status finish() override {
      std::rotate(bytes_.begin(), bytes_.begin() + MiB, bytes_.end());
      return store_.put(name_, bytes_);
    }

   private:
    MemoryStore& store_;
    std::string name_, bytes_;
    bool is_early_;
  };
  explicit ShowsParts(bool is_early) : is_early_(is_early) {}
  Result<std::unique_ptr<ByteSink>> create(const std::string& name) override {
    return std::make_unique<Sink>(*this, name, is_early_);
  }

 private:
  const bool is_early_;
};

TEST(Examine, SeesPartsThatAreEarlyOrMixed) {
  ShowsParts early(true), mixed(false);
  expect_only(early, "parts", "before it is finished");
  expect_only(mixed, "parts", "other bytes");
}

FaultRule denied(Operation operation) {
  return {.fault = Fault::Fail,
          .among = only(operation),
          .for_ever = true,
          .error = {ErrorCode::Denied, "writing: the credentials in force may not do this"}};
}

TEST(Examine, SaysWhatIsDenied) {
  MemoryStore store;
  FaultStore faulty(store, {denied(Operation::PutIfAbsent)});
  const Examination examination = examined(faulty);
  EXPECT_THAT(names_with(examination, Finding::Untried), ElementsAre("one_winner", "taken_stays_taken"));
  EXPECT_THAT(names_with(examination, Finding::Broken), IsEmpty());
  EXPECT_THAT(check_of(examination, "one_winner").seen, HasSubstr("may not do this"));
  EXPECT_FALSE(examination.is_fit());
  EXPECT_THAT(store.contents(), IsEmpty());
}

TEST(Examine, NamesWhatItCouldNotRemove) {
  MemoryStore store;
  FaultStore faulty(store, {denied(Operation::Remove)});
  const Examination examination = examined(faulty);
  EXPECT_EQ(check_of(examination, "removal").finding, Finding::Untried);
  std::vector<std::string> left;
  for (const auto& [name, bytes] : store.contents()) left.push_back(name);
  EXPECT_EQ(examination.left, left);
  EXPECT_THAT(left, testing::Not(IsEmpty()));
  EXPECT_FALSE(examination.is_fit());
}

class RemovesNothing : public MemoryStore {
 public:
  Status remove(const std::string&) override { return {}; }
};

TEST(Examine, SeesThatNothingIsRemoved) {
  RemovesNothing store;
  const Examination examination = examined(store);
  EXPECT_THAT(names_with(examination, Finding::Broken), ElementsAre("fresh_listing", "copies", "removal"));
  EXPECT_EQ(examination.left.size(), store.contents().size());
}

TEST(Examine, EndsWhenItIsToStopAndLeavesNothing) {
  MemoryStore store;
  const std::atomic<bool> stop = true;
  EXPECT_EQ(examine(store, "uid", stop).error().code, ErrorCode::Interrupted);
  EXPECT_THAT(store.contents(), IsEmpty());
}

}  // namespace
}  // namespace headgate::doctor

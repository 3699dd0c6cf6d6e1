// SPDX-License-Identifier: Apache-2.0
// Objects are opened ahead of the one that is read: what a run writes and skips is the same with any number
// of threads, whatever happens to the objects meanwhile.
#include "test/run/run_for_tests.h"

namespace headgate {
namespace {

using Data = std::map<std::string, std::string>;

class LookAheadTest : public RunTest {
 protected:
  LookAheadTest() {
    for (int i = 0; i < 40; ++i) {
      std::string bytes;
      for (int k = 0; k <= i % 5; ++k) {
        bytes +=
            event(std::to_string(i) + "-" + std::to_string(k), k % 3 == 1 ? R"("price":"dear",)" : "") + "\n";
      }
      put(name_of(i), bytes);
    }
    // Small windows: each object has several.
    settings_.window_bytes = 200;
  }

  static std::string name_of(int i) { return "o" + std::to_string(100 + i); }

  /// Runs with so many threads over a source that `disturb` may change behind the listing; gives what is in
  /// data/ afterwards and, in `skipped`, which objects were left out and why.
  Data run_with(unsigned threads, ObjectStore& source, std::vector<std::string>& skipped) {
    MemoryStore landing;
    settings_.threads = threads;
    const auto report = headgate::run({.source = source,
                                       .landing = landing,
                                       .format = *format_,
                                       .contracts = contracts_,
                                       .settings = settings_,
                                       .observer = silent_,
                                       .data_version = "5/test",
                                       .plan_hash = plan_hash(contracts_, settings_, "5/test"),
                                       .make_scanner = make_scanner_});
    EXPECT_TRUE(report.has_value()) << report.error().message;
    if (!report) return {};
    EXPECT_TRUE(report->books.faults().empty());
    for (const SkippedObject& each : report->skipped) skipped.push_back(each.object + ": " + each.reason);
    Data data;
    for (auto& [name, bytes] : landing.contents()) {
      if (name.starts_with("data/")) data[name] = bytes;
    }
    return data;
  }

  /// Runs with 1, 2 and 5 threads over what `make_source` makes: all have to give the same, and leave out
  /// what `left_out` names.
  template <class MakeSource>
  void expect_the_same(MakeSource make_source, const std::vector<int>& left_out) {
    Data want;
    std::vector<std::string> reasons;
    for (const unsigned threads : {1U, 2U, 5U}) {
      std::vector<std::string> skipped;
      const auto source = make_source();
      const Data data = run_with(threads, *source, skipped);
      ASSERT_EQ(skipped.size(), left_out.size()) << threads << " threads";
      for (std::size_t i = 0; i < left_out.size(); ++i)
        EXPECT_THAT(skipped[i], testing::StartsWith(name_of(left_out[i]) + ": "));
      if (threads == 1) want = data, reasons = skipped;
      EXPECT_EQ(data, want) << threads << " threads";
      EXPECT_EQ(skipped, reasons) << threads << " threads";
    }
    // The same as if what is left out had never been there.
    MemoryStore rest;
    for (const auto& [name, bytes] : source_.contents()) ASSERT_TRUE(rest.put(name, bytes).has_value());
    for (const int i : left_out) ASSERT_TRUE(rest.remove(name_of(i)).has_value());
    ASSERT_TRUE(rest.remove("a").has_value() && rest.remove("b").has_value());
    std::vector<std::string> none;
    if (left_out.empty()) return;
    EXPECT_EQ(run_with(1, rest, none), want);
  }
};

/// A source that changes right after it was listed.
class RestlessStore : public FaultStore {
 public:
  RestlessStore(std::unique_ptr<MemoryStore> inner, FaultPlan plan, std::function<void(MemoryStore&)> disturb)
      : FaultStore(*inner, std::move(plan)), inner_(std::move(inner)), disturb_(std::move(disturb)) {}

  Result<ListedPage> list_page(const std::string& prefix, const std::string& after,
                               Unlistable* unlistable) override {
    auto listed = FaultStore::list_page(prefix, after, unlistable);
    if (listed && listed->is_last) disturb_(*inner_);
    return listed;
  }

 private:
  std::unique_ptr<MemoryStore> inner_;
  std::function<void(MemoryStore&)> disturb_;
};

TEST_F(LookAheadTest, OutputsDoNotDependOnTheThreads) {
  expect_the_same([&] { return std::make_unique<FaultStore>(source_); }, {});
}

TEST_F(LookAheadTest, ObjectsThatVanishChangeOrCannotBeOpened) {
  const auto disturb = [](MemoryStore& store) {
    EXPECT_TRUE(store.remove(name_of(7)).has_value());
    EXPECT_TRUE(store.put(name_of(8), "changed").has_value());
    EXPECT_TRUE(store.remove(name_of(39)).has_value());
  };
  const FaultPlan refuses = {
      {.fault = Fault::Fail,
       .among =
           [](const Call& call) { return call.operation == Operation::Open && call.name == name_of(21); },
       .for_ever = true}};
  expect_the_same(
      [&] {
        auto inner = std::make_unique<MemoryStore>(source_.root());
        for (const auto& [name, bytes] : source_.contents()) {
          if (name == "a" || name == "b") continue;
          EXPECT_TRUE(inner->put(name, bytes).has_value());
        }
        return std::make_unique<RestlessStore>(std::move(inner), refuses, disturb);
      },
      {7, 8, 21, 39});
}

TEST_F(LookAheadTest, StrictFailsOfTheFirstInTheOrderOfTheListing) {
  settings_.strict = true;
  const FaultPlan refuses = {
      {.fault = Fault::Fail,
       .among =
           [](const Call& call) { return call.operation == Operation::Open && call.name >= name_of(20); },
       .for_ever = true}};
  for (const unsigned threads : {1U, 2U, 5U}) {
    FaultStore source(source_, refuses);
    settings_.threads = threads;
    MemoryStore landing;
    Workplace place = workplace_at(landing);
    const Workplace strict{.source = source,
                           .landing = landing,
                           .format = place.format,
                           .contracts = place.contracts,
                           .settings = place.settings,
                           .observer = place.observer,
                           .data_version = place.data_version,
                           .plan_hash = place.plan_hash,
                           .make_scanner = place.make_scanner};
    const auto report = headgate::run(strict);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, ErrorCode::Io) << report.error().message;
    EXPECT_TRUE(landing.list("data/")->empty());
  }
}

}  // namespace
}  // namespace headgate

// SPDX-License-Identifier: Apache-2.0
// What a run over ten new objects reads and does is the same with a hundred objects in the ledger and with a
// million: counted in operations, bytes and listed names, never in seconds. LEDGER_OBJECTS says how many.
#include <cstdlib>

#include "commit/collector.h"
#include "commit/committer.h"
#include "test/run/run_for_tests.h"

namespace headgate {
namespace {

/// What one run cost: all that it did on its landing and read of its source, and the listing of the source.
struct RunCost {
  Cost landing, source, listing;
};

bool is_listing(const Call& call) { return call.operation == Operation::List; }
bool is_other(const Call& call) { return call.operation != Operation::List; }

std::string object_name(std::size_t i) { return fmt::format("ef/2022/{:08}.json", i); }

class LedgerCostTest : public RunTest {
 protected:
  static std::size_t large() {
    const char* const text = std::getenv("LEDGER_OBJECTS");
    return text == nullptr ? 30'000 : std::strtoull(text, nullptr, 10);
  }

  /// Lets a source hold so many objects, and a landing a log that took all of them.
  static void fill(MemoryStore& source, MemoryStore& landing_store, std::size_t objects) {
    constexpr std::size_t kTask = 1000, kCommits = 20;
    const std::size_t per_commit = std::max<std::size_t>(1, objects / kCommits);
    Committer landing = *Committer::open(landing_store);
    ASSERT_TRUE(landing.begin().has_value());
    for (std::size_t first = 0; first < objects; first += per_commit) {
      Draft draft;
      draft.run = "past";
      draft.sources["source"] = source.root();
      for (std::size_t begin = first; begin < std::min(objects, first + per_commit); begin += kTask) {
        Manifest& task = draft.tasks.emplace_back();
        task.task = fmt::format("task-{}", begin);
        for (std::size_t i = begin; i < std::min({objects, begin + kTask, first + per_commit}); ++i) {
          ASSERT_TRUE(source.put(object_name(i), "{}").has_value());
          const ObjectInfo info = *source.stat(object_name(i));
          task.objects.push_back({"source", info.name, 1, info.etag, hash_hex("{}"), 2});
        }
      }
      ASSERT_TRUE(landing.commit(std::move(draft)).has_value());
      ASSERT_TRUE(landing.roll_forward(now).has_value());
      ASSERT_TRUE(Collector(landing).checkpoint().has_value());
    }
  }

  /// Runs over ten objects that are new, behind all others but for one.
  RunCost cost_of_ten(std::size_t objects, bool with_watermark) {
    MemoryStore source, landing;
    fill(source, landing, objects);
    settings_.watermark_prefixes.clear();
    if (with_watermark) {
      settings_.watermark_prefixes = {"ef/"};
      EXPECT_TRUE(run_over(source, landing).has_value()) << "the whole listing of the day";
    }
    std::string bytes;
    while (bytes.size() < 100'000) bytes += event(std::to_string(bytes.size()), R"("price":2,)");
    for (std::size_t i = 0; i < 10; ++i) {
      const bool late = i == 0 && !with_watermark;
      EXPECT_TRUE(source.put(late ? object_name(objects / 2) + "-late" : object_name(objects + i), bytes));
    }
    FaultStore counted_source(source), counted_landing(landing);
    const auto report = run_over(counted_source, counted_landing);
    EXPECT_TRUE(report.has_value()) << report.error().message;
    EXPECT_TRUE(report && report->read_objects == 10U);
    return {counted_landing.cost(), counted_source.cost(is_other), counted_source.cost(is_listing)};
  }

  /// Runs over nothing new.
  RunCost cost_of_nothing(std::size_t objects) {
    MemoryStore source, landing;
    fill(source, landing, objects);
    FaultStore counted_source(source), counted_landing(landing);
    const auto report = run_over(counted_source, counted_landing);
    EXPECT_TRUE(report.has_value()) << report.error().message;
    EXPECT_TRUE(report && report->outcome == RunReport::Outcome::NothingNew);
    const auto writes = [](const Call& call) {
      return mutates(call) && call.operation != Operation::RemoveUnfinished;
    };
    EXPECT_EQ(counted_landing.count(writes) + counted_source.count(writes), 0U) << "nothing is written";
    return {counted_landing.cost(), counted_source.cost(is_other), counted_source.cost(is_listing)};
  }

  Result<RunReport> run_over(ObjectStore& source, ObjectStore& landing) {
    const Workplace place = workplace();
    const Workplace moved{.source = source,
                          .landing = landing,
                          .format = place.format,
                          .contracts = place.contracts,
                          .settings = place.settings,
                          .observer = place.observer,
                          .data_version = place.data_version,
                          .plan_hash = plan_hash(contracts_, settings_, "5/test"),
                          .make_scanner = place.make_scanner};
    return headgate::run(moved);
  }

  static void expect_within(std::uint64_t small, std::uint64_t large, const char* what) {
    std::printf("%-34s %12llu %12llu\n", what, static_cast<unsigned long long>(small),
                static_cast<unsigned long long>(large));
    EXPECT_LE(static_cast<double>(large), 1.2 * static_cast<double>(small)) << what;
  }

  static void compare(const RunCost& small, const RunCost& large) {
    expect_within(small.landing.calls, large.landing.calls, "operations on the landing");
    expect_within(small.landing.bytes + small.source.bytes, large.landing.bytes + large.source.bytes,
                  "bytes");
    expect_within(small.landing.names, large.landing.names, "names listed in the landing");
    expect_within(small.source.calls, large.source.calls, "operations on the source");
  }
};

TEST_F(LedgerCostTest, RunCostsWhatIsNew) { compare(cost_of_ten(100, false), cost_of_ten(large(), false)); }

TEST_F(LedgerCostTest, RunOverNothingNewCostsTheSameBesideTheListing) {
  const RunCost small = cost_of_nothing(100), large_one = cost_of_nothing(large());
  compare(small, large_one);
  EXPECT_EQ(small.landing.calls, large_one.landing.calls);
  EXPECT_EQ(small.source.calls, 0U);
  EXPECT_EQ(large_one.source.calls, 0U) << "the source is listed, and nothing else";
}

TEST_F(LedgerCostTest, WithWatermarksTheListingDoesToo) {
  const RunCost small = cost_of_ten(100, true), large_one = cost_of_ten(large(), true);
  compare(small, large_one);
  expect_within(small.listing.names, large_one.listing.names, "names listed in the source");
}

}  // namespace
}  // namespace headgate

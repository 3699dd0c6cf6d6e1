// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/parquet/parquet_format.h"
#include "adapters/parquet/parquet_reader.h"
#include "answers/verify/prove.h"
#include "judge/tape_scanner.h"
#include "pipeline/data_version.h"
#include "pipeline/run.h"
#include "pipeline/workplace_test_support.h"
#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate {

inline constexpr const char* kContract = R"(
contract: shop_event
version: 1.0.0
service: shop
record_type: event
expect:
  type: object
  required: [id, time]
  properties:
    price: {type: number}
table:
  columns:
    price: {from: /price, type: double}
    note:  {from: /note, type: string}
)";

inline std::string event(const std::string& id, const std::string& more) {
  return R"({"id":")" + id + R"(","time":"2022-04-19T18:00:00Z","source":"app.event.file",)" + more +
         R"("detail":{"type":"EFEvaluationEvent","evaluation":{"service":"shop"}}})";
}

/// Holds what leaves a trace in a store: that what dead writers left is looked for does not.
inline bool writes(const Call& call) {
  return mutates(call) && call.operation != Operation::RemoveUnfinished;
}

/// A run over stores in memory, in which a test may put a faulty stage in the place of a real one.
class RunTest : public testing::Test {
 protected:
  RunTest() {
    auto plan = compile_contract(kContract, "shop.yaml");
    EXPECT_TRUE(plan.has_value()) << plan.error().message;
    contracts_ = *Contracts::make({*plan});
    put("a", event("1", "") + event("2", R"("price":"dear",)") + "\n" + event("3", R"("price":2,)"));
    put("b", "[" + event("4", R"("note":7,)") + "," + event("5", "") + "] tru {}");
  }

  void put(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(source_.put(name, bytes).has_value());
  }

  Workplace workplace() { return workplace_at(landing_); }
  Workplace workplace_at(ObjectStore& landing, std::function<Micros()> clock = now) {
    return {.source = *read_from_,
            .landing = landing,
            .format = *format_,
            .contracts = contracts_,
            .settings = settings_,
            .observer = silent_,
            .data_version = "5/test",
            .plan_hash = plan_hash(contracts_, settings_, "5/test"),
            .make_scanner = make_scanner_,
            .clock = std::move(clock)};
  }

  Result<RunReport> run_once() { return headgate::run(workplace()); }

  /// Runs into another landing, or before faults; `clock` decides which leases have expired.
  Result<RunReport> run_into(ObjectStore& landing, std::function<Micros()> clock = now) {
    return headgate::run(workplace_at(landing, std::move(clock)));
  }

  /// The clock of a run that comes when every lease of a dead one has expired.
  static Micros years_later(int years) { return now() + Micros{3600} * 1'000'000 * 24 * 365 * years; }
  static Micros much_later() { return years_later(1); }

  /// Looks at a landing with the eyes of `headgate verify`; with a source beside the objects themselves.
  verify::Proof prove(ObjectStore& landing, ObjectStore* source = nullptr, unsigned threads = 1) {
    verify::Options options;
    options.threads = threads;
    options.settings_text = settings_.data_text();
    options.rules = {.record_type = {"detail", "type"},
                     .event_id = {"id"},
                     .event_time = {{{"time"}, {}}},
                     .event_time_min = settings_.identification.event_time_min,
                     .event_time_max = settings_.identification.event_time_max,
                     .record_types = {{"EFEvaluationEvent", "event"}},
                     .services = {{{"detail", "evaluation", "service"}, ""}}};
    if (source != nullptr) options.source = {settings_.source_name, source};
    ParquetReader reader;
    auto proof = verify::prove(landing, reader, options);
    EXPECT_TRUE(proof.has_value()) << proof.error().message;
    return proof ? std::move(*proof) : verify::Proof();
  }

  std::vector<std::string> data_names() {
    std::vector<std::string> names;
    const auto listed = landing_.list("data/");
    for (const ObjectInfo& info : *listed) names.push_back(info.name);
    return names;
  }

  MemoryStore source_, landing_;
  ObjectStore* read_from_ = &source_;
  ParquetFormat parquet_;
  TableFormat* format_ = &parquet_;
  Contracts contracts_;
  Settings settings_;
  Silent silent_;
  std::function<std::unique_ptr<Scanner>()> make_scanner_ = [this] {
    return std::make_unique<TapeScanner>(contracts_, settings_.identification);
  };
};

}  // namespace headgate

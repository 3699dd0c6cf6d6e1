// SPDX-License-Identifier: Apache-2.0
// What a router writes of one scanned event; the batches here are made by hand.
#include "route/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const Plan> plan_of(const std::string& more) {
  const auto plan =
      compile_contract("contract: c\nversion: 1\nservice: s\nrecord_type: event\n" + more + "\n", "c.yaml");
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan ? *plan : nullptr;
}

Violation violation(Code code, const std::string& pointer, const std::string& actual) {
  Violation made{code,     pointer, "/properties/a/type",
                 "string", actual,  pointer + " is wrong: found " + actual};
  made.line = 7;
  made.rule_text = "type: string";
  return made;
}

/// A window with one event, `{}`, that its contract judged.
struct OneEvent {
  Batch batch;
  ObjectLabel object{"source/a"};
  Routed routed;

  explicit OneEvent(const Plan* plan) {
    batch.window.bytes.append("{}");
    Piece piece;
    piece.length = 2;
    batch.window.pieces.push_back(piece);
    Outcome& outcome = batch.outcomes.emplace_back();
    outcome.kind = Outcome::Kind::Event;
    outcome.record_type = RecordType::Event;
    outcome.plan = plan;
    outcome.service = "s";
    outcome.event_id = "x";
    outcome.event_time = 0;
  }
  Outcome& outcome() { return batch.outcomes.front(); }
  void violate(Violation made) {
    batch.violations.push_back(std::move(made));
    outcome().violations = {0, static_cast<std::uint32_t>(batch.violations.size())};
    outcome().violation_count = outcome().violations.count;
  }
  void warn(Violation made) {
    outcome().warnings = {static_cast<std::uint32_t>(batch.violations.size()), 1};
    outcome().warning_count = 1;
    batch.violations.push_back(std::move(made));
  }
  void route() { Router().route(batch, object, routed); }
};

TEST(Router, DirtyRecordsHoldTheRuleAndItsLine) {
  const auto plan = plan_of("table: {columns: {}}");
  OneEvent event(plan.get());
  event.violate(violation(Code::Type, "/a", "7"));
  event.batch.violations.push_back({Code::EventTime, "/time", "", "a time", "5", "m"});
  event.outcome().violations.count = 2;
  event.route();
  const std::string& record = event.routed.outputs.front().bytes;
  EXPECT_THAT(record,
              HasSubstr(R"("rule":"/properties/a/type","line":7,"rule_text":"type: string","expected":)"));
  EXPECT_THAT(record, HasSubstr(R"("code":"event_time","pointer":"/time","rule":"","expected":"a time")"));
  EXPECT_TRUE(event.routed.rows.empty());
}

TEST(Router, LogsHoldWarnings) {
  const auto plan = plan_of("warn: true\ntable: {columns: {}}");
  OneEvent event(plan.get());
  event.outcome().clean = true;
  event.route();
  EXPECT_THAT(event.routed.log, Not(HasSubstr("warning")));
  event.warn(violation(Code::Type, "/a", "7"));
  event.route();
  EXPECT_THAT(event.routed.log,
              HasSubstr(R"("warning_count":1,"warning_codes":["type"],"warning_pointers":["/a"],)"
                        R"("warning_messages":["/a is wrong: found 7"]})"));
}

TEST(Router, LogsHideWhatTheContractMasks) {
  const auto plan = plan_of("mask: [/a]\ntable: {columns: {}}");
  OneEvent event(plan.get());
  Violation masked = violation(Code::Type, "/a", "secret");
  masked.masked = true;
  event.violate(masked);
  event.violate(violation(Code::Type, "/b", "open"));
  event.warn(masked);
  event.route();
  EXPECT_THAT(
      event.routed.log,
      HasSubstr(R"--("messages":["/a: expected string, found (masked)","/b is wrong: found open"])--"));
  EXPECT_THAT(event.routed.log,
              HasSubstr(R"--("warning_messages":["/a: expected string, found (masked)"])--"));
  EXPECT_THAT(event.routed.log, Not(HasSubstr("secret")));
  EXPECT_THAT(event.routed.outputs.front().bytes, HasSubstr("secret"));
}

TEST(Router, LogsQuoteNothingWhereNoContractSaysWhatToHide) {
  OneEvent event(nullptr);
  event.violate(violation(Code::NoContract, "/secret", "secret"));
  event.route();
  EXPECT_THAT(event.routed.log, HasSubstr(R"("violation_count":1,"codes":["no_contract"]})"));
  EXPECT_THAT(event.routed.log, Not(HasSubstr("secret")));
}

std::vector<std::string> names(const Plan& plan) {
  std::vector<std::string> names;
  for (const Column& column : table_columns(plan)) names.push_back(column.name + ": " + type_text(column));
  return names;
}

TEST(Router, TablesHaveTheColumnsThatTheirContractAsksFor) {
  const std::string columns = "table: {columns: {a: {from: /a, type: date}}";
  EXPECT_THAT(names(*plan_of(columns + "}")),
              ElementsAre("event_id: string", "a: date", "_rescued: string", "_object: string",
                          "_offset: int64", "_length: int64"));
  EXPECT_THAT(
      names(*plan_of("warn: {required: [z]}\n" + columns + ", rescue: false}")),
      ElementsAre("event_id: string", "a: date",
                  "_warnings: list<struct<code: string, pointer: string, rule: string, message: string>>",
                  "_object: string", "_offset: int64", "_length: int64"));
}

TEST(Router, RowsHoldWhatIsRescuedAndWarned) {
  const auto plan = plan_of("warn: true\ntable: {columns: {}}");
  const auto row = [&](bool full) {
    OneEvent event(plan.get());
    event.outcome().clean = true;
    if (full) {
      event.outcome().rescued = R"({"/z":1})";
      event.warn(violation(Code::Type, "/a", "7"));
    }
    event.route();
    std::string out;
    for (const Slot& slot : event.routed.slots) {
      using Kind = Slot::Kind;
      out += slot.kind == Kind::Text ? std::string(slot.view()) : slot.kind == Kind::Null ? "null" : "#";
      out += ' ';
    }
    EXPECT_EQ(event.routed.rows.front().slots.count, event.routed.slots.size());
    return out;
  };
  EXPECT_EQ(row(false), "x null null source/a # # ");
  EXPECT_EQ(row(true), R"(x {"/z":1} # # type /a /properties/a/type /a is wrong: found 7 source/a # # )");
}

}  // namespace
}  // namespace headgate

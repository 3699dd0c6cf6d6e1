// SPDX-License-Identifier: Apache-2.0
#include "judge/tape_scanner.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "cut/event_maker_test_support.h"
#include "judge/parsed_test_support.h"

namespace headgate {
namespace {

using cut_test::Dice;
using testing::ElementsAre;

Contracts contracts() {
  const auto plan = compile_contract(R"(
contract: c
version: 1.0.0
service: microone
record_type: event
expect: {properties: {detail: {required: [id]}}}
table:
  columns:
    id: {from: /detail/id, type: string}
    date_time: {from: /time, type: timestamp}
    query: {from: /detail/evaluation/payload/query, type: list<string>, wrap_scalar: true}
)",
                                     "c.yaml");
  EXPECT_TRUE(plan.has_value());
  return Contracts::make({*plan}).value();
}

/// Writes everything that a batch says, but for what depends on where its window begins.
std::string shown(const Batch& batch) {
  std::string out;
  const Window& window = batch.window;
  EXPECT_EQ(batch.outcomes.size(), window.pieces.size());
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
    const Outcome& outcome = batch.outcomes[i];
    const Piece& piece = window.pieces[i];
    EXPECT_EQ(outcome.hash, hash64(window.bytes_of(piece)));
    EXPECT_EQ(outcome.clean, outcome.violation_count == 0);
    out +=
        fmt::format("{}+{} kind {} {} type {} plan {} service {} id {} time {} hash {:x} violations {}\n",
                    window.base + piece.offset, piece.length, int(outcome.kind), outcome.clean,
                    outcome.record_type ? name(*outcome.record_type) : "-",
                    outcome.plan == nullptr ? "-" : outcome.plan->contract, outcome.service, outcome.event_id,
                    outcome.event_time.value_or(-1), outcome.hash, outcome.violation_count);
    for (std::uint32_t k = 0; k < outcome.violations.count; ++k) {
      const Violation& v = batch.violations[outcome.violations.first + k];
      out += fmt::format("  {} {} | {} | {} | {} | {}\n", name(v.code), v.pointer, v.rule, v.expected,
                         v.actual, v.message);
    }
    for (std::uint32_t k = 0; k < outcome.slots.count; ++k) {
      const Slot& slot = batch.slots[outcome.slots.first + k];
      out += fmt::format("  slot {} {}", int(slot.kind), slot.length);
      if (slot.kind == Slot::Kind::Text) out += fmt::format(" {}", slot.view());
      if (slot.kind == Slot::Kind::Int64) out += fmt::format(" {}", slot.int64);
      out += '\n';
    }
  }
  return out;
}

struct Scanned {
  std::string text;
  ScanCounts counts;
};

Scanned scanned(ByteView text, const Cutter::Options& options = {}, std::size_t block = ByteView::npos) {
  static const Contracts known = contracts();
  static const Identification rules;
  Cutter cutter(options);
  TapeScanner scanner(known, rules);
  MemoryReader reader(text, block);
  cutter.begin();
  Batch batch;
  Scanned out;
  do {
    EXPECT_TRUE(cutter.cut(reader, batch.window).has_value());
    scanner.scan(batch);
    out.text += shown(batch);
    out.counts.events += batch.counts.events;
    out.counts.unidentified += batch.counts.unidentified;
    out.counts.unparsable += batch.counts.unparsable;
    out.counts.dropped_ranges += batch.counts.dropped_ranges;
  } while (!batch.window.last);
  return out;
}

std::string event(ByteView rest) {
  return fmt::format(R"({{"id":"e-1","source":"app.event.file","time":"2022-04-19T18:00:00Z",)"
                     R"("detail":{{"type":"EFEvaluationEvent",{}}}}})",
                     rest);
}

TEST(TapeScanner, GivesAnOutcomeForEachPiece) {
  const std::string text =
      event(R"("id":"d-1","evaluation":{"service":"microone","payload":{"query":"q"}})") +
      event(R"("evaluation":{"service":"microone"})") + event(R"("evaluation":{"service":"imageTagging"})") +
      event(R"("evaluation":{})") + R"({"a":01})" + "{\"detail\":}";
  Cutter cutter({});
  cutter.begin();
  MemoryReader reader(text);
  Batch batch;
  ASSERT_TRUE(cutter.cut(reader, batch.window).has_value());
  const Contracts known = contracts();
  const Identification rules;
  TapeScanner scanner(known, rules);
  for (int round = 0; round < 2; ++round) {  // Scanning again starts afresh.
    scanner.scan(batch);
    using Kind = Outcome::Kind;
    std::vector<Kind> kinds;
    std::vector<std::string> codes;
    for (const Outcome& outcome : batch.outcomes) {
      kinds.push_back(outcome.kind);
      codes.emplace_back(outcome.clean ? "clean" : name(batch.violations[outcome.violations.first].code));
    }
    EXPECT_THAT(kinds, ElementsAre(Kind::Event, Kind::Event, Kind::Event, Kind::Unidentified,
                                   Kind::Unparsable, Kind::Dropped));
    EXPECT_THAT(codes, ElementsAre("clean", "required", "no_contract", "unknown_service", "invalid_number",
                                   "broken_structure"));
    EXPECT_EQ(batch.counts.events, 3U);
    EXPECT_EQ(batch.counts.unidentified, 1U);
    EXPECT_EQ(batch.counts.unparsable, 1U);
    EXPECT_EQ(batch.counts.dropped_ranges, 1U);
  }
  const Outcome& clean = batch.outcomes[0];
  EXPECT_EQ(clean.event_id, "e-1");
  EXPECT_EQ(clean.service, "microone");
  EXPECT_EQ(clean.plan->contract, "c");
  EXPECT_EQ(format_time(*clean.event_time), "2022-04-19T18:00:00Z");
  ASSERT_EQ(clean.slots.count, 4U);
  EXPECT_EQ(batch.slots[clean.slots.first].view(), "d-1");
  EXPECT_EQ(batch.slots[clean.slots.first + 1].int64, *clean.event_time);
  EXPECT_EQ(batch.slots[clean.slots.first + 2].length, 1U);
  EXPECT_EQ(batch.slots[clean.slots.first + 3].view(), "q");
  EXPECT_EQ(batch.outcomes[1].slots.count, 0U);
  EXPECT_EQ(batch.outcomes[1].plan, clean.plan);
  EXPECT_EQ(batch.outcomes[2].plan, nullptr);
  EXPECT_EQ(batch.outcomes[2].service, "imageTagging");
  EXPECT_EQ(batch.outcomes[3].record_type, RecordType::Event);
}

TEST(TapeScanner, ExplainsDroppedRanges) {
  EXPECT_THAT(scanned("{\"a\":}").text,
              testing::HasSubstr("broken_structure  |  | a JSON value | } | a value whose"));
  EXPECT_THAT(scanned("[{}{}").text, testing::HasSubstr("missing_comma  |  | a comma |"));
  EXPECT_THAT(scanned("[").text, testing::HasSubstr("unclosed_array  |  | ] |"));
  EXPECT_THAT(scanned("{\"a\":12", {.event_bytes_max = 3}).text, testing::HasSubstr("too_large"));
  EXPECT_THAT(scanned("{\"a\":12").text, testing::HasSubstr("truncated"));
  EXPECT_THAT(scanned("hello").text, testing::HasSubstr("not_json  |  | a JSON value | hello"));
  EXPECT_THAT(scanned("]").text, testing::HasSubstr("stray_separator"));
}

TEST(TapeScanner, AnEventWithoutAUsableTimeIsDirty) {
  const std::string text =
      R"({"id":"1","source":"app.event.file","time":"soon","detail":{"type":"EFEvaluationEvent",)"
      R"("id":"1","evaluation":{"service":"microone"}}})";
  const Scanned found = scanned(text);
  EXPECT_EQ(found.counts.events, 1U);
  EXPECT_THAT(found.text, testing::HasSubstr("event_time /time"));
  EXPECT_THAT(found.text, testing::HasSubstr("violations 1\n"));
}

/// Whatever the window, whoever reads the file: the same outcomes, violations, slots.
TEST(TapeScanner, SaysTheSameForEveryWindow) {
  Dice dice(31);
  for (int round = 0; round < 400; ++round) {
    cut_test::EventMaker maker(dice);
    std::string text;
    for (std::size_t i = 1 + dice.below(6); i > 0; --i) text += maker.event() + (dice.once_in(2) ? "\n" : "");
    for (std::size_t i = dice.below(4); i > 0; --i) {
      const std::size_t at = dice.below(text.size());
      if (dice.once_in(2)) text[at] = static_cast<char>(dice.below(256));
      else text.insert(at, cut_test::json_like(dice, 1 + dice.below(4)));
    }
    const Scanned whole = scanned(text);
    for (const std::size_t window_bytes : {1, 7, 100, 500, 1000, 3000}) {
      const Scanned split = scanned(text, {.window_bytes = window_bytes}, 1 + dice.below(200));
      ASSERT_EQ(split.text, whole.text) << window_bytes << "\n" << text;
    }
  }
}

}  // namespace
}  // namespace headgate
